"""What the recognisers of the Whisper family have in common: languages, and what was heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from unisono.transcribe.encoding import clean
from unisono.transcribe.utterances import SaidWord, Utterance

_CODES = """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi
    hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn
    no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi
    yi yo yue zh
"""
CODES = frozenset(_CODES.split())
"""Languages of Whisper's tokenizer (``whisper.tokenizer.LANGUAGES``)."""

_OTHER_NAMES = {"nb": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh", "jv": "jw"}
LANGUAGES = CODES | frozenset(_OTHER_NAMES)
"""Primary subtags of the languages that Whisper knows."""

INSTEAD = "transcribe: backend to pocketsphinx (English) or to transcript"
"""What works without weights."""

SHORTEST = 1_600
"""Samples below which nothing can be a word: 0.1 s."""

_SHORTEST_UTTERANCE = 0.02
"""Seconds: one step of Whisper's clock."""

_SHORTEST_LETTER = 0.01
"""Seconds below which nobody says a letter; hurried speech takes four times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A segment as a recogniser gives it, in seconds from the start of the stretch.

    Attributes
    ----------
    start, end
        As the time stamps among the tokens have it; the stretch's own where there are none.
    words
        With the times of the attention, in order; may be empty.
    confidence
        0 to 1; used where there are no words.
    """

    text: str
    start: float
    end: float
    words: Sequence[SaidWord] = ()
    confidence: float = 0.0


def whisper_language(language: str, wanted: str) -> str | None:
    """Whisper's code of the language to listen for; None = as it hears it.

    Parameters
    ----------
    language
        BCP 47 tag of the recording.
    wanted
        Option ``language``.
    """
    if wanted == "auto":
        return None
    primary = (language if wanted == "manifest" else wanted).partition("-")[0].lower()
    return _OTHER_NAMES.get(primary, primary)


def utterances(heard: Iterable[Heard], duration: float) -> list[Utterance]:
    """Turn segments into utterances that last from their first word to their last.

    Whisper's word times begin a window's first word at the window's start, whatever silence
    comes before it, so the first word of a segment begins no earlier than its time stamp
    says, and for the same reason the last one ends no later. Text that nobody can have said
    in its time is left out: Whisper makes it up in the silence at the end of a window.

    Parameters
    ----------
    heard
        Segments of one stretch, in order.
    duration
        Of the stretch in seconds; no time lies beyond it.
    """
    said = [_utterance(one, duration) for one in heard if clean(one.text)]
    return [one for one in said if _can_be_said(one)]


def _can_be_said(one: Utterance) -> bool:
    if one.start is None or one.end is None:
        return True
    letters = sum(character.isalnum() for character in one.text)
    return one.end - one.start >= letters * _SHORTEST_LETTER


def _utterance(one: Heard, duration: float) -> Utterance:
    words = tuple(_within(one, duration))
    start = words[0].start if words else min(max(one.start, 0.0), duration)
    end = words[-1].end if words else min(max(one.end, start), duration)
    if end - start < _SHORTEST_UTTERANCE:
        end = min(duration, start + _SHORTEST_UTTERANCE)
        start = max(0.0, end - _SHORTEST_UTTERANCE)
    confidence = fmean(word.confidence for word in words) if words else one.confidence
    return Utterance(
        text=clean(one.text),
        start=start,
        end=end,
        confidence=min(1.0, max(0.0, confidence)),
        words=words,
    )


def _within(one: Heard, duration: float) -> Iterable[SaidWord]:
    """Words with a text, in order and within their segment and the stretch."""
    said = [word for word in one.words if clean(word.text)]
    clock = 0.0
    for number, word in enumerate(said):
        start, end = word.start, word.end
        if number == 0 and one.start < end:
            start = max(start, one.start)
        if number == len(said) - 1 and one.end > start:
            end = min(end, one.end)
        start = min(max(clock, start), duration)
        clock = min(max(start, end), duration)
        yield SaidWord(text=clean(word.text), start=start, end=clock, confidence=word.confidence)
