"""What happened to each recording at each stage, the troubled ones first."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unisono.reasons import Reason
from unisono.report.enrolment import Enrolment
from unisono.report.reading import scan

_PIPELINE = (
    "demo",
    "enrolment",
    "probe",
    "describe_media",
    "media",
    "frames",
    "sample_frames",
    "transcribe",
    "align",
    "measure",
    "acoustics",
    "standardise",
    "vision",
    "describe_frames",
    "embed",
    "fuse",
    "list_protocols",
    "read_protocols",
    "detect_address",
    "link",
    "panel",
    "estimate",
    "publish",
    "gather",
    "learn",
    "split",
    "train",
    "compare",
    "try_strategies",
    "disturb_alignment",
    "recommend",
    "query",
)
"""Stages and rules, or how their names begin, in the order of the data."""
_SEVERITY = {"failed": 4, "partial": 3, "skipped": 2, "ok": 0}
_UNACCOUNTED = 1
_HARMLESS_SKIPS = (
    Reason.UPSTREAM,
    Reason.NO_VIDEO,
    Reason.PROTOCOL_NOT_NAMED,
    Reason.NO_PROTOCOL,
    Reason.NO_LABEL,
)
"""No trouble of their own: the cause is told elsewhere, the recording is sound only, or it is
none of a parliament."""
_MOST_NOTES = 1000
_EXAMPLES = 5
_FEW_WORDINGS = 3
"""Sentences of one code that are listed one by one."""
PROTOCOLS = "protocols"
"""Stage whose items are protocols and no recordings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What became of one recording at one stage."""

    status: str
    code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one recording; ``cells`` by stage, without the stages not run."""

    media_id: str
    troubled: bool
    cells: Mapping[str, Cell]

    def told(self) -> list[tuple[str, Cell]]:
        """Stages that had trouble of their own."""
        return [(stage, cell) for stage, cell in self.said() if not _harmless(cell)]

    def said(self) -> list[tuple[str, Cell]]:
        """Every stage with something to say of its own, remarks included."""
        return [
            (stage, self.cells[stage])
            for stage in sorted(self.cells, key=stage_order)
            if self.cells[stage].reason and self.cells[stage].code != Reason.UPSTREAM
        ]

    def cut_off(self) -> list[str]:
        """Stages that had nothing to work on, since an earlier one failed."""
        return [
            stage
            for stage in sorted(self.cells, key=stage_order)
            if self.cells[stage].code == Reason.UPSTREAM
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSum:
    """All recordings at one stage: how many by status, and the seconds spent."""

    stage: str
    counts: Mapping[str, int]
    seconds: float

    @property
    def items(self) -> int:
        """Recordings with a row for this stage."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a stage said about recordings that are in order.

    ``reason`` is one of several ``wordings`` where they differ by date, number or name.
    """

    stage: str
    status: str
    code: str
    reason: str
    count: int
    examples: tuple[str, ...]
    wordings: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """How many recordings had one kind of trouble at one stage."""

    stage: str
    status: str
    code: str
    count: int


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The accounting of all current recordings, added up in one pass.

    ``severity`` has every current recording: 0 is faultless.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)
    severity: dict[str, int] = field(default_factory=dict)
    causes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    notes: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    note_counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row of accounting into account."""
        stage, status = row["stage"], row["status"]
        self.counts.setdefault(stage, Counter())[status] += 1
        self.seconds[stage] += row["seconds"]
        cell = Cell(status=status, code=row["code"], reason=row["reason"])
        before = self.severity.get(row["media_id"], _UNACCOUNTED)
        severity = 0 if _harmless(cell) else _SEVERITY[status]
        self.severity[row["media_id"]] = max(0 if before == _UNACCOUNTED else before, severity)
        if severity:
            self.causes[stage, status, cell.code or ""] += 1
        elif cell.reason and cell.code != Reason.UPSTREAM:
            self._note((stage, status, cell.code or "", cell.reason), row["media_id"])

    def _note(self, key: tuple[str, str, str, str], media_id: str) -> None:
        if key not in self.notes and len(self.notes) >= _MOST_NOTES:
            return
        self.note_counts[key] += 1
        examples = self.notes.setdefault(key, [])
        if len(examples) < _EXAMPLES:
            examples.append(media_id)

    def stages(self) -> list[str]:
        """Stages in the order of the pipeline."""
        return sorted(self.counts, key=stage_order)

    def sums(self) -> list[StageSum]:
        """What became of all recordings, by stage."""
        return [
            StageSum(stage=stage, counts=self.counts[stage], seconds=self.seconds[stage])
            for stage in self.stages()
        ]

    def order(self) -> list[str]:
        """All recordings: the troubled ones first, the worst before all, then by id."""
        return sorted(self.severity, key=lambda media_id: (-self.severity[media_id], media_id))

    def troubled(self) -> list[str]:
        """Recordings that are not faultless, the worst first."""
        return [media_id for media_id in self.order() if self.severity[media_id]]

    def listed_causes(self) -> list[Cause]:
        """Kinds of trouble, the most frequent first."""
        keys = sorted(self.causes, key=lambda key: (-self.causes[key], stage_order(key[0]), key))
        return [
            Cause(stage=key[0], status=key[1], code=key[2], count=self.causes[key]) for key in keys
        ]

    def listed_notes(self) -> list[Note]:
        """What is odd but no trouble: each sentence once, many alike as one."""
        groups: dict[tuple[str, ...], list[tuple[str, str, str, str]]] = {}
        for key in sorted(self.notes, key=lambda key: (stage_order(key[0]), key)):
            alike = key[:3] if key[2] else key
            groups.setdefault(alike, []).append(key)
        return [
            self._note_of(keys)
            for group in groups.values()
            for keys in ([group] if len(group) > _FEW_WORDINGS else [[key] for key in group])
        ]

    def _note_of(self, keys: Sequence[tuple[str, str, str, str]]) -> Note:
        stage, status, code, reason = keys[0]
        return Note(
            stage=stage,
            status=status,
            code=code,
            reason=reason,
            count=sum(self.note_counts[key] for key in keys),
            examples=tuple(one for key in keys for one in self.notes[key])[:_EXAMPLES],
            wordings=len(keys),
        )


def _harmless(cell: Cell) -> bool:
    return cell.status == "ok" or (cell.status == "skipped" and cell.code in _HARMLESS_SKIPS)


def stage_order(stage: str) -> tuple[int, str]:
    """Sort key that puts stages in the order of the pipeline, strange ones last."""
    for position, known in enumerate(_PIPELINE):
        if stage == known or stage.startswith(f"{known}_"):
            return position, stage
    return len(_PIPELINE), stage


def read_ledger(
    paths: Sequence[Path], enrolment: Enrolment, expected: Collection[str] = ()
) -> Ledger:
    """Add up the accounting; ``expected`` recordings without a row count as troubled."""
    ledger = Ledger(severity=dict.fromkeys(sorted(expected), _UNACCOUNTED))
    for row in _accounts(paths, enrolment, ["stage", "status", "code", "reason", "seconds"]):
        ledger.add(row)
    return ledger


def read_fates(
    paths: Sequence[Path], enrolment: Enrolment, ledger: Ledger, ids: Sequence[str]
) -> list[Fate]:
    """The fates of some recordings, in the order given."""
    cells: dict[str, dict[str, Cell]] = {media_id: {} for media_id in ids}
    for row in _accounts(paths, enrolment, ["stage", "status", "code", "reason"]):
        if row["media_id"] in cells:
            cells[row["media_id"]][row["stage"]] = Cell(
                status=row["status"], code=row["code"], reason=row["reason"]
            )
    return [
        Fate(media_id=one, troubled=ledger.severity.get(one, 0) > 0, cells=cells[one])
        for one in ids
    ]


def _accounts(
    paths: Sequence[Path], enrolment: Enrolment, columns: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for path in sorted(paths):
        for row in scan(path, ["media_id", "batch", *columns]):
            if row["stage"] != PROTOCOLS and enrolment.counts(row["media_id"], row["batch"]):
                yield row
