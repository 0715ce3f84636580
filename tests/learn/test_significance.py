"""Intervals that hold what they should, and exact tests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from unisono.learn.significance import group_weights, holm, interval, mcnemar


@given(first=st.integers(0, 60), second=st.integers(0, 60), both=st.integers(0, 20))
def test_mcnemar_is_the_binomial_test_of_the_discordant_pairs(first, second, both):
    a = np.array([True] * first + [False] * second + [True] * both, dtype=bool)
    b = np.array([False] * first + [True] * second + [True] * both, dtype=bool)
    expected = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar(a, b) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_of_thousands_of_pairs_is_a_number():
    a = np.arange(6000) < 2900
    assert 0.0 < mcnemar(a, ~a) < 0.011


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    adjusted = holm(p_values)
    assert all(a >= p for a, p in zip(adjusted, p_values, strict=True))
    assert min(adjusted) == pytest.approx(min(1.0, len(p_values) * min(p_values)))
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= 0).all()


def test_drawings_do_not_depend_on_how_many_are_held_at_a_time():
    at_once = np.concatenate(list(group_weights(7, 50, seed=4, at_once=50)))
    by_three = np.concatenate(list(group_weights(7, 50, seed=4, at_once=3)))
    assert at_once.tolist() == by_three.tolist()
    assert (at_once.sum(axis=1) == 7).all()


def test_intervals_by_groups_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        means = rng.normal(0.0, 1.0, 40)
        totals = (
            np.concatenate(list(group_weights(40, 300, seed=int(rng.integers(1e6))))) @ means / 40
        )
        low, high = interval(totals, 0.95)
        covered += low <= 0.0 <= high
    assert 0.90 <= covered / 200 <= 0.98  # percentile intervals of 40 groups: about .94


def test_an_interval_leaves_out_what_could_not_be_computed():
    values = np.array([1.0, 2.0, 3.0, np.nan])
    assert interval(values, 0.9) == pytest.approx((1.1, 2.9))
    assert np.isnan(interval(np.array([1.0, np.nan, np.nan]), 0.9)).all()
