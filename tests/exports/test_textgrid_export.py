"""TextGrids as Praat itself and the reader of transcripts see them."""

from itertools import pairwise

import parselmouth
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parselmouth.praat import call

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.exports.textgrid import from_textgrid, to_textgrid
from unisono.transcribe.textgrid import interval_tiers, read_textgrid


def a_word(text, start, end, status="aligned"):
    return Word(text=text, start=start, end=end, status=status)


def speech(*segments, duration=10.0):
    return Alignment(media_id="talk", duration=duration, segments=segments)


DEBATE = speech(
    Segment(
        text='Frau "Präsidentin" – ja',
        speaker="Ann",
        words=(
            a_word("Frau", 0.1, 1 / 3),
            a_word('"Präsidentin"', 1 / 3, 2.0, "interpolated"),
            a_word("–", 2.0, 2.0, "interpolated"),
            Word(text="ja"),
        ),
    ),
    Segment(text="Hört, hört!", speaker="Bob", words=(a_word("Hört,", 1.0, 1.5),)),
    Segment(text="never heard"),
)


def praat(text, tmp_path):
    path = tmp_path / "talk.TextGrid"
    path.write_text(text, encoding="utf-8", newline="\n")
    return parselmouth.read(str(path))


def read_by_praat(grid):
    """Every tier by its name: its intervals or points with their labels."""
    tiers = {}
    for tier in range(1, call(grid, "Get number of tiers") + 1):
        name = call(grid, "Get tier name", tier)
        if call(grid, "Is interval tier", tier):
            count = range(1, call(grid, "Get number of intervals", tier) + 1)
            tiers[name] = [
                (
                    call(grid, "Get start time of interval", tier, at),
                    call(grid, "Get end time of interval", tier, at),
                    call(grid, "Get label of interval", tier, at),
                )
                for at in count
            ]
        else:
            count = range(1, call(grid, "Get number of points", tier) + 1)
            tiers[name] = [
                (
                    call(grid, "Get time of point", tier, at),
                    call(grid, "Get label of point", tier, at),
                )
                for at in count
            ]
    return tiers


def test_praat_opens_it_and_finds_the_tiers_of_each_speaker(tmp_path):
    assert read_by_praat(praat(to_textgrid(DEBATE), tmp_path)) == {
        "Ann - utterances": [
            (0.0, 0.1, ""),
            (0.1, 2.0, 'Frau "Präsidentin" – ja'),
            (2.0, 10.0, ""),
        ],
        "Ann - words": [
            (0.0, 0.1, ""),
            (0.1, 1 / 3, "Frau"),
            (1 / 3, 2.0, '"Präsidentin"'),
            (2.0, 10.0, ""),
        ],
        "Ann - status": [(0.0, 1 / 3, ""), (1 / 3, 2.0, "interpolated"), (2.0, 10.0, "")],
        "Ann - words (points)": [(2.0, "–")],
        "Ann - status (points)": [(2.0, "interpolated")],
        "Bob - utterances": [(0.0, 1.0, ""), (1.0, 1.5, "Hört, hört!"), (1.5, 10.0, "")],
        "Bob - words": [(0.0, 1.0, ""), (1.0, 1.5, "Hört,"), (1.5, 10.0, "")],
    }


TEXTS = st.text(st.sampled_from('aß"!<> \\bs#%מ🙂\n'), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(TEXTS, st.floats(1e-6, 1e4), st.floats(1e-6, 10))), st.floats(1e-6, 1e5))
def test_praat_reads_every_time_and_label_exactly(tmp_path, said, duration):
    words, clock = [], 0.0
    for text, gap, length in said:
        start = clock + gap
        clock = start + length
        words.append(a_word(text, start, clock))
    segment = Segment(text="x", words=tuple(words))
    grid = praat(to_textgrid(speech(segment, duration=duration)), tmp_path)
    tier = read_by_praat(grid)["words"] if words else []
    labelled = [one for one in tier if one[2]]
    assert labelled == [(w.start, w.end, w.text.replace("\\", "\\bs")) for w in words]
    assert all(one[1] == other[0] for one, other in pairwise(tier))
    if words:
        assert (tier[0][0], tier[-1][1]) == (0.0, max(duration, clock))


def test_what_praat_saves_again_is_read_as_before(tmp_path):
    grid = praat(to_textgrid(DEBATE), tmp_path)
    for command in ("Save as text file...", "Save as short text file..."):
        path = tmp_path / "again.TextGrid"
        call(grid, command, str(path))
        data = path.read_bytes()
        text = data.decode("utf-16" if data[:1] in b"\xfe\xff" else "utf-8")
        # Comments are lost, and with them the segment without a time.
        assert from_textgrid(text).segments == from_textgrid(to_textgrid(DEBATE)).segments[:2]


def test_the_reader_of_transcripts_finds_the_utterances_and_their_speakers():
    utterances, remarks = read_textgrid(to_textgrid(DEBATE), "talk")
    assert remarks == []
    assert [(one.start, one.end, one.text, one.speaker_id) for one in utterances] == [
        (0.1, 2.0, 'Frau "Präsidentin" – ja', "Ann"),
        (1.0, 1.5, "Hört, hört!", "Bob"),
    ]


def test_a_backslash_is_one_for_praat_and_for_the_reader_of_transcripts():
    text = to_textgrid(speech(Segment(text='c:\\ssd "\\a"', start=1.0, end=2.0)))
    (tier, _) = [tier.name for tier in interval_tiers(text, "talk")] + [None]
    assert tier == "utterances"
    assert read_textgrid(text, "talk")[0][0].text == 'c:\\ssd "\\a"'
    assert from_textgrid(text).segments[0].text == 'c:\\ssd "\\a"'


def test_one_speaker_has_plain_tiers_and_overlap_takes_further_ones():
    text = to_textgrid(
        speech(
            Segment(text="a", speaker="Ann", words=(a_word("a", 0.0, 2.0),)),
            Segment(
                text="b c", speaker="Ann", words=(a_word("b", 1.0, 3.0), a_word("c", 2.0, 4.0))
            ),
            Segment(text="d", speaker="Ann", words=(a_word("d", 2.0, 3.0),)),
        )
    )
    assert [tier.name for tier in interval_tiers(text, "talk")] == [
        "utterances", "words", "utterances 2", "words 2", "words 2.2",
    ]  # fmt: skip


def test_a_file_without_words_has_both_tiers_over_the_whole_recording(tmp_path):
    grid = praat(to_textgrid(speech()), tmp_path)
    assert read_by_praat(grid) == {"utterances": [(0.0, 10.0, "")], "words": [(0.0, 10.0, "")]}


def test_a_tier_of_words_alone_is_read_as_one_segment():
    text = to_textgrid(
        speech(Segment(text="a b", words=(a_word("a", 0, 1.0), a_word("b", 1.0, 2.0))))
    )
    (segment,) = from_textgrid(text.replace('"utterances"', '"phones"')).segments
    assert (segment.text, [word.span for word in segment.words]) == ("a b", [(0, 1.0), (1.0, 2.0)])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'not a TextGrid: a text should stand where there is the end of the file "";'),
        ('"ooTextFile" "Pitch 1"', "a Praat object, but not a TextGrid"),
        ('"x"', "not a TextGrid in Praat's text format; save it as text file in Praat"),
        (to_textgrid(DEBATE)[:600], "not a TextGrid: a "),
        ('"ooTextFile" "TextGrid" 0 1 <exists> 1.5', "not a TextGrid: 1.5 is not a number of"),
    ],
)
def test_what_is_no_textgrid_is_refused_with_the_reason(text, sentence):
    with pytest.raises(InputError) as caught:
        from_textgrid(text)
    assert str(caught.value).startswith(sentence)
