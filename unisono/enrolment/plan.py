"""What is new in a manifest, and into which batches it goes.

Files are compared by size and modification time, as make does. Where only the time
differs, the bytes decide: a file that was touched or copied is not computed again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from unisono.enrolment.batches import (
    Enrolled,
    Verified,
    batch_files,
    file_sha256,
    read_batch,
    read_verified,
    verified_count,
    write_batch,
    write_verified,
)
from unisono.enrolment.manifest import ENROLLED, Manifest
from unisono.errors import InputError
from unisono.store import read_rows

ABSENT = -1


@dataclass(frozen=True)
class EnrolmentPlan:
    """The state of enrolment that a manifest calls for; nothing is written until `write`.

    Attributes
    ----------
    folder
        Where the batch files are.
    existing
        Batches that are on disk, in order.
    new
        Batches to write, by name.
    current
        For each recording of the manifest, the batch that counts.
    verified
        Files that were touched but hold the same bytes, newly found.
    root
        Folder that the manifest's relative paths start from.
    verifications
        Number of verification files once this plan is written.
    """

    folder: Path
    existing: Mapping[str, Sequence[Enrolled]]
    new: Mapping[str, Sequence[Enrolled]]
    current: Mapping[str, str]
    verified: Sequence[Verified]
    root: Path
    verifications: int

    @cached_property
    def batches(self) -> dict[str, Sequence[Enrolled]]:
        """All batches, on disk and new, in order."""
        return {**self.existing, **self.new}

    @cached_property
    def current_batches(self) -> list[str]:
        """Batches that hold at least one recording that counts, in order."""
        wanted = set(self.current.values())
        return [name for name in self.batches if name in wanted]

    def write(self) -> None:
        """Write what is new: batch files and one verification file.

        Raises
        ------
        InputError
            When another run enrolled at the same time.
        """
        try:
            for name, rows in self.new.items():
                # Transcripts are hashed only now, so that a dry run reads none of them.
                sealed = [_with_transcript_hash(row, self.root) for row in rows]
                write_batch(self.folder / f"{name}.csv", sealed)
            if self.verified:
                write_verified(self.folder, self.verified)
        except FileExistsError as error:
            raise InputError(
                f"{error.filename2} appeared meanwhile: another run enrols into this results "
                "folder; wait for it and start again"
            ) from error


def plan_enrolment(
    manifest: Manifest,
    folder: Path,
    *,
    probe: Path,
    batch_size: int,
    batch_gigabytes: float,
) -> EnrolmentPlan:
    """Compare a manifest with the batches on disk.

    Parameters
    ----------
    manifest
        A checked manifest.
    folder
        Where the batch files are, ``results/batches``.
    probe
        Folder of the ``probe`` table, which has the SHA-256 of files already processed.
    batch_size, batch_gigabytes
        A new batch is full when it holds this many recordings or this many 10^9 bytes.
    """
    existing = {name: read_batch(path) for name, path in batch_files(folder).items()}
    judge = _Judge(manifest.path.parent, probe, read_verified(folder))
    latest = {row.media_id: (name, row) for name, rows in existing.items() for row in rows}
    current: dict[str, str] = {}
    fresh: list[Enrolled] = []
    for values in manifest.rows[list(ENROLLED)].itertuples(index=False, name=None):
        now = judge.stat(dict(zip(ENROLLED, values, strict=True)))
        before = latest.get(now.media_id)
        if before is not None and judge.same(before[1], now, before[0]):
            current[now.media_id] = before[0]
        else:
            fresh.append(now)
    first = max((int(name) for name in existing), default=0) + 1
    new = {
        f"{number:04d}": rows
        for number, rows in enumerate(_fill(fresh, batch_size, batch_gigabytes * 1e9), first)
    }
    current.update({row.media_id: name for name, rows in new.items() for row in rows})
    return EnrolmentPlan(
        folder=folder,
        existing=existing,
        new=new,
        current=current,
        verified=judge.verified,
        root=manifest.path.parent,
        verifications=verified_count(folder) + bool(judge.verified),
    )


class _Judge:
    """Decides whether a recording is still the one that was enrolled."""

    def __init__(
        self, root: Path, probe: Path, verified: Mapping[tuple[str, str], Verified]
    ) -> None:
        self.root = root
        self.verified: list[Verified] = []
        self._known = verified
        self._probe = probe
        self._hashes: dict[str, dict[str, str | None]] = {}

    def stat(self, row: Mapping[str, str]) -> Enrolled:
        size, mtime = _stat(self.root / row["path"])
        has_transcript = bool(row["transcript"])
        t_size, t_mtime = _stat(self.root / row["transcript"]) if has_transcript else (ABSENT, 0)
        return Enrolled(
            **row,
            size=size,
            mtime_ns=mtime,
            transcript_size=t_size,
            transcript_mtime_ns=t_mtime,
            transcript_sha256="",
        )

    def same(self, then: Enrolled, now: Enrolled, batch: str) -> bool:
        if any(getattr(then, name) != getattr(now, name) for name in ENROLLED):
            return False
        if (then.size, then.transcript_size) != (now.size, now.transcript_size):
            return False
        times = (now.mtime_ns, now.transcript_mtime_ns)
        if times == (then.mtime_ns, then.transcript_mtime_ns):
            return True
        known = self._known.get((then.media_id, batch))
        if known and times == (known.mtime_ns, known.transcript_mtime_ns):
            return True
        if not (self._same_media(then, now, batch) and self._same_transcript(then, now)):
            return False
        self.verified.append(
            Verified(
                media_id=then.media_id, batch=batch, mtime_ns=times[0], transcript_mtime_ns=times[1]
            )
        )
        return True

    def _same_media(self, then: Enrolled, now: Enrolled, batch: str) -> bool:
        if then.mtime_ns == now.mtime_ns:
            return True
        recorded = self._recorded(batch).get(then.media_id)
        # Not processed yet: nothing was computed that could be stale.
        return recorded is None or recorded == _sha256_or_empty(self.root / now.path)

    def _same_transcript(self, then: Enrolled, now: Enrolled) -> bool:
        if then.transcript_mtime_ns == now.transcript_mtime_ns:
            return True
        return then.transcript_sha256 == _sha256_or_empty(self.root / now.transcript)

    def _recorded(self, batch: str) -> dict[str, str | None]:
        if batch not in self._hashes:
            path = self._probe / f"{batch}.parquet"
            rows = read_rows(path, columns=["media_id", "sha256"]) if path.is_file() else []
            self._hashes[batch] = {row["media_id"]: row["sha256"] for row in rows}
        return self._hashes[batch]


def _fill(rows: Sequence[Enrolled], size: int, most_bytes: float) -> Iterator[list[Enrolled]]:
    batch: list[Enrolled] = []
    held = 0
    for row in rows:
        if batch and (len(batch) >= size or held + max(row.size, 0) > most_bytes):
            yield batch
            batch, held = [], 0
        batch.append(row)
        held += max(row.size, 0)
    if batch:
        yield batch


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ABSENT, 0
    return found.st_size, found.st_mtime_ns


def _with_transcript_hash(row: Enrolled, root: Path) -> Enrolled:
    if not row.transcript:
        return row
    return replace(row, transcript_sha256=_sha256_or_empty(root / row.transcript))


def _sha256_or_empty(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError:
        return ""
