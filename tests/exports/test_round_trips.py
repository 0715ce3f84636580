"""What is written is read back: texts as they stand, times to the format's resolution.

Resolution: TextGrid and JSON give back the same numbers, the others whole milliseconds (half a
millisecond away); what is shorter than a millisecond is one long in ELAN (one more away).
"""

from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.exports.cues import Limits
from unisono.exports.options import ExportsOptions
from unisono.exports.registry import FORMATS
from unisono.exports.srt import from_srt, to_srt
from unisono.exports.webvtt import from_webvtt, to_webvtt

ODD = [*'"\\<>&;:{}!|,.-–—→0123456789aäßÉ', "-->", "&lt;", "<i>", "{\\an8}", "\\N", "''"]
ODD += [
    "שלום",
    "مرحبا",
    "नमस्ते",
    "e\u0301",
    "🙂",
    "NOTE",
    "WEBVTT",
    "\\bs",
    "\\u0020",
    ";;",
    "\u200b",
]
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="￾￿")
TOKENS = st.lists(st.sampled_from(ODD) | LETTERS, min_size=1, max_size=6).map("".join)
SPEAKERS = st.none() | st.sampled_from(["Ann", "Bob - words", 'Ö "x" & <y>', "words 2"])
STATUSES = st.sampled_from(["aligned", "aligned", "interpolated", "unaligned"])


@st.composite
def segments(draw, scale, first):
    """A segment whose words follow each other, some without a time or without length."""
    clock = draw(first)
    words = []
    for text in draw(st.lists(TOKENS, max_size=12)):
        status = draw(STATUSES)
        if status == "unaligned":
            words.append(Word(text=text))
            continue
        start = clock + draw(st.integers(0, 900)) * scale
        clock = start + draw(st.integers(0, 900)) * scale
        score = draw(st.none() | st.integers(0, 10_000).map(lambda value: value / 10_000))
        words.append(Word(text=text, start=start, end=clock, status=status, score=score))
    text = " ".join(word.text for word in words) or draw(TOKENS)
    return Segment(text=text, speaker=draw(SPEAKERS), words=tuple(words))


def on_the_grid(segment):
    def whole(time):
        return None if time is None else round(time * 1000) / 1000

    words = tuple(replace(w, start=whole(w.start), end=whole(w.end)) for w in segment.words)
    return replace(segment, words=words)


def alignments(scale):
    # Utterances of a speaker do not touch, or it could not be said whose a word without length is.
    made = st.lists(st.integers(0, 10_000_000), max_size=4, unique=True).flatmap(
        lambda starts: st.tuples(*(segments(scale, st.just(at * scale * 7)) for at in starts))
    )
    if scale == 0.001:
        made = made.map(lambda found: tuple(map(on_the_grid, found)))
    return made.map(lambda found: Alignment(media_id="m", duration=1.0, segments=found))


def timed(alignment, *, speakers=True):
    """What is said when, in any order."""
    return Counter(
        (segment.speaker if speakers else None, word.text, word.span, word.status)
        for segment in alignment.segments
        for word in segment.words
        if word.span is not None
    )


def spans(alignment):
    return Counter((one.text, one.span) for one in alignment.segments)


def tokens(alignment):
    return Counter(word.text for segment in alignment.segments for word in segment.tokens)


def several(alignment):
    return len(set(alignment.speakers)) > 1


@given(alignments(0.000_731))
def test_a_textgrid_gives_back_the_same_times_and_texts(alignment):
    back = FORMATS["textgrid"].read(FORMATS["textgrid"].write(alignment, ExportsOptions()))
    assert timed(back, speakers=several(alignment)) == timed(alignment, speakers=several(alignment))
    assert spans(back) == spans(alignment)
    assert tokens(back) == tokens(alignment)
    assert back.duration == alignment.end


@given(alignments(0.001))
def test_elan_gives_back_times_in_milliseconds_texts_and_speakers(alignment):
    back = FORMATS["eaf"].read(FORMATS["eaf"].write(alignment, ExportsOptions()))
    assert tokens(back) == tokens(alignment)
    short = [w for w in alignment.words if w.span is not None and w.start == w.end]
    if short:
        # What has no length is made 1 ms long, at most 1 ms away.
        before = sorted((s, w.text, w.start) for s, w in said(alignment))
        after = sorted((s, w.text, w.start) for s, w in said(back))
        assert [one[:2] for one in after] == [one[:2] for one in before]
        return
    assert timed(back) == timed(alignment)
    kept = [one for one in alignment.segments if one.span is not None]
    assert Counter((one.text, one.span, one.speaker) for one in kept) == Counter(
        (one.text, one.span, one.speaker) for one in back.segments if one.span is not None
    )


def said(alignment):
    return [
        (segment.speaker or "", word)
        for segment in alignment.segments
        for word in segment.words
        if word.span is not None
    ]


@given(alignments(0.000_731))
def test_elan_moves_no_time_by_more_than_one_and_a_half_milliseconds(alignment):
    back = FORMATS["eaf"].read(FORMATS["eaf"].write(alignment, ExportsOptions()))

    def ordered(one):
        return sorted((speaker, w.text, w.start, w.end) for speaker, w in said(one))

    before, after = ordered(alignment), ordered(back)
    assert len(before) == len(after)
    if len({one[:2] for one in before}) == len(before):  # else which is which cannot be said
        for one, other in zip(before, after, strict=True):
            assert one[:2] == other[:2]
            assert other[2] == pytest.approx(one[2], abs=0.001_501)
            assert other[3] == pytest.approx(one[3], abs=0.001_501)


LIMITS = st.builds(
    Limits,
    seconds=st.floats(0.5, 20),
    lines=st.integers(1, 3),
    characters=st.integers(10, 60),
)


def whole(span):
    """A span as subtitles have it: at least 1 ms long."""
    start, end = (round(time * 1000) for time in span)
    return start / 1000, max(end, start + 1) / 1000


@given(alignments(0.001), LIMITS)
def test_webvtt_with_word_times_gives_back_segments_words_and_speakers(alignment, limits):
    back = from_webvtt(to_webvtt(alignment, limits, word_times=True))
    assert len(back.segments) == len(alignment.segments)
    for one, other in zip(alignment.segments, back.segments, strict=True):
        assert other.text == one.text
        if one.span is None:
            assert other.span is None
            continue
        assert (other.start, other.end) == whole(one.span)
        assert other.speaker == one.speaker
        assert [word.text for word in other.words] == [word.text for word in one.words]
        for word, read in zip(one.words, other.words, strict=True):
            if word.span is None or word.start == word.end:
                assert read.status == "unaligned"
            else:
                assert (read.span, read.status) == (word.span, word.status)


@settings(max_examples=50)
@given(alignments(0.000_731), LIMITS)
def test_webvtt_without_word_times_gives_back_segments(alignment, limits):
    back = from_webvtt(to_webvtt(alignment, limits))
    assert [one.text for one in back.segments] == [one.text for one in alignment.segments]
    kept = [one for one in alignment.segments if one.span is not None]
    assert [(one.start, one.end) for one in back.segments if one.span] == [
        whole(one.span) for one in kept
    ]
    assert back.words == tuple(
        word for one in back.segments if one.span is None for word in one.words
    )


@settings(max_examples=50)
@given(alignments(0.000_731), LIMITS)
def test_subrip_gives_back_the_text_of_what_has_a_time(alignment, limits):
    back = from_srt(to_srt(alignment, limits))
    kept = [one for one in alignment.segments if one.span is not None]
    assert tokens(back) == tokens(replace(alignment, segments=tuple(kept)))
    if kept:
        ends = [whole(one.span) for one in kept]
        assert back.segments[0].start == min(start for start, _ in ends)
        assert back.duration == max(end for _, end in ends)


@given(alignments(0.001))
def test_ctm_gives_back_words_scores_and_speakers_segment_by_segment(alignment):
    back = FORMATS["ctm"].read(FORMATS["ctm"].write(alignment, ExportsOptions()))
    assert len(back.segments) == len(alignment.segments)
    for one, other in zip(alignment.segments, back.segments, strict=True):
        assert other == Segment(text=one.text, speaker=one.speaker, words=one.tokens)


@given(alignments(0.000_731))
def test_json_gives_back_the_same_record(alignment):
    text = FORMATS["json"].write(alignment, ExportsOptions())
    assert FORMATS["json"].read(text) == alignment


@settings(max_examples=20)
@pytest.mark.parametrize("name", sorted(FORMATS))
@given(alignments(0.001))
def test_the_same_alignment_gives_the_same_text_which_is_utf8(name, alignment):
    options = ExportsOptions(word_times=True)
    text = FORMATS[name].write(alignment, options)
    assert text == FORMATS[name].write(alignment, options)
    assert text.encode().decode() == text
    assert "\r" not in text


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(text=st.text(max_size=60) | st.text(st.sampled_from('"<>&!; 01.:->\n'), max_size=60))
def test_a_file_of_anything_is_read_or_refused_in_words(name, text):
    with suppress(InputError):
        assert isinstance(FORMATS[name].read(text), Alignment)


NOBODY = Alignment(media_id="m", duration=12.5)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_recording_without_words_gives_a_file_without_words(name):
    back = FORMATS[name].read(FORMATS[name].write(NOBODY, ExportsOptions()))
    assert back.segments == ()


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"srt"}))
def test_a_segment_without_a_time_keeps_its_text_and_its_place(name):
    alignment = Alignment(
        media_id="m",
        duration=9.0,
        segments=(
            Segment(text="first", start=1.0, end=2.0, words=(a_word("first", 1.0, 2.0),)),
            Segment(text="never heard --> this", words=()),
            Segment(text="last", start=3.0, end=4.0, words=(a_word("last", 3.0, 4.0),)),
        ),
    )
    back = FORMATS[name].read(FORMATS[name].write(alignment, ExportsOptions()))
    assert [one.text for one in back.segments] == ["first", "never heard --> this", "last"]
    assert [one.span is None for one in back.segments] == [False, True, False]


def a_word(text, start=None, end=None, status="aligned", **values):
    status = "unaligned" if start is None else status
    return Word(text=text, start=start, end=end, status=status, **values)


ODDITIES = Alignment(
    media_id="m",
    duration=400_010.0,
    segments=(
        Segment(
            text="two\nlines and\tmore \u2028 ends",
            words=(
                a_word("two\nlines", 1.0, 2.0),
                a_word("", 2.0, 2.5),
                a_word("and\tmore"),
                a_word("\u2028", 2.5, 2.6),
                a_word("ends", 3.0, 3.0, status="interpolated"),
            ),
        ),
        Segment(text="over", words=(a_word("over", 2.0, 5.0),), speaker="B"),
        Segment(
            text="laps itself",
            words=(a_word("laps", 2.0, 4.0), a_word("itself", 3.0, 5.0)),
            speaker="B",
        ),
        Segment(text="late", words=(a_word("late", 400_000.001, 400_000.002),)),
        Segment(text="", start=6.0, end=7.0),
    ),
)


@pytest.mark.parametrize("name", ["textgrid", "eaf", "ctm", "json"])
def test_newlines_overlaps_empty_texts_and_late_words_keep_their_times(name):
    back = FORMATS[name].read(FORMATS[name].write(ODDITIES, ExportsOptions()))
    found = {word.text: word.span for word in back.words if word.span is not None}
    assert found["laps"] == (2.0, 4.0)
    assert found["itself"] == (3.0, 5.0)
    assert found["over"] == (2.0, 5.0)
    assert found["late"] == (400_000.001, 400_000.002)
    assert found["two\nlines"] == (1.0, 2.0)


@pytest.mark.parametrize("name", ["webvtt", "srt"])
def test_subtitles_have_newlines_as_spaces_and_leave_empty_words_out(name):
    text = FORMATS[name].write(ODDITIES, ExportsOptions(word_times=True))
    back = FORMATS[name].read(text)
    assert sorted(one.text for one in back.segments) == sorted(
        ["two lines and more ends", "over", "laps itself", "late"]
    )
    assert back.segments[-1].start == 400_000.001
    assert "111:06:40" in text


def test_characters_that_xml_cannot_hold_become_replacement_characters():
    alignment = Alignment(
        media_id="m",
        duration=1.0,
        segments=(Segment(text="a\x00b\ud800", words=(a_word("a\x00b\ud800", 0.0, 1.0),)),),
    )
    for name in sorted(set(FORMATS) - {"json"}):
        back = FORMATS[name].read(FORMATS[name].write(alignment, ExportsOptions()))
        assert back.segments[0].text == "a\ufffdb\ufffd"
