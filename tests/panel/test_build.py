"""The panel against the same figures counted by hand in pandas and numpy."""

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from unisono.panel.build import build_panel
from unisono.panel.options import PanelOptions
from unisono.store import read_table

PARTIES = {"rot": "left", "blau": "right", "grau": None}
OPTIONS = PanelOptions(min_sentences=5, min_voiced=20)


@pytest.fixture(scope="module")
def made(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return build(corpus, folder)


def build(corpus, folder, options=OPTIONS, parties=PARTIES):
    panel, steps = folder / "panel" / "all.parquet", folder / "panel" / "steps.csv"
    build_panel(corpus.sources, parties=parties, options=options, panel=panel, steps=steps)
    return panel, steps


@pytest.fixture(scope="module")
def expected(corpus):
    """The panel again, sentence by sentence."""
    read = {name: read_table(corpus.folder / name / "0001.parquet").to_pandas() for name in
            ("sentences", "speeches", "links", "pitch", "addressing", "media")}  # fmt: skip
    spoken = set(read["speeches"].query("spoken").speech)
    rows = []
    for link in read["links"].query("status == 'linked' and media_id != 'm20'").itertuples():
        sentence = read["sentences"].set_index("sentence").loc[link.sentence]
        if sentence.role != "speaker" or link.speech not in spoken:
            continue
        of_speech = read["sentences"].query("speech == @link.speech and role == 'speaker'")
        first, count = of_speech.sentence.min(), len(of_speech)
        contour = {}
        for piece in read["pitch"].query("media_id == @link.media_id").itertuples():
            for k, (f0, db) in enumerate(zip(piece.f0, piece.intensity, strict=True)):
                contour.setdefault(round(piece.start + k * piece.step, 6), (float(f0), float(db)))
        inside = [v for t, v in sorted(contour.items())
                  if round(link.start, 6) <= t < round(link.end, 6)]  # fmt: skip
        f0 = [v for v, _ in inside if not np.isnan(v)]
        enough = len(f0) >= OPTIONS.min_voiced
        evidence = read["addressing"].query("sentence == @link.sentence").set_index("party")
        rows.append({
            "sentence": link.sentence, "media_id": link.media_id, "party": sentence.party,
            "speaker_id": sentence.speaker_id, "bloc": PARTIES.get(sentence.party),
            "f0_mean": np.mean(f0) if enough else np.nan,
            "f0_median": np.median(f0) if enough else np.nan,
            "intensity": 10 * np.log10(np.mean([10 ** (v / 10) for _, v in inside]))
            if inside else np.nan,
            "rate": (link.last_word - link.first_word + 1) / (link.end - link.start),
            "length": link.words, "position": (link.sentence - first) / (count - 1),
            "sex": read["media"].set_index("media_id").loc[link.media_id].sex,
            **{f"{kind}_{party}": evidence[kind].get(party, 0.0)
               for kind in OPTIONS.evidence for party in PARTIES},
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    for name in ("f0_mean", "f0_median"):
        groups = frame.groupby("speaker_id")[name]
        score = (frame[name] - groups.transform("mean")) / groups.transform("std")
        frame[f"{name}_z"] = score.where(groups.transform("count") >= OPTIONS.min_sentences)
    return frame.sort_values("sentence", ignore_index=True)


def test_every_column_is_what_brute_force_says(made, expected):
    panel = read_table(made[0]).to_pandas()
    assert len(panel) == len(expected) > 50
    assert panel.row.tolist() == list(range(len(panel)))
    for name in expected.columns:
        if panel[name].dtype.kind == "f":
            np.testing.assert_allclose(panel[name], expected[name].astype(float), rtol=1e-9)
        else:
            assert panel[name].fillna("").tolist() == expected[name].fillna("").tolist(), name


def test_planted_gaps_are_there(made):
    panel = read_table(made[0]).to_pandas()
    assert set(panel.speech) == set(range(12)) - {3, 5}
    assert panel[panel.speech == 6].f0_mean.isna().all()
    assert panel.f0_mean.notna().sum() > 30


def test_the_steps_say_how_many_sentences_are_lost_and_why(made, corpus):
    with made[1].open(encoding="utf-8") as handle:
        steps = list(csv.DictReader(handle))
    counts = [int(row["sentences"]) for row in steps]
    sentences = read_table(corpus.folder / "sentences" / "0001.parquet").to_pandas()
    assert counts[0] == len(sentences)
    assert counts[1] == (sentences.speech != 3).sum()
    assert counts[2] == ((sentences.speech != 3) & (sentences.role == "speaker")).sum()
    panel = read_table(made[0]).to_pandas()
    assert counts[4:] == [len(panel), panel.f0_mean.notna().sum(), panel.f0_mean_z.notna().sum()]
    assert all(int(row["lost"]) >= 0 for row in steps)
    assert [bool(row["reason"]) for row in steps] == [False] + [True] * (len(steps) - 1)


def test_the_same_tables_in_another_order_make_the_same_bytes(made, corpus, tmp_path):
    turned = replace(corpus, sources=replace(
        corpus.sources, links=corpus.sources.links[::-1], sentences=corpus.sources.sentences[::-1]
    ))  # fmt: skip
    again = build(turned, tmp_path)
    assert again[0].read_bytes() == made[0].read_bytes()
    assert again[1].read_bytes() == made[1].read_bytes()
    assert [path.name for path in again[0].parent.iterdir() if path.name.startswith(".")] == []


def test_roles_and_parties_are_those_of_the_configuration(corpus, tmp_path):
    options = PanelOptions(roles=("presiding",), evidence=("score",))
    panel = read_table(build(corpus, tmp_path, options, {"rot": None})[0]).to_pandas()
    assert len(panel) > 0
    assert set(panel.speaker_id) == {"chair"}
    assert [name for name in panel.columns if "_rot" in name or "_blau" in name] == ["score_rot"]


def test_no_sentence_at_all_makes_an_empty_panel(corpus, tmp_path):
    empty = replace(corpus, sources=replace(corpus.sources, links=corpus.sources.links[1:]))
    panel, steps = build(empty, tmp_path)
    assert read_table(panel).num_rows == 0
    assert "found on a recording,0" in steps.read_text(encoding="utf-8")
