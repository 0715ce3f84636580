"""The recordings that the aligner is measured on: their truth must be true."""

from itertools import pairwise

import numpy as np
import pytest
from alignment_cases.edits import APART, Change, alike, apply_changes, plain
from alignment_cases.recordings import EditedRecording, edited_recording, planted_clip
from alignment_cases.speech import Spoken

from unisono.audio import SAMPLE_RATE

WORDS = ["eins", "zwei", "drei.", "Vier", "fünf", "sechs.", "Sieben", "acht", "neun."]
TIMES = [(0.5 * n, 0.5 * n + 0.4) for n in range(9)]
SENTENCES = [0, 3, 6]


@pytest.fixture(scope="module")
def recording() -> EditedRecording:
    return edited_recording(2.0, seed=3, share=0.1)


def test_the_same_seed_gives_the_same_recording_and_another_seed_another() -> None:
    one, two, other = (edited_recording(0.2, seed=seed) for seed in (5, 5, 6))
    assert one.words == two.words
    assert one.spots == two.spots
    assert np.array_equal(one.samples, two.samples)
    assert one.words != other.words


def test_words_that_are_said_have_times_in_order_within_the_recording(
    recording: EditedRecording,
) -> None:
    said = [true for true in recording.truth if true is not None]
    assert len(said) > 150
    assert all(start < end for start, end in said)
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(said))
    assert said[-1][1] < len(recording.samples) / SAMPLE_RATE


def test_sound_is_louder_in_words_than_between_speeches(recording: EditedRecording) -> None:
    def power(start: float, end: float) -> float:
        part = recording.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        return float(np.mean(part**2))

    said = [true for true in recording.truth if true is not None]
    spots = [(spot.start, spot.end) for spot in recording.spots]
    gaps = [
        (before[1] + 0.05, after[0] - 0.05)
        for before, after in pairwise(said)
        if after[0] - before[1] > 0.3
        and not any(start < after[0] and before[1] < end for start, end in spots)
    ]
    assert len(gaps) > 3
    loudest_gap = max(power(*gap) for gap in gaps)
    words = [power(*word) for word in said if word[1] - word[0] > 0.1]
    assert np.quantile(words, 0.05) > 10 * loudest_gap


def test_only_words_in_spots_lack_times(recording: EditedRecording) -> None:
    edited = np.zeros(len(recording.words), dtype=bool)
    for spot in recording.spots:
        edited[spot.first_word : spot.last_word] = True
    assert edited.tolist() == [true is None for true in recording.truth]


def test_the_share_of_edited_words_is_about_what_was_asked(recording: EditedRecording) -> None:
    said = sum(true is not None for true in recording.truth)
    said += sum(len(spot.said) for spot in recording.spots)
    edited = sum(len(spot.said) or spot.last_word - spot.first_word for spot in recording.spots)
    assert edited / said == pytest.approx(0.1, abs=0.05)  # the last sentence may go beyond


def test_spots_lie_apart_in_order_and_their_kind_tells_what_they_hold(
    recording: EditedRecording,
) -> None:
    assert len(recording.spots) >= 4
    assert all(a.last_word + APART <= b.first_word for a, b in pairwise(recording.spots))
    for spot in recording.spots:
        expected = {
            (True, True): "replaced",
            (True, False): "text_without_audio",
            (False, True): "audio_without_text",
        }[spot.last_word > spot.first_word, bool(spot.said)]
        assert spot.kind == expected
        assert spot.start <= spot.end


def test_a_written_word_is_unlike_the_said_one_and_its_neighbours(
    recording: EditedRecording,
) -> None:
    spots = [
        spot for spot in recording.spots if spot.unit != "sentence" and spot.kind == "replaced"
    ]
    for spot in spots:
        for new in recording.words[spot.first_word : spot.last_word]:
            assert not any(alike(new, old) for old in spot.said)


def test_the_text_has_one_sentence_a_line_and_all_words(recording: EditedRecording) -> None:
    assert recording.text.split() == list(recording.words)
    assert len(recording.text.splitlines()) == len(recording.sentences)


@pytest.mark.parametrize(
    ("change", "text", "source", "span"),
    [
        (Change(1, 2, ("neu",), "word"), "eins neu drei. Vier", [0, None, 2, 3], (0.5, 0.9)),
        (Change(1, 3, (), "run"), "eins Vier", [0, 3], (0.5, 1.4)),
        (
            Change(3, 3, ("neu",), "word"),
            "eins zwei drei. neu Vier",
            [0, 1, 2, None, 3],
            (1.4, 1.5),
        ),
    ],
    ids=["replaced", "left out of the text", "added to the text"],
)
def test_a_change_is_written_with_its_place_in_text_and_sound(
    change: Change, text: str, source: list[int | None], span: tuple[float, float]
) -> None:
    words, origin, spots, _ = apply_changes(WORDS[:4], TIMES[:4], [0, 3], [change])
    assert " ".join(words) == text
    assert origin == source
    assert [(spot.start, spot.end) for spot in spots] == [pytest.approx(span)]


@pytest.mark.parametrize(
    ("change", "starts"),
    [
        (Change(3, 6, (), "sentence"), [0, 3]),
        (Change(3, 3, ("Ganz", "neu."), "sentence"), [0, 3, 5, 8]),
        (Change(3, 3, ("nun",), "word"), [0, 3, 7]),
        (Change(3, 4, (), "word"), [0, 3, 5]),
        (Change(3, 6, ("Anders.",), "sentence"), [0, 3, 4]),
    ],
    ids=["one left out", "one added", "a word before the first", "the first left out", "rewritten"],
)
def test_lines_break_where_sentences_begin_after_an_edit(change: Change, starts: list[int]) -> None:
    *_, found = apply_changes(WORDS, TIMES, SENTENCES, [change])
    assert found == starts


def test_the_speech_of_a_clip_is_the_same_whatever_is_planted_in_its_text() -> None:
    untouched, edited, wrong = (planted_clip(4, kind) for kind in ("none", "mixed", "wrong"))
    assert np.array_equal(untouched.samples, edited.samples)
    assert np.array_equal(untouched.samples, wrong.samples)
    assert not untouched.spots
    assert all(true is not None for true in untouched.truth)
    assert all(true is None for true in wrong.truth)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("replaced", "replaced"),
        ("inserted", "text_without_audio"),
        ("deleted", "audio_without_text"),
    ],
)
def test_a_clip_has_only_errors_of_its_kind(kind: str, expected: str) -> None:
    for seed in range(4):
        clip = planted_clip(seed, kind, "en")  # type: ignore[arg-type]
        assert clip.spots
        assert {spot.kind for spot in clip.spots} == {expected}


def test_marks_and_capitals_do_not_make_words_unlike() -> None:
    assert plain("Haushalt,") == "haushalt"
    assert alike("Schulen", "schule.")
    assert not alike("und", "Mieten")


def test_text_and_length_follow_from_words_and_samples() -> None:
    samples = np.zeros(SAMPLE_RATE // 2, dtype=np.float32)
    spoken = Spoken(samples=samples, words=("ja", "nein"), times=((0, 0.1),) * 2, exact=(True,) * 2)
    assert spoken.text == "ja nein"
    assert spoken.seconds == 0.5
