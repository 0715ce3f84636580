"""The regressions against published values, peers and planted truth.

    python benchmarks/regress.py published --data FOLDER
    python benchmarks/regress.py large [--rows 10000000]
    python benchmarks/regress.py bootstrap
    python benchmarks/regress.py coverage [--panels 500]

`published` wants the folder with cigar.csv, petersen.csv and nlswork.dta. `large` estimates one
regression from Parquet, with three fixed effects, two regressors and clusters: ours (engine
pyfixest), pyfixest alone and linearmodels alone, each in a process of its own, one after the
other; seconds are wall-clock without imports, memory is the peak of the process. All figures
are printed as JSON, one line each, with the versions.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from regress_cases.published import Figures, published

from unisono.regress.covariance import uncorrected_terms
from unisono.regress.estimation import estimate
from unisono.regress.extras import experiment
from unisono.regress.factors import compact, levels
from unisono.regress.options import InferenceOptions, RegressOptions, Specification
from unisono.regress.power import intervals
from unisono.regress.randomisation import permutation_statistics
from unisono.regress.regression import Regression
from unisono.regress.sample import Sample
from unisono.regress.terms import Term
from unisono.regress.wild import WildBootstrap, draw_multipliers, p_value


def large(arguments: argparse.Namespace) -> Iterator[Figures]:
    """One large regression: ours, pyfixest alone and linearmodels alone, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.parquet"
        _write_large(path, arguments.rows)
        for who in arguments.who.split(","):
            command = [sys.executable, __file__, "one", "--who", who, "--panel", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                yield {"who": who, "error": done.stderr.strip().splitlines()[-1:]}
            else:
                yield json.loads(done.stdout) | {"rows": arguments.rows}


def _write_large(path: Path, rows: int) -> None:
    """Speakers, sittings and agenda items as strings, as the panel has them."""
    rng = np.random.default_rng(1)
    speaker = rng.integers(0, 20_000, rows, dtype=np.int32)
    session = rng.integers(0, 2_000, rows, dtype=np.int32)
    item = rng.integers(0, 50_000, rows, dtype=np.int32)
    first, second = rng.normal(size=rows), rng.normal(size=rows)
    pitch = 0.3 * first - 0.1 * second + rng.normal(size=rows)
    pitch += rng.normal(size=20_000)[speaker] + rng.normal(size=2_000)[session]
    columns = {"pitch": pitch, "first": first, "second": second}
    names = {"speaker_id": speaker, "session": session, "agenda_item": item}
    texts = {
        name: pa.DictionaryArray.from_arrays(
            pa.array(codes), pa.array([f"{name[0]}{k}" for k in range(int(codes.max()) + 1)])
        )
        for name, codes in names.items()
    }
    pq.write_table(pa.table(columns | texts), path, compression="zstd", row_group_size=1_000_000)


def one(arguments: argparse.Namespace) -> Iterator[Figures]:
    """One estimate of `large`, in this process."""
    runs: dict[str, Callable[[Path], tuple[float, float]]] = {
        "ours": _ours,
        "pyfixest": _pyfixest,
        "linearmodels": _linearmodels,
    }
    run = runs[arguments.who]
    with tempfile.TemporaryDirectory() as folder:  # what is compiled is compiled before
        small = Path(folder) / "small.parquet"
        _write_large(small, 300_000)
        run(small)
    before = time.perf_counter()
    estimated, error = run(Path(arguments.panel))
    yield {
        "who": arguments.who,
        "seconds": round(time.perf_counter() - before, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "estimate": estimated,
        "std_error": error,
    }


def _ours(path: Path) -> tuple[float, float]:
    specification = Specification(
        name="large",
        outcome="pitch",
        treatments=("first", "second"),
        fixed_effects=("speaker_id", "session", "agenda_item"),
        cluster=("speaker_id",),
    )
    row = estimate(path, specification, RegressOptions(engine="pyfixest", specifications=()))[0]
    return row["estimate"], row["std_error"]


def _pyfixest(path: Path) -> tuple[float, float]:
    import pandas as pd
    import pyfixest

    result = pyfixest.feols(
        "pitch ~ first + second | speaker_id + session + agenda_item",
        data=pd.read_parquet(path),
        vcov={"CRV1": "speaker_id"},
        copy_data=False,
        store_data=False,
    )
    return float(result.coef()["first"]), float(result.se()["first"])


def _linearmodels(path: Path) -> tuple[float, float]:
    import pandas as pd
    from linearmodels.iv.absorbing import AbsorbingLS

    frame = pd.read_parquet(path)
    effects = frame[["speaker_id", "session", "agenda_item"]].astype("category")
    model = AbsorbingLS(frame["pitch"], frame[["first", "second"]], absorb=effects)
    clusters = effects["speaker_id"].cat.codes
    result = model.fit(cov_type="clustered", clusters=clusters, debiased=True, use_cache=False)
    return float(result.params["first"]), float(result.std_errors["first"])


def bootstrap(_arguments: argparse.Namespace) -> Iterator[Figures]:
    """200,000 rows, 750 clusters, two fixed effects of which one crosses them, 999 draws."""
    for effects in (("speaker_id",), ("speaker_id", "session")):
        regression, _ = _simulated(
            seed=1, speakers=750, sessions=500, each=267, effects=effects, planted=(0.1, 0.1)
        )
        _ = regression.swept  # compiled, and swept: the bootstrap alone is timed below
        begin = time.perf_counter()
        draws = draw_multipliers(750, "rademacher", 999, seed=1)
        cluster = regression.clusters[0]
        test = WildBootstrap(regression.clustered(cluster), draws).test(0)
        yield {
            "effects": effects,
            "rows": regression.design.rows,
            "clusters": levels(cluster),
            "seconds": round(time.perf_counter() - begin, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "p": p_value(test.statistic, test.draws, exhaustive=draws.exhaustive),
        }


def _simulated(
    *,
    seed: int,
    speakers: int,
    sessions: int,
    each: int,
    effects: tuple[str, ...],
    planted: tuple[float, float],
    vcov: str = "CV1",
) -> tuple[Regression, Sample]:
    """A parliament: left speakers raise the voice by the first, others by the second effect.

    Who addresses the target varies between speakers, the effect of addressing too (SD 0.1,
    mean as planted), and a sitting has its own mood; that is why clusters are needed.
    """
    rng = np.random.default_rng([seed, speakers])
    speaker = np.repeat(np.arange(speakers, dtype=np.int32), each)
    rows = speaker.size
    session = rng.integers(0, sessions, rows).astype(np.int32)
    eager = rng.uniform(0.1, 0.35, speakers)
    addressed = (rng.random(rows) < eager[speaker]).astype(np.float64)
    other = (rng.random(rows) < 0.15) * (1 - addressed)
    left = (speaker % 2 == 0).astype(np.float64)
    own = np.where(left == 1, *planted) + (0.1 * rng.normal(size=speakers))[speaker]
    pitch = own * addressed + rng.normal(size=rows) + 0.3 * rng.normal(size=sessions)[session]
    known = {"speaker_id": speaker, "session": compact(session)}
    strata = np.unique(speaker.astype(np.int64) * sessions + session, return_inverse=True)[1]
    sample = Sample(
        outcome=pitch,
        numbers={},
        categories={},
        effects=np.array([known[name] for name in effects]),
        clusters=(speaker,),
        cluster_ids=(np.arange(speakers, dtype=np.int32),),
        weights=None,
        strata=strata.astype(np.int32),
        treatments=("left", "others", "nobody"),
        interactions=(),
        controls=(),
        dropped_missing=0,
        dropped_singletons=0,
        missing=(),
        digest="",
    )
    specification = Specification.model_validate(
        {
            "name": "simulated",
            "outcome": "pitch",
            "treatments": sample.treatments,
            "fixed_effects": effects,
            "cluster": ("speaker_id",),
            "vcov": vcov,
        }
    )
    terms = (
        Term(name="left", base=addressed, factor=left),
        Term(name="others", base=addressed, factor=1 - left),
        Term(name="nobody", base=other),
    )
    options = RegressOptions(engine="linearmodels", specifications=())
    return Regression(sample, terms, specification, options), sample


def coverage(arguments: argparse.Namespace) -> Iterator[Figures]:
    """Coverage of planted effects, and size of all tests where there is no effect."""
    for speakers, sessions, each in ((60, 20, 60), (8, 2, 35)):
        inside = np.zeros((arguments.panels, 2, 3))
        rejected = np.zeros((arguments.panels, 4))
        for number in range(arguments.panels):
            for place, vcov in enumerate(("CV1", "CV3")):
                regression, sample = _simulated(
                    seed=number,
                    speakers=speakers,
                    sessions=sessions,
                    each=each,
                    effects=("speaker_id", "session"),
                    planted=(0.35, 0.10),
                    vcov=vcov,
                )
                inside[number, place] = _inside(regression, (0.35, 0.10, 0.0))
                rejected[number, place] = ~inside[number, place, 2].astype(bool)
            rejected[number, 2:] = _rejections(regression, sample, arguments.draws, number)
        error = np.sqrt(0.95 * 0.05 / arguments.panels)
        yield {
            "speakers": speakers,
            "sessions": sessions,
            "rows": speakers * each,
            "panels": arguments.panels,
            "simulation_error": round(float(error), 4),
            "coverage": {
                vcov: dict(
                    zip(
                        ("+0.35", "+0.10", "0"),
                        inside[:, place].mean(axis=0).round(4).tolist(),
                        strict=True,
                    )
                )
                for place, vcov in enumerate(("CV1", "CV3"))
            },
            "size": dict(
                zip(
                    ("CV1", "CV3", "wild", "randomisation"),
                    rejected.mean(axis=0).round(4).tolist(),
                    strict=True,
                )
            ),
        }


def _inside(regression: Regression, truth: tuple[float, ...]) -> Any:
    """Whether each interval holds the truth; estimates are ours, which equal the engines'."""
    swept = regression.swept
    errors = regression.errors if regression.specification.vcov == "CV3" else _cv1(regression)
    found = intervals(
        swept.fit.coefficients, errors, freedom=regression.correction.freedom, confidence=0.95
    )
    return (found.low <= truth) & (np.array(truth) <= found.high)


def _cv1(regression: Regression) -> Any:
    swept = regression.swept
    terms = uncorrected_terms(
        "CV1", swept.x, swept.fit.residuals, swept.fit.inverse, regression.clusters
    )
    return np.sqrt(np.diag(regression.correction.apply(terms)))


def _rejections(regression: Regression, sample: Sample, draws: int, seed: int) -> tuple[bool, bool]:
    """Whether wild bootstrap and permutation reject for the treatment without an effect."""
    asked = InferenceOptions(draws=draws, seed=seed)
    cluster = regression.clusters[0]
    multipliers = draw_multipliers(levels(cluster), "auto", draws, seed)
    wild = WildBootstrap(regression.clustered(cluster), multipliers).test(2)
    p_wild = p_value(wild.statistic, wild.draws, exhaustive=multipliers.exhaustive)
    if sample.strata is None:
        raise ValueError("the simulated panel has strata")
    test = experiment(sample.strata, regression, 2)
    statistic, permuted = permutation_statistics(test, draws=asked.draws, seed=seed)
    p_permuted = p_value(statistic, np.nan_to_num(permuted), exhaustive=False)
    return p_wild <= 0.05, p_permuted <= 0.05


CASES: dict[str, Callable[[argparse.Namespace], Iterator[Figures]]] = {
    "published": published,
    "large": large,
    "one": one,
    "bootstrap": bootstrap,
    "coverage": coverage,
}


def main() -> None:
    """Run one case and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--data", default=".")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--who", default="pyfixest,ours,linearmodels")
    parser.add_argument("--panel", default="")
    parser.add_argument("--panels", type=int, default=500)
    parser.add_argument("--draws", type=int, default=199)
    arguments = parser.parse_args()
    names = ("numpy", "linearmodels", "pyfixest", "pyarrow", "unisono")
    versions = {name: version(name) for name in names} | {"machine": platform.machine()}
    for figures in CASES[arguments.case](arguments):
        shown = figures if arguments.case == "one" else figures | {"versions": versions}
        print(json.dumps(shown), flush=True)


if __name__ == "__main__":
    main()
