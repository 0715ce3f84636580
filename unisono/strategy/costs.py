"""What a score costs: points per second and per gigabyte, by the size of the corpus."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unisono.strategy.evidence import ModelScore

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


def model_costs(
    scores: Mapping[str, ModelScore], costs: Mapping[str, tuple[float, float]], size: int
) -> list[Row]:
    """Costs of the models of the run, from the cost columns of ``scores``.

    Parameters
    ----------
    scores
        By model.
    costs
        Mean seconds of training and prediction, and mean peak memory in megabytes, by model.
    size
        Labelled recordings.
    """
    chance = scores["majority"].mean if "majority" in scores else 0.0
    return [
        _cost(
            kind="model",
            name=name,
            size=size,
            score=score.mean,
            chance=chance,
            seconds=costs[name][0],
            megabytes=costs[name][1],
        )
        for name, score in scores.items()
        if name in costs
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
