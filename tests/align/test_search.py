"""The search finds the best path: held against a plain Viterbi written for this test."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from unisono.align import search
from unisono.align.acoustic_model import STATES, AcousticModel
from unisono.align.graph import Costs, Graph, build_graph
from unisono.align.phone_loop import ENTRY, heard
from unisono.align.search import WATCHED, Frames, Path, find_path
from unisono.align.senones import BLOCK, Nearest, nearest_gaussians, prepare_gaussians

WORDS: Sequence[Sequence[tuple[str, ...]]] = (
    (("DH", "AH"), ("DH", "IY")),
    (("AH",),),
    (("K", "AE", "T"),),
)


def some_features(frames: int, seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    scale = np.array([1.0, 0.3, 0.1])[None, :, None]
    return (generator.normal(0, 6, (frames, 3, 13)) * scale).astype(np.float32)


def blocks(model: AcousticModel, features: np.ndarray, size: int = BLOCK) -> list[Frames]:
    gaussians = prepare_gaussians(model)
    starts = range(0, len(features), size)
    nearest = [nearest_gaussians(gaussians, features[i : i + size]) for i in starts]
    return list(heard(nearest, model, len(features)))


def likelihoods(model: AcousticModel, nearest: Nearest) -> np.ndarray:
    """Log likelihood of every senone in every frame, in numpy."""
    senones = np.arange(len(model.weights))[:, None]
    result = np.zeros((len(nearest.offset), len(senones)))
    for frame in range(len(nearest.offset)):
        total = nearest.offset[frame, model.codebook].astype(np.float64)
        for stream in range(3):
            chosen = nearest.chosen[frame, model.codebook, stream]
            density = nearest.density[frame, model.codebook, stream].astype(np.float64)
            total += np.log((model.weights[senones, stream, chosen] * density).sum(axis=1))
        result[frame] = total
    return result


def state_graph(graph: Graph, model: AcousticModel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Transitions between all states as one matrix, and costs to begin and to end."""
    nodes = len(graph.phone)
    last = np.where(graph.foreign, 0, STATES - 1)
    log = np.where(graph.foreign[:, None, None], 0.0, model.transitions[graph.phone])
    moves = np.full((nodes, STATES, nodes, STATES), -np.inf)
    begin, end = np.full((2, nodes, STATES), -np.inf)
    begin[:, 0] = -graph.start
    for node in range(nodes):
        end[node, last[node]] = log[node, last[node], 1] - graph.final[node]
        for state in range(last[node] + 1):
            moves[node, state, node, state] = log[node, state, 0]
        for state in range(last[node]):
            moves[node, state, node, state + 1] = log[node, state, 1]
        for arc in range(graph.first[node], graph.first[node + 1]):
            moves[node, last[node], graph.target[arc], 0] = (
                log[node, last[node], 1] - graph.cost[arc]
            )
    return moves.reshape(nodes * STATES, -1), begin.ravel(), end.ravel()


def plain_viterbi(
    graph: Graph,
    model: AcousticModel,
    scores: np.ndarray,
    reference: np.ndarray,
    foreign: np.ndarray,
) -> tuple[float, list[int], list[int]]:
    """Best score, and nodes and first frames of the best path, by a full table."""
    moves, begin, end = state_graph(graph, model)
    emitted = scores[:, graph.senones.ravel()] - reference[:, None]
    emitted[:, np.repeat(graph.foreign, STATES)] = -foreign[:, None]
    total = begin + emitted[0]
    origins = []
    for frame in range(1, len(scores)):
        options = total[:, None] + moves
        origins.append(options.argmax(axis=0))
        total = options.max(axis=0) + emitted[frame]
    state = int((total + end).argmax())
    best = float((total + end)[state])
    visited = [state // STATES]
    for origin in origins[::-1]:
        state = int(origin[state])
        visited.append(state // STATES)
    visited.reverse()
    entered = [0, *(i for i in range(1, len(visited)) if visited[i] != visited[i - 1])]
    return best, [visited[frame] for frame in entered], entered


@pytest.mark.parametrize("foreign", [np.inf, 2.0], ids=["every word", "foreign speech"])
def test_the_path_is_that_of_a_plain_viterbi(model: AcousticModel, foreign: float) -> None:
    features = some_features(60)
    graph = build_graph(WORDS, model, Costs(foreign=5.0))
    (frames,) = blocks(model, features)
    path = find_path(graph, model, [frames], beam=np.inf, foreign=foreign)
    scores = likelihoods(model, frames.nearest)
    lost = np.where(frames.pause & np.isfinite(foreign), 0.0, foreign)
    score, nodes, entered = plain_viterbi(graph, model, scores, frames.reference, lost)
    assert path.complete
    assert path.score.sum() == pytest.approx(score, abs=0.01)
    assert path.node.tolist() == nodes
    if np.isinf(foreign):  # frames of foreign speech all cost the same: where it ends is a tie
        assert path.frame.tolist() == [*entered, len(features)]


def same(one: Path, other: Path) -> bool:
    return np.array_equal(one.node, other.node) and np.array_equal(one.frame, other.frame)


def test_block_size_and_arena_size_do_not_change_the_path(
    model: AcousticModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = some_features(300)
    graph = build_graph(WORDS * 6, model, Costs())
    whole = find_path(graph, model, blocks(model, features), beam=np.inf, foreign=4.0)
    monkeypatch.setattr(search, "ARENA", 1)
    (whole_block,) = blocks(model, features)
    smaller = [
        Frames(
            nearest=one.nearest,
            reference=whole_block.reference[i : i + 37],
            pause=whole_block.pause[i : i + 37],
        )
        for i, one in zip(range(0, 300, 37), blocks(model, features, 37), strict=True)
    ]
    pieces = find_path(graph, model, smaller, beam=np.inf, foreign=4.0)
    assert same(whole, pieces)
    assert np.allclose(whole.score, pieces.score, atol=1e-2)


def test_every_word_is_passed_once_in_order_when_there_are_frames_for_all(
    model: AcousticModel,
) -> None:
    graph = build_graph(WORDS * 5, model, Costs())
    path = find_path(graph, model, blocks(model, some_features(400)), beam=np.inf, foreign=np.inf)
    words = [word for word in graph.word[path.node] if word >= 0]
    assert [a for a, b in pairwise([*words, -1]) if a != b] == list(range(15))


def test_too_few_frames_for_the_words_leave_the_path_incomplete(model: AcousticModel) -> None:
    graph = build_graph(WORDS, model, Costs())
    path = find_path(graph, model, blocks(model, some_features(10)), beam=np.inf, foreign=np.inf)
    assert not path.complete


def test_no_frames_give_an_empty_path(model: AcousticModel) -> None:
    path = find_path(build_graph(WORDS, model, Costs()), model, [], beam=100.0, foreign=2.0)
    assert len(path.node) == 0
    assert not path.complete


def test_densities_are_those_of_the_nearest_gaussians(model: AcousticModel) -> None:
    features = some_features(2)
    nearest = blocks(model, features)[0].nearest
    book, stream, frame = 5, 1, 1
    deviation = np.sqrt(model.variances[book, stream])
    logs = norm.logpdf(features[frame, stream], model.means[book, stream], deviation).sum(axis=1)
    best = np.argsort(-logs)[:4]
    assert nearest.chosen[frame, book, stream].tolist() == best.tolist()
    relative = np.exp(logs[best] - logs[best[0]])
    assert np.allclose(nearest.density[frame, book, stream], relative, rtol=1e-2, atol=1e-4)
    assert np.isfinite(logsumexp(logs))


def test_the_reference_is_the_best_path_through_a_loop_of_all_phones(model: AcousticModel) -> None:
    (frames,) = blocks(model, some_features(80))
    phones = len(model.phones)
    scores = likelihoods(model, frames.nearest)[:, model.phone_senones]
    total = np.full((phones, STATES), -np.inf)
    leaving = 0.0
    for frame in range(len(scores)):
        moved = total + model.transitions[:, :, 0]
        moved[:, 1:] = np.maximum(moved[:, 1:], (total + model.transitions[:, :, 1])[:, :-1])
        moved[:, 0] = np.maximum(moved[:, 0], leaving - ENTRY)
        total = moved + scores[frame]
        leaving = float((total[:, -1] + model.transitions[:, -1, 1]).max())
    assert frames.reference.sum() == pytest.approx(leaving, abs=0.01)


def test_a_search_that_loses_too_much_for_a_minute_ends(model: AcousticModel) -> None:
    graph = build_graph(WORDS, model, Costs())
    frames = blocks(model, some_features(WATCHED + 3 * BLOCK))
    lost = find_path(graph, model, frames, beam=np.inf, foreign=np.inf, lost=-1e6)
    patient = find_path(graph, model, frames, beam=np.inf, foreign=np.inf, lost=1e6)
    assert not lost.complete
    assert WATCHED <= lost.frame[-1] < len(some_features(WATCHED + 3 * BLOCK))
    assert patient.complete
