"""The address study: from protocols to estimates, as the report shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unisono.report.estimates import Estimates, read_estimates
from unisono.report.figures import Figure, existing, read_figures
from unisono.report.sittings import Protocols, read_protocols

_FIGURES = (
    ("parties.svg", "Pitch of sentences by the party they address and the bloc of the speaker"),
    ("bins.svg", "The data before any regression: pitch by score of being addressed"),
    ("curve.svg", "The specification curve"),
)
_FILES = (
    ("estimates.html", "tables (HTML)"),
    ("estimates.tex", "LaTeX"),
    ("estimates.md", "Markdown"),
    ("estimates.csv", "CSV"),
    ("coefficients.svg", "coefficients (SVG)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address study; a part is None where its tables are missing."""

    protocols: Protocols | None
    estimates: Estimates | None
    figures: tuple[Figure, ...]
    files: tuple[tuple[str, Path], ...]
    query: Path | None
    """The page that plays sentences, where one was made."""


def read_address(
    tables: Mapping[str, Sequence[Path]],
    results: Path,
    config: Mapping[str, Any],
    truth: Path | None,
) -> Address | None:
    """Read the address study; None where there are neither protocols nor estimates.

    What an earlier run left behind is not shown once protocols are no longer configured.

    Parameters
    ----------
    tables
        Files of each table, by its name.
    results
        Folder of the run, with ``address/``, ``panel/`` and ``query/``.
    config
        The merged configuration.
    truth
        Folder of the truth beside a generated corpus.
    """
    if (config.get("parliament") or {}).get("protocols", "") is None:
        return None
    protocols = read_protocols(tables, results)
    estimates = read_estimates(tables.get("estimates", ()), config, truth)
    if protocols is None and estimates is None:
        return None
    query = results / "query" / "index.html"
    return Address(
        protocols=protocols,
        estimates=estimates,
        figures=read_figures(results / "address", "address", _FIGURES) if estimates else (),
        files=tuple(existing(results / "address", _FILES)) if estimates else (),
        query=query if query.is_file() else None,
    )
