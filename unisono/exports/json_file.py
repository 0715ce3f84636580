"""JSON: all of an alignment, nothing rounded and nothing left out.

Keys are sorted; words and segments without a time have null. ``version`` counts changes of
the layout; a reader of another version refuses the file.
"""

import json
from dataclasses import asdict, dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from unisono.errors import InputError
from unisono.exports.alignment import Alignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file: what it is, in which version, and the alignment."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    alignment: Alignment
    format: Literal["unisono-alignment"] = "unisono-alignment"
    version: Literal[1] = 1


_DOCUMENT = TypeAdapter(Document)


def to_json(alignment: Alignment) -> str:
    """Write an alignment as JSON."""
    values = asdict(Document(alignment=alignment))
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"


def from_json(text: str) -> Alignment:
    """Read what `to_json` writes: the same alignment.

    Raises
    ------
    InputError
        When it is not JSON, or not of this layout and version.
    """
    try:
        return _DOCUMENT.validate_json(text).alignment
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(
            f"not an alignment of Unisono, version 1: {where}: {first['msg']}"
        ) from error
