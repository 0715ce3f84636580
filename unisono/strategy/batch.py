"""What the rules of the stage call: trials, bad alignment, recommendations."""

import csv
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unisono.correspond.options import CorrespondOptions
from unisono.learn.options import ModelOptions
from unisono.learn.sizes import Size, comparable, read_spent, sizes_of
from unisono.store import read_rows, write_table
from unisono.strategy.costs import model_costs, strategy_costs
from unisono.strategy.evidence import Evidence
from unisono.strategy.framework import Recommendation, recommend
from unisono.strategy.options import QualityOptions, StrategiesOptions, TrialOptions
from unisono.strategy.page import fragment
from unisono.strategy.plots import write_plots
from unisono.strategy.quality import quality, slopes
from unisono.strategy.reading import METRICS, Sources, read_corpus
from unisono.strategy.trials import trials

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where the recommendations go."""

    recommendations: Path
    table: Path
    costs: Path
    slopes: Path
    fragment: Path
    figures: Path

    @classmethod
    def of_job(cls, job: Any) -> "Files":
        """The files that a job is to write."""
        return cls(**{name: Path(job.output[name]) for name in cls.__slots__})


def try_strategies(target: Path, *, options: TrialOptions, settings: CorrespondOptions) -> None:
    """Write the table ``alignment_trials``."""
    rows = sorted(
        trials(options, settings),
        key=lambda row: (row["strategy"], row["share"], row["noise"], row["seed"]),
    )
    write_table("alignment_trials", target, rows)


def disturb_alignment(target: Path, *, options: QualityOptions, models: ModelOptions) -> None:
    """Write the table ``alignment_quality``."""
    training = models.training.model_copy(update={"epochs": options.epochs})
    rows = quality(options, models.model_copy(update={"training": training}))
    order = sorted(
        ({**row, "error": _number(row["error"])} for row in rows),
        key=lambda row: (row["model"], row["disturbance"], row["amount"], row["seed"]),
    )
    write_table("alignment_quality", target, order)


def advise(
    sources: Sources, files: Files, *, tried: Path, disturbed: Path, options: StrategiesOptions
) -> None:
    """Recommend a strategy for each pair, and write tables, page and figures.

    Parameters
    ----------
    sources
        The tables of the corpus.
    files
        Where to.
    tried, disturbed
        The tables ``alignment_trials`` and ``alignment_quality``.
    options
        The pairs.
    """
    corpus = read_corpus(sources, sample=options.sample)
    rows = []
    for pair in options.pairs:
        evidence = corpus.evidence(pair.first, pair.second)
        rows.append(recommendation_row(recommend(pair, evidence), evidence))
        logger.info("%s and %s: %s", pair.first, pair.second, rows[-1]["strategy"])
    rows.sort(key=lambda row: (row["first"], row["second"]))
    write_table("recommendations", files.recommendations, rows)
    tries, disturbances = read_rows(tried), read_rows(disturbed)
    costs = strategy_costs(tries)
    costs += model_costs(_sizes(sources))
    lost = slopes(disturbances)
    _write_csv(files.table, rows)
    _write_csv(files.costs, costs)
    _write_csv(files.slopes, lost)
    files.fragment.write_text(fragment(rows, costs=costs, slopes=lost), encoding="utf-8")
    write_plots(files.figures, trials=tries, quality=disturbances, costs=costs)


def recommendation_row(found: Recommendation, evidence: Evidence) -> Row:
    """A row of ``recommendations``."""
    return {
        "first": found.first,
        "second": found.second,
        "first_kind": found.kinds[0].value,
        "second_kind": found.kinds[1].value,
        "first_semantic": found.semantics[0].value,
        "second_semantic": found.semantics[1].value,
        "timing": found.timing.value,
        "strategy": found.strategy.value,
        "reasons": found.reasons,
        "evidence": describe(evidence),
        "reversal": found.reversal,
        "warnings": " ".join(found.warnings) or None,
    }


def describe(evidence: Evidence) -> str:
    """The numbers that an answer rests on, in a line."""
    parts = [
        f"{side.recordings} recordings, {side.rate:.2f} steps a second, {side.steps:.0f} "
        f"steps, variation {side.irregularity:.2f}, neighbours {side.smoothness:.2f}"
        for side in (evidence.first, evidence.second)
    ]
    if not math.isnan(evidence.aligned):
        parts.append(
            f"words aligned {evidence.aligned:.1%}, median score {evidence.confidence:.2f}"
        )
    if evidence.connection is not None:
        link = evidence.connection
        parts.append(
            f"canonical correlation {link.correlation:.2f}, recall {link.recall:.2f} (chance "
            f"{link.chance:.2f}) on {link.steps} steps held out"
        )
    if evidence.labelled:
        parts.append(f"{evidence.labelled} recordings with a label predicted")
    parts += [
        f"{name} {score.mean:.3f} (SE {score.error:.3f}, {score.runs} runs)"
        for name, score in evidence.scores.items()
    ]
    return "; ".join(parts) + "."


def _sizes(sources: Sources) -> tuple[Size, ...]:
    """The models by recordings learnt from, with the metric that there is."""
    spent = comparable(read_spent(sources.scores), read_spent(sources.sizes))
    there = [name for name in METRICS if any(name in one.metrics for one in spent)]
    return sizes_of(spent, there[0]) if there else ()


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        if rows:
            writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
