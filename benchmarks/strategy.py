"""How often the framework chooses an alignment within one standard error of the best tried.

    python benchmarks/strategy.py --results results/demo --data ../shared/data

Corpora of different kinds, each divided by its groups into a pilot part and a test part.
All strategies are tried on both. The framework answers twice: by its rules, from what is
known of the corpus alone, and with the scores of the pilot part. Its choice is held against
the best strategy on the test part. Corpora whose files are not there are left out, with a
word on standard error.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from strategy_cases.corpora import Case, ads, opinions, parliament, planted
from strategy_cases.digits import KINDS, digits

from unisono.correspond.options import CorrespondOptions
from unisono.correspond.registry import Known, fit
from unisono.correspond.sequences import Anchors, Pair, Track, between
from unisono.strategy.downstream import coincidences, hits, share_and_error
from unisono.strategy.evidence import Evidence, ModelScore, connection, profile
from unisono.strategy.framework import recommend
from unisono.strategy.reading import RIDGE

STRATEGIES = (
    "concatenate",
    "clock",
    "linear",
    "dtw",
    "soft-dtw",
    "transport",
    "unbalanced",
    "cca",
    "attention",
)
DIMENSIONS = 8
OPTIONS = CorrespondOptions(learning_steps=150)
Scores = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the framework did on a corpus."""

    case: str
    tests: int
    best: str
    best_score: float
    standard_error: float
    by_rules: str
    rules_score: float
    rules_within: bool
    by_pilot: str
    pilot_score: float
    pilot_within: bool
    scores: dict[str, float]
    seconds: float


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results/demo"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--ads", type=int, default=400)
    parser.add_argument("--digits", type=int, default=400)
    parser.add_argument("--only", help="corpora whose name holds this")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    makers = cases(arguments)
    results = [judged(make()) for name, make in makers if (arguments.only or "") in name]
    if arguments.json:
        rows = [asdict(result) for result in results]
        print(json.dumps({"benchmark": "strategy", "results": rows}))
        return
    print("| corpus | tests | best tried | by rules | within | with a pilot | within |")
    print("|---|---|---|---|---|---|---|")
    for one in results:
        print(
            f"| {one.case} | {one.tests} | {one.best} {one.best_score:.3f} "
            f"(SE {one.standard_error:.3f}) | {one.by_rules} {one.rules_score:.3f} | "
            f"{'yes' if one.rules_within else 'no'} | {one.by_pilot} {one.pilot_score:.3f} | "
            f"{'yes' if one.pilot_within else 'no'} |"
        )
    print()
    for one in results:
        print(one.case, {name: round(score, 3) for name, score in one.scores.items()})


def cases(arguments: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Case]]]:
    """Corpora that can be had here, by name; each is made when it is called for."""
    for name, needed in (("clocks drift apart", True), ("nothing coincides", False)):
        full = f"planted events, {name}"
        yield full, partial(planted, full, needed=needed)
    for kind in KINDS:
        yield f"spoken digits, {kind}", partial(digits, kind, arguments.digits)
    for tone in ("coincidence", "occurrence"):
        for second in ("audio", "image"):
            yield f"ads by {tone}, text and {second}", partial(ads, tone, second, arguments.ads)
    mosi = arguments.data / "mosi"
    if mosi.is_dir():
        yield "MOSI, transcripts and audio", partial(opinions, mosi)
    else:
        print(f"MOSI left out: no {mosi}", file=sys.stderr)
    if (arguments.results / "recommendations").is_dir():
        yield "demo parliament, words and voice", partial(parliament, arguments.results)
    else:
        print(f"parliament left out: run the demo first ({arguments.results})", file=sys.stderr)


def judged(case: Case) -> Result:
    """Try all strategies on a corpus and hold the framework's choices against the best."""
    begin = time.perf_counter()
    case = narrowed(case)
    groups = sorted(set(case.groups))
    drawn = np.random.default_rng(3).permutation(len(groups))
    piloted = {groups[i] for i in drawn[: len(groups) // 2]}
    pilot = np.array([group in piloted for group in case.groups])
    features = {name: described(case, name) for name in STRATEGIES if possible(case, name)}
    first = {name: halves(case, rows, pilot) for name, rows in features.items()}
    second = {name: tested(case, rows, pilot, ~pilot) for name, rows in features.items()}
    best = max(second, key=lambda name: second[name][0])
    truth = {"true matches": tested(case, truly(case), pilot, ~pilot)} if case.matches else {}
    evidence = known_of(case)
    measured = {
        name: ModelScore(mean=score, error=error, spread=0.0, runs=1)
        for name, (score, error) in first.items()
    }
    rules = recommend(case.options, evidence).strategy.value
    guided = recommend(case.options, evidence, measured).strategy.value
    floor = second[best][0] - second[best][1]
    return Result(
        case=case.name,
        tests=sum(len(y) for y, p in zip(case.target, pilot, strict=True) if not p),
        best=best,
        best_score=second[best][0],
        standard_error=second[best][1],
        by_rules=rules,
        rules_score=second[rules][0],
        rules_within=second[rules][0] >= floor,
        by_pilot=guided,
        pilot_score=second[guided][0],
        pilot_within=second[guided][0] >= floor,
        scores={name: score for name, (score, _) in (truth | second).items()},
        seconds=time.perf_counter() - begin,
    )


def narrowed(case: Case) -> Case:
    """Principal components of each modality, so that products of features stay few."""
    kept = 64 if case.by_step else DIMENSIONS  # no products of features there
    firsts = components([pair.first for pair in case.pairs], kept)
    seconds = components([pair.second for pair in case.pairs], kept)
    pairs = tuple(Pair(first=one, second=two) for one, two in zip(firsts, seconds, strict=True))
    anchors = tuple(
        Anchors(pair=pairs[i], rows=one.rows, columns=one.columns)
        for i, one in enumerate(case.anchors)
    )
    return replace(case, pairs=pairs, anchors=anchors)


def components(tracks: Sequence[Track], wanted: int) -> list[Track]:
    """The first principal components over all tracks."""
    values = np.concatenate([track.values for track in tracks]).astype(np.float64)
    spread = values.std(axis=0)
    scale = np.where(spread > 1e-8, spread, np.inf)
    values = (values - values.mean(axis=0)) / scale
    kept = values.shape[1] if values.shape[1] <= 16 else min(wanted, values.shape[1])
    _, vectors = np.linalg.eigh(values.T @ values)
    values = values @ vectors[:, ::-1][:, :kept]
    borders = np.cumsum([len(track.values) for track in tracks])[:-1]
    return [
        Track(values=part.astype(np.float32), times=track.times)
        for part, track in zip(np.split(values, borders), tracks, strict=True)
    ]


def possible(case: Case, name: str) -> bool:
    """Whether a strategy has what it needs."""
    return name != "attention" or bool(case.anchors) or case.options.clock == "exact"


def described(case: Case, name: str) -> list[npt.NDArray[np.float64]]:
    """Features of each recording, or of each step, after a strategy."""
    if name == "concatenate":
        carried = [
            np.tile(pair.second.values.mean(axis=0), (len(pair.first.values), 1))
            for pair in case.pairs
        ]
    else:
        anchors = case.anchors
        if name == "attention" and not anchors:
            anchors = tuple(clocked(pair) for pair in case.pairs[:40])
        align = fit(name, Known(anchors=anchors, pairs=case.pairs[:100]), OPTIONS)
        carried = [align(pair).carry(pair.second.values) for pair in case.pairs]
    made: list[npt.NDArray[np.float64]] = []
    for pair, values in zip(case.pairs, carried, strict=True):
        if case.by_step:
            made.append(np.column_stack([pair.first.values, values]).astype(np.float64))
        else:
            made.append(coincidences(pair.first.values, values)[None])
    return made


def truly(case: Case) -> list[npt.NDArray[np.float64]]:
    """Features of each recording after the true matches: the most that alignment can give."""
    return [
        coincidences(pair.first.values, pair.second.values[match])[None]
        for pair, match in zip(case.pairs, case.matches, strict=True)
    ]


def clocked(pair: Pair) -> Anchors:
    """What happens at one time, as known matches."""
    match = between(pair.first.times, pair.second.times).likeliest()
    return Anchors(pair=pair, rows=np.arange(len(match)), columns=match)


def halves(case: Case, rows: Sequence[Any], pilot: Any) -> tuple[float, float]:
    """Score within the pilot part: half of its groups tell the other half, both ways."""
    groups = sorted({group for group, p in zip(case.groups, pilot, strict=True) if p})
    left = np.array([group in groups[::2] for group in case.groups]) & pilot
    right = pilot & ~left
    found = [right_ones(case, rows, *way) for way in ((left, right), (right, left))]
    owners = [owners_of(case, part) for part in (right, left)]
    return clustered(np.concatenate(found), np.concatenate(owners))


def tested(case: Case, rows: Sequence[Any], train: Any, test: Any) -> tuple[float, float]:
    """Score of the test part."""
    return clustered(right_ones(case, rows, train, test), owners_of(case, test))


def owners_of(case: Case, part: Any) -> npt.NDArray[np.str_]:
    """Group of each item of a part."""
    sizes = [len(case.target[int(i)]) for i in np.flatnonzero(part)]
    return np.repeat([case.groups[int(i)] for i in np.flatnonzero(part)], sizes)


def clustered(right: Any, owners: Any) -> tuple[float, float]:
    """Share of hits and its standard error over groups, not below that over items."""
    share, error = share_and_error(right)
    _, place = np.unique(owners, return_inverse=True)
    sums = np.bincount(place, weights=right - share)
    count = len(sums)
    robust = float(np.sqrt((sums**2).sum() * count / max(count - 1, 1))) / len(right)
    return share, max(error, robust)


def right_ones(case: Case, rows: Sequence[Any], train: Any, test: Any) -> Any:
    """Which items of the test are told right."""
    picked = [np.flatnonzero(part) for part in (train, test)]
    x = [np.concatenate([rows[int(i)] for i in part]) for part in picked]
    y = [np.concatenate([case.target[i] for i in part]) for part in picked]
    if len(set(y[0].tolist())) < 2:
        return y[1] == y[0][0]
    return hits(list(x[0]), y[0], list(x[1]), y[1])


def known_of(case: Case) -> Evidence:
    """What the framework may know: profiles and the connection, no score."""
    matched = [
        (
            pair.first.values,
            between(pair.first.relative, pair.second.relative).carry(pair.second.values),
        )
        for pair in case.pairs[:100]
    ]
    return Evidence(
        first=profile([(p.first.values, p.first.times) for p in case.pairs], case.models[0]),
        second=profile([(p.second.values, p.second.times) for p in case.pairs], case.models[1]),
        labelled=len(case.pairs),
        scores={},
        connection=connection(matched, components=DIMENSIONS, ridge=RIDGE),
    )


if __name__ == "__main__":
    main()
