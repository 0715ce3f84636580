"""Models of tone: published features of real utterances, and generated ads.

    python benchmarks/tone.py mosi --data FOLDER
    python benchmarks/tone.py ads --tone coincidence --seeds 5
    python benchmarks/tone.py ads --tone occurrence --train 300 --seeds 2 --settings small.json
    python benchmarks/tone.py sizes --shares 0.125,0.25,0.5 --settings small.json

Prints a page of Markdown: every model with intervals by bootstrap of videos or campaigns, and
what differs. Peers (scikit-learn's TF-IDF) are measured in the same run. The case `sizes` prints
what a score costs by the number of ads.
"""

import argparse
import os
import sys
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when numpy is loaded, below

MODELS = (
    "majority,linear-text,linear-audio,linear-image,early,late-average,late-stack,tensor,"
    "word-aligned,mult,mult-aligned,mult-shuffled"
)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", choices=("mosi", "ads", "sizes"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="real recordings")
    parser.add_argument("--tone", choices=("coincidence", "occurrence"), default="coincidence")
    parser.add_argument("--models", default=MODELS, help="ads: names with commas")
    parser.add_argument("--seeds", type=int, default=5, help="ads")
    parser.add_argument("--train", type=int, default=1000, help="ads to learn from")
    parser.add_argument("--shares", default="0.125,0.25,0.5", help="sizes: of these ads")
    parser.add_argument("--settings", type=Path, help="ads: JSON of learn.settings")
    parser.add_argument("--seconds", type=float, default=1e9, help="ads: begin nothing later")
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--csv", type=Path, help="folder for the tables")
    parser.add_argument("--figures", type=Path, help="folder for the figures")
    return parser.parse_args()


def main() -> None:
    """Measure the case that is named."""
    given = arguments()
    from tone_cases import ads, mosi

    from unisono.learn.plots import write_figures
    from unisono.learn.study import CompareOptions
    from unisono.learn.summary import write_csv

    if given.case == "sizes":
        measure_sizes(given)
        return
    if given.case == "mosi":
        trials = mosi.trials(given.data / "mosi")
        options = CompareOptions(metric="accuracy", resamples=given.resamples)
    else:
        trials = ads.trials(
            given.tone,
            models=given.models.split(","),
            seeds=given.seeds,
            train=given.train,
            options=ads.settings(given.settings),
            seconds=given.seconds,
        )
        options = CompareOptions(resamples=given.resamples)
    comparison, page = trials.compared(options)
    sys.stdout.write(page)
    if given.case == "mosi":
        sys.stdout.write(f"\n{mosi.single_halvings(given.data / 'mosi')}\n")
    if given.figures:
        write_figures(trials.study(), comparison, given.figures, bins=options.bins)
    if given.csv:
        named = {part: given.csv / f"{part}.csv" for part in ("summary", "costs", "pairs")}
        write_csv(comparison, **named)


def measure_sizes(given: argparse.Namespace) -> None:
    """Measure and print what a score costs by size."""
    from tone_cases import ads, sizes

    from unisono.learn.plots import write_sizes_figure
    from unisono.learn.sizes import sizes_of, write_sizes
    from unisono.learn.summary import size_table

    spent = sizes.trained(
        given.tone,
        models=given.models.split(","),
        train=given.train,
        shares=[float(share) for share in given.shares.split(",")],
        options=ads.settings(given.settings),
    )
    found = sizes_of(spent, "f1_macro")
    head, rows = size_table(found)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    sys.stdout.writelines(f"| {' | '.join(line)} |\n" for line in lines)
    if given.figures:
        write_sizes_figure(given.figures, found)
    if given.csv:
        write_sizes(given.csv / "sizes.csv", found)


if __name__ == "__main__":
    main()
