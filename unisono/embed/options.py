"""Options of the embed stage, one model for each modality."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from unisono.options import Options

SpokenUnit = Literal["word", "segment"]


def _no_repeats(units: tuple[SpokenUnit, ...]) -> tuple[SpokenUnit, ...]:
    if len(set(units)) < len(units):
        raise ValueError("a unit is named twice")
    return units


Units = Annotated[
    tuple[SpokenUnit, ...],
    Field(strict=False, min_length=1, max_length=2),
    AfterValidator(_no_repeats),
]

Dimension = Annotated[int, Field(ge=16, le=4096)]


class TextEmbedOptions(Options):
    """How text becomes vectors."""

    backend: str = Field(
        default="hashing", description="Text model; hashing works without any weights"
    )
    units: Units = Field(
        default=("segment", "word"), description="What gets a vector: word, segment or both"
    )
    dimension: Dimension = Field(
        default=256, description="Length of the vectors, for backends that let one choose"
    )


class AudioEmbedOptions(Options):
    """How sound becomes vectors."""

    backend: str = Field(
        default="statistics", description="Audio model; statistics works without any weights"
    )
    units: Units = Field(
        default=("segment", "word"), description="What gets a vector: word, segment or both"
    )
    dimension: Dimension = Field(
        default=256, description="Length of the vectors, for backends that let one choose"
    )


class ImageEmbedOptions(Options):
    """How pictures become vectors."""

    backend: str = Field(
        default="statistics", description="Image model; statistics works without any weights"
    )
    dimension: Dimension = Field(
        default=256, description="Length of the vectors, for backends that let one choose"
    )
    max_pixels: int = Field(
        default=40_000_000,
        ge=1_000,
        le=400_000_000,
        description="Pixels beyond which a stored picture counts as broken and is not decoded",
    )
