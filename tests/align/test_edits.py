"""Spots where text and sound differ, from words with known times and a made level."""

import numpy as np
import pytest

from unisono.align.edits import STEP, Edit, Heard, find_edits, verdicts


def heard(start, end, score=0.9, segment=0, spoken=True):
    return Heard(segment=segment, spoken=spoken, start=start, end=end, score=score)


def levels(duration, *loud):
    """-20 dB where it is loud, else -70 dB."""
    steps = np.full(round(duration / STEP), -70.0)
    for start, end in loud:
        steps[round(start / STEP) : round(end / STEP)] = -20.0
    return steps


WORDS = [heard(1.0, 1.5), heard(1.5, 2.0), heard(3.0, 3.5), heard(3.5, 4.0)]


def test_words_that_fill_all_that_is_loud_are_no_edit():
    assert find_edits(WORDS, levels(5, (1, 2), (3, 4)), 0.3) == []


def test_speech_between_words_is_audio_without_text():
    (edit,) = find_edits(WORDS, levels(5, (1, 2), (2.2, 2.8), (3, 4)), 0.3)
    assert edit == Edit(
        kind="audio_without_text", first_word=1, last_word=2, start=2.0, end=3.0, score=None
    )


def test_speech_before_the_first_and_after_the_last_word_is_audio_without_text():
    before, after = find_edits(WORDS, levels(6, (0, 0.9), (1, 2), (3, 4), (4.5, 5.5)), 0.3)
    assert (before.first_word, before.last_word, before.start, before.end) == (None, 0, 0.0, 1.0)
    assert (after.first_word, after.last_word, after.start, after.end) == (3, None, 4.0, 6.0)


@pytest.mark.parametrize(
    ("loud", "kind"),
    [((1.0, 1.0), "text_without_audio"), ((2.2, 2.8), "replaced")],
    ids=["silence in its place", "speech in its place"],
)
def test_words_not_found_are_one_spot_with_what_is_in_their_place(loud, kind):
    lost = [heard(None, None, None), heard(None, None, 0.1)]
    words = [*WORDS[:2], *lost, *WORDS[2:]]
    (edit,) = find_edits(words, levels(5, (1, 2), loud, (3, 4)), 0.3)
    assert (edit.kind, edit.first_word, edit.last_word) == (kind, 2, 3)
    assert (edit.start, edit.end, edit.score) == (2.0, 3.0, 0.05)


def test_tokens_without_sound_do_not_part_a_spot():
    silent = heard(None, None, None, spoken=False)
    words = [WORDS[0], heard(1.5, 2.0, 0.1), silent, heard(3.0, 3.5, 0.2), WORDS[3]]
    (edit,) = find_edits(words, levels(5, (1, 2), (3, 4)), 0.3)
    assert (edit.first_word, edit.last_word, edit.kind) == (1, 3, "replaced")


def test_nothing_is_sure_where_every_word_is_doubted():
    words = [heard(1.0, 1.5, 0.1), heard(1.5, 2.0, 0.2)]
    (edit,) = find_edits(words, levels(5, (1, 2)), 0.3)
    assert (edit.first_word, edit.last_word, edit.start, edit.end) == (0, 1, 0.0, 5.0)


def test_each_segment_has_a_verdict_and_silent_ones_have_none():
    words = [
        *[heard(n, n + 1.0, 0.9, segment=0) for n in range(3)],
        *[heard(n, n + 1.0, score, segment=1) for n, score in ((3, 0.9), (4, 0.1), (5, 0.9))],
        *[heard(n, n + 1.0, 0.1, segment=2) for n in range(6, 9)],
        heard(None, None, None, segment=3, spoken=False),
    ]
    edits = find_edits(words, levels(9, (0, 9)), 0.3)
    assert verdicts(words, edits, 0.5) == {0: "ok", 1: "edited", 2: "mismatch"}
