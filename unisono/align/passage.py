"""What the search passed on its way through a recording, phone by phone."""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from unisono.align.graph import Graph
from unisono.align.search import Path
from unisono.align.stretches import Stretch

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One entry for each phone or filler, in order.

    Attributes
    ----------
    word
        Shape (entries,): number of the word, -1 for fillers; ascending otherwise.
    phone
        Shape (entries,): number of the base phone.
    senones
        Shape (entries, 3): its tied states; -1 for speech that the text does not have.
    begin, end
        Shape (entries,): frames; ``end`` is not included.
    score
        Shape (entries,): log likelihood ratio of the entry's frames against any speech.
    doubt
        Shape (entries,): 0 where the path had to be nowhere else, more where it was found
        by searches that expect more of the text to be said.
    """

    word: Ints
    phone: Ints
    senones: npt.NDArray[np.int16]
    begin: Ints
    end: Ints
    score: npt.NDArray[np.float64]
    doubt: npt.NDArray[np.int8]

    @property
    def frames(self) -> Ints:
        """Shape (entries,): how many frames each lasts."""
        return self.end - self.begin

    @classmethod
    def of(cls, graph: Graph, path: Path, stretch: Stretch, doubt: int = 0) -> "Passage":
        """The path through a stretch, on the words and frames of the recording."""
        word = graph.word[path.node]
        frame = path.frame + np.int32(stretch.first_frame)
        return cls(
            word=np.where(word < 0, word, word + np.int32(stretch.first_word)),
            phone=graph.phone[path.node],
            senones=graph.senones[path.node],
            begin=frame[:-1],
            end=frame[1:],
            score=path.score,
            doubt=np.full(len(path.node), doubt, dtype=np.int8),
        )

    def with_stretch(self, other: "Passage", stretch: Stretch) -> "Passage":
        """The passage with another one in place of what it has in a stretch."""
        before = self.end <= stretch.first_frame
        after = self.begin >= stretch.last_frame
        return Passage(
            **{
                column.name: np.concatenate(
                    [
                        getattr(self, column.name)[before],
                        getattr(other, column.name),
                        getattr(self, column.name)[after & ~before],
                    ]
                )
                for column in fields(self)
            }
        )

    def within(self, first: int, last: int) -> "Passage":
        """Entries that lie between two frames, counted from the first of these."""
        own = (self.begin >= first) & (self.end <= last)
        part = Passage(**{column.name: getattr(self, column.name)[own] for column in fields(self)})
        return replace(part, begin=part.begin - np.int32(first), end=part.end - np.int32(first))

    def agrees(self, other: "Passage", stretch: Stretch, most: int) -> bool:
        """Whether another passage of a stretch has the same words within some frames."""
        own = [
            one
            for one in self.found()
            if stretch.first_frame <= one[1] and one[2] <= stretch.last_frame
        ]
        theirs = other.found()
        return [one[0] for one in own] == [one[0] for one in theirs] and all(
            abs(a[1] - b[1]) <= most and abs(a[2] - b[2]) <= most
            for a, b in zip(own, theirs, strict=True)
        )

    def doubted_as(self, other: "Passage") -> "Passage":
        """The passage with the doubts that another one has about the same words."""
        doubt = self.doubt.copy()
        own = self.words()
        for word, (entry, _) in other.words().items():
            if word in own:
                first, last = own[word]
                entries = np.arange(first, last + 1)
                doubt[entries[self.word[entries] == word]] = other.doubt[entry]
        return replace(self, doubt=doubt)

    def found(self) -> list[tuple[int, int, int]]:
        """Number, first frame and the frame after it of every word, in order."""
        return [
            (word, int(self.begin[first]), int(self.end[last]))
            for word, (first, last) in self.words().items()
        ]

    def words(self) -> dict[int, tuple[int, int]]:
        """First and last entry of every word."""
        entries = np.flatnonzero(self.word >= 0)
        if not len(entries):
            return {}
        numbers, first = np.unique(self.word[entries], return_index=True)
        last = np.append(first[1:], len(entries)) - 1
        return {
            int(number): (int(begin), int(end))
            for number, begin, end in zip(numbers, entries[first], entries[last], strict=True)
        }
