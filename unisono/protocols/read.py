"""Any protocol file, read by what it is."""

from pathlib import Path

from unisono.protocols.dbt import ROOT as DBT
from unisono.protocols.dbt import read_dbt
from unisono.protocols.flat import read_csv, read_jsonl
from unisono.protocols.limits import Limits
from unisono.protocols.markup import root_tag
from unisono.protocols.record import Protocol, ProtocolError
from unisono.protocols.tei import CORPUS_ROOT, read_tei
from unisono.protocols.tei import ROOT as TEI
from unisono.protocols.tei_people import People

SUFFIXES = (".xml", ".csv", ".jsonl")
"""Endings of the files that are read."""


def read_protocol(
    path: Path,
    limits: Limits = Limits(),  # noqa: B008  frozen
    people: People | None = None,
) -> Protocol:
    """Read a protocol: XML of the Bundestag or TEI, or speeches as CSV or JSON lines.

    Parameters
    ----------
    path
        The file; its ending tells CSV and JSON lines, the root element the kind of XML.
    limits
        How much of it is read at most.
    people
        People and parties of a TEI corpus.

    Raises
    ------
    ProtocolError
        When it cannot be read, is no protocol, or holds no speech.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return read_csv(path, limits)
    if suffix == ".jsonl":
        return read_jsonl(path, limits)
    root = root_tag(path, limits)
    if root == DBT:
        return read_dbt(path, limits)
    if root == TEI:
        return read_tei(path, limits, people)
    if root == CORPUS_ROOT:
        raise ProtocolError(
            "corpus", f"{path.name} is the root of a TEI corpus; its parts are read by themselves"
        )
    raise ProtocolError(
        "not_protocol",
        f"{path.name} is <{root}>; protocols are dbtplenarprotokoll or TEI XML, CSV or JSONL "
        "(docs/protocols.md)",
    )
