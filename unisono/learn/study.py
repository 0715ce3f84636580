"""Options of a study: which label, which data, how it is split, and how models are compared."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from unisono.learn.options import ModelOptions
from unisono.options import Options

Task = Literal["auto", "classification", "regression"]
ModalityName = Literal["text", "audio", "image"]
SpokenUnit = Literal["word", "segment"]
SplitKind = Literal["auto", "time", "grouped", "folds"]
ModelName = Literal[
    "majority",
    "linear-text",
    "linear-audio",
    "linear-image",
    "early",
    "late-average",
    "late-stack",
    "tensor",
    "word-aligned",
    "mult",
    "mult-aligned",
    "mult-shuffled",
    "mult-self",
]

WITHOUT_CHANCE = frozenset(
    {"majority", "linear-text", "linear-audio", "linear-image", "late-average"}
)
"""Models in which nothing is drawn at random: every seed would give the same. So has ``early``
when it is linear."""

ModelNames = Annotated[tuple[ModelName, ...], Field(strict=False, min_length=1)]
Modalities = Annotated[tuple[ModalityName, ...], Field(strict=False, min_length=1)]


class SplitOptions(Options):
    """How recordings are divided into those learnt from and those predicted."""

    kind: SplitKind = Field(
        default="auto",
        description="grouped: groups drawn at random; folds: each group is tested once; time: "
        "learn from the past, test on the latest; auto: time where every labelled recording has "
        "a date of its own order (two dates or more), then grouped as well",
    )
    count: int = Field(
        default=1, ge=1, le=100, description="Splits drawn at random, or folds (then at least 2)"
    )
    test: float = Field(default=0.2, gt=0.0, lt=1.0, description="Share that is tested on")
    validation: float = Field(
        default=0.15, gt=0.0, lt=1.0, description="Share on which a model's settings are chosen"
    )
    seed: int = Field(default=0, ge=0, description="Seed of the drawing")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.test + self.validation >= 0.9:
            raise PydanticCustomError(
                "disagreement",
                "learn.splits: test and validation leave less than a tenth to learn from",
            )
        if self.kind == "folds" and self.count < 2:
            raise PydanticCustomError("disagreement", "learn.splits: folds need a count of 2")
        return self


class SizeOptions(Options):
    """Smaller corpora, on which the models are trained as well: what a score costs by size."""

    shares: Annotated[
        tuple[Annotated[float, Field(gt=0.0, lt=1.0)], ...], Field(strict=False, max_length=20)
    ] = Field(
        default=(0.25, 0.5),
        description="Shares of the training part of the first split, whole groups; empty: none",
    )
    seeds: int = Field(
        default=1, ge=1, le=1000, description="Trainings of each model on each share, at most seeds"
    )


class CompareOptions(Options):
    """How trained models are compared."""

    metric: Literal["auto", "f1_macro", "accuracy", "auc", "mae", "correlation"] = Field(
        default="auto", description="What the table is sorted by; auto = f1_macro, for values mae"
    )
    resamples: int = Field(
        default=2000, ge=100, le=100_000, description="Resamples of the groups for each interval"
    )
    level: float = Field(default=0.95, gt=0.5, lt=1.0, description="Level of the intervals")
    bins: int = Field(
        default=10, ge=2, le=100, description="Bins of confidence for the calibration (ECE)"
    )
    seed: int = Field(default=0, ge=0, description="Seed of the resampling")


class LearnOptions(Options):
    """A label of the manifest, and the models that learn to tell it."""

    label: str | None = Field(
        default=None,
        min_length=1,
        description="Column of the manifest to be told, e.g. label_tone; null = nothing is learnt",
    )
    task: Task = Field(
        default="auto",
        description="What the label is; auto: values when all are numbers, more than ten "
        "different ones, else classes",
    )
    modalities: Modalities = Field(
        default=("text", "audio", "image"), description="What is learnt from: text, audio, image"
    )
    unit: SpokenUnit = Field(
        default="word", description="Steps of text and audio on their own clock: word or segment"
    )
    models: ModelNames = Field(
        default=(
            "majority",
            "linear-text",
            "linear-audio",
            "linear-image",
            "early",
            "late-average",
            "late-stack",
            "tensor",
            "word-aligned",
            "mult",
            "mult-aligned",
            "mult-shuffled",
        ),
        description="Models to compare",
    )
    seeds: int = Field(
        default=5,
        ge=1,
        le=1000,
        description="Trainings of each model, with seeds 0, 1, ...; models without chance have one",
    )
    splits: SplitOptions = Field(SplitOptions(), description="Who is learnt from, who tested on")
    sizes: SizeOptions = Field(
        SizeOptions(), description="Smaller corpora: score per second and per gigabyte by size"
    )
    compare: CompareOptions = Field(CompareOptions(), description="How models are compared")
    settings: ModelOptions = Field(ModelOptions(), description="Settings of the models")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name in self.models:
            modality = name.removeprefix("linear-")
            if name.startswith("linear-") and modality not in self.modalities:
                raise PydanticCustomError(
                    "disagreement",
                    f"learn.models has {name}, but learn.modalities has no {modality}",
                )
        for kind, names in (("models", self.models), ("modalities", self.modalities)):
            if len(set(names)) < len(names):
                raise PydanticCustomError("disagreement", f"learn.{kind} names one twice")
        return self

    def trainings(self, most: int | None = None) -> tuple[tuple[str, int], ...]:
        """Every model with each of its seeds, or so many of them at most."""
        seeds = self.seeds if most is None else min(most, self.seeds)
        fixed = WITHOUT_CHANCE | ({"early"} if self.settings.early.kind == "linear" else set())
        return tuple(
            (model, seed) for model in self.models for seed in range(1 if model in fixed else seeds)
        )
