"""Optimal transport and DTW between two long sequences, against POT and tslearn.

    python benchmarks/correspond.py
    python benchmarks/correspond.py --steps 2000 --repeats 1 --json

Every case runs in a fresh process, twice: once small, so that what is compiled at first use
is compiled, then `--repeats` times in full. Time is wall-clock, from features to the path or
the plan; the peak is the process's, with all that it imports. POT and ours stop at the same
error of the marginals; in unbalanced transport, where POT measures how far its scalings moved,
the value is how far rows are from what their potentials ask for, and POT's threshold is the
power of ten at which it comes as near as ours. Float32 and float64 of POT are both tried, and each
of its solvers that fits: the ratio is to the fastest one that came as far.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

FEATURES = 32
EPSILON = 0.05
TOLERANCE = 1e-4
RELAXATION = 0.1

Arrays = tuple[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case."""

    case: str
    steps: int
    seconds: float
    fastest: float
    slowest: float
    peak_mb: float
    value: float
    note: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--case", choices=sorted(CASES), action="append")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(asdict(measured(arguments.only, arguments.steps, arguments.repeats))))
        return
    results = []
    for case in arguments.case or CASES:
        command = [sys.executable, __file__, "--only", case, "--steps", str(arguments.steps)]
        command += ["--repeats", str(arguments.repeats)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["killed"])[-1]
            print(f"{case}: failed: {last}", file=sys.stderr)
            continue
        results.append(Result(**json.loads(done.stdout)))
    machine = {
        "cpu": platform.processor() or platform.machine(),
        "cpus": os.cpu_count(),
        "threads": os.environ.get("OMP_NUM_THREADS", "all"),
        **{name: version(name) for name in ("numpy", "numba", "pot", "tslearn")},
    }
    if arguments.json:
        rows = [asdict(result) for result in results]
        print(json.dumps({"benchmark": "correspond", **machine, "results": rows}))
    else:
        show(results, machine)


def measured(case: str, steps: int, repeats: int) -> Result:
    """Run one case in this process."""
    run = CASES[case]
    run(*sequences(200))
    arrays = sequences(steps)
    times, value, note = [], 0.0, ""
    for _ in range(repeats):
        begin = time.perf_counter()
        value, note = run(*arrays)
        times.append(time.perf_counter() - begin)
    return Result(
        case=case,
        steps=steps,
        seconds=statistics.median(times),
        fastest=min(times),
        slowest=max(times),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        value=value,
        note=note,
    )


def sequences(steps: int) -> Arrays:
    """Two noisy views of one slow process, the second warped in time."""
    generator = np.random.default_rng(1)
    walk = np.cumsum(generator.standard_normal((steps, FEATURES)), axis=0)
    walk -= np.arange(steps)[:, None] / steps * walk[-1]
    walk /= walk.std(axis=0)
    place = np.linspace(0, 1, steps)
    warp = np.clip(place + 0.05 * np.sin(2 * np.pi * place), 0, 1) * (steps - 1)
    first = walk + 0.3 * generator.standard_normal(walk.shape)
    second = walk[warp.astype(int)] + 0.3 * generator.standard_normal(walk.shape)
    return first.astype(np.float32), second.astype(np.float32)


def our_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Ours, exact."""
    from unisono.correspond.dtw import warping_path

    path = warping_path(first, second)
    return path.cost, f"{len(path.rows)} cells"


def our_banded_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Ours, in a band of a tenth of the length."""
    from unisono.correspond.dtw import sakoe_chiba, warping_path

    band = sakoe_chiba(len(first), len(second), len(second) // 10)
    path = warping_path(first, second, band)
    return path.cost, f"{len(path.rows)} cells"


def tslearn_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Tslearn's path, on numba."""
    from tslearn.metrics import dtw_path

    path, cost = dtw_path(first, second)
    return float(cost) ** 2, f"{len(path)} cells"


def tslearn_banded_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Tslearn's path in the same band."""
    from tslearn.metrics import dtw_path

    radius = len(second) // 10
    path, cost = dtw_path(first, second, global_constraint="sakoe_chiba", sakoe_chiba_radius=radius)
    return float(cost) ** 2, f"{len(path)} cells"


def our_soft_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Ours: value and expected alignment."""
    from unisono.correspond.soft_dtw import soft_alignment

    found = soft_alignment(first, second, gamma=1.0)
    return found.value, f"{found.correspondence.matrix.nnz} entries"


def tslearn_soft_dtw(first: Any, second: Any) -> tuple[float, str]:
    """Tslearn's expected alignment."""
    from tslearn.metrics import soft_dtw_alignment

    matrix, value = soft_dtw_alignment(first, second, gamma=1.0)
    return float(value), f"{np.count_nonzero(matrix > 1e-3)} entries"


def our_transport(first: Any, second: Any) -> tuple[float, str]:
    """Ours, from features to the correspondence."""
    from unisono.correspond.transport import sinkhorn

    plan = sinkhorn(first, second, epsilon=EPSILON, tolerance=TOLERANCE, max_iterations=5000)
    kept = plan.correspondence().matrix.nnz
    error = max(np.abs(b.sum(axis=1) * len(first) - 1).max() for b in plan.blocks())
    return float(error), f"{plan.iterations} iterations, {kept} entries"


def our_streaming_transport(first: Any, second: Any) -> tuple[float, str]:
    """Ours, with a kernel that is never kept."""
    from unisono.correspond.transport import sinkhorn

    plan = sinkhorn(
        first, second, epsilon=EPSILON, tolerance=TOLERANCE, max_iterations=5000, kernel_mb=0
    )
    kept = plan.correspondence().matrix.nnz
    error = max(np.abs(b.sum(axis=1) * len(first) - 1).max() for b in plan.blocks())
    return float(error), f"{plan.iterations} iterations, {kept} entries"


def our_unbalanced(first: Any, second: Any) -> tuple[float, str]:
    """Ours, unbalanced, from features to the correspondence."""
    from unisono.correspond.transport import sinkhorn_unbalanced

    plan = sinkhorn_unbalanced(
        first,
        second,
        epsilon=EPSILON,
        relaxation=RELAXATION,
        tolerance=TOLERANCE,
        max_iterations=5000,
    )
    matched = plan.correspondence().matched
    assert matched is not None  # noqa: S101
    even = plan.row + plan.epsilon * np.log(len(first))
    price = plan.epsilon * RELAXATION / EPSILON
    return asked_for(matched, even, price), f"{plan.iterations} iterations, {matched.mean():.4f}"


def asked_for(matched: Any, potentials: Any, price: float) -> float:
    """Mean deviation of the rows' mass from exp(-potential / price)."""
    return float(np.abs(matched - np.exp(-potentials / price)).mean())


def pot_unbalanced(method: str, kind: type, threshold: float) -> Callable[..., tuple[float, str]]:
    """One of POT's unbalanced solvers."""

    def run(first: Any, second: Any) -> tuple[float, str]:
        import ot

        costs = ot.dist(first.astype(kind), second.astype(kind))
        unit = float(costs.mean())
        even: Any = np.full(len(first), 1.0 / len(first), dtype=kind)
        other: Any = np.full(len(second), 1.0 / len(second), dtype=kind)
        plan, log = ot.unbalanced.sinkhorn_unbalanced(
            even,
            other,
            costs,
            EPSILON * unit,
            RELAXATION * unit,
            method=method,
            numItermax=5000,
            stopThr=threshold,
            log=True,
        )
        matched = plan.sum(axis=1) * len(first)
        off = asked_for(matched, EPSILON * unit * log["logu"], RELAXATION * unit)
        return off, f"{len(log['err'])} iterations, {matched.mean():.4f}"

    return run


def pot(method: str, kind: type) -> Callable[[Any, Any], tuple[float, str]]:
    """One of POT's solvers."""

    def run(first: Any, second: Any) -> tuple[float, str]:
        import ot

        costs = ot.dist(first.astype(kind), second.astype(kind))
        strength = EPSILON * float(costs.mean())
        even: Any = np.full(len(first), 1.0 / len(first), dtype=kind)
        other: Any = np.full(len(second), 1.0 / len(second), dtype=kind)
        # POT measures the Euclidean norm of the columns' deviations, ours the sum of the rows'.
        plan, log = ot.sinkhorn(
            even,
            other,
            costs,
            strength,
            method=method,
            numItermax=5000,
            stopThr=TOLERANCE / np.sqrt(len(second)),
            log=True,
        )
        error = float(np.abs(plan.sum(axis=0) * len(second) - 1).max())
        return error, f"{log.get('niter', '?')} iterations"

    return run


CASES: dict[str, Callable[[Any, Any], tuple[float, str]]] = {
    "dtw: unisono": our_dtw,
    "dtw: tslearn": tslearn_dtw,
    "dtw in a band: unisono": our_banded_dtw,
    "dtw in a band: tslearn": tslearn_banded_dtw,
    "soft-dtw: unisono": our_soft_dtw,
    "soft-dtw: tslearn": tslearn_soft_dtw,
    "transport: unisono": our_transport,
    "transport: unisono, streaming": our_streaming_transport,
    "unbalanced: unisono": our_unbalanced,
    "unbalanced: POT sinkhorn, float32": pot_unbalanced("sinkhorn", np.float32, 1e-4),
    "unbalanced: POT sinkhorn, float64": pot_unbalanced("sinkhorn", np.float64, 1e-4),
    "unbalanced: POT translation invariant, float32": pot_unbalanced(
        "sinkhorn_translation_invariant", np.float32, 1e-4
    ),
    "unbalanced: POT translation invariant, float64": pot_unbalanced(
        "sinkhorn_translation_invariant", np.float64, 1e-4
    ),
    "transport: POT sinkhorn, float32": pot("sinkhorn", np.float32),
    "transport: POT sinkhorn, float64": pot("sinkhorn", np.float64),
    "transport: POT sinkhorn_log, float32": pot("sinkhorn_log", np.float32),
    "transport: POT sinkhorn_stabilized, float64": pot("sinkhorn_stabilized", np.float64),
}


def show(results: list[Result], machine: dict[str, Any]) -> None:
    """Print a Markdown table."""
    print(", ".join(f"{name} {value}" for name, value in machine.items()), end="\n\n")
    print("| case | steps | seconds | peak MB | value | |")
    print("|---|---|---|---|---|---|")
    for one in results:
        spread = f"{one.seconds:.2f} ({one.fastest:.2f}-{one.slowest:.2f})"
        cells = (one.case, str(one.steps), spread, f"{one.peak_mb:.0f}", f"{one.value:.6g}")
        print("| " + " | ".join((*cells, one.note)) + " |")


if __name__ == "__main__":
    main()
