import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unisono.fuse import batch as fuse_module
from unisono.fuse import tracks
from unisono.fuse.batch import ACOUSTICS, fuse_batch
from unisono.fuse.options import FuseOptions
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import MEASURES


def a_word(media_id="a", word=0, *, start=0.0, end=0.5, segment=0, text="Wort") -> dict:
    return {
        "media_id": media_id,
        "segment": segment,
        "word": word,
        "text": text,
        "normalised": text.lower(),
        "start": start,
        "end": end,
        "score": None if start is None else 0.75,
        "method": "test",
        "status": "unaligned" if start is None else "aligned",
    }


def a_frame(media_id="a", frame=0, *, time=0.0) -> dict:
    return {
        "media_id": media_id,
        "frame": frame,
        "time": time,
        "keyframe": True,
        "shot": None,
        "width": 1,
        "height": 1,
        "image": b"never opened",
    }


def a_measure(media_id="a", word=0, *, unit="word", **values) -> dict:
    row = dict.fromkeys(MEASURES.columns)
    row |= {"media_id": media_id, "unit": unit, "segment": 0, "start": 0.0, "end": 1.0}
    return row | {"word": word if unit == "word" else None} | values


def a_segment(media_id="a", segment=0, *, speaker_id="s") -> dict:
    return {
        "media_id": media_id,
        "segment": segment,
        "start": None,
        "end": None,
        "text": "x",
        "speaker_id": speaker_id,
        "source": "test",
        "channel": None,
        "confidence": None,
    }


def an_account(media_id, status="ok", **changes) -> dict:
    row = {"media_id": media_id, "stage": "align", "batch": "0001", "status": status}
    row |= {"code": None, "reason": None, "rows_in": 1, "rows_out": 1, "seconds": 0.0}
    return row | changes


@pytest.fixture
def fuse(tmp_path):
    def run(accounts=None, options=None, **tables):
        ids = sorted({row["media_id"] for rows in tables.values() for row in rows})
        accounts = accounts or [an_account(media_id) for media_id in ids]
        write_table("accounting", tmp_path / "upstream.parquet", accounts)
        paths = {}
        for name in ("words", "frames", "measures", "segments"):
            paths[name] = tmp_path / f"{name}.parquet"
            write_table(name, paths[name], tables.get(name, []))
        fuse_batch(
            **paths,
            upstream=[tmp_path / "upstream.parquet"],
            aligned=tmp_path / "aligned.parquet",
            options=FuseOptions(**(options or {})),
            batch=Batch(stage="fuse", name="0001", accounting=tmp_path / "accounting.parquet"),
        )
        accounts = read_rows(tmp_path / "accounting.parquet")
        return read_rows(tmp_path / "aligned.parquet"), {a["media_id"]: a for a in accounts}

    return run


def test_every_word_is_there_once_in_order_with_or_without_a_time(fuse):
    words = [a_word("a", 0), a_word("a", 1, start=None, end=None), a_word("b", 0)]
    rows, accounts = fuse(words=words, frames=[a_frame()], segments=[a_segment()])
    assert [(row["media_id"], row["word"], row["status"]) for row in rows] == [
        ("a", 0, "aligned"),
        ("a", 1, "unaligned"),
        ("b", 0, "aligned"),
    ]
    assert (rows[1]["start"], rows[1]["frames"], rows[1]["nearest_frame"]) == (None, [], None)
    assert (accounts["a"]["rows_in"], accounts["a"]["rows_out"]) == (2, 2)


def test_frames_on_screen_are_listed_by_number_in_the_order_of_time(fuse):
    frames = [a_frame(frame=f, time=t) for f, t in [(3, 0.0), (5, 1.0), (9, 2.0)]]
    words = [a_word(word=0, start=0.2, end=1.0), a_word(word=1, start=0.9, end=5.0)]
    rows, _ = fuse(words=words, frames=frames)
    assert [row["frames"] for row in rows] == [[3], [3, 5, 9]]
    assert [row["nearest_frame"] for row in rows] == [5, 9]


def test_frames_whose_numbers_do_not_rise_with_time_are_placed_by_time(fuse):
    frames = [a_frame(frame=0, time=2.0), a_frame(frame=1, time=0.0)]
    rows, _ = fuse(words=[a_word(start=0.5, end=3.0)], frames=frames)
    assert rows[0]["frames"] == [1, 0]


@pytest.mark.parametrize(
    ("options", "expected", "strategy"),
    [
        ({}, [[0], [1]], "frames shown while the word is said, the last one to the end"),
        (
            {"last_frame_seconds": 1.5},
            [[0], []],
            "frames shown while the word is said, the last one for 1.5 s",
        ),
        ({"frames": "within"}, [[], []], "frames sampled while the word is said"),
    ],
)
def test_the_options_decide_which_frames_and_the_table_says_so(fuse, options, expected, strategy):
    frames = [a_frame(frame=0, time=0.0), a_frame(frame=1, time=1.0)]
    words = [a_word(word=0, start=0.2, end=0.6), a_word(word=1, start=3.0, end=3.5)]
    rows, _ = fuse(words=words, frames=frames, options=options)
    assert [row["frames"] for row in rows] == expected
    assert {row["strategy"] for row in rows} == {strategy}


def test_acoustics_come_from_the_row_of_the_word_and_stay_null_without_one(fuse):
    values = {name: float(position) for position, name in enumerate(ACOUSTICS)}
    measures = [
        a_measure(unit="segment", f0_mean=999.0),
        a_measure(word=0, f0_mean=None, voiced=0.0),
        a_measure(word=2, **values),
    ]
    rows, _ = fuse(words=[a_word(word=w) for w in range(3)], measures=measures)
    assert {name: rows[2][name] for name in ACOUSTICS} == values
    assert {rows[1][name] for name in ACOUSTICS} == {None}
    assert (rows[0]["f0_mean"], rows[0]["voiced"]) == (None, 0.0)


def test_the_speaker_comes_from_the_segment_of_the_word(fuse):
    words = [a_word(word=w, segment=s) for w, s in enumerate([0, 0, 1, 2])]
    segments = [a_segment(segment=0, speaker_id="x"), a_segment(segment=1, speaker_id=None)]
    rows, _ = fuse(words=words, segments=segments)
    assert [row["speaker_id"] for row in rows] == ["x", "x", None, None]


def test_recordings_without_a_picture_have_empty_lists_and_are_complete(fuse):
    rows, accounts = fuse(words=[a_word()], measures=[a_measure()])
    assert (rows[0]["frames"], rows[0]["nearest_frame"]) == ([], None)
    assert (accounts["a"]["status"], accounts["a"]["code"]) == ("ok", "no_video")


def test_recordings_without_acoustics_are_partial(fuse):
    _, accounts = fuse(words=[a_word()], measures=[a_measure(unit="segment")])
    assert accounts["a"]["status"] == "partial"
    assert "none of its words has acoustic measures" in accounts["a"]["reason"]


def test_recordings_without_words_are_skipped_with_a_pointer(fuse):
    accounts = [
        an_account("a"),
        an_account("b", "failed", code="mismatch", reason="other speech"),
        an_account("c"),
    ]
    rows, found = fuse(accounts, words=[a_word("a")], frames=[a_frame("b")])
    assert [row["media_id"] for row in rows] == ["a"]
    assert found["b"]["reason"] == "align failed: other speech"
    assert (found["c"]["status"], found["c"]["reason"]) == ("skipped", "it has no words")


spans = st.one_of(
    st.just((None, None)),
    st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda s: (s[0] / 4, (s[0] + s[1]) / 4)),
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    recordings=st.lists(
        st.tuples(
            st.lists(spans, min_size=1, max_size=6),
            st.lists(st.integers(0, 30).map(lambda t: t / 4), max_size=5, unique=True).map(sorted),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_frames_of_one_recording_never_reach_another(fuse, recordings):
    """Gaps, overlapping words and recordings without frames, against a plain loop."""
    words, frames, expected = [], [], []
    for number, (times, shown) in enumerate(recordings):
        name = f"m{number}"
        words += [a_word(name, w, start=s, end=e) for w, (s, e) in enumerate(times)]
        frames += [a_frame(name, f, time=t) for f, t in enumerate(shown)]
        for start, end in times:
            listed = []
            for f, t in enumerate(shown):
                until = shown[f + 1] if f + 1 < len(shown) else float("inf")
                if start is not None and (t <= start < until or start < t < end):
                    listed.append(f)
            expected.append(listed)
    rows, _ = fuse(words=words, frames=frames)
    assert [row["frames"] for row in rows] == expected


def test_the_same_tables_give_the_same_bytes(fuse, tmp_path):
    tables = {"words": [a_word(word=w) for w in range(5)], "frames": [a_frame()]}
    fuse(**tables)
    first = (tmp_path / "aligned.parquet").read_bytes()
    fuse(**tables)
    assert (tmp_path / "aligned.parquet").read_bytes() == first


@pytest.mark.parametrize("module", [fuse_module, tracks])
def test_examples_in_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
