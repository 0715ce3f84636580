"""Subtitles: cues that can be read, and markup that players do not mistake."""

import doctest
import re
from itertools import pairwise

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.exports import captions, tiers
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.exports.cues import Limits, cues
from unisono.exports.srt import from_srt, to_srt
from unisono.exports.webvtt import from_webvtt, to_webvtt
from unisono.transcribe.subtitles import read_srt, read_vtt

SPEECH = (
    "Frau Präsidentin, meine sehr geehrten Damen und Herren, wir beraten heute über den Verkehr "
    "auf dem Land. Die alte Bahnstrecke liegt still, obwohl die Handwerker sie dringend brauchen."
)


def spoken(text, *, start=0.0, seconds=0.3, **values):
    """A segment whose words take the same time each, without pauses."""
    words = tuple(
        Word(text=token, start=first, end=first + seconds, status="aligned")
        for at, token in enumerate(text.split())
        for first in [start + at * seconds]
    )
    return Segment(text=text, words=words, **values)


def recording(*segments):
    return Alignment(media_id="m", duration=100.0, segments=segments)


def shown(cue):
    return [" ".join(word.text for word in line) for line in cue.lines]


def test_long_segments_are_split_after_sentences_and_clauses_into_equal_lines():
    found = cues(recording(spoken(SPEECH)), Limits())
    assert [shown(cue) for cue in found] == [
        ["Frau Präsidentin, meine sehr", "geehrten Damen und Herren,"],
        ["wir beraten heute über", "den Verkehr auf dem Land."],
        ["Die alte Bahnstrecke liegt still, obwohl", "die Handwerker sie dringend brauchen."],
    ]
    assert [cue.part for cue in found] == [1, 2, 3]


def test_a_pause_is_a_better_end_than_none():
    words = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht"]
    times = [0, 1, 2, 3, 4.5, 5.5, 6.5, 7.5]
    segment = Segment(
        text=" ".join(words),
        words=tuple(
            Word(text=text, start=at, end=at + 1.0, status="aligned")
            for text, at in zip(words, times, strict=True)
        ),
    )
    found = cues(recording(segment), Limits())
    assert [(cue.start, cue.end) for cue in found] == [(0, 4.0), (4.5, 8.5)]


TOKENS = st.text(st.sampled_from("abcdefg.,"), min_size=1, max_size=10)
WORDS = st.lists(TOKENS, min_size=1, max_size=80)


@given(WORDS, st.floats(0.05, 1.0))
def test_cues_keep_all_limits_and_lose_no_word(words, seconds):
    segment = spoken(" ".join(words), seconds=seconds)
    found = cues(recording(segment), Limits(seconds=7.0, lines=2, characters=42))
    assert [word for cue in found for line in cue.lines for word in line] == list(segment.words)
    for cue in found:
        assert len(cue.lines) <= 2
        assert max(map(len, shown(cue))) <= 42
        assert cue.end - cue.start <= 7.0 + 1e-9
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(found))


def test_words_without_a_time_stay_at_their_place_in_the_text():
    words = [Word(text="eh"), *spoken("ich sage").words, Word(text="nie"), Word(text="etwas")]
    segment = Segment(text="eh ich sage nie etwas", words=tuple(words))
    (cue,) = cues(recording(segment), Limits())
    assert shown(cue) == ["eh ich sage nie etwas"]
    assert (cue.start, cue.end) == (0.0, 0.6)


def test_a_paragraph_that_was_not_said_makes_one_long_cue_and_no_invented_times():
    nothing = [Word(text="nein") for _ in range(60)]
    words = [*spoken("Ja.").words, *nothing, *spoken("So.", start=9).words]
    segment = Segment(text=" ".join(word.text for word in words), words=tuple(words))
    found = cues(recording(segment), Limits())
    assert [(cue.start, cue.end) for cue in found] == [(0.0, 0.3), (9.0, 9.3)]
    assert len(found[0].lines) == 8
    assert all(len(line) <= 42 for line in shown(found[0]))


def test_cues_are_sorted_by_start_where_segments_overlap():
    found = cues(recording(spoken("b", start=5.0), spoken("a", start=1.0)), Limits())
    assert [(cue.segment, cue.start) for cue in found] == [(1, 1.0), (0, 5.0)]


def test_a_word_longer_than_a_line_stands_alone_on_one():
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
    (cue,) = cues(recording(spoken(f"die {long} da")), Limits(lines=3))
    assert shown(cue) == ["die", long, "da"]


MARKUP = 'R&D &lt; <i>x</i> --> {\\an8} \\N {b:1} 3<5 a>b "q" &amp;'


@pytest.mark.parametrize(("write", "read"), [(to_srt, read_srt), (to_webvtt, read_vtt)])
def test_the_reader_of_transcripts_reads_markup_as_the_text_it_was(write, read):
    text = write(recording(spoken(MARKUP, seconds=1.0)), Limits(seconds=60, characters=200))
    utterances, remarks = read(text, "talk")
    assert [one.text for one in utterances] == [MARKUP]
    assert remarks == []


@pytest.mark.parametrize(("write", "kind"), [(to_srt, "srt"), (to_webvtt, "vtt")])
def test_another_library_reads_the_same_cues(write, kind):
    alignment = recording(spoken(SPEECH, speaker="Ann"), spoken("Hört, hört!", start=350_000.0))
    events = pysubs2.SSAFile.from_string(write(alignment), format_=kind)
    expected = [
        (round(cue.start * 1000), round(cue.end * 1000), "\\N".join(shown(cue)))
        for cue in cues(alignment, Limits())
    ]
    # It takes the name of the next cue for text, as of SubRip it knows numbers only.
    extra = re.compile(r"<v Ann>|(\\N)+\d-\d$")
    found = [(one.start, one.end, extra.sub("", one.text)) for one in events]
    assert found == expected
    assert len(found) == 4


def test_webvtt_says_who_speaks_and_times_rise_within_each_cue():
    alignment = recording(spoken(SPEECH, speaker="A & <B>"))
    text = to_webvtt(alignment, word_times=True)
    assert text.count("<v A &amp; &lt;B&gt;>") == 3
    assert "<v" not in to_webvtt(alignment, speaker_names=False)
    assert from_webvtt(text).segments[0].speaker == "A & <B>"
    for block in text.split("\n\n")[2:]:
        times = re.findall(r"\d\d:\d\d:\d\d\.\d{3}", block)
        start, end, *inside = times
        assert len(inside) > 3
        assert [start, *inside, end] == sorted({start, *inside, end})


def test_words_whose_time_webvtt_cannot_say_are_marked():
    words = (
        Word(text="a", start=0.0, end=1.0, status="aligned"),
        Word(text="b", start=0.5, end=2.0, status="aligned"),
        Word(text="–", start=2.0, end=2.0, status="interpolated"),
        Word(text="c"),
        Word(text="d", start=2.0, end=3.0, status="interpolated"),
    )
    text = to_webvtt(recording(Segment(text="a b – c d", words=words)), word_times=True)
    assert text.split("\n")[-2] == (
        "a<00:00:01.000> <c.untimed>b</c> <c.untimed>–</c> <c.untimed>c</c> "
        "<00:00:02.000><c.interpolated>d</c>"
    )


def test_a_subrip_line_of_digits_is_no_counter():
    alignment = recording(spoken("2 1", seconds=9.0), spoken("3", start=20.0))
    assert [one.text for one in from_srt(to_srt(alignment)).segments] == ["2", "1", "3"]


def test_foreign_subtitles_are_read_without_names_and_with_markup():
    text = "00:01.000 --> 00:02.000 align:left\n<b>Hello</b>\nthere\n\n1:00:00.5 --> nowhere\n"
    assert [one.text for one in from_webvtt("WEBVTT\n\n" + text).segments] == ["Hello there"]
    (segment,) = from_srt("1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i>\n\nthere\n").segments
    assert (segment.text, segment.start, segment.end) == ("Hello there", 1.0, 2.0)


@pytest.mark.parametrize("module", [captions, tiers])
def test_the_examples_of_the_docstrings_hold(module):
    results = doctest.testmod(module)
    assert results.attempted > 0
    assert results.failed == 0
