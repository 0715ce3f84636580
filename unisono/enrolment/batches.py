"""Batch files: the recordings that were enrolled together, for good.

A batch file is written once and never again, so that every table made from it can
be trusted to belong to it. What is found out later (a file that was touched but
holds the same bytes) goes into further files beside it.
"""

import csv
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from unisono.errors import InputError

_BATCH = re.compile(r"(\d{4,})\.csv")
_VERIFIED = re.compile(r"verified-(\d{4,})\.csv")
_VERIFIED_COLUMNS = ("media_id", "batch", "mtime_ns", "transcript_mtime_ns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One row of a batch file: the manifest's words, and the files as they were then.

    Paths are as the manifest has them (relative to its folder). ``size`` is in bytes and
    -1 where there is no file; times are nanoseconds since the epoch.
    """

    media_id: str
    path: str
    language: str
    transcript: str
    speaker_id: str
    sex: str
    size: int
    mtime_ns: int
    transcript_size: int
    transcript_mtime_ns: int
    transcript_sha256: str


_INTEGERS = {field.name for field in fields(Enrolled) if field.type is int}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A file whose times changed since its enrolment while its bytes did not."""

    media_id: str
    batch: str
    mtime_ns: int
    transcript_mtime_ns: int


def batch_files(folder: Path) -> dict[str, Path]:
    """Batch files of a folder by the batch's name, in order of enrolment."""
    found = _numbered(folder, _BATCH)
    return {path.stem: path for path in found}


def read_batch(path: str | Path) -> list[Enrolled]:
    """Read a batch file.

    Raises
    ------
    InputError
        When it was changed by hand.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as handle:
            return [_enrolled(row) for row in csv.DictReader(handle)]
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{path} is not as it was written ({error}); batch files must not be edited: "
            "restore it, or remove the results folder to start again"
        ) from error


def _enrolled(row: Mapping[str, str]) -> Enrolled:
    values: dict[str, Any] = {k: int(v) if k in _INTEGERS else v for k, v in row.items()}
    return Enrolled(**values)


def write_batch(path: Path, rows: Sequence[Enrolled]) -> None:
    """Write a new batch file; an existing one is never touched (FileExistsError)."""
    write_new_csv(path, [field.name for field in fields(Enrolled)], map(asdict, rows))


def read_verified(folder: Path) -> dict[tuple[str, str], Verified]:
    """The latest verification of each (media_id, batch)."""
    latest: dict[tuple[str, str], Verified] = {}
    for path in _numbered(folder, _VERIFIED):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                latest[row["media_id"], row["batch"]] = Verified(
                    media_id=row["media_id"],
                    batch=row["batch"],
                    mtime_ns=int(row["mtime_ns"]),
                    transcript_mtime_ns=int(row["transcript_mtime_ns"]),
                )
    return latest


def verified_count(folder: Path) -> int:
    """How many verification files there are."""
    return len(_numbered(folder, _VERIFIED))


def write_verified(folder: Path, rows: Sequence[Verified]) -> None:
    """Write a new verification file."""
    path = folder / f"verified-{verified_count(folder) + 1:04d}.csv"
    write_new_csv(path, _VERIFIED_COLUMNS, map(asdict, rows))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_new_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV that must not exist yet; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            handle.flush()
            os.fsync(handle.fileno())
        os.link(temporary, path)  # fails where the name is taken, unlike a rename
    finally:
        temporary.unlink(missing_ok=True)


def _numbered(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    return [path for _, path in sorted(_matches(folder, pattern))]


def _matches(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[int, Path]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            match = pattern.fullmatch(entry.name)
            if match:
                yield int(match[1]), folder / entry.name
