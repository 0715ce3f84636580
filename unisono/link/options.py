"""Options of linking."""

from pydantic import Field

from unisono.options import Options


class LinkOptions(Options):
    """When a sentence of a protocol counts as found on a recording."""

    min_share: float = Field(
        default=0.4,
        gt=0.0,
        le=1.0,
        description="Share of a sentence's words that must be found with times for it to be "
        "linked; with fewer it is partial and not measured",
    )
    min_words: int = Field(
        default=10,
        ge=3,
        le=1000,
        description="Words that a passage of the protocol and the recording must share before "
        "anything in it is linked; 3 where the manifest names the speech",
    )
