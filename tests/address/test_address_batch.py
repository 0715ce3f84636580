"""The table of a batch: what it reads, what it refuses, and that it is the same each time."""

import pytest

from unisono.address.batch import ProtocolFiles, detect_addresses, read_people
from unisono.address.options import AddressOptions, Weights
from unisono.address.patterns import Party
from unisono.errors import ConfigError, InputError
from unisono.store import read_rows, write_table

PARTIES = (Party(key="spd", names=("SPD",)), Party(key="afd", names=("AfD",)))


def sentence(number, text, **more):
    return {
        "protocol": "p1",
        "sentence": number,
        "speech": 0,
        "paragraph": 0,
        "speaker_id": "1",
        "speaker": "Dr. Rita Redner",
        "party": "spd",
        "role": "speaker",
        "quotation": False,
        "text": text,
    } | more


def interjection(after, party, text, name=None):
    return {
        "protocol": "p1",
        "interjection": 0,
        "speech": 0,
        "after": after,
        "kind": "call",
        "party": party,
        "name": name,
        "text": text,
    }


@pytest.fixture
def detect(tmp_path):
    """Write the tables of a protocol, detect, and return the rows made."""

    def detected(sentences, interjections=(), known=(), language="de", **options):
        speech = {
            "protocol": "p1",
            "speech": 0,
            "language": language,
            "speaker": "Rita Redner",
            "spoken": True,
            "sentences": len(sentences),
        }
        empty = ("speech_id", "legislature", "session", "date", "agenda_item", "speaker_id")
        speech |= dict.fromkeys((*empty, "party", "role"))
        tables = {
            "speeches": [speech],
            "sentences": sentences,
            "interjections": interjections,
            "members": [
                {"protocol": "p1", "title": None, "role": None} | member for member in known
            ],
        }
        for name, rows in tables.items():
            write_table(name, tmp_path / f"{name}.parquet", rows)
        files = ProtocolFiles(**{name: tmp_path / f"{name}.parquet" for name in tables})
        detect_addresses(
            files=files,
            addressing=tmp_path / "addressing.parquet",
            parties=PARTIES,
            options=AddressOptions(**options),
        )
        return read_rows(tmp_path / "addressing.parquet")

    return detected


def test_a_row_for_each_sentence_and_party_with_evidence(detect):
    rows = detect([sentence(0, "Guten Tag."), sentence(1, "Liebe AfD, die SPD sieht das anders.")])
    assert [(row["sentence"], row["party"]) for row in rows] == [(1, "spd"), (1, "afd")]
    own, other = rows
    assert (own["named"], own["score"]) == (1.0, 0.0)
    assert (other["vocative"], other["zero_shot"]) == (1.0, None)
    assert other["score"] == pytest.approx(1 - (1 - 0.95) * (1 - 0.05))


def test_weights_come_from_the_configuration(detect):
    rows = detect([sentence(0, "Liebe AfD!")], weights=Weights(named=0.0, vocative=0.5))
    assert rows[0]["score"] == pytest.approx(0.5)


def test_members_are_known_from_list_calls_and_file(detect, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("first,last,party\n,Dritte,afd\n", "utf-8")
    rows = detect(
        [sentence(0, "Frau Erste!"), sentence(1, "Herr Zweiter!"), sentence(2, "Frau Dritte!")],
        [interjection(0, "afd", "Nein!", name="Dr. Max Zweiter")],
        [{"speaker_id": "2", "first": "Eva", "last": "Erste", "party": "afd"}],
        members=str(people),
    )
    assert [row["vocative"] for row in rows if row["party"] == "afd"] == [1, 1, 1]


def test_a_party_that_config_does_not_know_is_answered_under_its_key(detect):
    rows = detect(
        [sentence(0, "Guten Tag."), sentence(1, "– Nein.")], [interjection(0, "ssw", "Doch!")]
    )
    assert [(row["party"], row["reply"]) for row in rows] == [("ssw", 1.0)]


def test_a_protocol_without_speeches_gives_an_empty_table(detect):
    assert detect([]) == []


def test_the_same_input_gives_the_same_bytes(detect, tmp_path):
    sentences = [sentence(n, "Liebe AfD, das wollen Sie.") for n in range(3)]
    detect(sentences)
    first = (tmp_path / "addressing.parquet").read_bytes()
    detect(sentences)
    assert (tmp_path / "addressing.parquet").read_bytes() == first


def test_a_language_without_rules_stops_with_a_sentence(detect):
    with pytest.raises(ConfigError, match=r'no rules of address for the language "fi"'):
        detect([sentence(0, "Hei.")], language="fi")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("first,last\nA,B\n", 'column "party" is missing'),
        ("last,party\nB,sdp\n,spd\n", 'row 2: party is "sdp".*did you mean "spd"'),
        ("last,party\n,spd\n", "row 2: last is empty"),
        ("last,party\nA\n", 'row 2: party is ""'),
    ],
)
def test_a_faulty_list_of_people_is_one_sentence(tmp_path, content, message):
    path = tmp_path / "people.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=message):
        read_people(path, PARTIES)


def test_a_missing_or_foreign_list_of_people_says_so(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_people(tmp_path / "none.csv", PARTIES)
    path = tmp_path / "people.csv"
    path.write_bytes(b"last,party\n\xff,spd\n")
    with pytest.raises(InputError, match="no CSV in UTF-8"):
        read_people(path, PARTIES)
