"""Speeches as CSV and JSON lines."""

import json

import pytest

from unisono.protocols.limits import Limits
from unisono.protocols.read import read_protocol
from unisono.protocols.record import ProtocolError

ROWS = [
    {"text": "Order.", "speaker": "Chair", "role": "presiding", "date": "2020-01-02"},
    {"text": "First.", "speaker": "Ada", "speaker_id": "a", "party": "X", "date": "2020-01-02"},
    {
        "text": "(Applause)",
        "speaker": "Ada",
        "speaker_id": "a",
        "kind": "comment",
        "date": "2020-01-02",
    },
    {"text": "Second.", "speaker": "Ada", "speaker_id": "a", "date": "2020-01-02"},
    {"text": "Other.", "speaker": "Kurt", "speaker_id": "k", "date": "2020-01-02"},
]
COLUMNS = ["text", "speaker", "speaker_id", "party", "role", "kind", "date", "mine"]


def as_csv(rows, delimiter=","):
    lines = [delimiter.join(COLUMNS)]
    lines += [delimiter.join(row.get(name, "") for name in COLUMNS) for row in rows]
    return "\n".join(lines)


def as_jsonl(rows):
    return "\n".join(json.dumps(row) for row in rows) + "\n\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv(ROWS)),
        ("b.csv", "\ufeff" + as_csv(ROWS, ";")),
        ("c.csv", as_csv(ROWS, "\t")),
        ("d.jsonl", as_jsonl(ROWS)),
    ],
)
def test_rows_become_the_same_speeches_in_every_format(write, name, content):
    protocol = read_protocol(write(content, name))
    assert [(one.holder.name, len(one.paragraphs), one.date) for one in protocol.speeches] == [
        ("Chair", 1, "2020-01-02"),
        ("Ada", 2, "2020-01-02"),
        ("Kurt", 1, "2020-01-02"),
    ]
    assert [one.text for one in protocol.speeches[1].paragraphs[0].comments] == ["Applause"]
    assert [one.speaker_id for one in protocol.members] == ["a", "k"]


def test_a_speech_id_says_which_rows_are_one_speech(write):
    rows = [
        {"text": "Bitte.", "speaker": "Chair", "role": "presiding", "speech_id": "1"},
        {"text": "Eins.", "speaker": "Ada", "speech_id": "1"},
        {"text": "Frage?", "speaker": "Kurt", "speech_id": "1"},
        {"text": "Zwei.", "speaker": "Ada", "speech_id": "1"},
        {"text": "Drei.", "speaker": "Ada", "speech_id": "2", "spoken": False},
    ]
    first, second = read_protocol(write(as_jsonl(rows), "a.jsonl")).speeches
    assert [part.role for part in first.paragraphs] == [
        "presiding",
        "speaker",
        "intervention",
        "speaker",
    ]
    assert (first.holder.name, first.spoken, second.spoken) == ("Ada", True, False)


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("a.csv", "txt,speaker\nx,y\n", "not_protocol", 'column "text" is missing; did you mean'),
        ("a.csv", "text,who\nx,y\n", "not_protocol", 'column "speaker" is missing'),
        ("a.csv", "text,speaker\nx\n", "unreadable", "row 2: 1 fields, but the header has 2"),
        ("a.csv", 'text,speaker\n"x,y\n', "unreadable", "is not proper CSV"),
        ("a.csv", "text,speaker\n,y\n", "empty", "no row has a text"),
        ("a.csv", "text,speaker,role\nx,y,king\n", "unreadable", 'row 2: role is "king"'),
        ("a.csv", "text,speaker,spoken\nx,y,maybe\n", "unreadable", 'spoken is "maybe"'),
        ("a.csv", "text,speaker,kind\nx,y,joke\n", "unreadable", 'kind is "joke"'),
        ("a.csv", f"text,speaker\n{'x' * 2000},y\n", "too_large", "more than 1,500 characters"),
        ("a.csv", f"text,speaker\n{'x' * 70000},y\n", "too_large", "12,000 characters"),
        ("a.jsonl", "{", "unreadable", "line 1 is not JSON"),
        ("a.jsonl", "[" * 9000, "unreadable", "line 1 is not JSON"),
        ("a.jsonl", "[1]", "not_protocol", 'no object with a "text"'),
        ("a.jsonl", '{"text": "x"}', "not_protocol", 'has no "speaker"'),
    ],
)
def test_faulty_files_are_refused_with_a_sentence(write, name, content, kind, words):
    with pytest.raises(ProtocolError) as caught:
        read_protocol(write(content, name), Limits(paragraph=1500))
    assert caught.value.kind == kind
    assert words in str(caught.value)
