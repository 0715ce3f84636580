"""Reader of Praat TextGrids, in the long and the short text format.

Both are one format: Praat reads free-standing numbers, texts in double quotes and
flags in angle brackets in their order and takes the rest for comment (Praat manual,
"TextGrid file formats"). Praat's own reader is not used, since it opens any kind of
Praat object and trusts the sizes that a file claims.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unisono.transcribe.encoding import clean, unreadable
from unisono.transcribe.utterances import Remark, Utterance

UTTERANCE_TIERS = (
    "utterances", "utterance", "sentences", "sentence", "segments", "segment", "phrases",
    "phrase", "turns", "turn", "transcript", "transcription", "text",
)  # fmt: skip
"""Names of tiers whose intervals are utterances; the first that is there is taken."""
WORD_TIERS = ("words", "word", "ort-mau", "ort", "orthography")
"""Names of tiers whose intervals are words, taken where there is none of the others."""
PAUSES = frozenset({"sil", "<sil>", "sp", "<p:>", "<p>", "#", "_", "<eps>"})
"""Labels by which annotators and aligners mark silence."""

_TOKEN = re.compile(
    r'"(?P<text>[^"]*(?:""[^"]*)*)"'
    r"|<(?P<flag>[A-Za-z]+)>"
    r"|(?P<comment>![^\n]*)"
    r"|(?P<number>(?<!\S)[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\S))"
    r'|(?P<open>")'
    r'|[^\s"!]+'
)
_BACKSLASH = re.compile(r"\\(.)(.)", re.DOTALL)
_ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303"}
_LETTERS = {"ss": "ß", "ae": "æ", "AE": "Æ", "o/": "ø", "O/": "Ø", "ao": "å", "Ao": "Å",
            "c,": "ç", "C,": "Ç", "oe": "œ", "Oe": "Œ", "bs": "\\"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One interval tier: its name and its labelled intervals, in seconds."""

    name: str
    intervals: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class _Flag:
    name: str


@dataclass(frozen=True, slots=True)
class _Token:
    value: str | float | _Flag
    position: int


def read_textgrid(
    text: str, name: str, *, tier: str = "", pause: float = 0.5
) -> tuple[list[Utterance], list[Remark]]:
    r"""Read the utterances of a TextGrid.

    The tier is the one asked for; else those whose name is the first of
    `UTTERANCE_TIERS` or `WORD_TIERS` that occurs, capitals aside; else the only interval
    tier with labels. A name such as ``Merkel - words`` (as forced aligners write for
    several speakers) counts as ``words`` and gives the speaker. Words without a pause
    between them make an utterance.

    Parameters
    ----------
    text
        The file's text with line ends as ``\n``.
    name
        File name, for errors.
    tier
        Name of the tier, empty for the rule above.
    pause
        Seconds between words that part two utterances.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` when it is no TextGrid or no tier can be chosen.
    """
    tiers = interval_tiers(text, name)
    utterances: list[Utterance] = []
    for chosen, speaker, words in _chosen(tiers, name, tier):
        spoken = [
            Utterance(text=said, start=start, end=end, speaker_id=speaker)
            for start, end, label in chosen.intervals
            if (said := clean(plain_letters(label))) and said.lower() not in PAUSES
        ]
        utterances += _joined(spoken, pause) if words else spoken
    return sorted(utterances, key=lambda one: one.start or 0.0), []


def interval_tiers(text: str, name: str) -> list[Tier]:
    """Every interval tier of a TextGrid file, with its unlabelled intervals left out.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` when the text is not a TextGrid in text format.
    """
    reader = _Reader(text, name)
    reader.header()
    tiers = []
    for _ in range(reader.count("number of tiers")):
        kind = reader.text("kind of tier")
        tier_name = clean(plain_letters(reader.text("name of a tier")))
        reader.number("start of a tier")
        reader.number("end of a tier")
        size = reader.count("number of intervals")
        if kind == "IntervalTier":
            tiers.append(Tier(name=tier_name, intervals=tuple(reader.intervals(size))))
        elif kind == "TextTier":
            reader.skip_points(size)
        else:
            raise unreadable(f'{name}: "{kind[:40]}" is not a kind of tier')
    return tiers


def plain_letters(label: str) -> str:
    r"""Resolve Praat's backslash codes of Latin letters, such as ``\a"`` for ä.

    Codes of phonetic symbols stay as they are: they are not what a transcript holds.
    """

    def letter(match: re.Match[str]) -> str:
        base, mark = match.groups()
        if base + mark in _LETTERS:
            return _LETTERS[base + mark]
        if mark in _ACCENTS and base.isascii() and base.isalpha():
            return unicodedata.normalize("NFC", base + _ACCENTS[mark])
        return match.group()

    return _BACKSLASH.sub(letter, label)


def _chosen(
    tiers: Sequence[Tier], name: str, asked: str
) -> Iterator[tuple[Tier, str | None, bool]]:
    """Yield the tiers to read, each with its speaker and whether its intervals are words."""
    kinds = [_kind(tier.name) for tier in tiers]
    if asked:
        wanted = [at for at, tier in enumerate(tiers) if _same(tier.name, asked)]
    else:
        present = {kind for _, kind in kinds}
        best = next((kind for kind in (*UTTERANCE_TIERS, *WORD_TIERS) if kind in present), None)
        labelled = [at for at, tier in enumerate(tiers) if tier.intervals]
        wanted = [at for at, (_, kind) in enumerate(kinds) if kind == best]
        wanted = wanted or (labelled if len(labelled) <= 1 else [])
        if not wanted and not labelled:
            return
    if not wanted:
        names = ", ".join(f'"{tier.name}"' for tier in tiers[:20]) or "none"
        fault = f'has no interval tier "{asked}"' if asked else "has no tier with a usual name"
        raise unreadable(
            f"{name} {fault}; its interval tiers: {names}; name the one that holds the text in "
            "transcribe: tier"
        )
    for at in wanted:
        speaker, kind = kinds[at]
        yield tiers[at], speaker, kind in WORD_TIERS


def _kind(tier_name: str) -> tuple[str | None, str]:
    speaker, dash, kind = tier_name.rpartition(" - ")
    known = kind.casefold() in (*UTTERANCE_TIERS, *WORD_TIERS)
    return (speaker, kind.casefold()) if dash and known else (None, tier_name.casefold())


def _same(one: str, other: str) -> bool:
    return clean(one).casefold() == clean(other).casefold()


def _joined(words: Sequence[Utterance], pause: float) -> Iterator[Utterance]:
    """Join words to utterances at pauses; the words are in the order of time."""
    run: list[Utterance] = []
    for word in words:
        if run and (word.start or 0.0) - (run[-1].end or 0.0) >= pause:
            yield _one(run)
            run = []
        run.append(word)
    if run:
        yield _one(run)


def _one(run: Sequence[Utterance]) -> Utterance:
    return Utterance(
        text=" ".join(word.text for word in run),
        start=run[0].start,
        end=run[-1].end,
        speaker_id=run[0].speaker_id,
    )


class _Reader:
    """Takes the values of a TextGrid one after the other and says where one is missing."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._tokens = self._scan()

    def header(self) -> None:
        kind = self._next("file type")
        if kind.value not in ("ooTextFile", "ooTextFile short"):
            raise unreadable(
                f"{self._name} is not a TextGrid in Praat's text format; open it in Praat and "
                'choose "Save as text file..."'
            )
        held = self.text("object class").removeprefix("Praat ")
        if held != "TextGrid":
            raise unreadable(f'{self._name} holds a Praat "{held[:40]}" and not a TextGrid')
        self.number("start of the TextGrid")
        self.number("end of the TextGrid")
        flag = self._next("flag <exists>")
        if flag.value != _Flag("exists"):
            raise self._fault(flag, "flag <exists>")

    def text(self, what: str) -> str:
        token = self._next(what)
        if not isinstance(token.value, str):
            raise self._fault(token, what)
        return token.value

    def number(self, what: str) -> float:
        token = self._next(what)
        if not isinstance(token.value, float) or not math.isfinite(token.value):
            raise self._fault(token, what)
        return token.value

    def count(self, what: str) -> int:
        token = self._next(what)
        value = token.value
        if not isinstance(value, float) or not value.is_integer() or value < 0:
            raise self._fault(token, what)
        return int(value)

    def intervals(self, size: int) -> Iterator[tuple[float, float, str]]:
        for _ in range(size):
            start, end = self.number("start of an interval"), self.number("end of an interval")
            label = self.text("text of an interval")
            if label.strip():
                yield start, end, label

    def skip_points(self, size: int) -> None:
        for _ in range(size):
            self.number("time of a point")
            self.text("mark of a point")

    def _scan(self) -> Iterator[_Token]:
        for match in _TOKEN.finditer(self._text):
            kind = match.lastgroup
            if kind == "text":
                yield _Token(match["text"].replace('""', '"'), match.start())
            elif kind == "number":
                yield _Token(float(match["number"]), match.start())
            elif kind == "flag":
                yield _Token(_Flag(match["flag"]), match.start())
            elif kind == "open":
                line = self._line(match.start())
                raise unreadable(
                    f"{self._name} line {line}: a text is opened by a quotation mark and never "
                    "closed; the file may be cut off"
                )

    def _next(self, what: str) -> _Token:
        token = next(self._tokens, None)
        if token is None:
            raise unreadable(f"{self._name} ends where the {what} should stand; is it cut off?")
        return token

    def _fault(self, token: _Token, what: str) -> Exception:
        match token.value:
            case str(text):
                shown = f'"{text[:60]}"'
            case _Flag(name):
                shown = f"<{name[:60]}>"
            case number:
                shown = f"{number:g}"
        return unreadable(
            f"{self._name} line {self._line(token.position)}: {shown} stands where the "
            f"{what} should"
        )

    def _line(self, position: int) -> int:
        return self._text.count("\n", 0, position) + 1
