"""Options of the query."""

from typing import Literal

from pydantic import Field

from unisono.options import Options


class QueryOptions(Options):
    """Which sentences the target `query` looks for, and how many it shows."""

    pattern: str | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="Regular expression (RE2) that a sentence must hold, e.g. "
        "'(?i)klima(schutz|wandel)'; null = any",
    )
    party: str | None = Field(
        default=None,
        pattern=r"^[a-z][a-z0-9_]{0,30}$",
        description="Key of the party that must be addressed; null = no matter who",
    )
    min_score: float = Field(
        default=0.5, ge=0, le=1, description="Least score of addressing the party, from 0 to 1"
    )
    order: Literal["time", "score", "pitch"] = Field(
        default="time",
        description="Order of the matches: time = by date and place in the protocol; score = the "
        "party addressed most surely first; pitch = highest above the speaker's mean first",
    )
    limit: int = Field(default=100, ge=1, le=10_000, description="Matches that are shown at most")
    frames: int = Field(
        default=3, ge=0, le=50, description="Frames that are shown of each sentence at most"
    )
