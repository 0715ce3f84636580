"""What the rules of the stage `regress` ask: which specifications there are, and their files."""

import sys
from collections.abc import Callable
from typing import Any, Protocol

from unisono.config.load import plain
from unisono.errors import UnisonoError
from unisono.regress.options import CurveOptions, RegressOptions
from unisono.workflow import resources
from unisono.workflow.sittings import Sittings


class Estimated(Protocol):
    """Wildcards of an estimation."""

    specification: str


class Regressions:
    """The regressions of a run.

    Parameters
    ----------
    options
        Specifications and the curve.
    results
        The results folder.
    sittings
        The protocols that the study stands on.
    """

    def __init__(self, options: RegressOptions, results: str, sittings: Sittings) -> None:
        self._options = options
        self._results = results
        self._sittings = sittings

    def estimates(self, _wildcards: object) -> list[str]:
        """Input function: the estimates of every specification."""
        names = [entry.name for entry in self._options.specifications]
        return [f"{self._results}/estimates/{name}.parquet" for name in names]

    def of(self, wildcards: Estimated) -> dict[str, Any]:
        """Options of the regressions with one specification alone, so that others may change."""
        options = self._options
        chosen = [e for e in options.specifications if e.name == wildcards.specification]
        return plain(
            options.model_copy(update={"specifications": tuple(chosen), "curve": CurveOptions()})
        )

    def memory(self) -> Callable[[Any, Any, int], int]:
        """Resource function: megabytes for a regression, from the size of the panel."""
        return lambda wildcards, input, attempt: resources.panel_mb(input.size_mb, attempt)  # noqa: A006, ARG005

    def published(self, _wildcards: object) -> list[str]:
        """Input function: tables and plots of the address study, and its curve if one is asked.

        Without protocols the run ends with a sentence.
        """
        try:
            _ = self._sittings.plan
        except UnisonoError as error:
            sys.exit(f"{error}")  # an exception would come with Snakemake's traceback
        files = [f"{self._results}/address/estimates.html"]
        if self._options.curve.base:
            files.append(f"{self._results}/curve/all.parquet")
        return files

    def study(self, wildcards: object) -> list[str]:
        """Input function: the address study, where protocols are configured."""
        return self.published(wildcards) if self._sittings.configured else []
