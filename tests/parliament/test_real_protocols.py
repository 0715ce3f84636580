"""The Bundestag's own protocols: numbers that were counted by hand or with other tools."""

import re
from collections import Counter

import pytest

from unisono.parliament.options import ReadOptions
from unisono.parliament.rows import protocol_rows
from unisono.protocols.read import read_protocol


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "protocols"


@pytest.fixture(scope="module")
def rows(folder):
    found = {}
    for path in sorted(folder.glob("*.xml")):
        options = ReadOptions()
        parties = options.party_table()
        protocol = read_protocol(path)
        found[path.stem] = (protocol, protocol_rows(path.stem, protocol, parties, options), parties)
    return found


@pytest.mark.parametrize(
    ("name", "date", "session"),
    [
        ("19109-escaped-bom", "2019-07-24", "109"),
        ("19138-tag-mismatch", "2019-12-20", "138"),
        ("20114", "2023-07-05", "114"),
        ("20201", "2024-11-15", "201"),
    ],
)
def test_every_speech_element_and_comment_is_read(folder, rows, name, date, session):
    text = (folder / f"{name}.xml").read_text("utf-8")
    protocol, made, _ = rows[name]
    assert sum(bool(one.speech_id) for one in protocol.speeches) == len(
        re.findall(r"<rede\b", text)
    )
    comments = [c for s in protocol.speeches for part in s.paragraphs for c in part.comments]
    assert len(comments) == len(re.findall(r"<kommentar\b", text))
    assert {(row["date"], row["session"]) for row in made.speeches} == {(date, session)}


def test_no_party_is_unknown(rows):
    assert {name: parties.unknown for name, (_, _, parties) in rows.items()} == {
        name: set() for name in rows
    }


def test_the_damaged_files_say_what_was_mended(rows):
    mended = {name: len(protocol.mended) for name, (protocol, _, _) in rows.items()}
    assert mended == {"19109-escaped-bom": 1, "19138-tag-mismatch": 1, "20114": 0, "20201": 0}


def test_the_chair_never_has_a_party_and_never_holds_the_speech_within_one(rows):
    for _, made, _ in rows.values():
        chair = [row for row in made.sentences if row["role"] == "presiding"]
        assert len(chair) > 20
        assert {row["party"] for row in chair} == {None}
        held = {row["speech"]: row["speaker"] for row in made.speeches if row["speech_id"]}
        assert [row for row in chair if held.get(row["speech"]) == row["speaker"]] == []


def test_the_fourfold_question_hour_has_interventions(rows):
    roles = Counter(row["role"] for row in rows["20114"][1].sentences)
    assert roles["intervention"] >= 10
    assert roles["speaker"] > 2000


def test_almost_every_reaction_has_its_party(rows):
    reactions = [row for _, made, _ in rows.values() for row in made.interjections]
    assert len(reactions) > 3000
    assert sum(row["party"] is not None for row in reactions) / len(reactions) > 0.97
    assert sum(row["kind"] == "other" for row in reactions) / len(reactions) < 0.01


def test_sentences_are_neither_joined_nor_torn(rows):
    texts = [row["text"] for _, made, _ in rows.values() for row in made.sentences]
    assert max(map(len, texts)) < 1000
    torn = [text for text in texts if len(text) < 3 or text[0] in ".,;:!?)"]
    assert torn == []
