"""Options of the panel."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

Evidence = Literal[
    "score", "named", "member_named", "second_person", "vocative", "reply", "zero_shot"
]
Role = Literal["speaker", "presiding", "intervention"]


class PanelOptions(Options):
    """Which sentences make the panel, and when their pitch is measured."""

    roles: tuple[Role, ...] = Field(
        default=("speaker",),
        min_length=1,
        description="Whose sentences: speaker = who holds the speech; intervention = who asks or "
        "remarks within another's; presiding = who chairs",
    )
    evidence: tuple[Evidence, ...] = Field(
        default=("score", "named", "member_named", "second_person", "vocative", "reply"),
        min_length=1,
        description="Columns of addressing that the panel has for each party, e.g. score_afd",
    )
    min_voiced: int = Field(
        default=10,
        ge=1,
        description="Voiced frames that a sentence needs for its F0 to be measured (10 ms each)",
    )
    min_sentences: int = Field(
        default=10,
        ge=2,
        description="Sentences with F0 that a speaker needs for F0 to be standardised within them",
    )
    memory_mb: int = Field(
        default=1000,
        ge=200,
        description="Memory for the joins, 10^6 bytes; what does not fit goes to disk",
    )
