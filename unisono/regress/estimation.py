"""One specification, from the panel to the rows of ``estimates``."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from unisono.regress.arrays import Floats
from unisono.regress.engines import engine_version
from unisono.regress.extras import Extras, extras_of
from unisono.regress.factors import levels
from unisono.regress.options import RegressOptions, Specification
from unisono.regress.power import Intervals, intervals, minimum_detectable_effect
from unisono.regress.reading import Panel
from unisono.regress.regression import Regression
from unisono.regress.sample import Sample, read_sample
from unisono.regress.terms import equations, never_addressed, terms_of

Row = dict[str, Any]
_PACKAGES = ("unisono", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """The regressions of a specification, and the rows they are of."""

    sample: Sample
    regressions: tuple[Regression, ...]


def estimate(panel: Path, specification: Specification, options: RegressOptions) -> list[Row]:
    """Estimate a specification.

    Parameters
    ----------
    panel
        Table ``panel``, or any Parquet file with the columns.
    specification
        What is estimated.
    options
        Engine, correction and levels; its own list of specifications is not read.

    Returns
    -------
    list of dict
        Rows of ``estimates``: a regressor each, without the constant and the fixed effects.

    Raises
    ------
    InputError
        For columns that are not there, no rows, one cluster, regressors that do not vary
        within the fixed effects or are collinear.
    """
    estimated = regressions_of(panel, specification, options)
    extras = extras_of(estimated.sample, estimated.regressions, specification.inference)
    rows: list[Row] = []
    for regression, extra in zip(estimated.regressions, extras, strict=True):
        rows.extend(_rows(estimated.sample, regression, extra))
    return rows


def regressions_of(panel: Path, specification: Specification, options: RegressOptions) -> Estimated:
    """The regressions of a specification, one or one for each treatment."""
    sample = read_sample(Panel(panel), specification)
    patterns = (*specification.treatments, *specification.interactions)
    wanted = [
        terms_of(sample, equation)
        for equation in equations(sample, separate=specification.separate)
    ]
    lost = [name for terms in wanted for name in never_addressed(terms, patterns)]
    kept = [[term for term in terms if term.name not in lost] for terms in wanted]
    kept = [terms for terms in kept if any(term.focal for term in terms)]
    regressions = tuple(
        Regression(sample, terms, specification, options) for terms in kept or wanted
    )
    if kept and lost:
        for regression in regressions:
            regression.notes.append(f"left out, the same in all rows: {', '.join(lost)}")
    return Estimated(sample=sample, regressions=regressions)


def specification_hash(specification: Specification) -> str:
    """Digest of a specification, 16 hexadecimal digits; its name does not count."""
    values = specification.model_dump(mode="json", exclude={"name"})
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rows(sample: Sample, regression: Regression, extras: Extras) -> Iterator[Row]:
    options, specification = regression.options, regression.specification
    estimates, errors = regression.fit.coefficients, regression.errors
    freedom = regression.correction.freedom
    found = intervals(estimates, errors, freedom=freedom, confidence=options.confidence)
    mde = minimum_detectable_effect(
        errors, freedom=freedom, confidence=options.confidence, power=options.power
    )
    common = _common(sample, regression)
    for place, term in enumerate(regression.terms):
        if specification.separate and not term.focal:
            continue
        yield common | {
            "term": term.name,
            "estimate": float(estimates[place]),
            "std_error": _number(errors, place),
            **_tests(found, place),
            "p_wild": extras.wild.get(term.name),
            "p_randomisation": extras.randomisation.get(term.name),
            "p_romano_wolf": extras.romano_wolf.get(term.name),
            "mde": _number(mde, place),
        }


def _tests(found: Intervals, place: int) -> Row:
    return {
        "statistic": _number(found.statistic, place),
        "conf_low": _number(found.low, place),
        "conf_high": _number(found.high, place),
        "p_value": _number(found.p_value, place),
    }


def _number(values: Floats, place: int) -> float | None:
    return float(values[place]) if np.isfinite(values[place]) else None


def _common(sample: Sample, regression: Regression) -> Row:
    """What all terms of a regression share."""
    specification = regression.specification
    engine = engine_version(regression.engine)
    versions = [f"{name} {version(name)}" for name in _PACKAGES]
    remarks = [*sample.missing, *regression.notes]
    return {
        "specification": specification.name,
        "specification_hash": specification_hash(specification),
        "panel_hash": sample.digest,
        "outcome": specification.outcome,
        "n": sample.rows,
        "dropped_missing": sample.dropped_missing,
        "dropped_singletons": sample.dropped_singletons,
        "clusters": ", ".join(
            f"{name}: {levels(codes)}"
            for name, codes in zip(specification.cluster, sample.clusters, strict=True)
        ),
        "fixed_effects": " + ".join(
            f"{name} ({levels(codes)})"
            for name, codes in zip(specification.fixed_effects, sample.effects, strict=True)
        ),
        "r2": _share(regression.fit.r2),
        "r2_within": _share(regression.fit.r2_within) if sample.effects.shape[0] else None,
        "vcov": specification.vcov,
        "correction": regression.correction.name,
        "engine": engine,
        "versions": "; ".join([*versions, engine]),
        "note": "; ".join(remarks) or None,
    }


def _share(value: float) -> float | None:
    return value if np.isfinite(value) else None
