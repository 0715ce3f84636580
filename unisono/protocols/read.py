"""Any protocol file, read by what it is."""

from pathlib import Path

from unisono.protocols.dbt import ROOT as DBT
from unisono.protocols.dbt import read_dbt
from unisono.protocols.limits import Limits
from unisono.protocols.markup import root_tag
from unisono.protocols.record import Protocol, ProtocolError

SUFFIXES = (".xml",)
"""Endings of the files that are read."""


def read_protocol(path: Path, limits: Limits = Limits()) -> Protocol:  # noqa: B008  frozen
    """Read a protocol: XML of the Bundestag.

    Parameters
    ----------
    path
        The file.
    limits
        How much of it is read at most.

    Raises
    ------
    ProtocolError
        When it cannot be read, is no protocol, or holds no speech.
    """
    root = root_tag(path, limits)
    if root == DBT:
        return read_dbt(path, limits)
    raise ProtocolError(
        "not_protocol",
        f"{path.name} is <{root}>; protocols are dbtplenarprotokoll or TEI XML, CSV or JSONL "
        "(docs/protocols.md)",
    )
