"""Which enrolments count now, and which are superseded or removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unisono.report.reading import scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An enrolment that no longer counts."""

    media_id: str
    batch: str
    state: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The enrolments of a corpus.

    ``batches`` maps the current recordings to their batch; it is None when the run has
    no enrolment table, and then every row of every table counts.
    """

    batches: Mapping[str, str] | None
    names: frozenset[str]
    past: tuple[Past, ...]

    def counts(self, media_id: str, batch: str) -> bool:
        """Whether a row counts now that is found in the file of a batch.

        A file that bears no batch's name is an aggregate over the whole corpus, of which
        the id alone decides.
        """
        if self.batches is None:
            return True
        current = self.batches.get(media_id)
        return current is not None and (batch not in self.names or current == batch)


def read_enrolment(paths: Sequence[Path]) -> Enrolment:
    """Read the enrolment table; past enrolments come sorted by recording and batch."""
    if not paths:
        return Enrolment(batches=None, names=frozenset(), past=())
    batches: dict[str, str] = {}
    names: set[str] = set()
    past: list[Past] = []
    for path in sorted(paths):
        for row in scan(path, ["media_id", "batch", "state", "path"]):
            names.add(row["batch"])
            if row["state"] == "current":
                batches[row["media_id"]] = row["batch"]
            else:
                past.append(Past(**row))
    past.sort(key=lambda one: (one.media_id, one.batch))
    return Enrolment(batches=batches, names=frozenset(names), past=tuple(past))
