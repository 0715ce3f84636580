"""The alignment of one recording as one record: what is written, and what is read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from unisono.errors import InputError

Status = Literal["aligned", "interpolated", "unaligned"]
Span = tuple[float, float]
"""Start and end, seconds."""

_NEVER = 1e10
"""Seconds; three hundred years, and far from where whole milliseconds would be rounded."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word (token) of the text.

    Attributes
    ----------
    text
        The token as the transcript has it.
    start, end
        Seconds; None exactly when `status` is ``"unaligned"``.
    score
        How well text and sound agree, 0 to 1; None when not measured or not kept.
    status
        How the times came about, as in the table ``words``.
    method
        Alignment backend; None when not known.
    normalised
        What was aligned for it; None when there was nothing to say or it is not known.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    text: str
    start: float | None = None
    end: float | None = None
    score: float | None = None
    status: Status = "unaligned"
    method: str | None = None
    normalised: str | None = None

    def __post_init__(self) -> None:
        _check_times(f'word "{self.text[:60]}"', self.start, self.end)
        if (self.start is None) != (self.status == "unaligned"):
            raise InputError(
                f'word "{self.text[:60]}" is {self.status} and has '
                f"{'no times' if self.start is None else 'times'}; exactly the unaligned ones "
                "have none"
            )

    @property
    def span(self) -> Span | None:
        """Start and end, None when it is unaligned."""
        return None if self.start is None or self.end is None else (self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One utterance.

    Attributes
    ----------
    text
        What is said.
    start, end
        As the transcript or the recogniser gives them, seconds; both None where it does not.
    speaker
        Who says it; None when not known.
    words
        Its words, in the order of the text.
    source, confidence
        Where the text is from, and the recogniser's confidence, as in the table ``segments``.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    words: tuple[Word, ...] = ()
    source: str | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        _check_times(f'segment "{self.text[:60]}"', self.start, self.end)

    @property
    def span(self) -> Span | None:
        """When it is said, None when neither it nor any of its words has a time.

        It begins with its first word and ends with its last one where these have times. Where
        one of them has none, the segment's own time stands on that side, if it is further out.
        """
        given = None if self.start is None or self.end is None else (self.start, self.end)
        spans = [word.span for word in self.words]
        timed = [span for span in spans if span is not None]
        if not timed:
            return given
        start = min(span[0] for span in timed)
        end = max(span[1] for span in timed)
        if given is None:
            return start, end
        return (
            min(start, given[0]) if spans[0] is None else start,
            max(end, given[1]) if spans[-1] is None else end,
        )

    @property
    def tokens(self) -> tuple[Word, ...]:
        """Its words; for a segment without any, its text split at white space."""
        return self.words or tuple(Word(text=text) for text in self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """All that is known of what is said in one recording, and when.

    Attributes
    ----------
    media_id
        Id of the recording; empty when a file does not tell.
    duration
        Of the recording, seconds; of what is said in it when a file does not tell.
    media
        Path of the recording from the folder of the exported file, with forward slashes.
    language
        BCP 47; None when not known.
    segments
        In the order of the text.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    media_id: str
    duration: float
    media: str | None = None
    language: str | None = None
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        _check_times(f'recording "{self.media_id[:60]}"', 0.0, self.duration)

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, in the order of the text."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def speakers(self) -> tuple[str | None, ...]:
        """All speakers, None for an unknown one, in the order in which they first speak."""
        return tuple(dict.fromkeys(segment.speaker for segment in self.segments))

    @property
    def end(self) -> float:
        """End of the recording, or of the last segment where that is later; seconds."""
        return max(self.duration, latest(self.segments))


def latest(segments: Iterable[Segment]) -> float:
    """End of what is said last, seconds; 0 when nothing has a time."""
    spans = [segment.span for segment in segments]
    return max((span[1] for span in spans if span is not None), default=0.0)


def _check_times(what: str, start: float | None, end: float | None) -> None:
    if start is None and end is None:
        return
    if start is None or end is None:
        raise InputError(f"{what} has a start or an end alone; give both or neither")
    if not 0 <= start <= end < _NEVER:  # not a number is none of these
        raise InputError(
            f"{what} is said from {start:g} s to {end:g} s; times are finite, not before 0, and "
            "the end is not before the start"
        )
