"""Options of the report."""

from pydantic import Field

from unisono.options import Options


class ReportOptions(Options):
    """What the report shows, and how much of it."""

    timelines: list[str] = Field(
        default=[],
        max_length=10,
        description="media_id of each recording to draw as a timeline; empty: two are chosen, "
        "a faultless one with video and a faultless one with audio only",
    )
    timeline_seconds: float = Field(
        default=60.0,
        ge=5.0,
        le=600.0,
        description="Longest stretch of a recording that a timeline shows and plays, seconds; "
        "in longer recordings it begins at the first word",
    )
    thumbnails: int = Field(
        default=40, ge=0, le=400, description="Most frames shown in one timeline, count"
    )
    thumbnail_width: int = Field(
        default=160, ge=32, le=640, description="Width of a frame in a timeline, pixels"
    )
    listed: int = Field(
        default=200,
        ge=1,
        le=5000,
        description="Most recordings listed one by one, count; those with problems come first, "
        "the rest is summed up and linked",
    )
    speakers: int = Field(
        default=12, ge=1, le=1000, description="Most speakers listed, those who speak most, count"
    )
