"""Metrics against scikit-learn and against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peer

from unisono.learn.metrics import calibration, class_metrics, value_metrics

EXACT = 1e-12  # same arithmetic in another order
CLASSES = ("attack", "contrast", "promote")


def some_predictions(seed=0, items=80, classes=3):
    rng = np.random.default_rng(seed)
    target = rng.integers(0, classes, items)
    scores = rng.normal(size=(items, classes)) + 1.2 * np.eye(classes)[target]
    scores = np.round(scores, 1)  # ties
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return probabilities, target


@pytest.mark.parametrize("seed", range(4))
def test_metrics_of_classes_are_those_of_scikit_learn(seed):
    probabilities, target = some_predictions(seed)
    found = {
        name: float(value[0])
        for name, value in class_metrics(probabilities, target, CLASSES).items()
    }
    predicted = probabilities.argmax(axis=1)
    assert found["accuracy"] == pytest.approx(peer.accuracy_score(target, predicted), abs=EXACT)
    assert found["f1_macro"] == pytest.approx(
        peer.f1_score(target, predicted, average="macro"), abs=EXACT
    )
    each = peer.f1_score(target, predicted, average=None)
    assert [found[f"f1:{name}"] for name in CLASSES] == pytest.approx(each.tolist(), abs=EXACT)
    area = peer.roc_auc_score(target, probabilities, multi_class="ovr", average="macro")
    assert found["auc"] == pytest.approx(area, abs=EXACT)
    assert found["brier"] == pytest.approx(
        peer.brier_score_loss(target, probabilities, scale_by_half=False), abs=EXACT
    )


def test_the_brier_score_of_two_classes_is_the_square_of_one_probability():
    probabilities, target = some_predictions(classes=2)
    found = class_metrics(probabilities, target, ("no", "yes"))["brier"][0]
    assert found == pytest.approx(np.mean((probabilities[:, 1] - target) ** 2), abs=EXACT)


def test_the_calibration_error_is_the_mean_gap_of_the_bins():
    # Bin .6-.7: two items, one right, gap .15; bin .9-1: two items, both right, gap .05.
    probabilities = np.array([[0.65, 0.35], [0.35, 0.65], [0.95, 0.05], [0.05, 0.95]])
    target = np.array([0, 0, 0, 1])
    found = class_metrics(probabilities, target, ("a", "b"), bins=10)
    assert found["ece"][0] == pytest.approx(0.5 * 0.15 + 0.5 * 0.05)
    bins = calibration(probabilities, target, bins=10)
    assert bins["items"].tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert bins["accuracy"][[6, 9]].tolist() == [0.5, 1.0]


def test_a_certain_prediction_is_in_the_last_bin():
    found = calibration(np.array([[1.0, 0.0]]), np.array([0]), bins=4)
    assert found["items"].tolist() == [0, 0, 0, 1]


def test_what_cannot_be_computed_is_nan():
    found = class_metrics(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 0]), ("a", "b"))
    assert np.isnan(found["auc"][0])
    assert np.isnan(found["f1:b"][0])
    assert found["f1_macro"][0] == 1.0  # a class that is nowhere does not count
    flat = value_metrics(np.array([1.0, 1.0]), np.array([1.0, 3.0]))
    assert np.isnan(flat["correlation"][0])
    assert flat["mae"][0] == 1.0


@given(seed=st.integers(0, 500))
def test_weights_are_the_same_as_repeating_items(seed):
    probabilities, target = some_predictions(seed, items=25)
    times = np.random.default_rng(seed).integers(0, 4, 25)
    times[:3] += 1
    weighted = class_metrics(probabilities, target, CLASSES, weights=times[None].astype(float))
    repeated = np.repeat(np.arange(25), times)
    plain = class_metrics(probabilities[repeated], target[repeated], CLASSES)
    for name, values in plain.items():
        assert weighted[name] == pytest.approx(values, abs=1e-9, nan_ok=True)


@given(seed=st.integers(0, 500))
def test_values_are_measured_as_numpy_does_with_any_weights(seed):
    rng = np.random.default_rng(seed)
    target = rng.normal(50.0, 3.0, 30)
    values = target + rng.normal(0.0, 2.0, 30)
    times = rng.integers(0, 3, 30)
    found = value_metrics(values, target, weights=np.stack([np.ones(30), times]))
    repeated = np.repeat(np.arange(30), times)
    for row, chosen in enumerate((np.arange(30), repeated)):
        assert found["mae"][row] == pytest.approx(np.abs(values - target)[chosen].mean())
        expected = np.corrcoef(values[chosen], target[chosen])[0, 1]
        assert found["correlation"][row] == pytest.approx(expected, abs=1e-9)
