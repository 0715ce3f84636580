"""Layers that several networks share."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class ResidualHead(nn.Module):
    """A hidden layer that is added to what goes into it, and the classifier."""

    def __init__(self, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.hidden = nn.Linear(width, width)
        self.back = nn.Linear(width, width)
        self.classify = nn.Linear(width, outputs)

    def forward(self, values: Tensor) -> Tensor:
        """From shape (batch, width) to (batch, outputs)."""
        hidden = torch.relu(self.hidden(values))
        hidden = functional.dropout(hidden, self.dropout, self.training)
        outputs: Tensor = self.classify(self.back(hidden) + values)
        return outputs


def mean_of_steps(values: Tensor, mask: Tensor | None) -> Tensor:
    """Mean over the steps that are there; zeros for an item without any.

    Parameters
    ----------
    values
        Shape (batch, steps, width).
    mask
        Shape (batch, steps), True for steps; None: all.
    """
    if mask is None:
        return values.mean(dim=1)
    kept = torch.where(mask[:, :, None], values, 0.0)
    return kept.sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)
