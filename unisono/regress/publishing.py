"""The rules `publish_estimates` and `publish_curve`: tables and plots of the address study."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from unisono.errors import InputError
from unisono.regress.arrays import Codes, Floats
from unisono.regress.groups import Bin, binned, clustered_mean
from unisono.regress.layout import blocks
from unisono.regress.markup import comma_separated, html, latex, markdown
from unisono.regress.options import RegressOptions, Specification
from unisono.regress.plots import (
    PartyMean,
    draw_bins,
    draw_coefficients,
    draw_curve,
    draw_parties,
)
from unisono.regress.reading import MISSING, Panel
from unisono.store import read_rows, write_table

logger = logging.getLogger(__name__)

_SPEAKER = "speaker_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The files that are written.

    Attributes
    ----------
    tex, html, markdown, csv
        The estimates.
    coefficients, parties, bins
        Plots, each as SVG and PNG.
    """

    tex: Path
    html: Path
    markdown: Path
    csv: Path
    coefficients: tuple[Path, Path]
    parties: tuple[Path, Path]
    bins: tuple[Path, Path]

    @classmethod
    def of_files(cls, files: Iterable[str]) -> Self:
        """From all files in the order of the attributes, SVG before PNG."""
        paths = [Path(name) for name in files]
        return cls(
            tex=paths[0],
            html=paths[1],
            markdown=paths[2],
            csv=paths[3],
            coefficients=(paths[4], paths[5]),
            parties=(paths[6], paths[7]),
            bins=(paths[8], paths[9]),
        )


def publish_estimates(
    *,
    estimates: Sequence[Path],
    panel: Path,
    publication: Publication,
    options: RegressOptions,
) -> None:
    """Write the estimates as tables and plots, and the plots of the panel.

    Parameters
    ----------
    estimates
        Files of ``estimates``, in the order in which they are shown.
    panel
        Table ``panel``.
    publication
        What is written.
    options
        Levels, bins, and the first specification, whose outcome and treatments are plotted.
    """
    rows = [row for path in estimates for row in read_rows(path)]
    made = blocks(rows, confidence=options.confidence, power=options.power)
    _write(publication.tex, latex(made))
    _write(publication.html, html(made))
    _write(publication.markdown, markdown(made))
    _write(publication.csv, comma_separated(rows))
    shown_terms = [row for row in rows if _focal(row, options)]
    draw_coefficients(shown_terms, publication.coefficients, confidence=options.confidence)
    shown = _Shown(Panel(panel), options)
    draw_parties(
        shown.parties(),
        publication.parties,
        outcome=shown.outcome,
        confidence=options.confidence,
    )
    draw_bins(shown.bins(), publication.bins, outcome=shown.outcome, confidence=options.confidence)
    logger.info("%d specifications, %d terms", len(made), len(rows))


def publish_curve(
    *, panel: Path, curve: Path, plot: tuple[Path, Path], options: RegressOptions
) -> None:
    """Estimate the specification curve, write its table and draw it."""
    from unisono.regress.grid import specification_curve

    rows = specification_curve(panel, options)
    write_table("curve", curve, rows)
    draw_curve(rows, plot, confidence=options.confidence)
    lost = sum(row["estimate"] is None for row in rows)
    logger.info("%d regressions, of which %d cannot be estimated", len(rows), lost)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class _Shown:
    """The columns of the panel that are plotted: those of the first specification."""

    def __init__(self, panel: Panel, options: RegressOptions) -> None:
        self.options = options
        self.panel = panel
        first = options.specifications[0]
        self.outcome = first.outcome
        self.treatments = _treatments(panel, first)
        values = panel.numbers(self.outcome, "plots")
        speakers = panel.codes(_SPEAKER)
        self._rows = np.isfinite(values) & (speakers != MISSING)
        self._values, self._speakers = values[self._rows], speakers[self._rows]
        if not self._values.size:
            raise InputError(f'the panel has no row with "{self.outcome}" and a speaker to plot')

    def parties(self) -> list[PartyMean]:
        """Means of the sentences that address each party, by bloc (else party) of the speaker."""
        codes, labels = self._blocs()
        means = []
        for name in self.treatments:
            addressed = self._numbers(name) >= self.options.addressed
            for code, label in enumerate(labels):
                rows = addressed & (codes == code)
                outcome = clustered_mean(
                    self._values[rows],
                    self._speakers[rows],
                    confidence=self.options.confidence,
                )
                means.append(PartyMean(party=_party(name), bloc=label, outcome=outcome))
        return means

    def bins(self) -> dict[str, tuple[Bin, ...]]:
        """Binned means for each treatment."""
        found = {}
        for name in self.treatments:
            treatment = self._numbers(name)
            known = np.isfinite(treatment)
            found[_party(name)] = binned(
                treatment[known],
                self._values[known],
                self._speakers[known],
                bins=self.options.bins,
                confidence=self.options.confidence,
            )
        return found

    def _blocs(self) -> tuple[Codes, tuple[str, ...]]:
        for name in ("bloc", "party"):
            if name in self.panel.types and not pa.types.is_null(self.panel.types[name]):
                factor = self.panel.category(name)
                if factor.labels:
                    return factor.codes[self._rows], factor.labels
        return np.zeros(self._values.size, dtype=np.int32), ("all speakers",)

    def _numbers(self, name: str) -> Floats:
        return np.asarray(self.panel.numbers(name, "plots")[self._rows])


def _focal(row: dict[str, Any], options: RegressOptions) -> bool:
    """Whether a term is a treatment or an interaction: controls have other units."""
    treatments = options.specification(row["specification"]).treatments
    return ":" in row["term"] or any(fnmatchcase(row["term"], name) for name in treatments)


def _treatments(panel: Panel, specification: Specification) -> tuple[str, ...]:
    heads = [entry.split(":")[0] for entry in specification.interactions]
    return panel.expand([*specification.treatments, *heads], "plots")


def _party(column: str) -> str:
    return column.removeprefix("score_")
