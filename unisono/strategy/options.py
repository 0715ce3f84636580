"""Options of the choice of an alignment strategy."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from unisono.correspond.options import CorrespondOptions
from unisono.options import Options

Modality = Literal["text", "audio", "image"]
Kind = Literal["auto", "continuous", "discrete"]
YesNo = Literal["auto", "yes", "no"]
ClockKind = Literal["exact", "weak", "none"]
StrategyName = Literal[
    "clock",
    "linear",
    "dtw",
    "soft-dtw",
    "transport",
    "unbalanced",
    "gromov",
    "cca",
    "adversarial",
    "attention",
]
Disturbance = Literal["shift", "jitter", "drop", "swap"]
Numbers = Annotated[tuple[float, ...], Field(strict=False, min_length=1, max_length=100)]


class PairOptions(Options):
    """What is known of a pair of modalities; auto = measured from the tables."""

    first: Modality = Field("text", description="The modality whose steps are looked from")
    second: Modality = Field("audio", description="The modality that is brought to them")
    first_kind: Kind = Field(
        "auto", description="Of the first: continuous (samples of a process) or discrete (units)"
    )
    second_kind: Kind = Field("auto", description="Of the second")
    first_semantic: YesNo = Field(
        "auto", description="Whether the first's features carry meaning, not surface"
    )
    second_semantic: YesNo = Field("auto", description="Whether the second's do")
    clock: ClockKind = Field(
        "exact",
        description="Common clock: exact = both from one recording; weak = order is kept but "
        "times drift; none = not even order can be relied on",
    )
    coincidence: YesNo = Field(
        "auto", description="Whether what is studied depends on what happens at the same time"
    )
    anchors: int = Field(
        0, ge=0, description="Recordings some of whose matches are known, where there is no clock"
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.first == self.second:
            raise PydanticCustomError(
                "disagreement", "strategies.pairs: first and second must be two modalities"
            )
        return self


class TrialOptions(Options):
    """Trials of all strategies on planted corpora."""

    strategies: Annotated[tuple[StrategyName, ...], Field(strict=False, min_length=1)] = Field(
        default=(
            "clock",
            "linear",
            "dtw",
            "soft-dtw",
            "transport",
            "unbalanced",
            "gromov",
            "cca",
            "adversarial",
            "attention",
        ),
        description="Strategies to try",
    )
    recordings: int = Field(
        160, ge=20, le=100_000, description="Planted recordings, half to learn from"
    )
    seconds: float = Field(20.0, gt=2.0, le=3600.0, description="Length of each, seconds")
    shares: Numbers = Field(
        default=(0.01, 0.05, 0.2, 1.0),
        description="Shares of the recordings to learn from that have matches, 0 to 1",
    )
    noises: Numbers = Field(
        default=(0.3, 1.0), description="Noise of the second modality, SD beside a signal of 1"
    )
    seeds: int = Field(5, ge=1, le=1000, description="Planted corpora for each setting")


class QualityOptions(Options):
    """How well downstream models bear bad alignment."""

    disturbances: Annotated[tuple[Disturbance, ...], Field(strict=False, min_length=1)] = Field(
        default=("shift", "jitter", "drop", "swap"), description="What is done to the words"
    )
    seconds: Numbers = Field(
        default=(0.1, 0.2, 0.4, 0.8, 1.6), description="Amounts of shift and jitter, seconds"
    )
    shares: Numbers = Field(
        default=(0.05, 0.1, 0.2, 0.4, 0.8), description="Amounts of drop and swap, 0 to 1"
    )
    models: tuple[str, ...] = Field(
        default=("reference", "early", "word-aligned", "mult-aligned"),
        strict=False,
        description="Models to try: reference (products of coinciding features, linear), or "
        "those of learn.models",
    )
    recordings: int = Field(300, ge=20, le=100_000, description="Planted recordings")
    seeds: int = Field(3, ge=1, le=1000, description="Planted corpora")
    epochs: int = Field(30, ge=1, le=10_000, description="Epochs of networks at most")


class StrategiesOptions(Options):
    """The choice of an alignment strategy for each pair of modalities."""

    advise: bool = Field(
        default=False,
        description="Whether a full run advises too; the target `strategies` always does",
    )
    pairs: Annotated[tuple[PairOptions, ...], Field(strict=False)] = Field(
        default=(
            PairOptions(first="text", second="audio"),
            PairOptions(first="text", second="image"),
            PairOptions(first="audio", second="image"),
        ),
        description="Pairs of modalities to advise on",
    )
    sample: int = Field(
        200, ge=2, le=100_000, description="Recordings that the tables are looked at in, at most"
    )
    correspond: CorrespondOptions = Field(
        CorrespondOptions(), description="Settings of the strategies"
    )
    trials: TrialOptions = Field(TrialOptions(), description="Trials on planted corpora")
    quality: QualityOptions = Field(QualityOptions(), description="Bad alignment on purpose")
