"""Which protocols the recordings of a batch are looked for in, as the rules see it."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from unisono.items import ItemError
from unisono.link.choice import Wanted, plain_number, wanted
from unisono.workflow.sittings import Sittings

_SESSION = re.compile(rb'\bsitzung-nr\s*=\s*"\s*(\d{1,6})\s*"')
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
        sessions = {wish.session for wish in wishes}
        return [
            name
            for name, held in self._sessions.items()
            if wishes and ("" in sessions or None in held or held & sessions)
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
    def _sessions(self) -> dict[str, set[str | None]]:
        """Sessions of the protocols of each batch that counts; None where one is not known."""
        plan = self._sittings.plan
        root = Path(self._sittings.root)
        return {
            batch: {_session(root / row.path) for row in plan.batches[batch]}
            for batch in plan.current_batches
        }


@cache
def _session(path: Path) -> str | None:
    """Session that a protocol of the Bundestag names in its first element."""
    try:
        with path.open("rb") as handle:
            head = handle.read(_HEAD_BYTES)
    except OSError:
        return None
    found = _SESSION.search(head)
    return plain_number(found[1].decode()) if found else None
