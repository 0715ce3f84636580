"""Designs for the tests of kernels, and what they are compared with: dummies and loops."""

import numpy as np

from unisono.regress.demeaning import Precision, demean
from unisono.regress.engines import Design

EXACT = Precision(tolerance=1e-12)


def a_design(*, rows=400, effects=2, clusters=1, weighted=False, seed=0, regressors=2):
    """Speakers in sittings with agenda items, unbalanced; clusters: speakers, sittings."""
    rng = np.random.default_rng(seed)
    speaker = rng.integers(0, 15, rows)
    session = rng.integers(0, 8, rows)
    item = session * 3 + rng.integers(0, 3, rows)
    factors = np.array([np.unique(f, return_inverse=True)[1] for f in (speaker, session, item)])
    factors = factors.astype(np.int32)
    x = rng.normal(size=(rows, regressors)) + 0.1 * speaker[:, None]
    shocks = rng.normal(size=15)[speaker] * x[:, 0] * 0.5
    y = x @ np.linspace(0.3, -0.1, regressors) + 0.1 * session + shocks + rng.normal(size=rows)
    return Design(
        y=y,
        x=x,
        names=tuple(f"x{k}" for k in range(regressors)),
        factors=np.ascontiguousarray(factors[:effects]),
        clusters=tuple(factors[:clusters]),
        weights=rng.uniform(0.2, 3.0, rows) if weighted else None,
    )


def swept(design):
    """y and x without the effects, times the root of the weights."""
    both = demean(
        np.column_stack([design.y, design.x]),
        design.factors,
        weights=design.weights,
        precision=EXACT,
    )
    if design.weights is not None:
        both *= np.sqrt(design.weights)[:, None]
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1:])


def dummies(factors, rows):
    """Indicators of all levels, and the constant."""
    columns = [np.ones((rows, 1))]
    columns += [np.eye(int(codes.max()) + 1)[codes] for codes in factors]
    return np.column_stack(columns)


def with_dummies(design, keep=None):
    """Coefficients of x by least squares with dummies, on some rows."""
    keep = np.ones(design.rows, dtype=bool) if keep is None else keep
    root = np.ones(design.rows) if design.weights is None else np.sqrt(design.weights)
    full = np.column_stack([design.x, dummies(design.factors, design.rows)]) * root[:, None]
    found = np.linalg.lstsq(full[keep], (design.y * root)[keep], rcond=None)[0]
    return found[: design.x.shape[1]]
