"""What a timeline shows of a recording, and which recordings are chosen."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from unisono.report.choice import choose
from unisono.report.enrolment import read_enrolment
from unisono.report.intake import read_recordings_now
from unisono.report.thumbnails import read_thumbnails
from unisono.report.timeline import read_timeline, score_style, stretch


def recordings_of(corpus: Any) -> Any:
    return read_recordings_now(corpus.tables["media"], read_enrolment(corpus.tables["enrolment"]))


def the(corpus: Any, media_id: str) -> Any:
    return {one.media_id: one for one in recordings_of(corpus)}[media_id]


def test_a_short_recording_is_shown_whole() -> None:
    assert stretch(12.5, [{"start": 3.0, "end": 4.0}], 60.0) == (0.0, 12.5)


def test_a_long_recording_is_shown_from_its_first_word() -> None:
    assert stretch(7200.0, [{"start": 95.4, "end": 96.0}], 60.0) == (94.0, 154.0)


def test_a_stretch_does_not_go_beyond_the_end() -> None:
    assert stretch(100.0, [{"start": 90.0, "end": 91.0}], 60.0) == (40.0, 100.0)


def test_without_a_length_the_last_word_ends_the_stretch() -> None:
    words = [{"start": None, "end": None}, {"start": 3.0, "end": 4.5}]
    assert stretch(None, words, 60.0) == (0.0, 4.5)
    assert stretch(None, [], 60.0) == (0.0, 0.5)


def test_words_are_placed_at_their_times_and_none_is_dropped(parliament: Any, make: Any) -> None:
    line = read_timeline(parliament.tables, the(parliament, "ad-001"), seconds=60.0)
    words = make.said("ad-001", "Tired of broken promises? Jane Doe", 9.0)[0]
    assert line.words[0].start == pytest.approx(words[0]["start"])
    assert [token.text for token in line.running][-3:] == ["$300.", "Vote", "Doe!"]
    assert len(line.words) == len(line.running) - 1  # "$300." has no time
    assert [word.number for word in line.words] == sorted(word.number for word in line.words)
    unaligned = [token for token in line.running if "unaligned" in token.style]
    assert [token.about for token in unaligned] == ["$300.: no time, unaligned"]


def test_words_without_a_time_at_either_end_are_in_the_text(corpus: Any, make: Any) -> None:
    corpus.enrol({"a": "0001"})
    corpus.put("media", [make.recording("a", duration=100.0)])
    lost = {"start": None, "end": None, "score": None, "status": "unaligned"}
    rows = [make.word("a", k, f"w{k}", start=20.0 + k, end=20.5 + k) for k in range(40)]
    for k in (0, 5, 12, 39):
        rows[k] |= lost
    corpus.put("words", rows)
    line = read_timeline(corpus.tables, the(corpus, "a"), seconds=12.0)
    assert (line.start, line.end) == (20.0, 32.0)
    assert [token.text for token in line.running] == [f"w{k}" for k in range(13)]
    whole = read_timeline(corpus.tables, the(corpus, "a"), seconds=120.0)
    assert [token.text for token in whole.running] == [f"w{k}" for k in range(40)]


def test_times_count_from_the_start_of_the_stretch(corpus: Any, make: Any) -> None:
    corpus.enrol({"long": "0001"})
    corpus.put("media", [make.recording("long", duration=1000.0)])
    rows = [make.word("long", k, f"w{k}", start=200.5 + k, end=201.0 + k) for k in range(100)]
    corpus.put("words", rows)
    line = read_timeline(corpus.tables, the(corpus, "long"), seconds=10.0)
    assert (line.start, line.end) == (199.0, 209.0)
    assert [word.text for word in line.words] == [f"w{k}" for k in range(9)]
    assert line.words[0].start == pytest.approx(1.5)
    assert line.words[-1].end == pytest.approx(10.0)  # cut at the end of the stretch
    assert line.ticks == tuple(range(199, 210))


def test_a_segment_without_times_spans_its_words(corpus: Any, make: Any) -> None:
    corpus.enrol({"a": "0001"})
    corpus.put("media", [make.recording("a")])
    words, segments, _ = make.said("a", "one two three.", 10.0)
    corpus.put("words", words)
    corpus.put("segments", [segments[0] | {"start": None, "end": None}])
    mark = read_timeline(corpus.tables, the(corpus, "a"), seconds=60.0).segments[0]
    assert (mark.start, mark.end) == (words[0]["start"], words[-1]["end"])


def test_rows_of_a_superseded_batch_are_not_shown(corpus: Any, make: Any) -> None:
    corpus.put(
        "enrolment",
        [
            {"media_id": "a", "batch": "0001", "state": "superseded", "path": ""},
            {"media_id": "a", "batch": "0002", "state": "current", "path": ""},
        ],
        "all",
    )
    corpus.put("media", [make.recording("a", duration=1.0)], "0001")
    corpus.put("media", [make.recording("a", duration=2.0)], "0002")
    corpus.put("words", [make.word("a", 0, "old"), make.word("a", 1, "older")], "0001")
    corpus.put("words", [make.word("a", 0, "new", start=0.1, end=0.4)], "0002")
    page = corpus.write()
    assert the(corpus, "a").duration == 2.0
    assert [m.text for m in read_timeline(corpus.tables, the(corpus, "a"), seconds=9).words] == [
        "new"
    ]
    assert "<dt>words</dt><dd>1</dd>" in page


def test_an_unfinished_batch_does_not_show_what_it_supersedes(corpus: Any, make: Any) -> None:
    states = [("0001", "superseded"), ("0002", "current")]
    rows = [{"media_id": "a", "batch": b, "state": state, "path": ""} for b, state in states]
    corpus.put("enrolment", rows, "all")
    corpus.put("media", [make.recording("a")], "0002")
    corpus.put("words", [make.word("a", 0, "old")], "0001")
    assert read_timeline(corpus.tables, the(corpus, "a"), seconds=9).words == ()


def test_the_sound_is_that_of_the_stretch(corpus: Any, make: Any) -> None:
    corpus.enrol({"long": "0001"})
    corpus.put("media", [make.recording("long", duration=30.0)])
    corpus.put("words", [make.word("long", 0, "late", start=12.2, end=12.6)])
    folder = corpus.folder / "audio" / "0001"
    folder.mkdir(parents=True)
    samples = np.zeros(30 * 16_000, dtype=np.float32)
    samples[round(12.2 * 16_000)] = 0.5
    soundfile.write(folder / "long.flac", samples, 16_000, subtype="PCM_16")
    corpus.write(timeline_seconds=5.0)
    heard, rate = soundfile.read(corpus.report / "timelines/1/sound.flac")
    assert rate == 16_000
    assert len(heard) == 5 * 16_000
    assert np.argmax(heard) == round(1.2 * 16_000)  # the stretch begins at 11 s


def test_sound_outside_the_folder_of_its_batch_is_not_read(corpus: Any, make: Any) -> None:
    corpus.enrol({"a": "0001"})
    secret = corpus.folder / "secret.flac"
    corpus.sing("a", 1.0)
    (corpus.folder / "audio/0001/a.flac").rename(secret)
    corpus.put("media", [make.recording("a", audio="../../secret.flac")])
    corpus.write()
    assert not any(corpus.report.rglob("*.flac"))


def test_thumbnails_are_small_and_spread(parliament: Any) -> None:
    pictures = read_thumbnails(
        parliament.tables["frames"], "ad-001", "0001", stretch=(1.0, 7.5), most=3, width=160
    )
    assert [picture.time for picture in pictures] == [1.0, 3.0, 5.0]
    assert {(picture.width, picture.height) for picture in pictures} == {(160, 90)}
    assert all(len(picture.jpeg) < 5000 for picture in pictures)


def test_a_picture_that_cannot_be_decoded_is_left_out(corpus: Any, make: Any) -> None:
    rows = make.frames("a", 3.0)
    rows[1]["image"] = b"no picture"
    corpus.put("frames", rows)
    found = read_thumbnails(corpus.tables["frames"], "a", "0001", stretch=(0, 9), most=9, width=100)
    assert [picture.frame for picture in found] == [0, 2]


@pytest.mark.parametrize(
    ("score", "style"),
    [
        (None, "s-none"),
        (float("nan"), "s-none"),
        (0.0, "s0"),
        (0.2, "s1"),
        (1.0, "s4"),
        (7.0, "s4"),
    ],
)
def test_scores_have_five_colours(score: float | None, style: str) -> None:
    assert score_style(score) == style


def test_a_good_film_and_a_good_recording_are_chosen(parliament: Any) -> None:
    chosen = choose(
        recordings_of(parliament),
        {"ad-truncated": 3, "ad-mute": 3, "speech-other": 4},
        parliament.tables,
        asked=[],
        seconds=60.0,
    )
    assert [one.media_id for one in chosen] == ["ad-001", "speech-001"]


def test_a_recording_with_most_words_found_is_chosen(corpus: Any, make: Any) -> None:
    corpus.enrol({"a": "0001", "b": "0001"})
    corpus.put("media", [make.recording("a", duration=9.0), make.recording("b", duration=5.0)])
    words = [make.word("a", k, "w", status="interpolated" if k else "aligned") for k in range(4)]
    corpus.put("words", [*words, make.word("b", 0, "w")])
    chosen = choose(recordings_of(corpus), {}, corpus.tables, asked=[], seconds=60.0)
    assert [one.media_id for one in chosen] == ["b", "a"]


def test_without_films_two_recordings_are_chosen(corpus: Any, make: Any, tmp_path: Path) -> None:
    corpus.enrol({"a": "0001", "b": "0001", "c": "0001"})
    corpus.put("media", [make.recording(name, duration=5.0 + k) for k, name in enumerate("abc")])
    corpus.put("words", [make.word("a", 0, "one"), make.word("b", 0, "two")])
    chosen = choose(recordings_of(corpus), {}, corpus.tables, asked=[], seconds=60.0)
    assert [one.media_id for one in chosen] == ["b", "a"]  # "c" has no words
