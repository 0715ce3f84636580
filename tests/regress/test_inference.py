"""Jackknife, wild bootstrap, permutation, Romano-Wolf and power against naive versions."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from unisono.regress.demeaning import demean
from unisono.regress.jackknife import jackknife
from unisono.regress.power import intervals, minimum_detectable_effect
from unisono.regress.randomisation import Experiment, permutation_statistics, varies_within
from unisono.regress.romano_wolf import romano_wolf
from unisono.regress.wild import Clustered, Draws, WildBootstrap, draw_multipliers, p_value


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("effects", [0, 1, 2, 3])
def test_the_jackknife_is_estimating_without_each_cluster(designs, effects, weighted):
    design = designs.a_design(effects=effects, weighted=weighted)
    y, x = designs.swept(design)
    cluster = design.clusters[0]
    found = jackknife(
        y,
        x,
        cluster=cluster,
        factors=design.factors,
        weights=design.weights,
        precision=designs.EXACT,
    )
    naive = np.array([designs.with_dummies(design, cluster != g) for g in range(cluster.max() + 1)])
    deviations = naive - designs.with_dummies(design)
    np.testing.assert_allclose(found.left_out, naive, rtol=1e-7)
    np.testing.assert_allclose(found.spread, deviations.T @ deviations, rtol=1e-6)
    assert found.lost == 0


def test_a_coefficient_that_one_cluster_carries_is_said_to_be_lost(designs):
    design = designs.a_design(effects=1)
    x = design.x.copy()
    x[:, 0] = np.where(design.clusters[0] == 3, x[:, 0], 0.0)
    both = demean(np.column_stack([design.y, x]), design.factors)
    found = jackknife(both[:, 0], both[:, 1:], cluster=design.clusters[0], factors=design.factors)
    assert found.lost == 1
    assert np.isnan(found.left_out[3]).all()


def naive_wild(designs, design, place, multipliers):
    """t statistics of bootstrap samples, each estimated from the start with dummies."""
    root = np.ones(design.rows) if design.weights is None else np.sqrt(design.weights)
    full = np.column_stack([design.x, designs.dummies(design.factors, design.rows)]) * root[:, None]
    y, cluster = design.y * root, design.clusters[0]
    inverse = np.linalg.pinv(full.T @ full)
    restricted = np.delete(full, place, axis=1)
    fitted = restricted @ np.linalg.lstsq(restricted, y, rcond=None)[0]

    def statistic(outcome):
        beta = inverse @ (full.T @ outcome)
        scores = full * (outcome - full @ beta)[:, None]
        sums = np.array([scores[cluster == g].sum(axis=0) for g in range(cluster.max() + 1)])
        variance = (inverse @ sums.T @ sums @ inverse)[place, place]
        return beta[place] / np.sqrt(variance)

    draws = [statistic(fitted + (y - fitted) * v[cluster]) for v in multipliers.T]
    return statistic(y), np.array(draws)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("effects", [0, 1, 2, 3])
def test_the_wild_bootstrap_is_that_of_whole_samples_with_the_same_draws(
    designs, effects, weighted
):
    design = designs.a_design(effects=effects, weighted=weighted)
    y, x = designs.swept(design)
    draws = draw_multipliers(15, "webb", 25, seed=3)
    data = Clustered(
        y=y,
        x=x,
        cluster=design.clusters[0],
        factors=design.factors,
        root=None if design.weights is None else np.sqrt(design.weights),
    )
    found = WildBootstrap(data, draws).test(0)
    statistic, expected = naive_wild(designs, design, 0, draws.values)
    assert found.statistic == pytest.approx(statistic, rel=1e-7)
    np.testing.assert_allclose(found.draws, expected, rtol=1e-6, atol=1e-9)


def test_few_clusters_take_all_sign_changes_once():
    draws = draw_multipliers(4, "rademacher", 99, seed=1)
    assert draws.exhaustive
    assert {tuple(v) for v in draws.values.T} == set(itertools.product((1.0, -1.0), repeat=4))


def test_auto_takes_six_points_for_few_clusters_and_signs_for_many():
    assert len(np.unique(draw_multipliers(8, "auto", 999, 1).values)) == 6
    assert np.unique(draw_multipliers(40, "auto", 999, 1).values).tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("kind", ["rademacher", "webb"])
def test_multipliers_have_mean_zero_and_variance_one(kind):
    values = draw_multipliers(50, kind, 4000, seed=2).values
    assert values.mean() == pytest.approx(0, abs=0.01)
    assert values.var() == pytest.approx(1, abs=0.01)


def test_the_sample_counts_as_a_draw_unless_it_is_among_them():
    draws = np.array([0.5, -3.0, 1.0])
    assert p_value(2.0, draws, exhaustive=False) == 0.5
    assert p_value(2.0, draws, exhaustive=True) == pytest.approx(1 / 3)


def an_experiment(designs, *, strata_are_cells, seed=0):
    design = designs.a_design(seed=seed, effects=2)
    y, x = designs.swept(design)
    cells = design.factors[0] * 8 + design.factors[1]
    strata = cells if strata_are_cells else design.factors[1]
    return design, Experiment(
        y=y,
        others=x[:, 1:],
        base=design.x[:, 0],
        factor=None,
        strata=np.unique(strata, return_inverse=True)[1].astype(np.int32),
        factors=design.factors,
        weights=None,
        groups=design.clusters[0],
        sweep=lambda values: demean(values, design.factors, precision=designs.EXACT),
    )


@pytest.mark.parametrize("strata_are_cells", [True, False])
def test_permuting_is_estimating_anew_with_the_permuted_treatment(designs, strata_are_cells):
    design, test = an_experiment(designs, strata_are_cells=strata_are_cells)
    statistic, draws = permutation_statistics(test, draws=20, seed=4)
    naive, _ = naive_wild(designs, design, 0, np.ones((15, 1)))
    assert statistic == pytest.approx(naive, rel=1e-7)
    assert draws.shape == (20,)
    # The same permutations, each estimated from the start.
    order = np.argsort(test.strata, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(test.strata))]).astype(np.int64)
    from unisono.regress.loops import shuffle_within

    state = np.random.SeedSequence(4).generate_state(1, np.uint64)[0] | np.uint64(1)
    places = order.copy()
    for drawn in draws:
        state = np.uint64(shuffle_within(places, starts, state))
        x = design.x.copy()
        x[order, 0] = design.x[places, 0]
        changed = type(design)(
            y=design.y,
            x=x,
            names=design.names,
            factors=design.factors,
            clusters=design.clusters,
            weights=None,
        )
        assert drawn == pytest.approx(
            naive_wild(designs, changed, 0, np.ones((15, 1)))[0], rel=1e-6
        )


def test_a_treatment_constant_in_each_stratum_is_noticed():
    strata = np.array([0, 0, 1, 1], dtype=np.int32)
    assert not varies_within(np.array([1.0, 1.0, 2.0, 2.0]), strata)
    assert varies_within(np.array([1.0, 1.0, 2.0, 3.0]), strata)


statistics = st.lists(st.floats(-6, 6, allow_nan=False), min_size=1, max_size=6)


@given(statistics, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_romano_wolf_lies_between_the_single_p_and_that_of_the_largest(values, seed):
    observed = np.array(values)
    draws = np.random.default_rng(seed).normal(size=(199, observed.size))
    corrected = romano_wolf(observed, draws)
    single = [p_value(t, d, exhaustive=False) for t, d in zip(observed, draws.T, strict=True)]
    largest = np.abs(draws).max(axis=1)
    at_most = [p_value(t, largest, exhaustive=False) for t in observed]
    order = np.argsort(-np.abs(observed), kind="stable")
    assert (corrected >= np.array(single) - 1e-12).all()
    assert (np.diff(corrected[order]) >= -1e-12).all()
    assert corrected[order[0]] == pytest.approx(at_most[order[0]])
    running = np.maximum.accumulate(np.array(at_most)[order])
    assert (corrected[order] <= running + 1e-12).all()


def test_romano_wolf_of_one_hypothesis_is_its_own_p_value():
    draws = np.random.default_rng(1).normal(size=(99, 1))
    own = p_value(1.5, draws[:, 0], exhaustive=False)
    assert romano_wolf(np.array([1.5]), draws)[0] == own


def test_romano_wolf_keeps_the_chance_of_any_false_finding():
    rng = np.random.default_rng(5)
    mix = np.linalg.cholesky(0.5 * np.eye(5) + 0.5)
    false = 0
    for _ in range(400):
        observed, draws = mix @ rng.normal(size=5), rng.normal(size=(199, 5)) @ mix.T
        false += bool((romano_wolf(observed, draws) <= 0.05).any())
    assert false / 400 == pytest.approx(0.05, abs=0.03)


def test_an_effect_of_the_minimum_detectable_size_is_found_at_the_power_asked_for():
    rng = np.random.default_rng(6)
    freedom, runs = 30, 20_000
    mde = minimum_detectable_effect(np.ones(1), freedom=freedom, confidence=0.95, power=0.8)[0]
    errors = np.sqrt(rng.chisquare(freedom, runs) / freedom)
    found = np.abs((mde + rng.normal(size=runs)) / errors) > student.ppf(0.975, freedom)
    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_intervals_hold_the_estimates_whose_p_value_is_above_the_level():
    found = intervals(np.array([1.0, 2.0]), np.array([0.5, 0.5]), freedom=5, confidence=0.95)
    assert ((found.low > 0) == (found.p_value < 0.05)).all()
    assert found.p_value[1] == pytest.approx(2 * student.sf(4.0, 5))


def test_draws_of_zero_spread_count_as_beyond(designs):
    design = designs.a_design(effects=1)
    y, x = designs.swept(design)
    data = Clustered(y=y, x=x, cluster=design.clusters[0], factors=design.factors, root=None)
    nothing = Draws(values=np.zeros((15, 2)), exhaustive=False)
    assert np.isinf(WildBootstrap(data, nothing).test(0).draws).all()
