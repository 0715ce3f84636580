"""What a score costs: points per second and per gigabyte, by the size of the corpus."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unisono.learn.sizes import Size

Row = Mapping[str, Any]


def strategy_costs(trials: Sequence[Row]) -> list[Row]:
    """Costs of the strategies by share of matched recordings, from ``alignment_trials``."""
    found: list[Row] = []
    keys = sorted({(row["strategy"], row["share"]) for row in trials})
    for strategy, share in keys:
        mine = [row for row in trials if (row["strategy"], row["share"]) == (strategy, share)]
        seconds = [row["fit_seconds"] + row["align_seconds"] * row["recordings"] for row in mine]
        found.append(
            _cost(
                kind="strategy",
                name=strategy,
                size=round(share * mine[0]["recordings"]) or 1,
                score=float(np.mean([row["score"] for row in mine])),
                chance=0.5,
                seconds=float(np.mean(seconds)),
                megabytes=float(np.mean([row["peak_mb"] for row in mine])),
            )
        )
    return found


def model_costs(sizes: Sequence[Size]) -> list[Row]:
    """Costs of the models of the run by recordings learnt from, from ``scores``."""
    return [
        _cost(
            kind="model",
            name=size.model,
            size=size.recordings,
            score=size.score,
            chance=size.score - size.gain,
            seconds=size.seconds,
            megabytes=size.peak_mb,
        )
        for size in sizes
    ]


def _cost(
    *,
    kind: str,
    name: str,
    size: int,
    score: float,
    chance: float,
    seconds: float,
    megabytes: float,
) -> Row:
    gain = max(score - chance, 0.0)
    return {
        "kind": kind,
        "name": name,
        "recordings": size,
        "score": score,
        "seconds": seconds,
        "peak_mb": megabytes,
        "gain_per_second": gain / max(seconds, 1e-9),
        "gain_per_gb": gain / max(megabytes / 1000.0, 1e-9),
    }
