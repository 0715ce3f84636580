"""The rule `estimate`: one specification of config, written as ``estimates``."""

import logging
from pathlib import Path

from unisono.regress.estimation import estimate
from unisono.regress.options import RegressOptions
from unisono.store import write_table

logger = logging.getLogger(__name__)


def write_estimates(*, panel: Path, name: str, estimates: Path, options: RegressOptions) -> None:
    """Estimate a specification and write its table.

    Parameters
    ----------
    panel
        Table ``panel``.
    name
        Name of the specification.
    estimates
        Table ``estimates`` to write.
    options
        All options of the regressions.

    Raises
    ------
    InputError
        When it cannot be estimated: one sentence that says why and what to do.
    """
    rows = estimate(panel, options.specification(name), options)
    write_table("estimates", estimates, rows)
    first = rows[0]
    logger.info(
        "%s: %d terms on %d rows (%d left out for missing values, %d singletons)",
        name,
        len(rows),
        first["n"],
        first["dropped_missing"],
        first["dropped_singletons"],
    )
