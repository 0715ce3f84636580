"""The parliament stage for one batch of protocols: files in, four tables out."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unisono.enrolment.batches import read_batch
from unisono.errors import InputError
from unisono.items import Batch, Item, ItemError, Job, run_items
from unisono.parliament.options import ReadOptions
from unisono.parliament.rows import protocol_rows
from unisono.protocols.limits import Limits
from unisono.protocols.read import read_protocol
from unisono.protocols.record import ProtocolError
from unisono.protocols.tei_people import People, find_lists, read_people
from unisono.reasons import Reason
from unisono.store import TableWriter

logger = logging.getLogger(__name__)

STAGE = "protocols"
"""Name of the stage in ``accounting``."""

_CODES = {
    "not_found": Reason.NOT_FOUND,
    "unreadable": Reason.UNREADABLE,
    "not_protocol": Reason.NOT_PROTOCOL,
    "too_large": Reason.TOO_LARGE,
    "empty": Reason.NO_SPEECHES,
    "corpus": Reason.NOT_PROTOCOL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTables:
    """Where the tables of a batch of protocols are, or are to be."""

    speeches: Path
    sentences: Path
    interjections: Path
    members: Path


def read_protocols(
    *, folder: Path, enrolled: Path, tables: ProtocolTables, options: ReadOptions, batch: Batch
) -> None:
    """Write the tables of a batch of protocols.

    Parameters
    ----------
    folder
        Folder that the paths of the protocols start from.
    enrolled
        Batch file with the protocols, which stand in it as recordings do.
    tables
        Tables to write.
    options
        How protocols are read.
    batch
        Where the accounting goes; its ``media_id`` is the protocol.

    Raises
    ------
    InputError
        When a list of people of a TEI corpus cannot be read.
    """
    parties = options.party_table()
    limits = options.limits()
    people = _people(folder, limits)
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(TableWriter(name, getattr(tables, name)))
            for name in ProtocolTables.__slots__
        }

        def work(row: Mapping[str, Any], item: Item) -> None:
            parties.unknown.clear()
            try:
                protocol = read_protocol(folder / row["path"], limits, people)
            except ProtocolError as error:
                skip = error.kind == "corpus"
                raise ItemError(_CODES[error.kind], str(error), skip=skip) from error
            rows = protocol_rows(row["media_id"], protocol, parties, options)
            for mended in protocol.mended:
                item.remark(Reason.PROTOCOL_MENDED, mended.sentence)
            if parties.unknown:
                item.remark(Reason.PARTY_UNKNOWN, _unknown(parties.unknown), partial=False)
            for name, writer in writers.items():
                writer.write(getattr(rows, name))
            item.rows_in, item.rows_out = len(rows.speeches), len(rows.sentences)

        files = [{"media_id": one.media_id, "path": one.path} for one in read_batch(enrolled)]
        run_items(batch, files, work)


def _people(folder: Path, limits: Limits) -> People:
    try:
        return read_people(find_lists(folder), limits)
    except ProtocolError as error:
        raise InputError(str(error)) from error


def of_sittings(stage: str, job: Job) -> Batch:
    """The batch of protocols that a job of the workflow works on."""
    return Batch(
        stage=stage,
        name=job.wildcards.sittings,
        accounting=Path(job.output.accounting),
        on_error=job.resources.on_error,
        item_seconds=job.params.item_seconds,
    )


def _unknown(names: set[str]) -> str:
    named = ", ".join(f'"{name}"' for name in sorted(names)[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return (
        f"{named}{more}: not in parliament.parties, so that the key is made of the name; "
        "add the party or the spelling"
    )
