"""The aggregate over all batches, against pandas by brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.acoustics.standardise import standardise
from unisono.acoustics.zscores import Sums
from unisono.errors import TableError
from unisono.store import read_rows, write_table

EQUAL = 1e-9


def a_unit(media_id, *, unit="word", number=0, speaker="s", f0=120.0):
    return {
        "media_id": media_id,
        "unit": unit,
        "segment": 0,
        "word": number if unit == "word" else None,
        "start": float(number),
        "end": number + 0.5,
        "speaker_id": speaker,
        "f0_mean": f0,
        "f0_median": f0,
        **dict.fromkeys(("f0_sd", "intensity", "hnr", "jitter", "shimmer", "voiced", "rate")),
        "pauses": None,
        "pause_time": None,
    }


def voices(batches, *, seed=1):
    """Batches of recordings, each with segments and words of a speaker or two."""
    rng = np.random.default_rng(seed)
    corpus = {}
    for batch, media_ids in batches.items():
        rows = []
        for media_id in media_ids:
            speakers = ["anna", "bert", None]
            for unit, count in (("segment", 3), ("word", 20)):
                for number in range(count):
                    speaker = speakers[int(rng.integers(3))]
                    f0 = None if rng.random() < 0.2 else float(rng.normal(150, 30))
                    rows.append(a_unit(media_id, unit=unit, number=number, speaker=speaker, f0=f0))
        corpus[batch] = rows
    return corpus


@pytest.fixture
def run(tmp_path):
    """Write a corpus, standardise it, read what came out."""

    def run(corpus, states=None):
        states = states or {
            (row["media_id"], batch): "current" for batch, rows in corpus.items() for row in rows
        }
        enrolled = [
            {"media_id": media_id, "batch": batch, "state": state, "path": media_id}
            for (media_id, batch), state in sorted(states.items())
        ]
        write_table("enrolment", tmp_path / "enrolment.parquet", enrolled)
        measures = [tmp_path / "measures" / f"{batch}.parquet" for batch in corpus]
        acoustics = [tmp_path / "acoustics" / f"{batch}.parquet" for batch in corpus]
        for path, rows in zip(measures, corpus.values(), strict=True):
            write_table("measures", path, rows)
        standardise(
            measures=measures,
            enrolment=tmp_path / "enrolment.parquet",
            speakers=tmp_path / "speakers.parquet",
            acoustics=acoustics,
        )
        return [read_rows(path) for path in acoustics], read_rows(tmp_path / "speakers.parquet")

    return run


def brute_force(rows):
    table = pd.DataFrame(rows)
    table["f0_mean"] = table["f0_mean"].astype(float)
    groups = table.groupby(["speaker_id", "unit"])["f0_mean"]
    return (table["f0_mean"] - groups.transform("mean")) / groups.transform("std")


def test_scores_equal_those_of_pandas_over_the_whole_corpus(run):
    corpus = voices({"0001": ["a", "b"], "0002": ["c"], "0003": ["d", "e", "f"]})
    written, speakers = run(corpus)
    rows = [row for batch in written for row in batch]
    plain = [row for batch in corpus.values() for row in batch]
    assert len(rows) == len(plain) == 6 * 23
    found = np.array([np.nan if row["f0_z"] is None else row["f0_z"] for row in rows])
    expected = brute_force(plain).to_numpy()
    assert np.isfinite(expected).sum() > 50
    np.testing.assert_allclose(found, expected, rtol=0, atol=EQUAL)
    assert [(row["speaker_id"], row["unit"]) for row in speakers] == [
        ("anna", "segment"),
        ("anna", "word"),
        ("bert", "segment"),
        ("bert", "word"),
    ]
    table = pd.DataFrame(plain).groupby(["speaker_id", "unit"])["f0_mean"]
    counts, means, deviations = table.count(), table.mean(), table.std()
    for row in speakers:
        key = (row["speaker_id"], row["unit"])
        assert row["n"] == counts[key]
        assert row["f0_mean"] == pytest.approx(means[key], abs=EQUAL)
        assert row["f0_sd"] == pytest.approx(deviations[key], abs=EQUAL)


def test_everything_but_the_score_is_as_it_was_measured(run):
    corpus = voices({"0001": ["a", "b"], "0002": ["c"]})
    written, _ = run(corpus)
    for rows, plain in zip(written, corpus.values(), strict=True):
        assert [{k: v for k, v in row.items() if k != "f0_z"} for row in rows] == plain


def test_a_further_batch_moves_the_scores_and_nothing_else(run):
    corpus = voices({"0001": ["a", "b"]})
    before, _ = run(corpus)
    after, _ = run(corpus | voices({"0002": ["c"]}, seed=9))
    assert len(before[0]) == len(after[0])
    moved = 0
    for old, new in zip(before[0], after[0], strict=True):
        moved += old.pop("f0_z") != new.pop("f0_z")
        assert old == new
    assert moved > 10


def test_superseded_and_removed_rows_count_nowhere(run):
    corpus = {
        "0001": [a_unit("a", number=k, f0=100.0 + k) for k in range(3)]
        + [a_unit("b", number=k, f0=500.0 + k) for k in range(3)],
        "0002": [a_unit("b", number=k, f0=200.0 + k) for k in range(3)],
        "0003": [a_unit("c", number=k, f0=900.0 + k) for k in range(3)],
    }
    states = {
        ("a", "0001"): "current",
        ("b", "0001"): "superseded",
        ("b", "0002"): "current",
        ("c", "0003"): "removed",
    }
    written, speakers = run(corpus, states)
    assert [[row["media_id"] for row in rows] for rows in written] == [["a"] * 3, ["b"] * 3, []]
    assert speakers[0]["n"] == 6
    assert speakers[0]["f0_mean"] == pytest.approx(151.0)


def test_units_without_speaker_voice_or_company_have_no_score(run):
    corpus = {
        "0001": [
            a_unit("a", number=0, speaker=None, f0=100.0),
            a_unit("a", number=1, speaker=None, f0=120.0),
            a_unit("a", number=2, speaker="alone", f0=120.0),
            a_unit("a", number=3, speaker="steady", f0=120.1),
            a_unit("a", number=4, speaker="steady", f0=120.1),
            a_unit("a", number=5, speaker="steady", f0=120.1),
            a_unit("a", number=6, speaker="steady", f0=None),
            a_unit("a", number=7, speaker="silent", f0=None),
        ]
    }
    written, speakers = run(corpus)
    assert [row["f0_z"] for row in written[0]] == [None] * 8
    assert [(row["speaker_id"], row["n"], row["f0_sd"]) for row in speakers] == [
        ("alone", 1, None),
        ("steady", 3, 0.0),
    ]


def test_words_are_compared_with_words_and_segments_with_segments(run):
    rows = [a_unit("a", unit="segment", number=0, f0=f0) for f0 in (100.0, 110.0)]
    rows += [a_unit("a", number=k, f0=f0) for k, f0 in enumerate((200.0, 260.0))]
    written, _ = run({"0001": rows})
    half = np.sqrt(0.5)
    assert [row["f0_z"] for row in written[0]] == pytest.approx([-half, half, -half, half])


def test_the_same_corpus_gives_the_same_bytes_however_it_is_batched(run, tmp_path):
    corpus = voices({"0001": ["a", "b"], "0002": ["c", "d"]})
    run(corpus)
    first = (tmp_path / "speakers.parquet").read_bytes()
    run(corpus)
    assert (tmp_path / "speakers.parquet").read_bytes() == first
    run({"0001": [*corpus["0001"], *corpus["0002"]]})
    assert (tmp_path / "speakers.parquet").read_bytes() == first


def test_an_empty_corpus_gives_empty_tables(run):
    assert run({}) == ([], [])
    assert run({"0001": []}) == ([[]], [])


def test_as_many_files_must_be_written_as_are_read(tmp_path):
    with pytest.raises(TableError, match="1 files to write for 0 of measures"):
        standardise(
            measures=[],
            enrolment=tmp_path / "enrolment.parquet",
            speakers=tmp_path / "speakers.parquet",
            acoustics=[tmp_path / "0001.parquet"],
        )


@settings(deadline=None)
@given(
    values=st.lists(st.floats(50, 600), min_size=2, max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=4),
)
def test_sums_taken_in_parts_are_those_of_the_whole(values, cuts):
    values = np.array(values)
    sums = Sums(shift=values[0])
    for part in np.split(values, sorted(min(cut, len(values)) for cut in cuts)):
        sums = sums.plus(part)
    assert sums.n == len(values)
    assert sums.mean == pytest.approx(values.mean(), abs=1e-9)
    assert sums.deviation == pytest.approx(values.std(ddof=1), abs=1e-6)


@given(value=st.floats(50, 600), count=st.integers(2, 50))
def test_equal_values_deviate_by_exactly_nothing(value, count):
    assert Sums(shift=value).plus(np.full(count, value)).deviation == 0.0
