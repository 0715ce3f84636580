"""The projection; sums are exact, so equality is asserted without a tolerance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.embed.projection import exact_product, normalised, project, projection, signs


def test_the_signs_of_a_feature_never_change():
    # Written down once: a change here changes every vector of every model.
    assert signs("word regierung", 16).tolist() == [
        *(1, 1, 1, 1, 1, 1, 1, -1),
        *(1, -1, -1, 1, -1, 1, 1, 1),
    ]


@settings(deadline=None)
@given(st.text(), st.integers(1, 600))
def test_signs_are_plus_or_minus_one_and_a_longer_row_begins_with_the_shorter(feature, dimension):
    row = signs(feature, dimension)
    assert row.shape == (dimension,)
    assert set(row.tolist()) <= {-1, 1}
    assert np.array_equal(signs(feature, dimension + 5)[:dimension], row)


def test_signs_are_balanced_and_those_of_other_features_independent():
    matrix = projection([f"feature {i}" for i in range(400)], 256)
    assert abs(matrix.mean()) < 0.01  # 3 standard errors of 102,400 signs
    correlations = (matrix @ matrix.T / 256)[~np.eye(400, dtype=bool)]
    assert correlations.std() == pytest.approx(1 / 16, rel=0.05)


def test_a_vector_depends_neither_on_the_other_rows_nor_on_the_order_of_summation():
    generator = np.random.default_rng(1)
    values = generator.normal(size=(300, 170))
    matrix = projection([str(i) for i in range(170)], 64)
    together = project(values, matrix)
    shuffled = generator.permutation(170)
    assert np.array_equal(
        exact_product(values[:, shuffled], matrix[shuffled]), exact_product(values, matrix)
    )
    assert np.array_equal(project(values[7:8], matrix), together[7:8])


def test_the_projection_keeps_the_angles_between_features():
    generator = np.random.default_rng(2)
    values = generator.normal(size=(40, 200))
    vectors = project(values, projection([str(i) for i in range(200)], 1024)).astype(float)
    unit = values / np.linalg.norm(values, axis=1, keepdims=True)
    # cosines are kept up to 1 / sqrt(1024) in standard deviation
    assert np.std(vectors @ vectors.T - unit @ unit.T) < 1.2 / 32


def test_rows_of_nothing_stay_nothing_and_the_others_have_length_one():
    vectors = normalised(np.array([[0.0, 0.0], [3.0, -4.0]]))
    assert vectors.tolist() == [[0.0, 0.0], [pytest.approx(0.6), pytest.approx(-0.8)]]
