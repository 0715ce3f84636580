"""Values printed in papers and manuals, found again by both engines."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unisono.regress.estimation import estimate
from unisono.regress.options import RegressOptions, Specification

Figures = dict[str, Any]

PUBLISHED: tuple[tuple[str, dict[str, Any], str, str, str, str], ...] = (
    # file, specification, small sample, term, column, printed value
    ("cigar", {"vcov": "iid"}, "min", "Price", "std_error", "0.0188963"),
    ("cigar", {"vcov": "HC1"}, "min", "Price", "std_error", "0.0167042"),
    ("cigar", {"cluster": ("State",)}, "min", "Price", "std_error", "0.0379228"),
    ("cigar", {"cluster": ("State", "Year")}, "min", "Price", "std_error", "0.0403469"),
    (
        "cigar",
        {"fixed_effects": ("State",), "cluster": ("State",)},
        "min",
        "Price",
        "estimate",
        "-0.2098402",
    ),
    (
        "cigar",
        {"fixed_effects": ("State",), "cluster": ("State",)},
        "min",
        "Price",
        "std_error",
        "0.0357498",
    ),
    (
        "cigar",
        {"fixed_effects": ("State",), "cluster": ("Year",)},
        "min",
        "Price",
        "std_error",
        "0.0220563",
    ),
    (
        "cigar",
        {"fixed_effects": ("State",), "cluster": ("State", "Year")},
        "min",
        "Price",
        "std_error",
        "0.0405335",
    ),
    ("petersen", {"vcov": "iid"}, "min", "x", "estimate", "1.0348334"),
    ("petersen", {"vcov": "iid"}, "min", "x", "std_error", "0.02858329"),
    ("petersen", {"cluster": ("firm",)}, "min", "x", "std_error", "0.05059573"),
    ("petersen", {"cluster": ("firm", "year")}, "per-term", "x", "std_error", "0.0535580"),
    ("wage", {}, "min", "expersq", "estimate", "-0.0051855"),
    ("wage", {}, "min", "married", "estimate", "0.0466804"),
    ("wage", {}, "min", "union", "estimate", "0.0800019"),
    ("nlswork", {}, "min", "south", "estimate", "-0.0606309"),
    ("nlswork", {}, "min", "south", "r2_within", "0.17267"),
)
_NLSWORK = ("age", "age2", "ttl_exp", "ttl_exp2", "tenure", "tenure2", "not_smsa", "south")
_COMMON: dict[str, dict[str, Any]] = {
    "cigar": {"outcome": "Sales", "treatments": ("Price",)},
    "petersen": {"outcome": "y", "treatments": ("x",)},
    "wage": {
        "outcome": "lwage",
        "treatments": ("expersq", "married", "union"),
        "fixed_effects": ("nr", "year"),
        "cluster": ("nr",),
    },
    "nlswork": {
        "outcome": "ln_wage",
        "treatments": _NLSWORK,
        "fixed_effects": ("idcode",),
        "cluster": ("idcode",),
    },
}


def published(arguments: argparse.Namespace) -> Iterator[Figures]:
    """Every published value, by both engines, to its printed digits."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _published_panels(Path(arguments.data), Path(folder))
        for file, changed, small_sample, term, column, printed in PUBLISHED:
            for engine in ("linearmodels", "pyfixest"):
                specification = Specification.model_validate(
                    {"name": file} | _COMMON[file] | changed
                )
                options = RegressOptions.model_validate(
                    {"engine": engine, "small_sample": small_sample, "specifications": ()}
                )
                rows = {row["term"]: row for row in estimate(paths[file], specification, options)}
                digits = len(printed.split(".")[1])
                found = f"{rows[term][column]:.{digits}f}"
                yield {
                    "file": file,
                    "engine": engine,
                    "term": f"{term} {column}",
                    "vcov": specification.vcov,
                    "cluster": specification.cluster,
                    "printed": printed,
                    "found": found,
                    "same": found == printed,
                }


def _published_panels(data: Path, folder: Path) -> dict[str, Path]:
    import pandas as pd
    from linearmodels.datasets import wage_panel

    nlswork = pd.read_stata(data / "nlswork.dta").dropna(subset=["grade"])
    for name in ("age", "ttl_exp", "tenure"):
        nlswork[f"{name}2"] = nlswork[name] ** 2
    frames = {
        "cigar": pd.read_csv(data / "cigar.csv"),
        "petersen": pd.read_csv(data / "petersen.csv"),
        "wage": wage_panel.load(),
        "nlswork": nlswork,
    }
    for name, frame in frames.items():
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), folder / f"{name}.pq")
    return {name: folder / f"{name}.pq" for name in frames}
