"""Cross-modal attention that is learned from anchors with InfoNCE.

A. van den Oord et al., "Representation learning with contrastive predictive coding", 2018.
Each modality has a small encoder that sees a step and its neighbours; a step of the first
attends to those of the second, and training makes it attend to the one that belongs to it
among all of the same recording. Relative time counts with a learned weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono.correspond.distances import standardised
from unisono.correspond.sequences import Anchors, Correspondence, Floats, Pair, Track, from_blocks

NEIGHBOURS = 5
BATCH = 8
ROWS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """A trained pair of encoders.

    Attributes
    ----------
    first, second
        The encoders, torch modules.
    place
        Learned weight of the squared difference in relative time.
    like
        Values that features are standardised by, of the first and the second modality.
    """

    first: Any
    second: Any
    place: Any
    like: tuple[Floats, Floats]

    def scores(self, pair: Pair) -> Any:
        """Logits, a tensor of shape (n, m)."""
        import torch

        query = self._encode(self.first, pair.first, self.like[0])
        key = self._encode(self.second, pair.second, self.like[1])
        when = torch.tensor(pair.first.relative[:, None] - pair.second.relative[None])
        away = torch.nn.functional.softplus(self.place) * when.float() ** 2
        return query @ key.T / query.shape[1] ** 0.5 - away

    def correspondence(self, pair: Pair) -> Correspondence:
        """Attention of each step of the first track over those of the second."""
        import torch

        with torch.no_grad():
            weights = torch.softmax(self.scores(pair), dim=1).numpy()
        return from_blocks([weights], len(pair.second.values))

    @staticmethod
    def _encode(encoder: Any, track: Track, like: Floats) -> Any:
        import torch

        values = torch.from_numpy(standardised(track.values, like=like))
        return encoder(values.T[None])[0].T


def learn_attention(anchors: Sequence[Anchors], *, width: int, steps: int, seed: int) -> Attention:
    """Train attention on recordings whose matches are known.

    Parameters
    ----------
    anchors
        One at least, with a match at least.
    width
        Hidden units, and dimensions of queries and keys.
    steps
        Training steps of `BATCH` recordings.
    seed
        The same seed gives the same encoders on the same machine.
    """
    import torch

    generator = np.random.default_rng(seed)
    like = (
        np.concatenate([one.pair.first.values for one in anchors]),
        np.concatenate([one.pair.second.values for one in anchors]),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Attention(
            first=_encoder(like[0].shape[1], width),
            second=_encoder(like[1].shape[1], width),
            place=torch.nn.Parameter(torch.tensor(3.0)),
            like=like,
        )
    parameters = [*model.first.parameters(), *model.second.parameters(), model.place]
    optimiser = torch.optim.AdamW(parameters, lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=steps)
    for _ in range(steps):
        chosen = generator.integers(len(anchors), size=min(BATCH, len(anchors)))
        losses = [_loss(model, anchors[i]) for i in chosen]
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
    return model


def _loss(model: Attention, anchor: Anchors) -> Any:
    import torch

    scores = model.scores(anchor.pair)
    rows, columns = torch.from_numpy(anchor.rows), torch.from_numpy(anchor.columns)
    return torch.nn.functional.cross_entropy(scores[rows], columns)


def _encoder(features: int, width: int) -> Any:
    from torch import nn

    return nn.Sequential(
        nn.Conv1d(features, width, NEIGHBOURS, padding=NEIGHBOURS // 2),
        nn.GELU(),
        nn.Conv1d(width, width, 1),
    )
