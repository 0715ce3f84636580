"""Networks of pooled features: one hidden layer over all, and low-rank tensor fusion."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.learn.models.inputs import Inputs
from unisono.learn.models.layers import mean_of_steps
from unisono.learn.options import EarlyOptions, TensorOptions


class EarlyNetwork(nn.Module):
    """Pooled features of all modalities side by side, one hidden layer."""

    def __init__(self, widths: Mapping[str, int], outputs: int, options: EarlyOptions) -> None:
        super().__init__()
        self.names = tuple(widths)
        self.dropout = options.dropout
        self.hidden = nn.Linear(sum(widths.values()), options.hidden)
        self.classify = nn.Linear(options.hidden, outputs)

    def forward(self, inputs: Inputs) -> Tensor:
        """Logits, or standardised values, of shape (batch, outputs)."""
        values = torch.cat([inputs[name].values[:, 0] for name in self.names], dim=-1)
        values = functional.dropout(values, self.dropout, self.training)
        hidden = torch.relu(self.hidden(values))
        hidden = functional.dropout(hidden, self.dropout, self.training)
        outputs: Tensor = self.classify(hidden)
        return outputs


class TensorFusion(nn.Module):
    """Low-rank tensor fusion (Liu et al. 2018, "Efficient Low-rank Multimodal Fusion").

    With z_m = [1, h_m] of each modality m, the outer product of all z_m times a weight
    tensor of rank R is the sum over r of the products over m of W_m^r z_m (equation 7):
    all interactions of all orders, without the outer product. A modality that an item lacks
    has h_m = 0, so that only the ones of its z_m speak.
    """

    def __init__(self, widths: Mapping[str, int], outputs: int, options: TensorOptions) -> None:
        super().__init__()
        self.names = tuple(widths)
        self.networks = nn.ModuleDict(
            {
                name: nn.Sequential(
                    nn.Dropout(options.dropout),
                    nn.Linear(width, options.hidden),
                    nn.ReLU(),
                    nn.Dropout(options.dropout),
                    nn.Linear(options.hidden, options.hidden),
                    nn.ReLU(),
                )
                for name, width in widths.items()
            }
        )
        self.factors = nn.ParameterDict(
            {name: _factor(options.rank, options.hidden + 1, options.fused) for name in widths}
        )
        self.weights = nn.Parameter(torch.full((options.rank,), options.rank**-0.5))
        self.bias = nn.Parameter(torch.zeros(options.fused))
        self.classify = nn.Linear(options.fused, outputs)

    def forward(self, inputs: Inputs) -> Tensor:
        """Logits, or standardised values, of shape (batch, outputs)."""
        hidden = {name: self._hidden(name, inputs) for name in self.names}
        outputs: Tensor = self.classify(self.fused(hidden))
        return outputs

    def fused(self, hidden: Mapping[str, Tensor]) -> Tensor:
        """Fuse hidden vectors of shape (batch, hidden) into one of shape (batch, fused)."""
        product: Tensor | None = None
        for name in self.names:
            ones = hidden[name].new_ones(len(hidden[name]), 1)
            extended = torch.cat([ones, hidden[name]], dim=-1)
            part = torch.einsum("bi,rio->bro", extended, self.factors[name])
            product = part if product is None else product * part
        return torch.einsum("r,bro->bo", self.weights, product) + self.bias

    def _hidden(self, name: str, inputs: Inputs) -> Tensor:
        sequence = inputs[name]
        return mean_of_steps(self.networks[name](sequence.values), sequence.mask)


def _factor(rank: int, width: int, fused: int) -> nn.Parameter:
    """One modality's factors; the rows of its one start at 1, so that products start alive."""
    factors = torch.empty(rank, width, fused)
    for factor in factors:
        nn.init.xavier_normal_(factor)
    factors[:, 0] = 1.0
    return nn.Parameter(factors)
