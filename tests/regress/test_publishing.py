"""Tables and plots of the estimates."""

import csv
import hashlib
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from unisono.regress.batch import write_estimates
from unisono.regress.groups import binned, clustered_mean
from unisono.regress.layout import blocks
from unisono.regress.markup import comma_separated, html, latex, markdown
from unisono.regress.options import CurveOptions, RegressOptions
from unisono.regress.publishing import Publication, publish_curve, publish_estimates

NAMES = ["e.tex", "e.html", "e.md", "e.csv"] + [
    f"{name}{ending}" for name in ("coefficients", "parties", "bins") for ending in (".svg", ".png")
]


@pytest.fixture(scope="module")
def study(panel, specify, tmp_path_factory):
    """Two specifications, estimated and published."""
    folder = tmp_path_factory.mktemp("study")
    inference = {"wild": True, "draws": 99}
    options = RegressOptions(
        specifications=(
            specify(name="parties", treatments=("score_*",), inference=inference),
            specify(name="by_bloc", treatments=(), interactions=("score_afd:bloc",)),
        )
    )
    files = [folder / f"{entry.name}.parquet" for entry in options.specifications]
    for entry, path in zip(options.specifications, files, strict=True):
        write_estimates(panel=panel, name=entry.name, estimates=path, options=options)

    def publish(name):
        paths = [folder / name / file for file in NAMES]
        publish_estimates(
            estimates=files,
            panel=panel,
            publication=Publication.of_files(map(str, paths)),
            options=options,
        )
        return {path.name: path for path in paths}

    return publish


@pytest.fixture(scope="module")
def published(study):
    return study("first")


def test_every_text_table_has_what_reviewers_want(published):
    for name in ("e.tex", "e.html", "e.md"):
        text = published[name].read_text(encoding="utf-8").replace("\\", "")
        for wanted in (
            "Within",
            "nested effects not counted",
            "speaker",
            "singletons",
            "wild bootstrap",
            "linearmodels 7.1",
            "MDE",
            "95",
        ):
            assert wanted in text, (name, wanted)


def test_the_csv_keeps_all_columns_and_digits(published):
    with published["e.csv"].open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["specification"] for row in rows] == ["parties"] * 3 + ["by_bloc"] * 3
    assert len(rows[0]["panel_hash"]) == 16
    assert len(rows[0]["estimate"]) > 10


def test_publishing_again_writes_the_same_bytes(study, published):
    again = study("second")
    for name, path in published.items():
        digests = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, again[name])]
        assert digests[0] == digests[1], name


def test_plots_hold_no_date_and_are_well_formed(published):
    for name in ("coefficients.svg", "parties.svg", "bins.svg"):
        text = published[name].read_text(encoding="utf-8")
        assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314  our own file
        assert "dc:date" not in text
    assert published["bins.png"].read_bytes()[:4] == b"\x89PNG"


def hostile_row(published):
    with published["e.csv"].open(encoding="utf-8", newline="") as handle:
        row = next(csv.DictReader(handle))
    numeric = ("estimate", "std_error", "conf_low", "conf_high", "p_value", "mde", "r2", "n")
    values = {name: float(value) if name in numeric else value for name, value in row.items()}
    for name in ("p_wild", "p_randomisation", "p_romano_wolf", "r2_within"):
        values[name] = None
    counts = {"n": 1, "dropped_missing": 0, "dropped_singletons": 0}
    return values | counts | {"specification": "=<b>&_1$|", "term": "a_b:c[<i>x</i>]"}


def test_text_from_strangers_is_escaped_in_every_markup(published):
    row = hostile_row(published)
    made = blocks([row], confidence=0.95, power=0.8)
    assert "<b>" not in html(made)
    assert "&lt;i&gt;x&lt;/i&gt;" in html(made)
    assert r"=$<$b$>$\&\_1\$" in latex(made)
    assert "\\|" in markdown(made)
    assert re.search(r"^'=<b>", comma_separated([row]).splitlines()[1])


def test_a_clustered_mean_is_the_constant_of_a_regression():
    rng = np.random.default_rng(0)
    clusters = rng.integers(0, 12, 300).astype(np.int32)
    values = rng.normal(size=300) + rng.normal(size=12)[clusters]
    found = clustered_mean(values, clusters, confidence=0.95)
    sums = [(values - values.mean())[clusters == g].sum() for g in range(12)]
    error = np.sqrt(12 / 11 * np.square(sums).sum()) / 300
    assert found.mean == pytest.approx(values.mean())
    assert found.high - found.mean == pytest.approx(2.200985 * error, rel=1e-6)


def test_bins_hold_every_row_once_and_zero_apart():
    rng = np.random.default_rng(1)
    treatment = np.where(rng.random(500) < 0.5, 0.0, rng.uniform(0.2, 1.0, 500))
    clusters = rng.integers(0, 9, 500).astype(np.int32)
    bins = binned(treatment, rng.normal(size=500), clusters, bins=10, confidence=0.95)
    assert sum(entry.outcome.count for entry in bins) == 500
    assert bins[0].at == 0
    assert bins[0].outcome.count == (treatment == 0).sum()
    assert [entry.at for entry in bins] == sorted(entry.at for entry in bins)


def test_the_curve_is_drawn(panel, specify, tmp_path):
    options = RegressOptions(
        specifications=(specify(),),
        curve=CurveOptions(base="one", controls=((), ("length",)), draws=19),
    )
    plot = (tmp_path / "curve.svg", tmp_path / "curve.png")
    publish_curve(panel=panel, curve=tmp_path / "c.parquet", plot=plot, options=options)
    assert plot[0].stat().st_size > 5_000
    assert plot[1].read_bytes()[:4] == b"\x89PNG"
