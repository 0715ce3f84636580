"""Pairs of tracks whose correspondence is planted."""

import warnings

import numpy as np
import pytest

from unisono.correspond.sequences import Anchors, Pair, Track


def walk(steps, features=3, seed=0):
    generator = np.random.default_rng(seed)
    return generator.standard_normal((steps, features)).astype(np.float32)


def track(values, rate=1.0):
    return Track(values=np.asarray(values, np.float32), times=(np.arange(len(values)) + 0.5) / rate)


def planted(seed, steps=60, other=90, noise=0.1, mixed=True):
    """A smooth process seen twice, the second time warped, at another rate and mixed anew."""
    generator = np.random.default_rng(seed)
    mixing = np.random.default_rng(99).standard_normal((4, 6)) if mixed else np.eye(4)
    phases = generator.uniform(0, 6.28, (4, 3))
    speeds = generator.uniform(2, 14, (4, 3))

    def process(place):
        return np.sin(place[:, None, None] * speeds + phases).sum(axis=2)

    first_place = (np.arange(steps) + 0.5) / steps
    second_place = (np.arange(other) + 0.5) / other
    bend = generator.uniform(-0.09, 0.09)
    warped = second_place + bend * np.sin(2 * np.pi * second_place)
    first = process(first_place)
    second = process(warped) @ mixing
    first = first + noise * generator.standard_normal(first.shape)
    second = second + noise * generator.standard_normal(second.shape)
    matches = np.abs(warped[None] - first_place[:, None]).argmin(axis=1)
    pair = Pair(first=track(first), second=track(second))
    return Anchors(pair=pair, rows=np.arange(steps), columns=matches)


def mean_error(correspondence, anchors):
    """Mean distance from the true step, in steps of the second track."""
    steps = np.arange(len(anchors.pair.second.values), dtype=float)
    return float(np.abs(correspondence.expected(steps)[anchors.rows] - anchors.columns).mean())


@pytest.fixture(scope="session", name="walk")
def walk_fixture():
    """Random steps."""
    return walk


@pytest.fixture(scope="session", name="track")
def track_fixture():
    """A track of given values."""
    return track


@pytest.fixture(scope="session", name="planted")
def planted_fixture():
    """A pair whose correspondence is known."""
    return planted


@pytest.fixture(scope="session", name="mean_error")
def mean_error_fixture():
    """How far a correspondence is from the truth."""
    return mean_error


@pytest.fixture(scope="session")
def pot():
    """POT, whose source has escapes that Python warns of when it is first compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ot
    return ot
