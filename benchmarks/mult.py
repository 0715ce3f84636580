"""What a training step of MulT costs, against the same network on nn.MultiheadAttention.

    python benchmarks/mult.py
    python benchmarks/mult.py --threads 2 --repeats 20 --json

One step is a pass forward, one back, and Adam, on a batch of 16 with width 40, 8 heads and 4
layers (Tsai et al. 2019, MOSEI). Both peers are built as MulT is published, out of
nn.MultiheadAttention: `default` calls it as one does who reads its signature
(need_weights=True, which holds all attention), `no weights` with need_weights=False. They
get our network's weights, and their losses must agree with ours to 1e-4. The networks take
turns, so that a busy machine slows all; what is told is the median of the ratios of a turn.
Where other work takes the cores too, several threads need OMP_WAIT_POLICY=passive: waiting
threads else keep the work from its core that they wait for.
"""

import argparse
import copy
import json
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.learn.models.encoders import Layers, with_positions
from unisono.learn.models.inputs import Inputs, Sequence
from unisono.learn.models.mult import Mult
from unisono.learn.options import MultOptions

LENGTHS = ((50, 375, 500), (50, 50, 50))
"""Of text, audio and images; the first are MOSEI's own."""
WIDTHS = {"text": 300, "audio": 74, "image": 35}
BATCH = 16
AGREE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a step costs."""

    device: str
    threads: int
    lengths: tuple[int, ...]
    repeats: int
    ours_ms: float
    default_ms: float
    no_weights_ms: float
    default_to_ours: float
    no_weights_to_ours: float
    loss_apart: float


class PlainLayer(nn.Module):
    """A pre-norm layer of the published kind, batch first."""

    def __init__(self, width: int, heads: int, *, need_weights: bool) -> None:
        super().__init__()
        self.need_weights = need_weights
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.attention_norm = nn.LayerNorm(width)
        self.forward_norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, stream: Tensor, source: Tensor) -> Tensor:
        """Attend to the source, which is the stream itself in the memory."""
        normed = self.attention_norm(stream)
        keys = normed if source is stream else self.attention_norm(source)
        mixed, _ = self.attention(normed, keys, keys, need_weights=self.need_weights)
        stream = stream + mixed
        wide = torch.relu(self.widen(self.forward_norm(stream)))
        layer: Tensor = stream + self.narrow(wide)
        return layer


class PlainEncoder(nn.Module):
    """Layers of the published kind."""

    def __init__(self, width: int, heads: int, layers: int, *, need_weights: bool) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [PlainLayer(width, heads, need_weights=need_weights) for _ in range(layers)]
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, stream: Tensor, source: Tensor | None = None) -> Tensor:
        """All steps."""
        for layer in self.layers:
            stream = layer(stream, stream if source is None else source)
        normed: Tensor = self.norm(stream)
        return normed


class PlainMult(nn.Module):
    """MulT out of nn.MultiheadAttention, with the weights of ours."""

    def __init__(self, ours: Mult, *, need_weights: bool) -> None:
        super().__init__()
        options = ours.options
        self.options = options
        self.names = ours.names
        self.project = ours.project
        self.head = ours.head
        self.cross = nn.ModuleDict()
        self.memory = nn.ModuleDict()
        width, heads = options.width, options.heads
        for number, target in enumerate(self.names):
            for source in ours.sources[target]:
                encoder = PlainEncoder(width, heads, options.layers, need_weights=need_weights)
                encoder.load_state_dict(plain_state(ours.cross.layers, len(self.cross)))
                self.cross[f"{source} {target}"] = encoder
            joined = width * len(ours.sources[target])
            memory = PlainEncoder(joined, heads, options.memory_layers, need_weights=need_weights)
            memory.load_state_dict(plain_state(ours.memory.layers, number))
            self.memory[target] = memory

    def forward(self, inputs: Inputs) -> Tensor:
        """Logits of shape (batch, outputs)."""
        embedded = {}
        for name in self.names:
            values = self.project[name](inputs[name].values.transpose(1, 2)).transpose(1, 2)
            positions = inputs[name].positions
            embedded[name] = with_positions(values, positions, self.options.longest_wave)
        pooled = []
        for target in self.names:
            streams = [
                self.cross[f"{source} {target}"](embedded[target], embedded[source])
                for source in self.names
                if source != target
            ]
            pooled.append(self.memory[target](torch.cat(streams, dim=-1))[:, -1])
        outputs: Tensor = self.head(torch.cat(pooled, dim=-1))
        return outputs


def plain_state(ours: Layers, encoder: int) -> dict[str, Tensor]:
    """The weights of one of our encoders under the names of a published one."""
    state = {"norm.weight": ours.gain[encoder], "norm.bias": ours.shift[encoder]}
    for number in range(ours.shape.layers):
        at = (number, encoder)
        layer = {
            "attention.in_proj_weight": torch.cat([ours.query[at], ours.pair[at]]),
            "attention.in_proj_bias": torch.cat([ours.query_bias[at], ours.pair_bias[at]]),
            "attention.out_proj.weight": ours.mix[at],
            "attention.out_proj.bias": ours.mix_bias[at],
            "attention_norm.weight": ours.attention_gain[at],
            "attention_norm.bias": ours.attention_shift[at],
            "forward_norm.weight": ours.forward_gain[at],
            "forward_norm.bias": ours.forward_shift[at],
            "widen.weight": ours.widen[at],
            "widen.bias": ours.widen_bias[at],
            "narrow.weight": ours.narrow[at],
            "narrow.bias": ours.narrow_bias[at],
        }
        state.update({f"layers.{number}.{name}": one for name, one in layer.items()})
    return state


def batch_of(lengths: tuple[int, ...], device: torch.device) -> tuple[Inputs, Tensor]:
    """A batch without padding, and its target."""
    draw = torch.Generator().manual_seed(1)
    inputs = {}
    for (name, width), length in zip(WIDTHS.items(), lengths, strict=True):
        values = torch.randn(BATCH, length, width, generator=draw).to(device)
        positions = torch.arange(length, dtype=torch.float32).expand(BATCH, -1).to(device)
        inputs[name] = Sequence(values=values, mask=None, positions=positions, order=None)
    return inputs, torch.randint(0, 2, (BATCH,), generator=draw).to(device)


def stepper(network: nn.Module, inputs: Inputs, target: Tensor) -> Callable[[], float]:
    """One training step of a network, which returns its loss."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4, fused=True)

    def step() -> float:
        optimiser.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(network(inputs), target)
        torch.autograd.backward(loss)
        optimiser.step()
        if target.is_cuda:
            torch.cuda.synchronize()
        return float(loss.detach())

    return step


def measured(lengths: tuple[int, ...], device: torch.device, threads: int, repeats: int) -> Result:
    """Let the networks take turns."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    options = MultOptions(relu_dropout=0, residual_dropout=0, embedding_dropout=0)
    ours = Mult(WIDTHS, 2, options).to(device)
    inputs, target = batch_of(lengths, device)
    networks = {
        "ours": ours,
        "default": PlainMult(ours, need_weights=True),
        "no weights": PlainMult(ours, need_weights=False),
    }
    copies = {name: copied(network, device) for name, network in networks.items()}
    losses = {
        name: functional.cross_entropy(one(inputs), target).item() for name, one in copies.items()
    }
    apart = max(abs(one - losses["ours"]) for one in losses.values())
    if apart > AGREE:
        raise SystemExit(f"the networks differ: losses {apart} apart")
    steps = {name: stepper(one, inputs, target) for name, one in copies.items()}
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(repeats + 1):
        for name, step in steps.items():
            begin = time.perf_counter()
            step()
            if turn:  # the first warms up
                seconds[name].append(time.perf_counter() - begin)

    def ratio(name: str) -> float:
        pairs = zip(seconds[name], seconds["ours"], strict=True)
        return round(statistics.median(theirs / own for theirs, own in pairs), 2)

    middle = {name: round(1000 * statistics.median(all_), 1) for name, all_ in seconds.items()}
    return Result(
        device=device.type,
        threads=threads,
        lengths=lengths,
        repeats=repeats,
        ours_ms=middle["ours"],
        default_ms=middle["default"],
        no_weights_ms=middle["no weights"],
        default_to_ours=ratio("default"),
        no_weights_to_ours=ratio("no weights"),
        loss_apart=apart,
    )


def copied(network: nn.Module, device: torch.device) -> nn.Module:
    """A network with parameters of its own: peers are built on some of ours."""
    return copy.deepcopy(network).to(device)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, action="append")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    devices = [torch.device("cpu")]
    if torch.cuda.is_available():
        devices.append(torch.device("cuda"))
    results = [
        measured(lengths, device, threads, arguments.repeats)
        for device in devices
        for threads in (arguments.threads or [1, 2] if device.type == "cpu" else [1])
        for lengths in LENGTHS
    ]
    if arguments.json:
        about = {"cpu": platform.processor() or platform.machine(), "torch": torch.__version__}
        rows = [asdict(result) for result in results]
        print(json.dumps({"benchmark": "mult", **about, "results": rows}))
        return
    for one in results:
        print(
            f"{one.device}, {one.threads} threads, lengths {'/'.join(map(str, one.lengths))}: "
            f"ours {one.ours_ms} ms, default {one.default_ms} ms ({one.default_to_ours} x), "
            f"no weights {one.no_weights_ms} ms ({one.no_weights_to_ours} x); "
            f"losses {one.loss_apart:.1e} apart"
        )


if __name__ == "__main__":
    main()
