"""What SubRip and WebVTT share: their clock, and characters that would be markup."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CLOCK = r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(r"&(?=#?\w+;)|<|(?<=--)>|\{(?=\\|[A-Za-z]:)|\\(?=[Nh])")
_STRICT = re.compile(r"[&<>]|\{(?=\\|[A-Za-z]:)|\\(?=[Nh])")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A cue as a file has it: its name or number, its times in seconds, its lines."""

    name: str
    start: float
    end: float
    lines: tuple[str, ...]


def clock(milliseconds: int, mark: str) -> str:
    """A time as ``00:00:01.500``; hours have as many digits as they need.

    Examples
    --------
    >>> clock(400_000_001, ",")
    '111:06:40,001'
    """
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{mark}{fraction:03d}"


def seconds_of(clock_text: str) -> float | None:
    """The opposite of `clock`, None when it is no such time."""
    match = re.fullmatch(_CLOCK, clock_text)
    return None if match is None else _seconds(match.groups())


def escaped(text: str) -> str:
    """A text of a SubRip cue: only what a player would take for markup is written as entity.

    Many players show entities as they stand, so ``R&D`` and ``a > b`` stay.

    Examples
    --------
    >>> escaped("R&D <i> &lt; -->")
    'R&D &lt;i> &amp;lt; --&gt;'
    """
    return _MARKUP.sub(_entity, text)


def escaped_strictly(text: str) -> str:
    """A text of a WebVTT cue: every ``&``, ``<`` and ``>`` is an entity, as its standard asks."""
    return _STRICT.sub(_entity, text)


def unescaped(text: str) -> str:
    """The opposite of both."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def blocks(lines: Sequence[str], *, blank_ends: bool) -> Iterator[Block]:
    """Cues among the lines of a file.

    Parameters
    ----------
    lines
        All lines of the file.
    blank_ends
        Whether a blank line ends a cue, as in WebVTT; else the next cue does.
    """
    ranges = [(at, match) for at, line in enumerate(lines) if (match := _TIMING.fullmatch(line))]
    firsts = [at - _has_name(lines, at) for at, _ in ranges]
    stops = [*firsts, len(lines)][1:]
    for (at, match), first, stop in zip(ranges, firsts, stops, strict=True):
        payload = list(lines[at + 1 : stop])
        if blank_ends and "" in payload:
            payload = payload[: payload.index("")]
        yield Block(
            name=lines[first].strip() if first < at else "",
            start=_seconds(match.groups()[:4]),
            end=_seconds(match.groups()[4:]),
            lines=tuple(line for line in payload if line.strip()),
        )


def _has_name(lines: Sequence[str], at: int) -> bool:
    """Whether the line before a time range is the cue's name or number."""
    if at == 0 or not lines[at - 1].strip():
        return False
    return at == 1 or not lines[at - 2].strip() or lines[at - 1].strip().isdigit()


def _entity(match: re.Match[str]) -> str:
    return _NAMED.get(match.group(), f"&#{ord(match.group())};")


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (int(group or 0) for group in groups)
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction) / 1000
