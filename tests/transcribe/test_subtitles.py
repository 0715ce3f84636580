"""SubRip and WebVTT: what is read, against planted cues and against pysubs2."""

from itertools import pairwise

import pysubs2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unisono.items import ItemError
from unisono.transcribe.cues import Cue, Line, spoken_lines, utterances_of
from unisono.transcribe.subtitles import read_srt, read_vtt

WORDS = st.text(st.sampled_from("abcdeZÄöß1290.,!?'-:éα字"), min_size=1, max_size=8)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3)


@st.composite
def timed_texts(draw: st.DrawFn) -> list[tuple[int, int, list[str]]]:
    """Cues in order: start and end in milliseconds, lines of text."""
    cues = []
    clock = 0
    for lines in draw(st.lists(LINES, min_size=1, max_size=6)):
        start = clock + draw(st.integers(0, 5_000_000))
        clock = start + draw(st.integers(1, 9_999))
        cues.append((start, clock, lines))
    repeating = sum(not set(one[2]).isdisjoint(other[2]) for one, other in pairwise(cues))
    assume(repeating < 4)  # from four on they are roll-up captions
    return cues


def clock(milliseconds: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def as_srt(cues) -> str:
    return "".join(
        f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n" + "\n".join(lines) + "\n\n"
        for number, (start, end, lines) in enumerate(cues, 1)
    )


def as_vtt(cues) -> str:
    return "WEBVTT\n\n" + "".join(
        f"{clock(start, '.')} --> {clock(end, '.')} align:start\n" + "\n".join(lines) + "\n\n"
        for start, end, lines in cues
    )


def read(reader, text: str) -> list[tuple[float | None, float | None, str, str | None]]:
    utterances, _ = reader(text, "talk")
    return [(one.start, one.end, one.text, one.speaker_id) for one in utterances]


@given(timed_texts())
def test_srt_gives_back_the_cues_that_were_written(cues):
    assert read(read_srt, as_srt(cues)) == [
        (start / 1000, end / 1000, " ".join(lines), None) for start, end, lines in cues
    ]


@given(timed_texts())
def test_vtt_gives_back_the_cues_that_were_written(cues):
    assert read(read_vtt, as_vtt(cues)) == [
        (start / 1000, end / 1000, " ".join(lines), None) for start, end, lines in cues
    ]


@pytest.mark.parametrize(("reader", "kind"), [(read_srt, "srt"), (read_vtt, "vtt")])
def test_files_that_pysubs2_writes_are_read_alike(reader, kind):
    subtitles = pysubs2.SSAFile()
    planted = [(0, 1500, r"{\i1}Mr President,{\i0}\Nladies"), (1500, 3_723_004, "and gentlemen.")]
    for start, end, text in planted:
        subtitles.append(pysubs2.SSAEvent(start=start, end=end, text=text))
    assert read(reader, subtitles.to_string(kind)) == [
        (0.0, 1.5, "Mr President, ladies", None),
        (1.5, 3723.004, "and gentlemen.", None),
    ]


@pytest.mark.parametrize(
    ("payload", "spoken"),
    [
        (["<i>Thank</i> <b>you</b>"], "Thank you"),
        (['<font color="#fff">Thank</font> you'], "Thank you"),
        ([r"{\an8}Thank you{\i1}!"], "Thank you!"),
        ([r"{y:i}Thank you"], "Thank you"),
        ([r"Thank\Nyou\hall"], "Thank you all"),
        (["so<00:00:00.400><c> my</c><c.loud> friends</c>"], "so my friends"),
        (["<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>"], "漢字"),
        (["<lang en-GB>Order</lang>, order"], "Order, order"),
        (["R&amp;D &lt;1 %&gt; &#8364;5&nbsp;m &quot;now&quot;"], 'R&D <1 %> €5 m "now"'),
        (["AT&T and Q&A; a < b > c"], "AT&T and Q&A; a < b > c"),
        (["&lt;i&gt;literally&lt;/i&gt;"], "<i>literally</i>"),
        (["\u202b\ufeffcafe\u0301 soft\u00adhyphen\u200b "], "café softhyphen"),
        (["", "  ", "<i></i>"], ""),
    ],
)
def test_markup_is_stripped_and_entities_are_resolved(payload, spoken):
    assert " ".join(line.text for line in spoken_lines(payload)) == spoken


def test_voice_tags_name_the_speaker_until_they_end():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Angela Merkel>Guten\nMorgen\n\n"
        "00:02.000 --> 00:04.000\n<v Bob>Hi</v> all <v Ann &amp; Eve>Hello\n"
    )
    assert read(read_vtt, text) == [
        (1.0, 2.0, "Guten Morgen", "Angela Merkel"),
        (2.0, 4.0, "Hi", "Bob"),
        (2.0, 4.0, "all", None),
        (2.0, 4.0, "Hello", "Ann & Eve"),
    ]


def test_vtt_comments_styles_regions_identifiers_and_settings_are_no_speech():
    text = (
        "WEBVTT - Talk\nKind: captions\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\n"
        "REGION\nid:bill\n\nNOTE made\nby hand\n\nintro-1\n"
        "00:01.000 --> 00:02.000 position:10%,line-left align:start\nOne\n\n"
        "NOTE\n00:02.000 --> 00:03.000\ntaken out\n\n100:00:03.000 --> 100:00:04.000\nTwo"
    )
    utterances, remarks = read_vtt(text, "talk.vtt")
    assert [(one.start, one.text) for one in utterances] == [(1.0, "One"), (360003.0, "Two")]
    assert remarks == []


def test_lines_outside_of_cues_are_left_out_and_remarked():
    _, remarks = read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\nlost\nlost too\n", "a.vtt")
    assert [(one.sentence, one.lost) for one in remarks] == [
        ('2 lines outside of any cue left out, first "lost"', True)
    ]
    _, remarks = read_srt("Talk\n\n1\n00:00:01,000 --> 00:00:02,000\nOne\n", "a.srt")
    assert [one.sentence for one in remarks] == ['1 line outside of any cue left out, first "Talk"']


def test_a_timestamp_map_is_remarked():
    text = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n00:01.000 --> 00:02.000\nHi"
    _, remarks = read_vtt(text, "a.vtt")
    assert [one.sentence for one in remarks] == [
        "its X-TIMESTAMP-MAP was not applied: check that the times are right"
    ]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("1\n0:0:1,5 --> 0:0:2.25 X1:40\nshort clocks\n", [(1.5, 2.25, "short clocks")]),
        ("00:00:01 --> 00:00:02\nno counter\n", [(1.0, 2.0, "no counter")]),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nin the year\n2020\n\n"
            "2\n00:00:03,000 --> 00:00:04,000\n2021\n",
            [(1.0, 2.0, "in the year 2020"), (3.0, 4.0, "2021")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nhas a\n\nblank line\n"
            "2\n00:00:03,000 --> 00:00:04,000\nnone before\n",
            [(1.0, 2.0, "has a blank line"), (3.0, 4.0, "none before")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nafter empty",
            [(3.0, 4.0, "after empty")],
        ),
        ("1\n-00:00:01,000 --> 00:00:02,000\nshifted\n", [(-1.0, 2.0, "shifted")]),
        ("1\n00:00:01,000 --> 00:00:02,000\nsee --> there\n", [(1.0, 2.0, "see --> there")]),
    ],
)
def test_sloppy_srt_is_read_as_it_was_meant(text, spoken):
    assert [(start, end, said) for start, end, said, _ in read(read_srt, text)] == spoken


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (
            read_srt,
            "just words\n",
            'talk has text but no time range such as "00:00:01,000 --> 00:00:02,500"; if it is '
            "plain text, let its name end in .txt",
        ),
        (
            read_srt,
            "1\n00:00:61,000 --> 00:00:62,000\nx\n",
            'talk line 2: "00:00:61,000 --> 00:00:62,000" is not a time range such as '
            '"00:00:01,000 --> 00:00:02,500"; correct it',
        ),
        (
            read_vtt,
            "WEBVTT\n\nfirst\n00:01.000 --> 0O:02.000\nx\n",
            'talk line 4: "00:01.000 --> 0O:02.000" is not a time range such as '
            '"00:00:01,000 --> 00:00:02,500"; correct it',
        ),
        (
            read_vtt,
            "1\n00:00:01,000 --> 00:00:02,000\nx\n",
            'talk does not begin with "WEBVTT" and so is not WebVTT; if it is SubRip, let its '
            "name end in .srt",
        ),
    ],
)
def test_what_is_not_a_subtitle_file_is_refused_with_line_and_remedy(reader, text, message):
    with pytest.raises(ItemError) as caught:
        reader(text, "talk")
    assert str(caught.value) == message


def test_vtt_cues_without_a_blank_line_between_them_are_parted():
    text = "WEBVTT\n00:01.000 --> 00:02.000\none\n2\n00:02.000 --> 00:03.000\ntwo"
    assert [said for _, _, said, _ in read(read_vtt, text)] == ["one", "two"]


def test_rollup_captions_are_said_once():
    blocks = (
        "WEBVTT\nKind: captions\nLanguage: en",
        "00:00:00.160 --> 00:00:02.310 align:start position:0%\n \n"
        "and<00:00:00.400><c> so</c><00:00:00.640><c> my</c>",
        "00:00:02.310 --> 00:00:02.320 align:start position:0%\nand so my\n ",
        "00:00:02.320 --> 00:00:04.100\nand so my\nfellow<00:00:03.000><c> Americans</c>",
        "00:00:04.100 --> 00:00:04.110\nfellow Americans\n ",
        "00:00:04.110 --> 00:00:06.000\nfellow Americans\nask not",
        "00:00:06.000 --> 00:00:06.010\nask not\n ",
        "00:00:06.010 --> 00:00:08.000\nask not\nask not",
    )
    utterances, remarks = read_vtt("\n\n".join(blocks), "auto.vtt")
    assert [(one.start, one.text) for one in utterances] == [
        (0.16, "and so my"),
        (2.32, "fellow Americans"),
        (4.11, "ask not"),
        (6.01, "ask not"),
    ]
    assert [(one.sentence, one.lost) for one in remarks] == [
        (
            "roll-up captions: 6 lines repeat the caption before and were taken once",
            False,
        )
    ]


def test_people_who_repeat_themselves_are_heard_twice():
    said = ["Order.", "Order.", "Order.", "The", "honourable", "member", "will", "sit down."]
    cues = [Cue(start=float(at), end=at + 1.0, lines=(Line(text),)) for at, text in enumerate(said)]
    utterances, remarks = utterances_of(cues)
    assert [one.text for one in utterances] == said
    assert remarks == []


@given(st.text(alphabet=st.sampled_from('0123:,.->\n <v/>{\\}&;aWEBVTTNOTE"'), max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    for reader in (read_srt, read_vtt):
        try:
            utterances, _ = reader(text, "noise")
        except ItemError as refused:
            assert str(refused).startswith("noise ")  # noqa: PT017  most texts are read
        else:
            assert all(one.text and one.text == one.text.strip() for one in utterances)
