"""A batch of recordings linked with protocols: what is on them, and the reason where not."""

import pytest

from unisono.items import Batch
from unisono.link.batch import link_batch
from unisono.link.options import LinkOptions
from unisono.store import read_rows, write_table

BODY = (
    "Der Haushalt dieses Jahres ist um neun Milliarden gewachsen.",
    "Niemand in diesem Hause hat die Brücken von Havelstadt gezählt.",
    "Wir aber fahren jeden Morgen über siebzehn davon zur Arbeit.",
    "Zwei sind gesperrt, drei stehen auf hölzernen Stützen.",
)
SPEECHES = {
    ("p41", "41", "2024-03-13"): {
        "ID1": ["Herr Präsident!", "Meine Damen und Herren!", *BODY, "Vielen Dank."],
        "ID2": [
            "Herr Präsident!",
            "Meine Damen und Herren!",
            "Kohle war gestern, Wind ist heute, und Sonne kommt morgen.",
            "Fragen Sie die Fischer an der Küste, wovon sie leben sollen.",
            "Vielen Dank.",
        ],
        "ID3": ["Auf diese Rede gab es nur einen Beitrag zu Protokoll, niemand hielt sie."],
    },
    ("p42", "42", "2024-03-20"): {
        "ID9": ["Heute geht es um Schulen, Lehrer und das Essen in der Mensa am Mittag."],
    },
}
FIRST, SECOND = (SPEECHES["p41", "41", "2024-03-13"][name] for name in ("ID1", "ID2"))


def protocol_tables(folder):
    speeches, sentences = [], []
    for (protocol, session, date), texts in SPEECHES.items():
        number = 0
        for speech, (speech_id, lines) in enumerate(texts.items()):
            speeches.append({
                "protocol": protocol, "speech": speech, "speech_id": speech_id,
                "legislature": "9", "session": session, "date": date, "language": "de",
                "agenda_item": None, "speaker_id": f"s{speech}", "speaker": "A", "party": None,
                "role": None, "spoken": speech_id != "ID3", "sentences": len(lines),
            })  # fmt: skip
            for line in lines:
                sentences.append({
                    "protocol": protocol, "sentence": number, "speech": speech, "paragraph": 0,
                    "speaker_id": f"s{speech}", "speaker": "A", "party": None,
                    "role": "speaker", "quotation": False, "text": line,
                })  # fmt: skip
                number += 1
    write_table("speeches", folder / "speeches" / "0001.parquet", speeches)
    write_table("sentences", folder / "sentences" / "0001.parquet", sentences)


def media_row(media_id, **named):
    row = {
        "media_id": media_id, "path": "/x", "sha256": None, "kind": "audio", "duration": 9.0,
        "fps": None, "width": None, "height": None, "rotation": None, "video_stream": None,
        "video_start": None, "sample_rate": 16000, "channels": 1, "audio_stream": 0,
        "audio_start": 0.0, "audio": None, "streams": "", "language": "de", "transcript": None,
        "speaker_id": None, "sex": "unknown", "status": "ok", "reason": None, "group": None,
        "date": None, "session": "", "speech_id": "", "speaking_order": "",
    }  # fmt: skip
    return row | named


def run(folder, said, *, on_error="account", left=(), heard=True, **named):
    """Link one recording on which some sentences are said."""
    import pyarrow as pa

    protocol_tables(folder)
    extra = [pa.field(name, pa.string()) for name in ("session", "speech_id", "speaking_order")]
    write_table("media", folder / "media.parquet", [media_row("m1", **named)], extra=extra)
    tokens = " ".join(said).split()
    words = [
        {
            "media_id": "m1", "segment": 0, "word": number, "text": text, "normalised": text,
            "start": number * 0.5, "end": number * 0.5 + 0.4, "score": 0.9, "method": "hmm",
            "status": "interpolated" if number % 7 == 0 else "aligned",
        }
        for number, text in enumerate(tokens)
    ]  # fmt: skip
    if not heard:
        words = [one | {"start": None, "end": None, "status": "unaligned"} for one in words]
    write_table("words", folder / "words.parquet", words)
    write_table("accounting", folder / "align.parquet", [])
    link_batch(
        media=folder / "media.parquet",
        words=folder / "words.parquet",
        speeches=[folder / "speeches" / "0001.parquet"],
        sentences=[folder / "sentences" / "0001.parquet"],
        left=list(left),
        upstream=[folder / "align.parquet"],
        links=folder / "links.parquet",
        spoken_table=folder / "spoken.parquet",
        options=LinkOptions(),
        batch=Batch(
            stage="link", name="0001", accounting=folder / "accounting.parquet", on_error=on_error
        ),
    )
    tables = (read_rows(folder / f"{name}.parquet") for name in ("links", "spoken", "accounting"))
    links, spoken, accounting = tables
    return links, spoken, accounting[0]


def test_a_speech_is_found_in_its_sitting(tmp_path):
    links, spoken, account = run(tmp_path, FIRST, session="041")
    assert [row["sentence"] for row in links] == list(range(7))
    assert {row["status"] for row in links} == {"linked"}
    assert [row["words_found"] == row["words"] for row in links] == [True] * 7
    assert [(row["speech"], row["status"], row["reason"]) for row in spoken] == [
        (0, "linked", None)
    ]
    assert (spoken[0]["start"], spoken[0]["sentences_linked"]) == (0.0, 7)
    assert (account["status"], account["rows_out"]) == ("ok", 7)


def test_one_recording_holds_several_speeches(tmp_path):
    links, spoken, account = run(tmp_path, [*FIRST, *SECOND], date="2024-03-13")
    assert [row["status"] for row in spoken] == ["linked", "linked"]
    assert spoken[0]["end"] < spoken[1]["start"]
    assert len(links) == 12
    assert account["status"] == "ok"


def test_the_speech_that_is_named_is_linked_though_its_courtesies_stand_elsewhere(tmp_path):
    links, spoken, _ = run(tmp_path, SECOND, session="41", speech_id="ID2")
    assert [row["speech"] for row in links] == [1] * 5
    assert spoken[0]["status"] == "linked"
    by_order = run(tmp_path, SECOND, session="9/41", speaking_order="2")
    assert by_order[0] == links


def test_a_recording_shorter_than_its_protocol_says_so(tmp_path):
    said = [*FIRST[2:4]]
    links, spoken, account = run(tmp_path, said, session="41", speech_id="ID1")
    assert [row["status"] for row in links] == ["missing"] * 2 + ["linked"] * 2 + ["missing"] * 3
    assert spoken[0]["status"] == "partial"
    assert spoken[0]["reason"] == (
        "the recording holds only 2 of its 7 sentences: it begins after it does and ends before "
        "it does"
    )
    assert (account["status"], account["code"]) == ("partial", "shorter")
    assert account["reason"] == (
        "the recording holds only 2 of 7 sentences: it is shorter than its protocol"
    )


@pytest.mark.parametrize(
    ("named", "status", "code", "reason"),
    [
        ({}, "skipped", "protocol_not_named", "neither session nor date nor speech_id"),
        ({"session": "43"}, "failed", "no_protocol", 'no protocol for session "43"'),
        (
            {"date": "2020-01-01"},
            "skipped",
            "no_protocol",
            "no protocol for the sitting of 2020-01-01",
        ),
        (
            {"session": "41", "speech_id": "ID7"},
            "failed",
            "no_such_speech",
            'has no spoken speech "ID7"',
        ),
        ({"session": "41", "speech_id": "ID3"}, "failed", "no_such_speech", "no spoken speech"),
        (
            {"session": "41", "speaking_order": "5"},
            "failed",
            "no_such_speech",
            "speaking_order asks for speech 5",
        ),
        (
            {"session": "41", "speaking_order": "drei"},
            "failed",
            "no_such_speech",
            'speaking_order is "drei"',
        ),
        (
            {"session": "42"},
            "failed",
            "not_in_protocol",
            'no sentence of the protocol for session "42" was found',
        ),
    ],
)
def test_what_cannot_be_linked_is_accounted_for(tmp_path, named, status, code, reason):
    links, spoken, account = run(tmp_path, FIRST, **named)
    assert (links, spoken) == ([], [])
    assert (account["status"], account["code"]) == (status, code)
    assert reason in account["reason"]


def test_a_recording_on_which_nothing_is_heard_is_not_looked_for(tmp_path):
    links, _, account = run(tmp_path, FIRST, session="41", heard=False)
    assert links == []
    assert (account["status"], account["code"]) == ("skipped", "upstream")
    assert "none of its words was found" in account["reason"]


def test_a_reading_that_no_longer_counts_is_not_used(tmp_path):
    _, _, account = run(tmp_path, FIRST, session="41", left=["0001/p41"])
    assert account["code"] == "no_protocol"


def test_other_words_on_a_recording_are_remarked(tmp_path):
    other = ["ganz andere Wörter die nirgends stehen und lange so weitergehen " * 12]
    _, _, account = run(tmp_path, [*FIRST, *other], session="41", speech_id="ID1")
    assert (account["status"], account["code"]) == ("ok", "not_in_protocol")
    assert account["reason"] == "only 45 of the 165 words heard are in the protocol"


def test_the_same_tables_make_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        run(tmp_path / name, [*FIRST, *SECOND], session="41")
    for table in ("links.parquet", "spoken.parquet"):
        assert (tmp_path / "a" / table).read_bytes() == (tmp_path / "b" / table).read_bytes()


def test_a_greeting_alone_is_no_part_of_a_speech(tmp_path):
    other = "ganz andere Wörter als im Protokoll " * 9
    said = ["Herr Präsident!", "Meine Damen und Herren!", other]
    links, _, account = run(tmp_path, said, session="42", speech_id="ID9")
    assert links == []
    assert (account["status"], account["code"]) == ("failed", "not_in_protocol")
    said = ["Heute geht es um Wolken,", other]
    links, _, account = run(tmp_path / "partial", said, session="42", speech_id="ID9")
    assert links == []
    assert account["code"] == "not_in_protocol"
