"""What transcripts and recognisers give: utterances, and remarks on reading them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWord:
    """One word as a recogniser heard it; times in seconds, confidence 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One stretch of speech in words.

    Attributes
    ----------
    text
        What is said: one line, single spaces, NFC, no markup; never empty.
    start, end
        Seconds; both None where no time is known.
    speaker_id
        Who says it, None where the text does not tell.
    channel
        Channel of the normalised audio in which it is said, from 0; None where it is not
        known or does not matter.
    confidence
        Of a recogniser, 0 to 1; None for text that was given.
    words
        In order, from recognisers that give their times; else empty.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker_id: str | None = None
    channel: int | None = None
    confidence: float | None = None
    words: tuple[SaidWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something odd about a transcript that was read all the same.

    Attributes
    ----------
    sentence
        What was odd and what was done.
    lost
        Whether text or times were given up for it, so that the result is incomplete.
    """

    sentence: str
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A transcript that was read.

    Attributes
    ----------
    kind
        ``"txt"``, ``"srt"``, ``"vtt"``, ``"textgrid"`` or ``"xml"``.
    utterances
        In the order of speaking.
    remarks
        In the order in which they arose.
    """

    kind: str
    utterances: tuple[Utterance, ...]
    remarks: tuple[Remark, ...] = ()
