"""DTW, soft-DTW and Sinkhorn against brute force, finite differences and POT.

Distances are computed in float32: sums of a few hundred agree to about 1e-6 of their size.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.correspond.dtw import sakoe_chiba, warping_path
from unisono.correspond.soft_dtw import expected_cells, soft_alignment
from unisono.correspond.transport import mean_cost, sinkhorn
from unisono.errors import InputError


def distances(first, second):
    gaps = first[:, None].astype(float) - second[None]
    return (gaps**2).sum(axis=2)


def cheapest(costs):
    table = np.full((costs.shape[0] + 1, costs.shape[1] + 1), np.inf)
    table[0, 0] = 0.0
    for i, row in enumerate(costs):
        for j, cost in enumerate(row):
            table[i + 1, j + 1] = cost + min(table[i, j], table[i, j + 1], table[i + 1, j])
    return table[-1, -1]


def all_paths(n, m):
    if n == 1 and m == 1:
        return [[(0, 0)]]
    steps = [(n - 1, m), (n, m - 1), (n - 1, m - 1)]
    found = [all_paths(i, j) for i, j in steps if i >= 1 and j >= 1]
    return [[*path, (n - 1, m - 1)] for paths in found for path in paths]


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 150), m=st.integers(1, 150), seed=st.integers(0, 1000))
def test_the_exact_path_costs_what_the_full_table_says(walk, n, m, seed):
    first, second = walk(n, seed=seed), walk(m, seed=seed + 1)
    costs = distances(first, second)
    path = warping_path(first, second)
    assert path.cost == pytest.approx(cheapest(costs), rel=1e-5)
    assert costs[path.rows, path.columns].sum() == pytest.approx(path.cost, rel=1e-5)
    steps = set(zip(np.diff(path.rows).tolist(), np.diff(path.columns).tolist(), strict=True))
    assert steps <= {(0, 1), (1, 0), (1, 1)}
    assert (path.rows[0], path.columns[0]) == (0, 0)
    assert (path.rows[-1], path.columns[-1]) == (n - 1, m - 1)


@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(1, 140), m=st.integers(1, 140), radius=st.integers(0, 40), seed=st.integers(0, 99)
)
def test_the_path_in_a_band_is_the_cheapest_in_it(walk, n, m, radius, seed):
    first, second = walk(n, seed=seed), walk(m, seed=seed + 1)
    low, high = sakoe_chiba(n, m, radius)
    columns = np.arange(m)
    inside = (columns >= low[:, None]) & (columns < high[:, None])
    costs = np.where(inside, distances(first, second), np.inf)
    path = warping_path(first, second, (low, high))
    assert path.cost == pytest.approx(cheapest(costs), rel=1e-5)
    assert inside[path.rows, path.columns].all()


def test_a_band_with_a_gap_is_refused(walk):
    low, high = np.array([0, 3]), np.array([2, 4])
    with pytest.raises(InputError, match="gap"):
        warping_path(walk(2), walk(4), (low, high))


@pytest.mark.parametrize("gamma", [0.1, 1.0, 10.0])
def test_the_expected_alignment_is_the_average_over_all_paths(walk, gamma):
    first, second = walk(5), walk(4, seed=1)
    costs = distances(first, second)
    paths = [tuple(np.array(path).T) for path in all_paths(5, 4)]
    totals = np.array([costs[path].sum() for path in paths])
    weights = np.exp(-(totals - totals.min()) / gamma)
    expected = np.zeros_like(costs)
    for path, weight in zip(paths, weights / weights.sum(), strict=True):
        expected[path] += weight
    value, cells = expected_cells(first, second, gamma=gamma)
    assert value == pytest.approx(totals.min() - gamma * np.log(weights.sum()), rel=1e-5)
    np.testing.assert_allclose(cells, expected, atol=1e-5)


def test_the_expected_alignment_is_the_gradient_of_the_value(walk):
    first, second = walk(90), walk(75, seed=1)
    value, cells = expected_cells(first, second, gamma=2.0)
    # Moving one feature of one step changes its distances by a known amount.
    step = 1e-2
    for place in (0, 44, 89):
        moved = [first.copy(), first.copy()]
        moved[0][place, 1] += step
        moved[1][place, 1] -= step
        up, down = (expected_cells(one, second, gamma=2.0)[0] for one in moved)
        slope = (cells[place] * 2 * (first[place, 1] - second[:, 1])).sum()
        assert (up - down) / (2 * step) == pytest.approx(slope, rel=0.02, abs=0.02)
    assert np.isfinite(value)


def test_soft_dtw_becomes_dtw_as_gamma_goes_to_zero(walk):
    first, second = walk(130), walk(100, seed=1)
    path = warping_path(first, second)
    gaps = [
        abs(expected_cells(first, second, gamma=gamma)[0] - path.cost) for gamma in (1.0, 0.1, 0.01)
    ]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-3 * path.cost
    cells = expected_cells(first, second, gamma=1e-3)[1]
    assert cells[path.rows, path.columns].min() > 0.95


def test_soft_alignment_rows_sum_to_one_in_a_band(walk):
    first, second = walk(100), walk(140, seed=1)
    band = sakoe_chiba(100, 140, 20)
    found = soft_alignment(first, second, gamma=0.5, band=band)
    matrix = found.correspondence.dense()
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0)
    columns = np.arange(140)
    outside = (columns < band[0][:, None]) | (columns >= band[1][:, None])
    assert matrix[outside].max() == 0.0


@pytest.mark.parametrize(("n", "m", "epsilon"), [(40, 60, 0.5), (150, 90, 0.05), (60, 60, 0.02)])
def test_the_plan_is_that_of_pot(walk, pot, n, m, epsilon):
    first, second = walk(n), walk(m, seed=1)
    plan = sinkhorn(first, second, epsilon=epsilon, tolerance=1e-6, max_iterations=20_000)
    ours = np.concatenate(list(plan.blocks()))
    costs = distances(first, second)
    assert mean_cost(first, second) == pytest.approx(costs.mean(), rel=1e-5)
    theirs = pot.sinkhorn(
        np.full(n, 1 / n),
        np.full(m, 1 / m),
        costs,
        epsilon * costs.mean(),
        method="sinkhorn_log",
        numItermax=20_000,
        stopThr=1e-8,
    )
    np.testing.assert_allclose(ours.sum(axis=1), 1 / n, rtol=2e-3)
    np.testing.assert_allclose(ours.sum(axis=0), 1 / m, rtol=2e-3)
    assert np.abs(ours - theirs).sum() < 5e-3


def test_a_kernel_that_is_not_kept_gives_the_same_plan(walk):
    first, second = walk(300), walk(200, seed=1)
    kept = sinkhorn(first, second, epsilon=0.05)
    streamed = sinkhorn(first, second, epsilon=0.05, kernel_mb=0.0)
    assert streamed.iterations == kept.iterations
    np.testing.assert_allclose(streamed.row, kept.row, atol=1e-3)


def test_steps_that_are_all_alike_are_matched_evenly():
    same = np.ones((7, 2), np.float32)
    plan = sinkhorn(same, same[:4], epsilon=0.1)
    np.testing.assert_allclose(plan.correspondence().dense(), 0.25)


def test_a_softness_of_zero_is_refused_with_the_remedy(walk):
    with pytest.raises(InputError, match="use dtw"):
        soft_alignment(walk(3), walk(3), gamma=0.0)
    with pytest.raises(InputError, match="above 0"):
        sinkhorn(walk(3), walk(3), epsilon=0.0)
