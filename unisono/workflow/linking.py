"""Which protocols the recordings of a batch are looked for in, as the rules see it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from unisono.items import ItemError
from unisono.link.choice import Wanted, plain_number, wanted
from unisono.workflow.sittings import Sittings

_SESSION = re.compile(rb'\bsitzung-nr\s*=\s*"\s*(\d{1,6})\s*"')
_DATE = re.compile(rb'\bsitzung-datum\s*=\s*"\s*(\d\d?)\.(\d\d?)\.(\d{4})\s*"')
_HEAD_BYTES = 16_384


class BatchWildcards(Protocol):
    """What Snakemake passes to the functions of a rule."""

    batch: str


class Linking:
    """The protocols that each batch of recordings needs.

    Parameters
    ----------
    sittings
        The protocols of the run.
    rows
        The rows of the manifest that are in a batch, by the batch's name.
    batches
        The batches of recordings that count.

    A batch depends on the protocols of its own sittings alone, so that a protocol added for
    another sitting changes nothing for it. Where that cannot be told without reading the
    protocol (other formats than the Bundestag's, recordings without a session), it depends
    on all.
    """

    def __init__(
        self,
        sittings: Sittings,
        rows: Callable[[str], Iterable[Mapping[str, Any]]],
        batches: Callable[[], Iterable[str]],
    ) -> None:
        self._sittings = sittings
        self._rows = rows
        self._batches = batches
        self._known: dict[str, list[str]] = {}

    def protocols(self, table: str) -> Callable[[BatchWildcards], list[str]]:
        """Input function: files of a table of protocols that a batch needs."""

        def files(wildcards: BatchWildcards) -> list[str]:
            folder = f"{self._sittings.results}/{table}"
            return [f"{folder}/{name}.parquet" for name in self._needed(wildcards.batch)]

        return files

    def left(self, wildcards: BatchWildcards) -> list[str]:
        """Readings of protocols that no longer count, as BATCH/PROTOCOL."""
        needed = set(self._needed(wildcards.batch))
        plan = self._sittings.plan
        return [
            f"{batch}/{row.media_id}"
            for batch, rows in plan.batches.items()
            for row in rows
            if batch in needed and plan.current.get(row.media_id) != batch
        ]

    def all_tables(self, _wildcards: object) -> list[str]:
        """Input function: every file that linking makes; none where there are no protocols."""
        if not self._sittings.configured:
            return []
        results = self._sittings.results
        return [
            path
            for batch in self._batches()
            for path in (
                f"{results}/links/{batch}.parquet",
                f"{results}/spoken/{batch}.parquet",
                f"{results}/accounting/link-{batch}.parquet",
            )
        ]

    def _needed(self, batch: str) -> list[str]:
        """Batches of protocols that a batch of recordings needs."""
        if batch not in self._known:
            self._known[batch] = self._judged(batch)
        return self._known[batch]

    def _judged(self, batch: str) -> list[str]:
        wishes = self._wishes(batch)
        return [
            name
            for name, heads in self._heads.items()
            if any(head.may_hold(wish) for head in heads for wish in wishes)
        ]

    def _wishes(self, batch: str) -> list[Wanted]:
        found = []
        for row in self._rows(batch):
            try:
                found.append(wanted(row))
            except ItemError:  # it is accounted for when the batch is linked
                continue
        return found

    @cached_property
    def _heads(self) -> dict[str, set["Head"]]:
        """Heads of the protocols of each batch that counts."""
        plan = self._sittings.plan
        root = Path(self._sittings.root)
        return {
            batch: {read_head(root / row.path) for row in plan.batches[batch]}
            for batch in plan.current_batches
        }


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines of a protocol tell; empty where they do not."""

    session: str = ""
    date: str = ""

    def may_hold(self, wish: Wanted) -> bool:
        """Whether a recording may belong to the protocol."""
        if wish.session:
            return self.session in ("", wish.session)
        if wish.date:
            return self.date in ("", wish.date)
        return True


@cache
def read_head(path: Path) -> Head:
    """Session and date that a protocol of the Bundestag names in its first element."""
    try:
        with path.open("rb") as handle:
            start = handle.read(_HEAD_BYTES)
    except OSError:
        return Head()
    session, date = _SESSION.search(start), _DATE.search(start)
    return Head(
        session=plain_number(session[1].decode()) if session else "",
        date=f"{int(date[3]):04d}-{int(date[2]):02d}-{int(date[1]):02d}" if date else "",
    )
