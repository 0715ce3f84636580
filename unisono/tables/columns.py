"""What the columns of the tables are built from."""

import pyarrow as pa

from unisono.schema import Column

STATUSES = ("ok", "partial", "failed", "skipped")
KINDS = ("video", "audio", "none")
SEXES = ("female", "male", "unknown")
EDIT_KINDS = ("text_without_audio", "audio_without_text", "replaced")
SEGMENT_VERDICTS = ("ok", "edited", "mismatch")
WORD_STATUSES = ("aligned", "interpolated", "unaligned")


def identifier(description: str, null: str = "") -> Column:
    """An id."""
    return Column(type=pa.string(), description=description, null=null)


def seconds(description: str, null: str = "", source: str = "") -> Column:
    """A time or a length of time, seconds."""
    return Column(type=pa.float64(), description=description, unit="s", null=null, source=source)


def count(description: str, null: str = "") -> Column:
    """How many."""
    return Column(type=pa.int64(), description=description, unit="count", null=null)


def index(description: str, null: str = "") -> Column:
    """A number that tells things apart, from 0."""
    return Column(type=pa.int32(), description=description, null=null)


def number(description: str, unit: str = "", source: str = "", null: str = "") -> Column:
    """A measured number."""
    return Column(type=pa.float64(), description=description, unit=unit, source=source, null=null)


def text(
    description: str, null: str = "", allowed: tuple[str, ...] = (), source: str = ""
) -> Column:
    """A text, or one of a set of words."""
    return Column(
        type=pa.string(), description=description, null=null, allowed=allowed, source=source
    )


MEDIA_ID = identifier("Id of the recording, as in the manifest")
SEGMENT = index("Number of the segment within the recording, from 0")
WORD = index("Number of the word within the recording, from 0")
PRAAT = "Praat through parselmouth"
