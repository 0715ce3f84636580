"""Options of the fuse stage."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

FrameRule = Literal["shown", "within"]


class FuseOptions(Options):
    """How frames are given to words."""

    frames: FrameRule = Field(
        default="shown",
        description=(
            "shown: every frame on screen while the word is said, each from its time until "
            "the next sampled one; within: only frames sampled while the word is said"
        ),
    )
    last_frame_seconds: float | None = Field(
        default=None,
        gt=0.0,
        description=(
            "How long the last sampled frame of a recording counts as shown, seconds; "
            "null: until the end, however far away"
        ),
    )
