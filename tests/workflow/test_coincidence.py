"""Two ads with beats through the real workflow: what was planted to coincide coincides."""

import csv
import statistics
from itertools import groupby

import numpy as np
import pytest

from unisono.store import read_rows, table_files

ADS = (
    "manifest=corpus/manifest.csv",
    "demo={tone: coincidence, speeches: 1, ads: 2, faults: false}",
    "frames={mode: every, seconds: 0.25}",
)


def truth(made, name):
    with (made.folder / "corpus" / "truth" / f"{name}.csv").open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["media_id"].startswith("ad")]


def table(made, name):
    rows = [row for path in table_files(made.results)[name] for row in read_rows(path)]
    return [row for row in rows if row["media_id"].startswith("ad")]


@pytest.fixture(scope="session")
def made(new_project):
    project = new_project("coincidence")
    project.config = ADS
    for target in ("corpus", "aligned"):
        project.run(target)
    return project


@pytest.mark.slow
def test_words_have_the_pictures_and_the_pitch_of_their_beat(made):
    beats = {(row["media_id"], int(row["segment"])): row for row in truth(made, "sentences")}
    cuts = {row["media_id"]: row["cuts"].split(";") for row in truth(made, "recordings")}
    shown = {(row["media_id"], row["frame"]): row["time"] for row in table(made, "frames")}
    aligned = sorted(table(made, "aligned"), key=lambda row: (row["media_id"], row["word"]))
    planned = truth(made, "words")
    assert len(beats) == 12
    off, heard = [], []
    for row, word in zip(aligned, planned, strict=True):
        media_id, segment = word["media_id"], int(word["segment"])
        assert (row["media_id"], row["text"]) == (media_id, word["text"])
        off.append(abs(row["start"] - float(word["start"])))
        bounds = np.array(cuts[media_id], dtype=float)
        nearest = shown[media_id, row["nearest_frame"]]
        assert np.searchsorted(bounds, nearest, side="right") == segment
        heard.append(((media_id, segment), row["f0_median"]))
    assert statistics.median(off) < 0.03
    for beat, pairs in groupby(heard, key=lambda pair: pair[0]):
        values = [value for _, value in pairs if value is not None]
        ratio = statistics.median(values) / float(beats[beat]["f0_planted"])
        assert ratio == pytest.approx(1, abs=0.06)  # one semitone; levels are four apart
