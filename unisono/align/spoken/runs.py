"""Abbreviations and thousands that are written with spaces in them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from unisono.align.spoken.cleaning import bare
from unisono.align.spoken.readings import Readings, readings
from unisono.align.spoken.roman import is_counted

Spaced = Mapping[tuple[str, ...], str]
"""Readings, parted by bars, of abbreviations by their parts: ("z.", "b.")."""

_PART = re.compile(r"[\"'„“‚(\[]*((?:[^\W\d_]{1,3}\.)+)[\"'“”)\],;:…]*")
_WORD_PARTS = ("et", "rt")
_FIRST_GROUP = re.compile(r"[\"'„“(\[]*([1-9][0-9]{0,2})")
_GROUP = re.compile(r"([0-9]{3})[\"'“”)\],;:.!?…]*")
_LONGEST = 5


def runs(
    pieces: Sequence[str],
    spaced: Spaced,
    grouped: Callable[[Sequence[str]], Iterator[Readings]],
) -> dict[int, Readings]:
    """Readings of tokens that are decided by runs of tokens, by position.

    Parameters
    ----------
    pieces
        Cleaned tokens of a text.
    spaced
        Abbreviations.
    grouped
        Reads groups of three digits.
    """
    found: dict[int, Readings] = {}
    position = 0
    while position < len(pieces):
        run = _abbreviation(pieces, position, spaced) or _number(pieces, position, grouped)
        found.update(enumerate(run, position))
        position += len(run) or 1
    return found


def _abbreviation(pieces: Sequence[str], position: int, spaced: Spaced) -> list[Readings]:
    parts: list[str] = []
    longest: list[Readings] = []
    for piece in pieces[position : position + _LONGEST]:
        match = _PART.fullmatch(piece)
        if match is None and piece.lower() not in _WORD_PARTS:
            break
        parts.append(match[1].lower() if match else piece.lower())
        if len(parts) > 1 and (text := spaced.get(tuple(parts))):
            ways = [one.split() for one in text.split("|")]
            ways = [one for one in ways if len(one) == len(parts)]
            columns = zip(*ways, strict=True)
            longest = [readings(*column) for column in columns]
    return longest


def _number(
    pieces: Sequence[str],
    position: int,
    grouped: Callable[[Sequence[str]], Iterator[Readings]],
) -> list[Readings]:
    first = _FIRST_GROUP.fullmatch(pieces[position])
    if not first or (position and is_counted(bare(pieces[position - 1]))):
        return []
    groups = [first[1]]
    for piece in pieces[position + 1 : position + _LONGEST]:
        group = _GROUP.fullmatch(piece)
        if not group:
            break
        groups.append(group[1])
        if group[1] != piece:
            break
    return list(grouped(groups)) if len(groups) > 1 else []
