"""The specification curve: every combination of defensible choices, and a test of all.

After Simonsohn, Simmons and Nelson (2020, Specification curve analysis); the joint
distribution under the null comes from the wild cluster bootstrap, with the same multiplier
for a cluster in all regressions.
"""

import logging
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from unisono.errors import ConfigError, InputError
from unisono.regress.arrays import Floats
from unisono.regress.estimation import regressions_of
from unisono.regress.factors import levels
from unisono.regress.options import Condition, RegressOptions, Specification
from unisono.regress.power import intervals
from unisono.regress.reading import Panel
from unisono.regress.regression import Regression
from unisono.regress.sample import Sample
from unisono.regress.wild import Bootstrapped, Draws, WildBootstrap, draw_multipliers

logger = logging.getLogger(__name__)

Row = dict[str, Any]
_SIGNIFICANT = 1.96


def combinations(panel: Panel, options: RegressOptions) -> tuple[Specification, ...]:
    """All specifications of the curve, each with one treatment (or interaction).

    Raises
    ------
    ConfigError
        When they are more than allowed.
    """
    curve, base = options.curve, options.specification(options.curve.base)
    where = "regress.curve"
    named = curve.treatments or base.treatments
    treatments = panel.expand(named, where)
    choices = product(
        treatments or ("",),
        curve.outcomes or (base.outcome,),
        curve.controls or (base.controls,),
        curve.fixed_effects or (base.fixed_effects,),
        curve.filters or (base.filter,),
    )
    found = []
    for treatment, outcome, controls, effects, conditions in choices:
        changed: dict[str, Any] = {
            "outcome": outcome,
            "controls": tuple(name for name in controls if name != treatment),
            "fixed_effects": effects,
            "filter": conditions,
            "separate": False,
        }
        if treatment:
            changed |= {"treatments": (treatment,), "interactions": ()}
        found.append(base.model_copy(update=changed))
    if len(found) > curve.most:
        raise ConfigError(
            f"regress.curve asks for {len(found)} regressions, more than its most = {curve.most}; "
            "take choices away or raise most"
        )
    return tuple(found)


def specification_curve(panel: Path, options: RegressOptions) -> list[Row]:
    """Estimate every combination.

    Parameters
    ----------
    panel
        Table ``panel``.
    options
        Options with a curve whose base is one of their specifications.

    Returns
    -------
    list of dict
        Rows of ``curve``. What cannot be estimated is in it, with the reason.
    """
    rows: list[Row] = []
    joint = _JointTest(Panel(panel), options)
    for specification in combinations(Panel(panel), options):
        try:
            estimated = regressions_of(panel, specification, options)
            regression = estimated.regressions[0]
            rows.extend(_estimated(regression, specification, options))
        except InputError as error:
            rows.append(_empty(specification) | {"note": str(error)})
            continue
        joint.add(estimated.sample, regression)
    common = joint.p_values() | {"specification": options.curve.base}
    return [row | common | {"number": number} for number, row in enumerate(rows)]


def describe(conditions: tuple[Condition, ...]) -> str:
    """Conditions as one text."""
    return " and ".join(f"{c.column} {c.op} {c.value}" for c in conditions)


def _empty(specification: Specification) -> Row:
    missing = ("estimate", "std_error", "conf_low", "conf_high", "p_value", "n")
    return dict.fromkeys(missing) | {
        "outcome": specification.outcome,
        "term": ", ".join([*specification.treatments, *specification.interactions]),
        "controls": " + ".join(specification.controls),
        "fixed_effects": " + ".join(specification.fixed_effects),
        "filter": describe(specification.filter),
        "note": None,
    }


def _estimated(
    regression: Regression, specification: Specification, options: RegressOptions
) -> list[Row]:
    estimates, errors = regression.fit.coefficients, regression.errors
    freedom = regression.correction.freedom
    found = intervals(estimates, errors, freedom=freedom, confidence=options.confidence)
    rows = []
    for place, term in enumerate(regression.terms):
        if not term.focal:
            continue
        values = {
            "estimate": estimates[place],
            "std_error": errors[place],
            "conf_low": found.low[place],
            "conf_high": found.high[place],
            "p_value": found.p_value[place],
        }
        numbers = {k: float(v) if np.isfinite(v) else None for k, v in values.items()}
        rows.append(
            _empty(specification) | numbers | {"term": term.name, "n": regression.design.rows}
        )
    return rows


class _JointTest:
    """The wild bootstrap of all regressions, with the same multiplier for a cluster in each."""

    def __init__(self, panel: Panel, options: RegressOptions) -> None:
        self.panel = panel
        self.draws = options.curve.draws
        self.asked = options.specification(options.curve.base).inference
        self.tests: list[Bootstrapped] = []
        self._multipliers: dict[str, Draws] = {}

    def add(self, sample: Sample, regression: Regression) -> None:
        """Bootstrap one regression."""
        names = regression.specification.cluster
        if not (names and self.draws):
            return
        place = min(range(len(names)), key=lambda k: levels(sample.clusters[k]))
        ids = sample.cluster_ids[place]
        part = Draws(values=self._of(names[place]).values[ids], exhaustive=False)
        bootstrap = WildBootstrap(regression.clustered(sample.clusters[place]), part)
        focal = [place for place, term in enumerate(regression.terms) if term.focal]
        self.tests.extend(bootstrap.test(place) for place in focal)

    def p_values(self) -> Row:
        """Of the median t statistic, and of the share of significant regressions."""
        if not self.tests:
            return {"p_median": None, "p_share": None}
        observed = np.array([[test.statistic for test in self.tests]])
        null = np.column_stack([test.draws for test in self.tests])
        medians = np.abs(np.median(null, axis=1)) >= np.abs(np.median(observed))
        shares = _shares(null) >= _shares(observed)
        return {
            "p_median": float((1 + medians.sum()) / (1 + len(null))),
            "p_share": float((1 + shares.sum()) / (1 + len(null))),
        }

    def _of(self, name: str) -> Draws:
        """Multipliers of all clusters that the panel has, drawn once for each column."""
        if name not in self._multipliers:
            count = levels(self.panel.codes(name))
            kind, seed = self.asked.multipliers, self.asked.seed
            self._multipliers[name] = draw_multipliers(count, kind, self.draws, seed)
        return self._multipliers[name]


def _shares(statistics: Floats) -> Floats:
    """Share of significant regressions with the commoner sign, for each row.

    The threshold is the normal one: sample and draws only have to share it.
    """
    above = (statistics > _SIGNIFICANT).mean(axis=1)
    below = (statistics < -_SIGNIFICANT).mean(axis=1)
    return np.asarray(np.maximum(above, below), dtype=np.float64)
