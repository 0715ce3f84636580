"""Options of the media stage."""

from typing import Literal

from pydantic import Field

from unisono.options import Options


class MediaOptions(Options):
    """How recordings are probed and their sound is normalised."""

    drift: float = Field(
        0.02,
        ge=0.001,
        le=1.0,
        description="Distance between timestamps and samples that is put right with silence "
        "(or by leaving out what overlaps), seconds",
    )
    channels: Literal["mix", "keep"] = Field(
        "mix",
        description="The normalised sound of a recording with several channels: mix = their "
        "mean; keep = each by itself (up to 8), as transcribe: speakers: channels needs it, at "
        "the cost of larger files; where a mean is wanted, it is taken on reading",
    )
    max_hours: float = Field(
        24.0,
        gt=0,
        le=240,
        description="Longest recording, hours; what comes later is left out and accounted for",
    )
    max_gigabytes: float = Field(
        200.0, gt=0, description="Largest file, 10^9 bytes; a larger one is accounted for unread"
    )
