"""Both engines, and our own arithmetic, give the same numbers."""

import itertools
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from unisono.regress.covariance import correction_of, uncorrected_terms
from unisono.regress.engines import engine_function
from unisono.regress.least_squares import least_squares

TOLERANCE = 1e-6  # relative, as both engines are to agree

CASES = [
    (effects, clusters, vcov, weighted)
    for effects, clusters, vcov, weighted in itertools.product(
        (0, 1, 2, 3), (0, 1, 2), ("iid", "HC1", "CV1"), (False, True)
    )
    if (vcov == "CV1") == (clusters > 0)
]


def corrected(design, vcov, terms, small_sample):
    correction = correction_of(
        vcov,
        regressors=design.x.shape[1],
        factors=design.factors,
        clusters=design.clusters,
        rows=design.rows,
        small_sample=small_sample,
    )
    return np.sqrt(np.diag(correction.apply(terms)))


@pytest.mark.parametrize("engine", ["linearmodels", "pyfixest"])
@pytest.mark.parametrize(("effects", "clusters", "vcov", "weighted"), CASES)
def test_engines_agree_with_least_squares_on_demeaned_data(
    designs, engine, effects, clusters, vcov, weighted
):
    design = designs.a_design(effects=effects, clusters=clusters, weighted=weighted)
    y, x = designs.swept(design)
    ours = least_squares(y, x)
    terms = uncorrected_terms(vcov, x, ours.residuals, ours.inverse, design.clusters)
    found = engine_function(engine)(design, vcov)
    np.testing.assert_allclose(found.coefficients, ours.coefficients, rtol=TOLERANCE)
    np.testing.assert_allclose(found.coefficients, designs.with_dummies(design), rtol=TOLERANCE)
    for small_sample in ("min", "per-term"):
        np.testing.assert_allclose(
            corrected(design, vcov, found.terms, small_sample),
            corrected(design, vcov, terms, small_sample),
            rtol=TOLERANCE,
        )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("effects", [0, 1, 2, 3])
def test_engines_agree_on_both_r_squared(designs, effects, weighted):
    design = designs.a_design(effects=effects, weighted=weighted)
    first, second = (engine_function(e)(design, "iid") for e in ("linearmodels", "pyfixest"))
    assert first.r2 == pytest.approx(second.r2, rel=TOLERANCE)
    assert first.r2_within == pytest.approx(second.r2_within, rel=TOLERANCE)
    if not effects:
        assert first.r2_within == pytest.approx(first.r2)


SCRIPT = """
import json, sys
from pathlib import Path
from unisono.regress.estimation import estimate
from unisono.regress.options import RegressOptions, Specification
specification = Specification(
    name="one", outcome="f0_median_z", treatments=("score_*",), cluster=("speaker_id",),
    fixed_effects=("speaker_id", "session", "session^agenda_item"),
)
found = []
for engine in ("linearmodels", "pyfixest"):
    options = RegressOptions(engine=engine, specifications=())
    rows = estimate(Path(sys.argv[1]), specification, options)
    found.append([[row["estimate"], row["std_error"], row["p_value"]] for row in rows])
print(json.dumps(found))
"""


def test_standard_errors_do_not_depend_on_the_hash_seed(panel):
    results = []
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(panel)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        results.append(json.loads(run.stdout))
    assert results[0] == results[1]
    np.testing.assert_allclose(results[0][0], results[0][1], rtol=TOLERANCE)
