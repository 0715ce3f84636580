"""The warp against a plain table, written cell by cell from the definition of its costs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align.warping import FOREIGN, LOOSE, PAUSE, SPEECH, Reference, Steps, Warp, warp

STEPS = Steps(stay=0.05, advance=0.1, share=0.5, most=0.6, foreign=0.9, entry=2.0)


def brute_force(
    recording: np.ndarray, pauses: np.ndarray, reference: Reference, steps: Steps
) -> float:
    """Cost of the best path; every cell from all cells from which it can be reached."""
    kind, states = reference.kind, len(reference.kind)
    table = np.full((len(recording) + 1, states + 1), math.inf)
    table[0, 0] = 0.0
    for i in range(len(recording)):
        for j in range(states):
            distance = math.dist(recording[i], reference.values[j])
            enter = {PAUSE: pauses[i], FOREIGN: steps.foreign + steps.entry}.get(kind[j], distance)
            hold = {
                SPEECH: distance + steps.stay,
                PAUSE: pauses[i],
                FOREIGN: steps.foreign,
                LOOSE: min(distance + steps.stay, pauses[i], steps.foreign),
            }[kind[j]]
            passing = min(steps.advance + steps.share * distance, steps.most)
            passing = {PAUSE: 0.0, FOREIGN: math.inf}.get(kind[j], passing)
            back = [j, j - 1] if j > 1 and kind[j - 1] == FOREIGN else [j]
            ways = [table[i, b] + enter for b in back]  # the table's first column is the start
            ways += [table[i + 1, b] + passing for b in back if b > 0]
            ways += [table[i, j + 1] + hold] if i else []
            table[i + 1, j + 1] = min(ways)
    return float(table[-1, -1])


def sequences(frames: int, words: list[int], seed: int) -> tuple[np.ndarray, np.ndarray, Reference]:
    """A random recording, and words of so many states with pauses and foreign states between."""
    generator = np.random.default_rng(seed)
    kind = [PAUSE]
    for length in words:
        kind += [*[SPEECH] * length, FOREIGN, PAUSE]
    values = generator.normal(size=(len(kind), 3)).astype(np.float32)
    recording = generator.normal(size=(frames, 3)).astype(np.float32)
    pauses = generator.uniform(0.1, 2.0, frames).astype(np.float32)
    return recording, pauses, Reference(values=values, kind=np.array(kind, dtype=np.uint8))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 25), st.lists(st.integers(1, 6), max_size=5), st.integers(0, 1000))
def test_the_cost_is_that_of_a_plain_table(frames: int, words: list[int], seed: int) -> None:
    recording, pauses, reference = sequences(frames, words, seed)
    expected = brute_force(recording, pauses, reference, STEPS)
    assert warp(recording, pauses, reference, STEPS).cost == pytest.approx(expected, rel=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 25), st.integers(1, 25), st.integers(0, 1000))
def test_the_cost_through_loose_states_is_that_of_a_plain_table(
    frames: int, states: int, seed: int
) -> None:
    recording, pauses, reference = sequences(frames, [states], seed)
    loose = Reference(values=reference.values, kind=np.full(len(reference.kind), LOOSE, np.uint8))
    expected = brute_force(recording, pauses, loose, STEPS)
    assert warp(recording, pauses, loose, STEPS).cost == pytest.approx(expected, rel=1e-5)


def test_with_plain_costs_it_is_the_textbook_warp() -> None:
    recording, pauses, reference = sequences(30, [20], seed=4)
    plain = Steps(stay=0.0, advance=0.0, share=1.0, most=math.inf, foreign=math.inf, entry=0.0)
    speech = Reference(values=reference.values, kind=np.zeros(len(reference.kind), np.uint8))
    distance = np.linalg.norm(recording[:, None] - reference.values[None], axis=2)
    table = np.full(np.add(distance.shape, 1), np.inf)
    table[0, 0] = 0.0
    for i, j in np.ndindex(distance.shape):
        table[i + 1, j + 1] = distance[i, j] + table[[i, i, i + 1], [j, j + 1, j]].min()
    assert warp(recording, pauses, speech, plain).cost == pytest.approx(table[-1, -1], rel=1e-5)


def band_around(found: Warp, states: int, radius: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """From the state that the frame before reached to the one that this frame reaches."""
    low = np.concatenate([[0], found.last[:-1]])
    return np.maximum(low - radius, 0), np.minimum(found.last + 1 + radius, states)


@pytest.mark.parametrize("block", [1, 2, 7, 512])
def test_the_path_has_the_cost_that_is_said_whatever_rows_are_kept(block: int) -> None:
    recording, pauses, reference = sequences(40, [6, 3, 8, 5], seed=2)
    found = warp(recording, pauses, reference, STEPS, block=block)
    assert np.all(found.state <= found.last)
    assert np.all(found.last[:-1] <= found.state[1:])
    assert found.last[-1] == len(reference.kind) - 1
    path = warp(recording, pauses, reference, STEPS, band_around(found, len(reference.kind)))
    assert path.cost == pytest.approx(found.cost)


def test_a_band_that_holds_the_best_path_does_not_change_it() -> None:
    recording, pauses, reference = sequences(600, [9] * 40, seed=3)
    full = warp(recording, pauses, reference, STEPS)
    band = band_around(full, len(reference.kind), radius=3)
    narrow = warp(recording, pauses, reference, STEPS, band)
    assert narrow.cost == full.cost
    assert np.array_equal(narrow.state, full.state)


def test_a_recording_of_the_reference_with_a_pause_is_mapped_frame_by_frame() -> None:
    _, _, reference = sequences(1, [10, 10], seed=5)
    speech = np.flatnonzero(reference.kind == SPEECH)
    silence = np.full((15, 3), 9.0, dtype=np.float32)
    recording = np.concatenate(
        [reference.values[speech[:10]], silence, reference.values[speech[10:]]]
    )
    pauses = np.where(recording[:, 0] == 9.0, 0.0, 5.0).astype(np.float32)
    first = np.concatenate([[5.0], pauses]).astype(np.float32)
    found = warp(np.concatenate([silence[:1], recording]), first, reference, STEPS)
    matched = found.state[1:]
    assert np.array_equal(matched[:10], speech[:10])
    assert np.all(reference.kind[matched[10:25]] == PAUSE)
    assert np.array_equal(matched[25:], speech[10:])
