"""A query finds sentences, and its page shows them with sound, pitch and frames."""

import csv
import json
import re
from itertools import pairwise

import cv2
import numpy as np
import pytest

from unisono.errors import ConfigError, InputError
from unisono.query.drawing import contour, picture
from unisono.query.find import Word, find_sentences
from unisono.query.options import QueryOptions
from unisono.query.page import clock, media_address, query_results, question
from unisono.store import write_table

TEXTS = ["Klima schützt sich nicht <b>selbst</b>.", "Sie von Rot wissen das!", "Klima & Rot."]
NAMES = {"rot": "Die Roten"}


def jpeg():
    _, data = cv2.imencode(".jpg", np.full((90, 320, 3), 128, np.uint8))
    return data.tobytes()


def media_row(media_id, folder):
    return {
        "media_id": media_id, "path": str(folder / "films" / "a b#1.mp4"), "sha256": None,
        "kind": "video", "duration": 30.0, "fps": 25.0, "width": 8, "height": 8, "rotation": 0,
        "video_stream": 0, "video_start": 0.0, "sample_rate": 16000, "channels": 1,
        "audio_stream": 0, "audio_start": 0.0, "audio": None, "streams": "", "language": "de",
        "transcript": None, "speaker_id": None, "sex": "unknown", "status": "ok", "reason": None,
        "group": None, "date": None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    words = [word for text in TEXTS for word in text.split()]
    first = [0, 5, 10]
    rows = {
        "speeches": [{
            "protocol": "p1", "speech": 0, "speech_id": None, "legislature": None, "session": "7",
            "date": "2024-01-02", "language": "de", "agenda_item": "TOP 1", "speaker_id": "s",
            "speaker": "Ada <i>A.</i>", "party": "rot", "role": None, "spoken": True,
            "sentences": 3,
        }],
        "sentences": [{
            "protocol": "p1", "sentence": number, "speech": 0, "paragraph": 0, "speaker_id": "s",
            "speaker": "Ada <i>A.</i>", "party": "rot", "role": "speaker", "quotation": False,
            "text": text,
        } for number, text in enumerate(TEXTS)],
        "addressing": [{
            "protocol": "p1", "sentence": number, "party": "rot", "named": 1.0,
            "member_named": 0.0, "second_person": 0.0, "vocative": 0.0, "reply": 0.0,
            "zero_shot": None, "score": score,
        } for number, score in [(1, 0.9), (2, 0.1)]],
        "media": [media_row("m1", folder)],
        "words": [{
            "media_id": "m1", "segment": 0, "word": number, "text": text, "normalised": text,
            "start": number * 0.5, "end": number * 0.5 + 0.4, "score": 1.0, "method": "hmm",
            "status": "aligned",
        } for number, text in enumerate(words)],
        "links": [{
            "media_id": "m1", "protocol": "p1", "sentence": number, "speech": 0,
            "start": first[number] * 0.5, "end": last * 0.5 + 0.4, "first_word": first[number],
            "last_word": last, "words": 5, "words_found": 5, "status": "linked",
        } for number, last in enumerate([4, 9, 12])],
        "frames": [{
            "media_id": "m1", "frame": number, "time": number * 1.0, "keyframe": True, "shot": 0,
            "width": 320, "height": 90, "image": jpeg(),
        } for number in range(8)],
        "pitch": [{
            "media_id": "m1", "segment": 0, "start": 0.0, "step": 0.01,
            "f0": np.where(np.arange(700) % 3 == 0, np.nan, 180.0).astype(np.float32),
            "intensity": np.full(700, 60.0, np.float32), "floor": 75.0, "ceiling": 600.0,
        }],
    }  # fmt: skip
    for name, table in rows.items():
        write_table(name, folder / name / "0001.parquet", table)
    roster = [{"protocol": "p1", "batch": "0001", "state": "current", "path": "p1.xml"}]
    write_table("protocols", folder / "protocols" / "all.parquet", roster)
    current = [{"media_id": "m1", "batch": "0001", "state": "current", "path": "a"}]
    write_table("enrolment", folder / "enrolment" / "all.parquet", current)
    return folder


def sentences(results, **options):
    return [m.facts["sentence"] for m in find_sentences(results, QueryOptions(**options)).matches]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"pattern": "Klima"}, [0, 2]),
        ({"pattern": "(?i)^klima .*[.]$"}, [0, 2]),
        ({"party": "rot"}, [1]),
        ({"party": "rot", "min_score": 0.0}, [1, 2]),
        ({"party": "rot", "min_score": 0.05, "pattern": "Klima"}, [2]),
        ({"party": "rot", "min_score": 0.0, "order": "score", "limit": 1}, [1]),
        ({"pattern": "'; drop table links; --"}, []),
        ({"party": "blau"}, []),
    ],
)
def test_sentences_are_found_by_pattern_and_by_whom_they_address(results, options, found):
    assert sentences(results, **options) == found


def test_a_match_has_words_frames_and_pitch_of_its_own_time(results):
    found = find_sentences(results, QueryOptions(pattern="wissen", frames=2))
    (match,) = found.matches
    assert [word.text for word in match.words] == TEXTS[1].split()
    assert (match.words[0].start, match.words[-1].end) == (2.5, 4.9)
    assert [frame.number for frame in match.frames] == [2, 3]  # of 2 to 4, on screen from 2 s on
    assert match.times[0] == pytest.approx(2.5)
    assert match.times[-1] < 4.9
    assert np.nanmax(match.f0) == 180.0
    assert match.facts["f0_mean"] is None  # there is no panel yet


def test_more_than_the_limit_is_counted(results):
    found = find_sentences(results, QueryOptions(pattern=".", limit=2))
    assert (len(found.matches), found.count) == (2, 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [({}, "set pattern"), ({"pattern": "(a"}, r"query.pattern: '\(a' is no regular expression")],
)
def test_a_question_that_cannot_be_asked_says_why(results, options, message):
    with pytest.raises(ConfigError, match=message):
        find_sentences(results, QueryOptions(**options))


def test_a_folder_without_links_says_what_to_run(results, tmp_path):
    with pytest.raises(InputError, match="run the workflow"):
        find_sentences(tmp_path, QueryOptions(pattern="a"))
    current = [{"media_id": "m1", "batch": "0001", "state": "current", "path": "a"}]
    write_table("enrolment", tmp_path / "enrolment" / "all.parquet", current)
    with pytest.raises(InputError, match="has no table sentences; run the target address"):
        find_sentences(tmp_path, QueryOptions(pattern="a"))


def test_a_pattern_that_explodes_elsewhere_takes_no_time(results):
    assert sentences(results, pattern="(a+)+(b+)+c") == []
    assert sentences(results, pattern="(.*)*x$") == []


def test_the_page_plays_each_sentence_and_escapes_what_strangers_wrote(results, tmp_path):
    page, table = tmp_path / "query" / "index.html", tmp_path / "query" / "matches.csv"
    options = QueryOptions(pattern="Klima", party="rot", min_score=0.0)
    query_results(results=results, options=options, names=NAMES, page=page, table=table)
    html = page.read_text(encoding="utf-8")
    assert "<mark>Klima</mark> &amp; Rot." in html
    assert "Ada &lt;i&gt;A.&lt;/i&gt;" in html
    assert re.search(r'<video [^>]*src="[^"]*films/a%20b%231\.mp4#t=5\.000,6\.400"', html)
    assert html.count("data:image/jpeg;base64,") == 2
    assert "<script" not in html
    with table.open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert (row["text"], row["link"]) == (TEXTS[2], "index.html#m1")
    assert json.loads(row["words"])[0] == ["Klima", 5.0, 5.4]
    first = html, table.read_bytes()
    query_results(results=results, options=options, names=NAMES, page=page, table=table)
    assert first == (page.read_text(encoding="utf-8"), table.read_bytes())


def test_markup_in_a_sentence_is_text(results, tmp_path):
    page = tmp_path / "index.html"
    options = QueryOptions(pattern="selbst")
    query_results(results=results, options=options, names={}, page=page, table=tmp_path / "m.csv")
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;<mark>selbst</mark>&lt;/b&gt;" in html
    assert "<b>" not in html


def test_nothing_found_is_said(results, tmp_path):
    page = tmp_path / "index.html"
    options = QueryOptions(pattern="nirgends")
    query_results(results=results, options=options, names={}, page=page, table=tmp_path / "m.csv")
    assert "No sentence that is on a recording fits" in page.read_text(encoding="utf-8")


def test_a_contour_without_voice_is_not_drawn():
    times = np.arange(5) * 0.01
    assert contour(times, np.full(5, np.nan), [], 0.0, 1.0) == ""
    drawn = contour(times, np.full(5, 120.0), [Word(text="<x>", start=0.0, end=0.1)], 0.0, 1.0)
    assert "&lt;x&gt;" in drawn
    assert "F0 from 120 to 120 Hz" in drawn


def test_a_picture_that_is_broken_is_left_out():
    assert picture(b"no jpeg") is None
    assert picture(jpeg()).startswith("data:image/jpeg;base64,")


def test_addresses_and_times_are_written_as_players_read_them(tmp_path):
    assert media_address(str(tmp_path / "ä?.mp4"), 1.5, 2.25, tmp_path / "query") == (
        "../%C3%A4%3F.mp4#t=1.500,2.250"
    )
    assert (clock(0.04), clock(59.99), clock(7322.5)) == ("0:00.0", "0:59.9", "2:02:02.5")
    assert question(QueryOptions(party="x"), {}) == (
        "Sentences that address x with a score of 0.5 or more"
    )


def test_every_word_and_line_is_drawn_inside_the_drawing():
    times = np.arange(300) * 0.01
    words = [Word(text="Donaudampfschiffe", start=s, end=s + 0.2) for s in (0.0, 0.2, 0.4, 2.9)]
    drawn = contour(times, np.linspace(90, 410, 300), words, 0.0, 3.0)
    places = [float(x) for x in re.findall(r'class="said" x="([\d.]+)"', drawn)]
    assert len(places) == 3  # the third has no room in either row
    assert all(0 <= place <= 640 - 7.2 * 17 for place in places)
    heights = sorted(float(y) for y in re.findall(r'class="grid"[^>]* y1="([\d.]+)"', drawn))
    assert len(heights) >= 3
    assert all(b - a >= 19.9 for a, b in pairwise(heights))
