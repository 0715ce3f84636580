"""Segments and words as annotation tiers, which Praat and ELAN share, and back.

A tier cannot hold two intervals that overlap. What overlaps goes to further tiers, so that
every time stands as it is: each speaker has tiers, and of these as many as speak at once.
"""

import bisect
import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from unisono.exports.alignment import Alignment, Segment, Span, Status, Word

Kind = Literal["utterances", "words", "status", "unaligned"]

_NAME = re.compile(
    r"(?:(?P<speaker>.*) - )?(?P<kind>utterances|words|status|unaligned)(?P<points> \(points\))?"
    r"(?: (?P<lane>\d{1,6})(?:\.(?P<row>\d{1,6}))?)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierKey:
    """What a tier holds.

    Attributes
    ----------
    kind
        What its labels are: texts of utterances or words, the status of words that were not
        found in the sound, or (in ELAN) the words without a time.
    speaker
        Who speaks.
    lane
        Number of the tier of utterances, from 1; more than one when utterances overlap.
    row
        Number of the tier of words under it, from 1; more than one when words overlap.
    points
        Whether it holds points in time rather than intervals.
    """

    kind: Kind
    speaker: str | None = None
    lane: int = 1
    row: int = 1
    points: bool = False

    def name(self, *, with_speaker: bool) -> str:
        """Name of the tier: ``words``, or ``SPEAKER - words`` as aligners write it."""
        speaker = f"{self.speaker} - " if with_speaker and self.speaker is not None else ""
        points = " (points)" if self.points else ""
        number = "" if self.lane == 1 else f" {self.lane}"
        if self.row > 1:
            number = f" {self.lane}.{self.row}"
        return f"{speaker}{self.kind}{points}{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One annotation: its times in the unit of its format, and its text."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One tier and its labels, in the order of time."""

    key: TierKey
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A segment and its timed words, with times as a format can hold them."""

    segment: Segment
    span: Span
    words: tuple[tuple[Span, Word], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Utterances of one speaker that do not overlap, in the order of time."""

    key: TierKey
    placed: tuple[Placed, ...]

    @property
    def utterances(self) -> Tier:
        """Tier of the utterances."""
        labels = (
            Label(start=one.span[0], end=one.span[1], text=one.segment.text) for one in self.placed
        )
        return Tier(key=self.key, labels=tuple(labels))

    def words(self) -> list[tuple[Tier, Tier | None]]:
        """Tiers of its words, each with the tier of their status where that tells anything."""
        said = [(span, word) for one in self.placed for span, word in one.words]
        found = []
        for points in (False, True):
            chosen = [pair for pair in said if (pair[0][0] == pair[0][1]) is points]
            for row, members in enumerate(_apart([span for span, _ in chosen], points), 1):
                pairs = [chosen[at] for at in members]
                found.append(self._tiers(pairs, row, points=points))
        return found

    def _tiers(
        self, pairs: Sequence[tuple[Span, Word]], row: int, *, points: bool
    ) -> tuple[Tier, Tier | None]:
        key = TierKey(
            kind="words", speaker=self.key.speaker, lane=self.key.lane, row=row, points=points
        )
        words = tuple(Label(start=a, end=b, text=word.text) for (a, b), word in pairs)
        odd = tuple(
            Label(start=a, end=b, text=word.status)
            for (a, b), word in pairs
            if word.status != "aligned"
        )
        return Tier(key=key, labels=words), Tier(key=_status(key), labels=odd) if odd else None


def exact(segment: Segment) -> Placed | None:
    """A segment with its times as they are, None when it has none."""
    if segment.span is None:
        return None
    words = tuple((word.span, word) for word in segment.words if word.span is not None)
    return Placed(segment=segment, span=segment.span, words=words)


def lanes(placed: Iterable[Placed]) -> list[Lane]:
    """Bring segments of any order to lanes, speaker by speaker."""
    by_speaker: defaultdict[str | None, list[Placed]] = defaultdict(list)
    for one in placed:
        by_speaker[one.segment.speaker].append(one)
    found = []
    for speaker, own in by_speaker.items():
        number = 0
        for points in (False, True):
            chosen = [one for one in own if (one.span[0] == one.span[1]) is points]
            for members in _apart([one.span for one in chosen], points):
                number += 1
                key = TierKey(kind="utterances", speaker=speaker, lane=number, points=points)
                found.append(Lane(key=key, placed=tuple(chosen[at] for at in members)))
    return found


def several_speakers(alignment: Alignment) -> bool:
    """Whether tiers have to say who speaks."""
    return len(alignment.speakers) > 1


def key_of(name: str) -> TierKey | None:
    """What a tier of a certain name holds; None when it is none that is written here."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return TierKey(
        kind=cast("Kind", match["kind"]),
        speaker=match["speaker"],
        lane=int(match["lane"] or 1),
        row=int(match["row"] or 1),
        points=match["points"] is not None,
    )


def segments_of(tiers: Iterable[Tier]) -> tuple[Segment, ...]:
    """Segments that tiers hold, by their start, each with its words.

    A word belongs to the utterance of its lane in which it lies. Words of the utterance's
    text that no tier of words has are unaligned.
    """
    by_key: defaultdict[TierKey, list[Label]] = defaultdict(list)
    for tier in tiers:
        by_key[tier.key] += tier.labels
    words: defaultdict[tuple[str | None, int], list[Word]] = defaultdict(list)
    for key, labels in by_key.items():
        if key.kind == "words":
            status = {(one.start, one.end): one.text for one in by_key.get(_status(key), ())}
            words[key.speaker, key.lane] += [_word(label, status) for label in labels]
    found = []
    for key, labels in by_key.items():
        if key.kind == "utterances":
            found += _segments(labels, key.speaker, words.pop((key.speaker, key.lane), []))
    for (speaker, _), left in words.items():  # a file with tiers of words alone
        if left:
            text = " ".join(word.text for word in _in_order(left))
            found.append(Segment(text=text, speaker=speaker, words=tuple(_in_order(left))))
    return tuple(sorted(found, key=lambda segment: segment.span or (0.0, 0.0)))


def _status(key: TierKey) -> TierKey:
    return replace(key, kind="status")


def _word(label: Label, status: dict[Span, str]) -> Word:
    said = status.get((label.start, label.end), "aligned")
    known: Status = "interpolated" if said == "interpolated" else "aligned"
    return Word(text=label.text, start=label.start, end=label.end, status=known)


def _in_order(words: Iterable[Word]) -> list[Word]:
    return sorted(words, key=lambda word: word.span or (0.0, 0.0))


def _segments(labels: Sequence[Label], speaker: str | None, words: Sequence[Word]) -> list[Segment]:
    starts = [label.start for label in labels]
    waiting = [label.text.split() for label in labels]
    own: list[list[Word]] = [[] for _ in labels]
    for word in _in_order(words):
        if labels:
            at = _home(word, labels, starts, waiting)
            own[at].append(word)
            if word.text in waiting[at]:
                waiting[at].remove(word.text)
    return [
        Segment(
            text=label.text,
            start=label.start,
            end=label.end,
            speaker=speaker,
            words=with_unaligned(label.text, said),
        )
        for label, said in zip(labels, own, strict=True)
    ]


def _home(
    word: Word, labels: Sequence[Label], starts: Sequence[float], waiting: Sequence[list[str]]
) -> int:
    """Which utterance a word is in; on the border of two, the one whose text has it."""
    start, end = word.span or (0.0, 0.0)
    last = max(bisect.bisect_right(starts, (start + end) / 2) - 1, 0)
    for at in range(max(last - 1, 0), last + 1):
        inside = labels[at].start <= start and end <= labels[at].end
        if inside and word.text in waiting[at]:
            return at
    return last


def with_unaligned(text: str, timed: Sequence[Word]) -> tuple[Word, ...]:
    """Words of a text of which some have times: the others are unaligned.

    When the timed words are not those of the text in its order, they stand alone.

    Examples
    --------
    >>> said = [Word(text="b", start=0.0, end=1.0, status="aligned")]
    >>> [(word.text, word.status) for word in with_unaligned("a b c", said)]
    [('a', 'unaligned'), ('b', 'aligned'), ('c', 'unaligned')]
    """
    found: list[Word] = []
    rest = list(reversed(timed))
    for token in text.split():
        match = rest and rest[-1].text == token
        found.append(rest.pop() if match else Word(text=token))
    return tuple(timed) if rest else tuple(found)


def _apart(spans: Sequence[Span], points: bool) -> list[list[int]]:
    """Part spans into lists of positions within which none overlap, in the order of time.

    Intervals may touch; points may not share a time.
    """
    apart: list[list[int]] = []
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    for at in sorted(range(len(spans)), key=lambda at: spans[at]):
        start, end = spans[at]
        while busy and (busy[0][0] < start if points else busy[0][0] <= start):
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lane = len(apart)
            apart.append([])
        apart[lane].append(at)
        heapq.heappush(busy, (end, lane))
    return apart
