"""Adversarial matching of distributions: a map learned without a single known match.

A. Conneau et al., "Word translation without parallel data", 2018: both modalities are
whitened; an orthogonal map takes the first to where a discriminator cannot tell it from the
second; mutual nearest neighbours then refine it. It rests on the two clouds having the same
shape, and starts often fail: of several, the one whose clouds lie closest is kept.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono.correspond.sequences import Doubles, Floats, Pair
from unisono.errors import InputError

SAMPLE = 2000
BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitening:
    """Principal components with variance 1."""

    mean: Doubles
    weights: Doubles

    def __call__(self, values: Floats) -> Floats:
        """Shape (steps, k)."""
        return np.asarray((values - self.mean) @ self.weights, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdversarialMap:
    """The map and how close the clouds lie: mean distance of each step to its nearest."""

    first: Whitening
    second: Whitening
    turn: Doubles
    distance: float

    def project(self, pair: Pair) -> tuple[Floats, Floats]:
        """Both tracks in the space of the second."""
        moved = self.first(pair.first.values) @ self.turn
        return np.asarray(moved, dtype=np.float32), self.second(pair.second.values)


def learn_adversarial(
    first: Floats, second: Floats, *, components: int, steps: int, restarts: int, seed: int
) -> AdversarialMap:
    """Learn a map between two clouds of steps, whatever their order.

    Parameters
    ----------
    first, second
        Shapes (steps, d1), (steps, d2): of any recordings.
    components
        Principal components that are kept at most.
    steps
        Training steps of each start.
    restarts
        Starts.
    seed
        Of the maps and of the samples.
    """
    if min(len(first), len(second)) < 2:
        raise InputError("adversarial matching needs two steps of each modality at least")
    kept = min(components, first.shape[1], second.shape[1])
    generator = np.random.default_rng(seed)
    whiten_first, whiten_second = _whiten(first, kept), _whiten(second, kept)
    x = whiten_first(_sample(first, generator))
    y = whiten_second(_sample(second, generator))
    best: tuple[float, Doubles] | None = None
    for start in range(restarts):
        turn = _refined(x, y, _play(x, y, steps=steps, seed=seed * restarts + start))
        distance = _distance(np.asarray(x @ turn), y)
        if best is None or distance < best[0]:
            best = distance, turn
    if best is None:
        raise InputError("adversarial matching needs one start at least")
    return AdversarialMap(first=whiten_first, second=whiten_second, turn=best[1], distance=best[0])


def _play(x: Floats, y: Floats, *, steps: int, seed: int) -> Doubles:
    """Play the map against the discriminator."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        kept = x.shape[1]
        turn = nn.Parameter(torch.linalg.qr(torch.randn(kept, kept))[0])
        judge = nn.Sequential(nn.Linear(kept, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
        moves = torch.optim.Adam([turn], lr=1e-2)
        learns = torch.optim.Adam(judge.parameters(), lr=3e-3)
        generator = torch.Generator().manual_seed(seed)
        first, second = torch.from_numpy(x), torch.from_numpy(y)
        truth = torch.cat([torch.full((BATCH, 1), 0.1), torch.full((BATCH, 1), 0.9)])
        for _ in range(steps):
            for _ in range(2):
                fake, real = _draw(first, generator) @ turn.detach(), _draw(second, generator)
                _step(learns, judge(torch.cat([fake, real])), truth)
            fake = _draw(first, generator) @ turn
            _step(moves, judge(fake), 1.0 - truth[:BATCH])
            with torch.no_grad():  # stay near the orthogonal maps
                turn.copy_(1.01 * turn - 0.01 * turn @ turn.T @ turn)
        return np.asarray(turn.detach().numpy(), dtype=np.float64)


def _draw(values: Any, generator: Any) -> Any:
    import torch

    return values[torch.randint(len(values), (BATCH,), generator=generator)]


def _step(optimiser: Any, logits: Any, wanted: Any) -> None:
    import torch

    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def _refined(x: Floats, y: Floats, turn: Doubles) -> Doubles:
    """Orthogonal Procrustes on mutual nearest neighbours, some times over."""
    for _ in range(5):
        gaps = _gaps(np.asarray(x @ turn), y)
        forth, back = gaps.argmin(axis=1), gaps.argmin(axis=0)
        mutual = np.flatnonzero(back[forth] == np.arange(len(x)))
        if len(mutual) < x.shape[1]:
            break
        left, _, right = np.linalg.svd(x[mutual].T.astype(np.float64) @ y[forth[mutual]])
        turn = left @ right
    return np.asarray(turn)


def _distance(moved: Floats, y: Floats) -> float:
    gaps = _gaps(moved, y)
    return float(gaps.min(axis=1).mean() + gaps.min(axis=0).mean())


def _gaps(x: Floats, y: Floats) -> Doubles:
    gaps = (x**2).sum(axis=1)[:, None] - 2.0 * x @ y.T + (y**2).sum(axis=1)
    return np.asarray(np.maximum(gaps, 0.0))


def _whiten(values: Floats, kept: int) -> Whitening:
    mean = values.mean(axis=0, dtype=np.float64)
    centred = values - mean
    variances, vectors = np.linalg.eigh(centred.T @ centred / len(values))
    order = np.argsort(variances)[::-1][:kept]
    scale = np.sqrt(np.maximum(variances[order], 1e-8))
    return Whitening(mean=mean, weights=vectors[:, order] / scale)


def _sample(values: Floats, generator: np.random.Generator) -> Floats:
    if len(values) <= SAMPLE:
        return values
    return values[np.sort(generator.choice(len(values), SAMPLE, replace=False))]
