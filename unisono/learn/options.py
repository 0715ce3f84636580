"""Options of the models that learn a label, and of their training.

Published settings of MulT (Tsai et al. 2019, table 5): MOSEI width 40, 4 layers, 8 heads,
batch 16, 1e-3; MOSI 10 heads, batch 128; IEMOCAP 10 heads, batch 32, 2e-3.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from unisono.options import Options

ClassWeights = Literal["balanced", "none"]
Selection = Literal["loss", "score"]
Device = Literal["auto", "cpu", "cuda"]
PooledKind = Literal["linear", "mlp"]
Positions = Literal["seconds", "steps"]
Pooling = Literal["mean", "last"]

Share = Annotated[float, Field(ge=0.0, lt=1.0)]
"""A dropout."""
Rate = Annotated[float, Field(gt=0.0, le=1.0)]
"""A learning rate."""
Kernel = Annotated[int, Field(ge=1, le=31)]


class TrainingOptions(Options):
    """How networks are trained; linear models take only the class weights and the threads."""

    epochs: int = Field(default=60, ge=1, le=10_000, description="Epochs at most")
    patience: int = Field(
        default=10, ge=1, description="Epochs without a better validation before training stops"
    )
    select: Selection = Field(
        default="loss",
        description="What is better on the validation part: loss, or score (macro F1, for values "
        "the correlation). The best epoch is kept, for all metrics alike",
    )
    batch: int = Field(default=32, ge=1, le=4096, description="Recordings in a batch")
    accumulate: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="Batches whose gradients are added before a step; saves memory, and a step "
        "sees batch x accumulate recordings",
    )
    buckets: int = Field(
        default=8,
        ge=1,
        description="Batches whose recordings are sorted by length among themselves, so that "
        "little is padded; 1 = none are sorted",
    )
    weight_decay: float = Field(default=0.01, ge=0.0, le=1.0, description="Of AdamW")
    clip: float = Field(
        default=0.8, gt=0.0, description="Norm to which larger gradients are shortened"
    )
    warmup: int = Field(
        default=2, ge=0, description="Epochs over which the learning rate rises to its value"
    )
    class_weights: ClassWeights = Field(
        default="balanced",
        description="Weight of a class in the loss: balanced = one over its frequency; none",
    )
    device: Device = Field(
        default="auto", description="Where networks are trained; auto = the GPU if there is one"
    )
    bfloat16: bool = Field(
        default=True, description="Whether a GPU computes in bfloat16 (weights stay float32)"
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=256,
        description="Threads of a training; another number gives other last digits",
    )


class LinearOptions(Options):
    """Regularised linear models of pooled features."""

    strengths: Annotated[tuple[float, ...], Field(strict=False, min_length=1, max_length=50)] = (
        Field(
            default=(0.0001, 0.001, 0.01, 0.1, 1.0),
            description="Inverse strengths of the penalty (C) from which the validation part "
            "chooses one",
        )
    )
    iterations: int = Field(default=1000, ge=10, description="Iterations of the solver at most")


class EarlyOptions(Options):
    """Early fusion: pooled features side by side into one model."""

    kind: PooledKind = Field(
        default="linear", description="linear = as the linear models; mlp = one hidden layer"
    )
    hidden: int = Field(default=64, ge=1, le=8192, description="Units of the hidden layer")
    dropout: Share = Field(default=0.3, description="Dropout before and after the hidden layer")
    learning_rate: Rate = Field(default=0.001, description="Learning rate")


class LateOptions(Options):
    """Late fusion of the linear models of each modality."""

    folds: int = Field(
        default=5,
        ge=2,
        le=50,
        description="Parts of the training part on whose out-of-fold predictions the stacker is "
        "fitted; groups stay together",
    )


class TensorOptions(Options):
    """Low-rank tensor fusion (Liu et al. 2018)."""

    rank: int = Field(default=4, ge=1, le=256, description="Rank of the fusion tensor")
    hidden: int = Field(default=32, ge=1, le=4096, description="Width of each modality's network")
    fused: int = Field(default=32, ge=1, le=4096, description="Width of the fused vector")
    dropout: Share = Field(default=0.2, description="Dropout of the modalities' networks")
    learning_rate: Rate = Field(default=0.001, description="Learning rate")


class TransformerOptions(Options):
    """What the transformers have in common."""

    width: int = Field(default=40, ge=2, le=4096, description="Width d of the transformers")
    heads: int = Field(default=8, ge=1, le=128, description="Attention heads; they divide width")
    layers: int = Field(default=4, ge=1, le=64, description="Layers of each encoder")
    attention_dropout: Share = Field(
        default=0.0, description="Dropout of attention weights; above 0 attention needs more memory"
    )
    relu_dropout: Share = Field(default=0.1, description="Dropout within the feed-forward part")
    residual_dropout: Share = Field(default=0.1, description="Dropout of what is added to a stream")
    embedding_dropout: Share = Field(default=0.25, description="Dropout of projected features")
    output_dropout: Share = Field(default=0.0, description="Dropout before the classifier")
    positions: Positions = Field(
        default="seconds",
        description="What tells steps apart: their time (seconds), or their number (steps, as "
        "published). Recordings without times have steps",
    )
    position_seconds: float = Field(
        default=0.25, gt=0.0, le=3600.0, description="Seconds that count as one position"
    )
    longest_wave: float = Field(
        default=100.0,
        gt=1.0,
        le=1_000_000.0,
        description="Positions (times 2 pi) after which the slowest sine comes round; published "
        "10000",
    )
    learning_rate: Rate = Field(default=0.001, description="Learning rate")

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Self:
        if self.width % self.heads or self.width % 2:
            raise PydanticCustomError(
                "disagreement",
                f"width {self.width} must be even and a multiple of heads ({self.heads})",
            )
        return self


class WordAlignedOptions(TransformerOptions):
    """Explicit alignment: all modalities side by side at each word, into one transformer."""

    pool: Pooling = Field(default="mean", description="mean of all words, or the last one")


class MultOptions(TransformerOptions):
    """MulT (Tsai et al. 2019)."""

    memory_layers: int = Field(
        default=4, ge=1, le=64, description="Layers of the self-attention memory"
    )
    kernel_text: Kernel = Field(default=1, description="Steps that the projection of text sees")
    kernel_audio: Kernel = Field(default=1, description="Steps that the projection of audio sees")
    kernel_image: Kernel = Field(default=1, description="Steps that the projection of images sees")
    pool: Pooling = Field(
        default="last", description="What leaves the memory: its last step (as published) or mean"
    )


class ModelOptions(Options):
    """Options of all models."""

    training: TrainingOptions = Field(TrainingOptions(), description="How networks are trained")
    linear: LinearOptions = Field(LinearOptions(), description="linear-text, -audio, -image")
    early: EarlyOptions = Field(EarlyOptions(), description="early")
    late: LateOptions = Field(LateOptions(), description="late-average, late-stack")
    tensor: TensorOptions = Field(TensorOptions(), description="tensor")
    word_aligned: WordAlignedOptions = Field(WordAlignedOptions(), description="word-aligned")
    mult: MultOptions = Field(MultOptions(), description="mult, -aligned, -shuffled, -self")
