"""Kernels on factors: singletons, combinations, nesting, degrees of freedom; and demeaning."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.regress.demeaning import Precision, demean
from unisono.regress.factors import (
    combine,
    components,
    degrees_of_freedom,
    levels,
    nested,
    without_singletons,
)
from unisono.regress.loops import shuffle_within


def compacted(values):
    return np.unique(values, return_inverse=True)[1].astype(np.int32)


def codes(size, most=6):
    return st.lists(st.integers(0, most), min_size=size, max_size=size).map(
        lambda values: compacted(np.array(values))
    )


two_factors = st.integers(2, 40).flatmap(lambda size: st.tuples(codes(size), codes(size)))


def naive_without_singletons(factors):
    keep = np.ones(factors.shape[1], dtype=bool)
    while True:
        before = keep.copy()
        for factor in factors:
            counts = np.bincount(factor[keep], minlength=factor.max() + 1)
            keep &= counts[factor] > 1
        if (keep == before).all():
            return keep


@given(two_factors)
@settings(deadline=None)  # the first call compiles
def test_singletons_are_dropped_until_none_is_left(pair):
    factors = np.array(pair, dtype=np.int32)
    keep = without_singletons(factors)
    assert (keep == naive_without_singletons(factors)).all()


def test_a_singleton_that_arises_by_dropping_another_is_dropped_too():
    factors = np.array([[0, 1, 1, 2, 2], [0, 0, 1, 1, 1]], dtype=np.int32)
    assert without_singletons(factors).tolist() == [False, False, False, True, True]


@given(two_factors)
@settings(deadline=None)  # the first call compiles
def test_combinations_are_told_apart_as_pairs_are(pair):
    found = combine(*pair)
    pairs = list(zip(*(factor.tolist() for factor in pair), strict=True))
    order = {value: k for k, value in enumerate(sorted(set(pairs)))}
    assert found.tolist() == [order[value] for value in pairs]


@given(two_factors)
@settings(deadline=None)  # the first call compiles
def test_degrees_of_freedom_are_the_rank_of_the_dummies(designs, pair):
    rank = np.linalg.matrix_rank(designs.dummies(pair, pair[0].size))
    assert degrees_of_freedom(pair) == rank
    assert components(*pair) == levels(pair[0]) + levels(pair[1]) - rank


@given(two_factors)
@settings(deadline=None)  # the first call compiles
def test_nested_means_one_outer_level_for_each_inner_one(pair):
    inner, outer = pair
    expected = all(len(set(outer[inner == code])) == 1 for code in set(inner.tolist()))
    assert nested(inner, outer) == expected


@given(two_factors, st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=50, deadline=None)
def test_means_of_all_levels_are_zero_after_demeaning(designs, pair, seed, weighted):
    rng = np.random.default_rng(seed)
    factors = np.array(pair, dtype=np.int32)
    values = rng.normal(size=(factors.shape[1], 2))
    weights = rng.uniform(0.1, 2.0, factors.shape[1]) if weighted else None
    found = demean(values, factors, weights=weights, precision=designs.EXACT)
    mass = np.ones(factors.shape[1]) if weights is None else weights
    for factor in factors:
        for code in range(levels(factor)):
            rows = factor == code
            means = np.average(found[rows], axis=0, weights=mass[rows])
            np.testing.assert_allclose(means, 0, atol=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("effects", [0, 1, 2, 3])
def test_demeaning_is_the_residual_of_regressing_on_dummies(designs, effects, weighted):
    design = designs.a_design(effects=effects, weighted=weighted)
    root = np.ones(design.rows) if design.weights is None else np.sqrt(design.weights)
    full = designs.dummies(design.factors, design.rows) * root[:, None]
    wanted = design.x * root[:, None]
    wanted = wanted - full @ np.linalg.lstsq(full, wanted, rcond=None)[0]
    found = demean(design.x, design.factors, weights=design.weights, precision=designs.EXACT)
    np.testing.assert_allclose(found * root[:, None], wanted, atol=1e-9)


def test_too_few_rounds_are_an_error_and_no_silent_result(designs):
    design = designs.a_design(effects=3)
    with pytest.raises(InputError, match=r"raise regress\.max_iterations"):
        demean(design.x, design.factors, precision=Precision(tolerance=1e-12, max_iterations=1))


def test_shuffling_keeps_every_stretch_together_and_is_uniform():
    starts = np.array([0, 3, 5], dtype=np.int64)
    state, seen = np.uint64(5), {}
    for _ in range(6000):
        order = np.arange(5)
        state = np.uint64(shuffle_within(order, starts, state))
        assert sorted(order[:3].tolist()) == [0, 1, 2]
        seen[tuple(order.tolist())] = seen.get(tuple(order.tolist()), 0) + 1
    assert len(seen) == 12
    assert all(abs(count - 500) < 5 * np.sqrt(500) for count in seen.values())
