"""Evidence from the tables of a run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from unisono.correspond.sequences import Doubles, Floats, between
from unisono.store import read_recordings, read_rows
from unisono.strategy.evidence import (
    Connection,
    Evidence,
    ModelScore,
    Profile,
    connection,
    profile,
)

_UNITS = {"text": "word", "audio": "word", "image": "frame"}
METRICS = ("accuracy", "correlation")
_COLUMNS = ("unit", "start", "end", "model", "vector")
RIDGE = 0.1
COMPONENTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Files of the tables that are looked at.

    Attributes
    ----------
    enrolment
        Says which batch of a recording counts.
    embeddings
        Files by modality.
    words, scores, predictions
        Files; of the last two none where nothing is learnt.
    sizes
        Scores of the models on smaller corpora.
    """

    enrolment: Path
    embeddings: Mapping[str, Sequence[Path]]
    words: Sequence[Path]
    scores: Sequence[Path] = ()
    predictions: Sequence[Path] = ()
    sizes: Sequence[Path] = ()

    @classmethod
    def of_job(cls, job: Any) -> "Sources":
        """The files that a job is given."""
        return cls(
            enrolment=Path(job.input.enrolment),
            embeddings={name: _paths(job.input[name]) for name in _UNITS},
            words=_paths(job.input.words),
            scores=_paths(job.input["scores"]),
            predictions=_paths(job.input["predictions"]),
            sizes=_paths(job.input["sizes"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """One modality of one recording."""

    values: Floats
    middle: Doubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A sample of the recordings, and what was learnt on them.

    Attributes
    ----------
    steps
        By modality, then by recording.
    models
        Names of the embedding models, by modality.
    aligned, confidence
        Of the words; NaN without words.
    scores
        By model, on the test part.
    labelled
        Recordings whose label was predicted.
    """

    steps: Mapping[str, Mapping[str, Steps]]
    models: Mapping[str, str]
    aligned: float
    confidence: float
    scores: Mapping[str, ModelScore]
    labelled: int

    def evidence(self, first: str, second: str) -> Evidence:
        """What is known of a pair of modalities."""
        return Evidence(
            first=self._profile(first),
            second=self._profile(second),
            aligned=self.aligned,
            confidence=self.confidence,
            labelled=self.labelled,
            scores=self.scores,
            connection=self._connection(first, second),
        )

    def _profile(self, name: str) -> Profile:
        tracks = [(one.values, one.middle) for one in self.steps[name].values()]
        return profile(tracks, self.models[name], averaged=name == "audio")

    def _connection(self, first: str, second: str) -> Connection | None:
        common = sorted(self.steps[first].keys() & self.steps[second].keys())
        pairs = []
        for media_id in common:
            one, other = self.steps[first][media_id], self.steps[second][media_id]
            match = between(one.middle, other.middle)
            pairs.append((one.values, match.carry(other.values)))
        return connection(pairs, components=COMPONENTS, ridge=RIDGE)


def read_corpus(sources: Sources, *, sample: int) -> Corpus:
    """Read what the framework looks at.

    Parameters
    ----------
    sources
        Files.
    sample
        Recordings whose embeddings are read at most: the first ones by id in each file, as
        many of each.
    """
    current = {
        row["media_id"]: row["batch"]
        for row in read_rows(sources.enrolment)
        if row["state"] == "current"
    }
    steps: dict[str, dict[str, Steps]] = {}
    models: dict[str, str] = {}
    for name, files in sources.embeddings.items():
        steps[name], models[name] = _steps(files, _UNITS[name], current, sample)
    aligned, confidence = _words(sources.words, current)
    predicted = {row["media_id"] for path in sources.predictions for row in _ids(path)}
    return Corpus(
        steps=steps,
        models=models,
        aligned=aligned,
        confidence=confidence,
        scores=read_scores(sources.scores, sources.predictions),
        labelled=len(predicted),
    )


def read_scores(scores: Sequence[Path], predictions: Sequence[Path]) -> dict[str, ModelScore]:
    """Scores of each model on the test parts: accuracy, or correlation for values."""
    tested = [
        sum(row["part"] == "test" for row in read_rows(path, columns=["part"]))
        for path in predictions
    ]
    size = min(tested, default=0)
    found: dict[str, list[float]] = {}
    for path in scores:
        for row in read_rows(path):
            wanted = row["fold"] == "test" and row["metric"] in METRICS
            if wanted and row["value"] is not None:
                found.setdefault(row["model"], []).append(row["value"])
    return {name: _over_runs(values, size) for name, values in sorted(found.items())}


def _over_runs(values: Sequence[float], size: int) -> ModelScore:
    mean = float(np.mean(values))
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    share = (np.clip(mean, 0.0, 1.0) * size + 2.0) / (size + 4.0)
    sampling = float(np.sqrt(share * (1.0 - share) / (size + 4.0)))
    error = max(sampling, spread / np.sqrt(len(values)))
    return ModelScore(mean=mean, error=float(error), spread=spread, runs=len(values))


def _steps(
    files: Sequence[Path], unit: str, current: Mapping[str, str], sample: int
) -> tuple[dict[str, Steps], str]:
    found: dict[str, Steps] = {}
    model = ""
    each = -(-sample // max(len(files), 1))
    for path in files:
        taken = 0
        for media_id, rows in read_recordings(path, columns=_COLUMNS):
            if current.get(media_id) != path.stem or taken >= each:
                continue
            one = _of_rows(rows, unit)
            if one is not None:
                found[media_id], taken = one, taken + 1
                model = str(rows.column("model")[0].as_py())
    return found, model


def _of_rows(rows: pa.Table, unit: str) -> Steps | None:
    import pyarrow.compute as pc

    chosen = rows.filter(
        pc.and_(pc.equal(rows.column("unit"), unit), pc.is_valid(rows.column("start")))
    ).sort_by("start")
    if chosen.num_rows == 0:
        return None
    vectors = chosen.column("vector").combine_chunks()
    values = np.asarray(vectors.flatten(), dtype=np.float32).reshape(chosen.num_rows, -1)
    start = np.asarray(chosen.column("start"), dtype=np.float64)
    end = np.asarray(chosen.column("end").fill_null(np.nan), dtype=np.float64)
    middle = np.where(np.isnan(end), start, (start + end) / 2)
    order = np.argsort(middle, kind="stable")
    return Steps(values=values[order], middle=middle[order])


def _words(files: Sequence[Path], current: Mapping[str, str]) -> tuple[float, float]:
    total, timed = 0, 0
    scores: list[float] = []
    for path in files:
        for row in read_rows(path, columns=["media_id", "status", "score"]):
            if current.get(row["media_id"]) == path.stem:
                total += 1
                timed += row["status"] == "aligned"
                if row["status"] == "aligned" and row["score"] is not None:
                    scores.append(row["score"])
    nothing = float("nan")
    return (
        timed / total if total else nothing,
        float(np.median(scores)) if scores else nothing,
    )


def _paths(names: str | Sequence[str]) -> list[Path]:
    """One file or several: Snakemake gives the only one of a list by itself."""
    return [Path(names)] if isinstance(names, str) else [Path(name) for name in names]


def _ids(path: Path) -> Iterator[dict[str, str]]:
    yield from read_rows(path, columns=["media_id"])
