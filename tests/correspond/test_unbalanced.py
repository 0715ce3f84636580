"""Unbalanced transport against POT, its limit, and stretches without a counterpart.

Ours is computed in float32: plans of total mass 1 or less agree with POT's float64 to 1e-4
when both have converged.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.correspond.transport import sinkhorn, sinkhorn_unbalanced
from unisono.errors import InputError


def plan_of(found):
    return np.concatenate(list(found.blocks())).astype(float)


def distances(first, second):
    gaps = first[:, None].astype(float) - second[None]
    return (gaps**2).sum(axis=2)


@pytest.mark.parametrize(
    ("n", "m", "epsilon", "relaxation"),
    [(40, 60, 0.5, 0.5), (150, 90, 0.05, 0.1), (60, 60, 0.02, 1.0), (50, 70, 0.02, 0.01)],
)
@pytest.mark.parametrize("method", ["sinkhorn", "sinkhorn_translation_invariant"])
def test_the_plan_is_that_of_pot(walk, pot, n, m, epsilon, relaxation, method):
    first, second = walk(n), walk(m, seed=1)
    options = {"epsilon": epsilon, "relaxation": relaxation}
    found = sinkhorn_unbalanced(first, second, **options, tolerance=1e-6, max_iterations=5000)
    costs = distances(first, second)
    theirs = pot.unbalanced.sinkhorn_unbalanced(
        np.full(n, 1 / n),
        np.full(m, 1 / m),
        costs,
        epsilon * costs.mean(),
        relaxation * costs.mean(),
        method=method,
        numItermax=20_000,
        stopThr=1e-10,
    )
    assert found.error <= 1e-6
    assert np.abs(plan_of(found) - theirs).sum() < 1e-4


@settings(max_examples=20, deadline=None)
@given(n=st.integers(2, 60), m=st.integers(2, 60), seed=st.integers(0, 99))
def test_a_high_price_gives_the_balanced_plan(walk, n, m, seed):
    first, second = walk(n, seed=seed), walk(m, seed=seed + 1)
    use = {"epsilon": 0.1, "tolerance": 1e-5, "max_iterations": 5000}
    balanced = plan_of(sinkhorn(first, second, **use))
    gaps = [
        np.abs(plan_of(sinkhorn_unbalanced(first, second, relaxation=price, **use)) - balanced)
        for price in (1.0, 1000.0)
    ]
    assert gaps[1].sum() < 5e-3
    assert gaps[1].sum() <= gaps[0].sum() + 1e-4


@settings(max_examples=20, deadline=None)
@given(
    start=st.integers(0, 60),
    length=st.integers(5, 20),
    relaxation=st.floats(0.01, 1.0),
    seed=st.integers(0, 99),
)
def test_a_stretch_without_counterpart_gets_less_mass(walk, start, length, relaxation, seed):
    second = walk(80, seed=seed)
    first = second.copy()
    alone = slice(start, start + length)
    first[alone] += 12.0  # far from everything in the other sequence
    found = sinkhorn_unbalanced(first, second, epsilon=0.05, relaxation=relaxation)
    mass = plan_of(found).sum(axis=1)
    balanced = plan_of(sinkhorn(first, second, epsilon=0.05)).sum(axis=1)
    assert mass[alone].sum() < 0.9 * balanced[alone].sum()
    others = np.ones(80, bool)
    others[alone] = False
    assert mass[alone].mean() < mass[others].mean()
    matched = found.correspondence().matched
    np.testing.assert_allclose(matched, mass * 80, rtol=1e-5)


def test_steps_that_nothing_resembles_are_left_out_without_overflow():
    first = np.array([[0.0], [1.0], [2.0], [5000.0]], np.float32)
    second = np.array([[0.0], [1.0], [2.0]], np.float32)
    found = sinkhorn_unbalanced(first, second, epsilon=1e-7, relaxation=1e-6)
    matched = found.correspondence().matched
    assert np.isfinite(found.row).all()
    assert found.error <= 1e-4
    assert matched[3] < 1e-6
    assert (matched[:3] > 0.5).all()


def test_a_kernel_that_is_not_kept_gives_the_same_plan(walk):
    first, second = walk(300), walk(200, seed=1)
    kept = sinkhorn_unbalanced(first, second, epsilon=0.05, relaxation=0.2)
    streamed = sinkhorn_unbalanced(first, second, epsilon=0.05, relaxation=0.2, kernel_mb=0.0)
    assert streamed.iterations == kept.iterations
    np.testing.assert_allclose(plan_of(streamed), plan_of(kept), atol=1e-6)


def test_steps_that_are_all_alike_are_matched_evenly():
    same = np.ones((7, 2), np.float32)
    found = sinkhorn_unbalanced(same, same[:4], epsilon=0.1, relaxation=0.5)
    np.testing.assert_allclose(found.correspondence().dense(), 0.25)
    np.testing.assert_allclose(found.correspondence().matched, 1.0, rtol=1e-3)


def test_what_must_be_above_zero_is_named(walk):
    with pytest.raises(InputError, match=r"relaxation above 0, not 0\.0"):
        sinkhorn_unbalanced(walk(3), walk(3), epsilon=0.1, relaxation=0.0)
    with pytest.raises(InputError, match="epsilon above 0"):
        sinkhorn_unbalanced(walk(3), walk(3), epsilon=0.0, relaxation=1.0)
