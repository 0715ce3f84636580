"""The whole demo, as `make demo` runs it: what is planted is found, and the report says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from unisono.store import read_rows

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "config" / "demo.yaml"
PLANTED = {"left_to_heimat": 0.35, "others_to_heimat": 0.10}
"""In SD between the sentences of a speaker: demo.effect_left and demo.effect_other."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of the demo from nothing."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", str(DEMO)]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder), "--"]
    for target in ("corpus", "all"):
        done = subprocess.run([*command, target], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "results" / "demo"


@pytest.mark.slow
def test_planted_effects_lie_in_their_intervals(results):
    for name, effect in PLANTED.items():
        (row,) = read_rows(results / "estimates" / f"{name}.parquet")
        assert row["conf_low"] <= effect <= row["conf_high"], name
    others = [
        row
        for row in read_rows(results / "estimates" / "parties.parquet")
        if row["term"] != "score_heimat"
    ]
    assert len(others) == 4
    assert all(row["conf_low"] <= 0 <= row["conf_high"] for row in others)


@pytest.mark.slow
def test_the_report_shows_all_three_studies_and_what_was_planted(results):
    page = (results / "report" / "index.html").read_text(encoding="utf-8")
    for name in ("address", "tone", "strategies"):
        assert f'<section id="{name}"' in page
        assert list((results / "report" / "studies" / name).glob("*.svg"))
    assert "<b>6 of 6</b> planted values" in page
    assert "planted +0.35 SD" in page
    assert "planted +0.10 SD" in page
    assert '<th scope="col">link</th><th scope="col">learn</th>' in page
