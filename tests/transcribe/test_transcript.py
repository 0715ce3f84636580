"""`read_transcript`: files as strangers send them, and times against the recording."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.transcribe import encoding
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.transcript import ROUNDING, place, read_transcript
from unisono.transcribe.utterances import Utterance

SRT = "1\n00:00:01,000 --> 00:00:02,500\nFür alle\n"


def a_file(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, **options) -> tuple[Reason, str]:
    with pytest.raises(ItemError) as caught:
        read_transcript(path, options=TranscribeOptions(**options))
    return caught.value.code, str(caught.value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "txt"), ("a.TXT", "txt"), ("a.srt", "srt"), ("a.Vtt", "vtt")],
)
def test_the_format_follows_the_ending_of_the_name(name, kind, tmp_path):
    content = {
        "txt": "Für alle\n",
        "srt": SRT,
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.500\nFür alle",
    }
    transcript = read_transcript(a_file(tmp_path, name, content[kind]))
    assert transcript.kind == kind
    assert [one.text for one in transcript.utterances] == ["Für alle"]
    assert transcript.remarks == ()


def test_a_textgrid_is_read_with_the_tier_of_the_options(tmp_path):
    content = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n0\n2\n<exists>\n2\n'
        '"IntervalTier"\n"A"\n0\n2\n1\n0\n2\n"no"\n"IntervalTier"\n"B"\n0\n2\n1\n0\n2\n"yes"\n'
    )
    path = a_file(tmp_path, "a.TextGrid", content)
    transcript = read_transcript(path, options=TranscribeOptions(tier="B"))
    assert [one.text for one in transcript.utterances] == ["yes"]
    assert transcript.kind == "textgrid"


def test_plain_text_is_one_utterance_a_line_without_times(tmp_path):
    path = a_file(tmp_path, "a.txt", "\r\n One  two\r\n\r\n\x0cThree\tfour\rFive\u00a0six \n\n")
    assert read_transcript(path, duration=3.0).utterances == (
        Utterance(text="One two"),
        Utterance(text="Three four"),
        Utterance(text="Five six"),
    )


@pytest.mark.parametrize(
    "content",
    [
        SRT.encode(),
        b"\xef\xbb\xbf" + SRT.encode(),
        b"\xff\xfe" + SRT.encode("utf-16-le"),
        b"\xfe\xff" + SRT.encode("utf-16-be"),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("ü", "u\u0308").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be", "crlf", "decomposed"],
)
def test_encodings_that_can_be_told_give_the_same_text(content, tmp_path):
    transcript = read_transcript(a_file(tmp_path, "a.srt", content))
    assert transcript.utterances == (Utterance(text="Für alle", start=1.0, end=2.5),)
    assert transcript.remarks == ()


def test_other_encodings_are_refused_with_byte_and_line(tmp_path):
    path = a_file(tmp_path, "a.txt", "eins\r\nzwei\r\nfür\r\n".encode("cp1252"))
    assert refusal(path) == (
        Reason.TRANSCRIPT_UNREADABLE,
        'a.txt line 3: byte 0xFC is not UTF-8 (in Windows-1252 it is "ü"); save the file as '
        "UTF-8, or set transcribe: other_encoding",
    )


def test_other_encodings_are_read_when_asked_for_and_remarked(tmp_path):
    path = a_file(tmp_path, "a.txt", "für 5 €".encode("cp1252"))
    transcript = read_transcript(path, options=TranscribeOptions(other_encoding="cp1252"))
    assert [one.text for one in transcript.utterances] == ["für 5 €"]
    assert [(one.sentence, one.lost) for one in transcript.remarks] == [
        ("read as cp1252, since it is not UTF-8", False)
    ]
    path = a_file(tmp_path, "b.txt", "für")
    transcript = read_transcript(path, options=TranscribeOptions(other_encoding="cp1252"))
    assert transcript.utterances[0].text == "für"
    assert transcript.remarks == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.txt",
            b"%PDF-1.7\n\xe2\xe3\0",
            "a.txt is not a text file: byte 12 is zero (a Word, PDF or other binary file, or "
            "UTF-16 without byte-order mark); save it as plain text in UTF-8",
        ),
        (
            "a.srt",
            "1\n".encode("utf-16-le"),
            "a.srt is not a text file: byte 2 is zero (a Word, PDF or other binary file, or "
            "UTF-16 without byte-order mark); save it as plain text in UTF-8",
        ),
        (
            "a.txt",
            b"\xff\xfea\0\0\0",
            "a.txt is not a text file: character 2 is zero; save it as plain text in UTF-8",
        ),
        (
            "a.txt",
            b"\xff\xfea",
            "a.txt begins like UTF-16-LE and is not: truncated data at byte 3; save the file as "
            "UTF-8",
        ),
        (
            "a.docx",
            b"PK",
            'a.docx ends in ".docx"; transcripts end in .txt, .srt, .vtt, .TextGrid or .xml '
            "(a protocol): save it in one of these formats",
        ),
        (
            "a.txt",
            "x" * 100_001,
            "a.txt line 1 has 100,001 characters, at most 100,000 are read; give one utterance "
            "a line",
        ),
        (
            "a.txt",
            "x\n" * 100_001,
            "a.txt has 100,001 utterances, at most 100,000 are read; is it the transcript of one "
            "recording?",
        ),
        (
            "a.txt",
            "\n" * 1_000_000,
            "a.txt has more than 1,000,000 lines; is it a transcript of one recording?",
        ),
        (
            "a.txt",
            " " * 20_000_001,
            "a.txt is larger than 20 MB; is it a transcript? Give the text of this recording "
            "alone",
        ),
    ],
)  # fmt: skip
def test_files_that_are_no_transcript_are_refused_whole(name, content, message, tmp_path):
    assert refusal(a_file(tmp_path, name, content)) == (Reason.TRANSCRIPT_UNREADABLE, message)


def test_bytes_that_neither_encoding_has_are_named(tmp_path):
    path = a_file(tmp_path, "a.txt", b"a\n\x81")
    assert refusal(path, other_encoding="cp1252") == (
        Reason.TRANSCRIPT_UNREADABLE,
        "a.txt line 2: byte 0x81 is neither UTF-8 nor cp1252; save the file as UTF-8",
    )
    assert refusal(path)[1] == (
        "a.txt line 2: byte 0x81 is not UTF-8; save the file as UTF-8, or set transcribe: "
        "other_encoding"
    )


def test_folders_devices_and_missing_files_are_told_apart(tmp_path):
    (tmp_path / "a.txt").mkdir()
    assert refusal(tmp_path / "a.txt") == (
        Reason.TRANSCRIPT_UNREADABLE,
        f"the transcript {tmp_path}/a.txt is a folder; give the path of a file",
    )
    os.mkfifo(tmp_path / "b.txt")
    assert refusal(tmp_path / "b.txt") == (
        Reason.TRANSCRIPT_UNREADABLE,
        f"the transcript {tmp_path}/b.txt is not an ordinary file",
    )
    assert refusal(tmp_path / "c.txt") == (
        Reason.TRANSCRIPT_NOT_FOUND,
        f"there is no transcript {tmp_path}/c.txt; correct the manifest or leave the field empty",
    )
    long = tmp_path / ("x" * 300 + ".txt")
    assert refusal(long) == (
        Reason.TRANSCRIPT_UNREADABLE,
        f"the transcript {long} cannot be opened: File name too long",
    )
    assert refusal(Path("a\0.txt")) == (
        Reason.TRANSCRIPT_UNREADABLE,
        "the transcript a\0.txt cannot be opened: embedded null byte",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("a.txt", b"\xef\xbb\xbf \n\t\n\xe2\x80\x8b"),
        ("a.srt", b""),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,500\n<i></i>\n"),
        ("a.vtt", b""),
        ("a.vtt", b"WEBVTT\n\nNOTE nothing\n"),
        ("a.TextGrid", b'"ooTextFile" "TextGrid" 0 1 <exists> 0'),
    ],
)
def test_a_transcript_without_words_is_empty(name, content, tmp_path):
    assert refusal(a_file(tmp_path, name, content)) == (
        Reason.TRANSCRIPT_EMPTY,
        f"{name} holds no words; fill it, or leave the manifest's field empty",
    )


def test_markup_in_plain_text_is_no_speech(tmp_path):
    content = (
        "<p>Good <b>morn</b>ing,&nbsp;all</p><p>of you</p>\n<br/>\n"
        "{\\an8}Law &amp; order, R&D, a < b\n<v Ann>Yes</v>\n3 < 4 & 5 > 2\n"
    )
    transcript = read_transcript(a_file(tmp_path, "a.txt", content))
    assert [(one.text, one.speaker_id) for one in transcript.utterances] == [
        ("Good morning, all of you", None),
        ("Law & order, R&D, a < b", None),
        ("Yes", "Ann"),
        ("3 < 4 & 5 > 2", None),
    ]
    (remark,) = transcript.remarks
    assert (remark.sentence, remark.lost) == (
        "4 lines with markup, of which the text was taken",
        False,
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<!DOCTYPE html>\n<p>Hi", "a.txt is a web page; save its text as plain text in UTF-8"),
        ("\n<HTML><p>Hi", "a.txt is a web page; save its text as plain text in UTF-8"),
        (
            "<?xml version='1.0'?><a>",
            "a.txt is an XML document; save its text as plain text in UTF-8",
        ),
        (
            "{\\rtf1\\ansi Hi}",
            "a.txt is a Rich Text document; save its text as plain text in UTF-8",
        ),
        ("WEBVTT\n\nHi", "a.txt is WebVTT; name it .vtt"),
        (
            SRT,
            'a.txt line 2: "00:00:01,000 --> 00:00:02,500" is a time of subtitles; name the file '
            ".srt or .vtt",
        ),
    ],
    ids=["doctype", "html", "xml", "rtf", "vtt", "srt"],
)
def test_documents_and_subtitles_are_not_read_as_plain_text(content, sentence, tmp_path):
    path = a_file(tmp_path, "a.txt", content)
    assert refusal(path) == (Reason.TRANSCRIPT_UNREADABLE, sentence)


@pytest.mark.parametrize("content", ["... -- !!!\n***\n", "<p></p>\n<br/>\n"])
def test_signs_and_tags_alone_are_no_words(content, tmp_path):
    path = a_file(tmp_path, "a.txt", content)
    assert refusal(path)[0] == Reason.TRANSCRIPT_EMPTY


def test_a_line_break_in_a_caption_parts_words(tmp_path):
    content = SRT.replace("Für alle", "Für<br>alle<br />hier</p><p class='x'>und <i>heu</i>te")
    (one,) = read_transcript(a_file(tmp_path, "a.srt", content)).utterances
    assert one.text == "Für alle hier und heute"


def test_control_and_replacement_characters_are_remarked(tmp_path):
    path = a_file(tmp_path, "a.txt", "one\x01two\x85three\x1b\nf\ufffdr all\n")
    transcript = read_transcript(path)
    assert [one.text for one in transcript.utterances] == ["one two three", "f\ufffdr all"]
    assert [(one.sentence, one.lost) for one in transcript.remarks] == [
        ("2 control characters left out", False),
        (
            "1 replacement character (U+FFFD) in the text: an earlier conversion lost letters "
            "there; go back to the original file",
            True,
        ),
    ]


def test_reading_stops_at_the_largest_size(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "MAX_BYTES", 10)
    path = a_file(tmp_path, "a.txt", "0123456789")
    assert read_transcript(path).utterances[0].text == "0123456789"


def timed(*times: tuple[float, float]) -> list[Utterance]:
    return [Utterance(text=f"u{at}", start=start, end=end) for at, (start, end) in enumerate(times)]


def test_times_are_sorted_clipped_or_given_up_and_it_is_said():
    given_times = timed(
        (5.0, 6.0), (-1.0, 1.0), (9.0, 10.5), (3.0, 3.0), (11.0, 12.0), (7.0, 10.05)
    )
    placed, remarks = place(given_times, 10.0)
    assert [(one.text, one.start, one.end) for one in placed] == [
        ("u1", 0.0, 1.0),
        ("u3", None, None),
        ("u0", 5.0, 6.0),
        ("u5", 7.0, 10.0),
        ("u2", 9.0, 10.0),
        ("u4", None, None),
    ]
    assert [(one.sentence, one.lost) for one in remarks] == [
        ("utterances were not in the order of time and have been sorted", False),
        ("1 of 6 utterances do not end after they start and lost their times", True),
        ("1 of 6 utterances lie outside of the recording (10.00 s) and lost their times", True),
        ("2 of 6 utterances reach beyond the recording (10.00 s) and were clipped to it", False),
    ]


TIMES = st.floats(-5.0, 20.0)


@given(st.lists(st.tuples(TIMES, TIMES), max_size=8), st.none() | st.floats(0.1, 15.0))
def test_no_text_is_lost_and_every_time_is_possible(times, duration):
    given_times = timed(*times)
    placed, remarks = place(given_times, duration)
    assert sorted(one.text for one in placed) == sorted(one.text for one in given_times)
    kept = [one for one in placed if one.start is not None]
    assert [one.start for one in kept] == sorted(one.start for one in kept)
    assert all(0 <= one.start < one.end <= (duration or 20.0) for one in kept)
    untouched = all(0 <= start < end <= (duration or 20.0) for start, end in times)
    if (
        untouched
        and len(set(times)) == len(times)
        and [start for start, _ in times] == sorted(start for start, _ in times)
    ):
        assert placed == given_times
        assert remarks == []


def test_voices_that_share_a_caption_are_left_to_the_alignment():
    placed, remarks = place(timed((0.0, 1.0), (1.0, 3.0), (1.0, 3.0), (3.0, 4.0)), 10.0)
    assert [(one.start, one.end) for one in placed] == [
        (0.0, 1.0),
        (None, None),
        (None, None),
        (3.0, 4.0),
    ]
    assert [(one.sentence, one.lost) for one in remarks] == [
        ("2 of 4 utterances share their times with others and are left to the alignment", False)
    ]


def test_a_time_just_beyond_the_end_is_clipped_without_a_remark():
    placed, remarks = place(timed((0.0, 10.0 + ROUNDING / 2)), 10.0)
    assert placed[0].end == 10.0
    assert remarks == []


def test_utterances_without_times_keep_their_order():
    lines = [Utterance(text="b"), Utterance(text="a")]
    assert place(lines, 10.0) == (lines, [])
