"""Praat TextGrids, in the long text format (Praat manual, "TextGrid file formats").

Times are written with as many digits as it takes to read back the same number. A tier covers
the whole recording, silence is an interval without text. Words without a time stand in the
text of their utterance only, segments without a time in comments after the last tier.
"""

import re
from collections.abc import Iterator, Sequence

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, latest
from unisono.exports.tiers import (
    Label,
    Tier,
    TierKey,
    exact,
    key_of,
    lanes,
    segments_of,
    several_speakers,
)
from unisono.exports.writing import printable, untimed_notes, with_untimed

_HEAD = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
_EMPTY = tuple(Tier(key=TierKey(kind=kind), labels=()) for kind in ("utterances", "words"))
_TOKEN = re.compile(
    r'"(?P<text>[^"]*(?:""[^"]*)*)"'
    r"|!(?P<comment>[^\n]*)"
    r"|(?P<number>(?<!\S)[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\S))"
    r"|<(?P<flag>[A-Za-z]+)>"
    r'|[^\s"!<]+'
)
_Token = tuple[str, str]


def to_textgrid(alignment: Alignment) -> str:
    """Write an alignment as a TextGrid.

    Tiers are ``utterances`` and ``words``, with several speakers ``NAME - utterances`` and
    ``NAME - words``; a tier ``status`` marks words that were not found in the sound.
    """
    with_speaker = several_speakers(alignment)
    tiers = list(_tiers(alignment)) or list(_EMPTY)
    end = _number(alignment.end)
    lines = [f"{_HEAD}xmin = 0 ", f"xmax = {end} ", "tiers? <exists> ", f"size = {len(tiers)} "]
    lines.append("item []: ")
    for number, tier in enumerate(tiers, 1):
        lines.append(f"    item [{number}]:")
        name = _quoted(tier.key.name(with_speaker=with_speaker))
        if tier.key.points:
            lines += [f"        {line}" for line in _points(tier, name, end)]
        else:
            lines += [f"        {line}" for line in _intervals(tier, name, alignment.end)]
    lines += [f"! {note}" for note in untimed_notes(alignment)]
    return "\n".join(lines) + "\n"


def from_textgrid(text: str, *, media_id: str = "") -> Alignment:
    """Read the tiers that `to_textgrid` writes; others are passed over.

    Parameters
    ----------
    text
        The file's text, in the long or the short format.
    media_id
        What the file does not tell.

    Raises
    ------
    InputError
        When it is not a TextGrid in text format.
    """
    tokens = [
        (match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(text)
    ]
    comments = [value for kind, value in tokens if kind == "comment"]
    reader = _Reader([token for token in tokens if token[0] in ("text", "number", "flag")])
    if reader.take("text") not in ("ooTextFile", "ooTextFile short"):
        raise InputError("not a TextGrid in Praat's text format; save it as text file in Praat")
    if reader.take("text") != "TextGrid":
        raise InputError("a Praat object, but not a TextGrid")
    _, end, _ = reader.time(), reader.time(), reader.take("flag")
    tiers = [reader.tier() for _ in range(reader.count())]
    segments = segments_of(tier for tier in tiers if tier is not None)
    return Alignment(
        media_id=media_id,
        duration=max(end, latest(segments)),
        segments=with_untimed(segments, comments),
    )


def _tiers(alignment: Alignment) -> Iterator[Tier]:
    placed = [one for segment in alignment.segments if (one := exact(segment)) is not None]
    for lane in lanes(placed):
        yield lane.utterances
        for words, status in lane.words():
            yield words
            if status is not None:
                yield status


def _intervals(tier: Tier, name: str, end: float) -> Iterator[str]:
    intervals = list(_filled(tier.labels, end))
    yield 'class = "IntervalTier" '
    yield f"name = {name} "
    yield "xmin = 0 "
    yield f"xmax = {_number(end)} "
    yield f"intervals: size = {len(intervals)} "
    for number, label in enumerate(intervals, 1):
        yield f"intervals [{number}]:"
        yield f"    xmin = {_number(label.start)} "
        yield f"    xmax = {_number(label.end)} "
        yield f"    text = {_quoted(label.text)} "


def _points(tier: Tier, name: str, end: str) -> Iterator[str]:
    yield 'class = "TextTier" '
    yield f"name = {name} "
    yield "xmin = 0 "
    yield f"xmax = {end} "
    yield f"points: size = {len(tier.labels)} "
    for number, label in enumerate(tier.labels, 1):
        yield f"points [{number}]:"
        yield f"    number = {_number(label.start)} "
        yield f"    mark = {_quoted(label.text)} "


def _filled(labels: Sequence[Label], end: float) -> Iterator[Label]:
    """Labels with intervals without text between them, from 0 to the end."""
    clock = 0.0
    for label in labels:
        if label.start > clock:
            yield Label(start=clock, end=label.start, text="")
        yield label
        clock = label.end
    if clock < end or not labels:
        yield Label(start=clock, end=end, text="")


def _number(seconds: float) -> str:
    """The shortest decimal that reads back as the same number, without a point if whole."""
    return repr(float(seconds)).removesuffix(".0")


def _quoted(text: str) -> str:
    # A backslash begins a code for a letter in Praat; its own code is \bs.
    return '"' + printable(text).replace("\\", "\\bs").replace('"', '""') + '"'


def _plain(text: str) -> str:
    return text.replace('""', '"').replace("\\bs", "\\")


class _Reader:
    """Takes the values of a TextGrid one after the other."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = iter(tokens)

    def take(self, kind: str) -> str:
        found, value = next(self._tokens, ("the end of the file", ""))
        if found != kind:
            raise InputError(
                f'not a TextGrid: a {kind} should stand where there is {found} "{value[:60]}"; is '
                "the file cut off?"
            )
        return _plain(value) if kind == "text" else value

    def time(self) -> float:
        return float(self.take("number"))

    def count(self) -> int:
        value = self.time()
        if not (value.is_integer() and value >= 0):
            raise InputError(f"not a TextGrid: {value:g} is not a number of things")
        return int(value)

    def tier(self) -> Tier | None:
        """The next tier; None when it is not one of ours."""
        points = self.take("text") == "TextTier"
        key = key_of(self.take("text"))
        self.time()
        self.time()
        labels = []
        for _ in range(self.count()):
            start = self.time()
            end = start if points else self.time()
            text = self.take("text")
            if text:
                labels.append(Label(start=start, end=end, text=text))
        labels.sort(key=lambda label: (label.start, label.end))
        return Tier(key=key, labels=tuple(labels)) if key is not None else None
