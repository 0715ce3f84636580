"""Options of the frames stage."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

Mode = Literal["every", "count", "keyframes", "shots"]


class FramesOptions(Options):
    """Which frames are kept, and how their pictures are stored."""

    mode: Mode = Field(
        "every",
        description="every: one each `seconds`; count: `count` evenly spaced; keyframes: those "
        "that the codec stores whole (fastest); shots: the middle one of each shot",
    )
    seconds: float = Field(
        1.0,
        ge=0,
        le=86_400,
        description="Mode every: distance between samples, seconds; 0 keeps every frame",
    )
    count: int = Field(
        16, ge=1, le=1_000_000, description="Mode count: frames of each recording, a number"
    )
    threshold: float = Field(
        27.0,
        gt=0,
        le=255,
        description="Mode shots: mean change of hue, saturation and brightness (0 to 255) that "
        "counts as a cut; lower finds more",
    )
    shot_seconds: float = Field(0.6, ge=0, le=600, description="Mode shots: shortest shot, seconds")
    max_side: int = Field(
        640,
        ge=0,
        le=8192,
        description="Longer side of the stored picture at most, pixels; smaller pictures are "
        "not enlarged; 0 keeps the size",
    )
    quality: int = Field(90, ge=1, le=100, description="JPEG quality, 1 to 100")
    threads: int = Field(
        2, ge=0, le=64, description="Threads of the video decoder, a number; 0 = one a core"
    )
