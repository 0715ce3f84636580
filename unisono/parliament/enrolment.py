"""Which protocols there are, and in which batch each is read: once, unless it changes.

Batches of protocols are files like the batches of recordings, in ``sittings/`` of the
results; a protocol stands in them as a recording whose media file and transcript are the
same file, so that a copy with another time and the same bytes is not read again.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from unisono.enrolment.batches import file_sha256
from unisono.enrolment.manifest import ENROLLED, Manifest
from unisono.enrolment.plan import EnrolmentPlan, plan_enrolment
from unisono.errors import Faults, InputError
from unisono.parliament.batch import STAGE
from unisono.parliament.options import ParliamentOptions
from unisono.protocols.read import SUFFIXES
from unisono.protocols.tei_people import LISTS, find_lists
from unisono.reasons import Reason
from unisono.store import write_table

_NAME = re.compile(r"[^\W][\w.-]{0,199}")
_PATTERN = re.compile(r"[*?\[]")
_MOST_FAULTS = 20


def protocol_root(protocols: str) -> Path:
    """Folder that the paths of the protocols start from: the part without a pattern."""
    parts = Path(protocols).parts
    fixed = [part for part, _ in zip(parts, _until_pattern(parts), strict=False)]
    root = Path(*fixed) if fixed else Path()
    return root if len(fixed) < len(parts) or not root.suffix else root.parent


def find_protocols(protocols: str) -> list[str]:
    """Paths of all protocol files, relative to `protocol_root`, in order.

    Raises
    ------
    InputError
        When the folder is not there, nothing fits the pattern, or two files would have the
        same id.
    """
    root = protocol_root(protocols)
    if not root.is_dir():
        raise InputError(
            f"parliament.protocols: the folder {root} is not there; name the folder of the "
            "protocols, or null where there are none"
        )
    rest = Path(protocols).relative_to(root).as_posix()
    pattern = "**/*" if rest == "." else rest
    found = sorted(
        path.relative_to(root).as_posix()
        for path in root.glob(pattern)
        if path.suffix.lower() in SUFFIXES and not _left_out(path.relative_to(root))
    )
    if not found:
        endings = ", ".join(SUFFIXES)
        raise InputError(f"parliament.protocols: no file ({endings}) is found by {protocols}")
    faults = list(_faults(found))
    if faults:
        raise Faults(faults[:_MOST_FAULTS])
    return found


def plan_protocols(options: ParliamentOptions, folder: Path) -> EnrolmentPlan:
    """What is new among the protocols, and into which batches it goes.

    Parameters
    ----------
    options
        Where the protocols are, and how many make a batch.
    folder
        Where the batch files are, ``results/sittings``.

    Raises
    ------
    InputError
        See `find_protocols`.
    """
    protocols = options.protocols or ""
    found = find_protocols(protocols)
    rows = pd.DataFrame(
        {
            "media_id": [Path(path).stem for path in found],
            "path": found,
            "language": options.language,
            "transcript": found,
            "speaker_id": "",
            "sex": "unknown",
        },
        columns=list(ENROLLED),
    )
    manifest = Manifest(path=protocol_root(protocols) / "protocols", rows=rows, carried=())
    return plan_enrolment(
        manifest,
        folder,
        probe=folder / "probe",  # there is none: the transcript's hash stands for the file's
        batch_size=options.batch_size,
        batch_gigabytes=1.0,
    )


def lists_digest(protocols: str) -> str:
    """Digest of the lists of people beside the protocols; empty where there are none."""
    lists = find_lists(protocol_root(protocols))
    digest = hashlib.sha256("".join(file_sha256(path) for path in lists).encode())
    return digest.hexdigest()[:16] if lists else ""


def write_roster(
    *, options: ParliamentOptions, batches: Path, protocols: Path, accounting: Path
) -> None:
    """Write the table ``protocols``, and an accounting row for what no longer counts.

    Parameters
    ----------
    options
        Where the protocols are.
    batches
        Folder of the batch files.
    protocols, accounting
        The tables to write.
    """
    rows = list(_roster(plan_protocols(options, batches)))
    write_table("protocols", protocols, rows)
    write_table("accounting", accounting, [_departure(row) for row in rows if _left(row)])


def _until_pattern(parts: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        if _PATTERN.search(part):
            return
        yield part


def _left_out(path: Path) -> bool:
    """Whether a file is hidden, or one of the lists that a TEI corpus has beside its parts."""
    listing = path.name.endswith(LISTS) or "-taxonomy-" in path.name
    return listing or any(part.startswith(".") for part in path.parts)


def _faults(found: list[str]) -> Iterator[str]:
    first: dict[str, str] = {}
    for path in found:
        name = Path(path).stem
        if not _NAME.fullmatch(name):
            yield f'{path}: "{name}" cannot be an id; rename it with letters, digits, . _ and -'
        elif name in first:
            yield f"{path} and {first[name]} have the same name without ending; rename one"
        first.setdefault(name, path)


def _roster(plan: EnrolmentPlan) -> Iterator[dict[str, Any]]:
    found = [(row.media_id, batch, row) for batch, rows in plan.existing.items() for row in rows]
    last = {name: batch for name, batch, _ in found}
    for name, batch, row in sorted(found, key=lambda entry: (entry[0], int(entry[1]))):
        if plan.current.get(name) == batch:
            state = "current"
        elif name in plan.current or last[name] != batch:
            state = "superseded"
        else:
            state = "removed"
        yield {"protocol": name, "batch": batch, "state": state, "path": row.path}


def _left(row: dict[str, Any]) -> bool:
    return bool(row["state"] != "current")


def _departure(row: dict[str, Any]) -> dict[str, Any]:
    removed = row["state"] == "removed"
    return {
        "media_id": row["protocol"],
        "stage": STAGE,
        "batch": row["batch"],
        "status": "skipped",
        "code": str(Reason.REMOVED if removed else Reason.SUPERSEDED),
        "reason": "the protocol is no longer there" if removed else "changed and read again",
        "rows_in": 1,
        "rows_out": 0,
        "seconds": 0.0,
    }
