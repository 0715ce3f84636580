"""The record that exports are made from: what it refuses, and when a segment is said."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.exports.ctm import from_ctm, to_ctm
from unisono.exports.json_file import from_json, to_json


def a_word(start, end):
    return Word(text="w", start=start, end=end, status="unaligned" if start is None else "aligned")


@pytest.mark.parametrize(
    ("given_times", "words", "span"),
    [
        (None, [], None),
        (None, [(None, None)], None),
        ((1.0, 5.0), [], (1.0, 5.0)),
        ((1.0, 5.0), [(None, None)], (1.0, 5.0)),
        (None, [(2.0, 3.0), (None, None)], (2.0, 3.0)),
        ((1.0, 5.0), [(2.0, 3.0), (3.0, 4.0)], (2.0, 4.0)),
        ((1.0, 5.0), [(None, None), (3.0, 4.0)], (1.0, 4.0)),
        ((1.0, 5.0), [(2.0, 3.0), (None, None)], (2.0, 5.0)),
        ((2.5, 2.8), [(None, None), (2.0, 3.0), (None, None)], (2.0, 3.0)),
    ],
)
def test_a_segment_is_said_from_its_first_to_its_last_word(given_times, words, span):
    start, end = given_times or (None, None)
    made = tuple(a_word(*times) for times in words)
    assert Segment(text="x", start=start, end=end, words=made).span == span


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Word(text="ja", start=2.0, end=1.0, status="aligned"),
            'word "ja" is said from 2 s to 1 s; times are finite, not before 0, and the end is '
            "not before the start",
        ),
        (
            lambda: Word(text="ja", status="aligned"),
            'word "ja" is aligned and has no times; exactly the unaligned ones have none',
        ),
        (
            lambda: Word(text="ja", start=1.0, end=2.0),
            'word "ja" is unaligned and has times; exactly the unaligned ones have none',
        ),
        (
            lambda: Segment(text="ja", start=1.0),
            'segment "ja" has a start or an end alone; give both or neither',
        ),
        (
            lambda: Alignment(media_id="m", duration=float("nan")),
            'recording "m" is said from 0 s to nan s; times are finite, not before 0, and the '
            "end is not before the start",
        ),
    ],
)
def test_times_that_cannot_be_are_refused(make, sentence):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == sentence


@given(st.floats(0, 1e5), st.floats(0, 1))
def test_a_changed_copy_keeps_every_other_field(moved, score):
    word = Word(text="w", start=0.0, end=1.0, score=score, status="interpolated", method="hmm")
    copy = replace(word, start=moved, end=moved + 1.0)
    assert replace(copy, start=0.0, end=1.0) == word


ODD = Word(text="a b\\", start=0.1, end=0.3, status="aligned", score=1.0)
ONE = Alignment(media_id="m 1", duration=2.0, segments=(Segment(text="a", words=(ODD,)),))


def test_ctm_has_one_word_a_line_in_six_fields():
    assert to_ctm(ONE) == ";; segment 0\nm\\u00201 1 0.100 0.200 a\\u0020b\\\\ 1.0000\n"


def test_durations_in_ctm_do_not_drift():
    words = tuple(a_word(at / 3, (at + 1) / 3) for at in range(3000))
    text = to_ctm(Alignment(media_id="m", duration=1.0, segments=(Segment(text="w", words=words),)))
    fields = [line.split() for line in text.splitlines()[1:]]
    for one, other in pairwise(fields):
        assert round(float(one[2]) * 1000) + round(float(one[3]) * 1000) == round(
            float(other[2]) * 1000
        )
    assert float(fields[-1][2]) + float(fields[-1][3]) == 1000.0


def test_ctm_of_another_tool_is_read_as_one_segment():
    found = from_ctm(";; made elsewhere\ntalk A 0.5 0.25 good\ntalk A 1 .5 morning 0.9\n\n")
    assert (found.media_id, found.duration) == ("talk", 1.5)
    assert [(one.text, one.speaker) for one in found.segments] == [("good morning", None)]
    assert [(word.span, word.score) for word in found.words] == [
        ((0.5, 0.75), None),
        ((1, 1.5), 0.9),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("m 1 0.5 word", "line 2 is not CTM (not enough values to unpack"),
        ("m 1 a b word", "line 2 is not CTM (could not convert string to float: 'a')"),
        ("m 1 0 1 word 0.5 more", "line 2 is not CTM (too many fields)"),
        ("m 1 nan 1 word", "line 2 is not CTM (cannot convert float NaN"),
        ("m 1 inf 1 word", "line 2 is not CTM (cannot convert float inf"),
        ("m 1 -1 0.5 word", 'word "word" is said from -1 s to -0.5 s; times are finite'),
        ("m 1 1e12 0.5 word", 'word "word" is said from 1e+12 s to 1e+12 s; times are finite'),
        ("n 1 0 1 word", 'line 2 is of the recording "n", those before of "m"'),
    ],
)
def test_lines_that_are_not_ctm_are_named(line, sentence):
    with pytest.raises(InputError) as caught:
        from_ctm(f"m 1 0 1 word\n{line}\n")
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"version": 1', '"version": 2', "version: Input should be 1"),
        ('"duration"', '"length"', "alignment.duration: Field required"),
        ('"score": 1.0', '"score": 1.0, "colour": 3', "alignment.segments.0.words.0.colour: "),
        ('"start": 0.1', '"start": "0.1"', "alignment.segments.0.words.0.start: "),
        ("{", "", "the file: Invalid JSON"),
    ],
)
def test_json_of_another_layout_is_refused_by_name(old, new, where):
    text = to_json(ONE)
    assert old in text
    with pytest.raises(InputError) as caught:
        from_json(text.replace(old, new, 1))
    assert str(caught.value).startswith(f"not an alignment of Unisono, version 1: {where}")


def test_json_says_null_for_words_without_a_time_and_sorts_its_keys():
    text = to_json(
        Alignment(
            media_id="m", duration=1.0, segments=(Segment(text="a", words=(a_word(None, None),)),)
        )
    )
    assert '"start": null,\n      "status": "unaligned",\n      "text": "w"' in text
