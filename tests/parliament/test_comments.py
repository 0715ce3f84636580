"""The stenographers' comments, taken apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.protocols.builder import note
from unisono.protocols.comments import reactions
from unisono.protocols.parties import Parties, slug

KINDS = {"applause", "laughter", "call", "unrest", "other"}


def found(comment, parties):
    return [(one.kind, one.party, one.name) for one in reactions(comment, parties)]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Beifall", [("applause", None, "")]),
        ("Beifall im ganzen Hause", [("applause", None, "")]),
        (
            "Beifall bei der SPD sowie bei Abgeordneten des BÜNDNISSES 90/DIE GRÜNEN und der FDP",
            [("applause", "spd", ""), ("applause", "gruene", ""), ("applause", "fdp", "")],
        ),
        (
            "Heiterkeit und Beifall bei der LINKEN",
            [("applause", "linke", ""), ("laughter", "linke", "")],
        ),
        (
            "Lachen der Abg. Ada Lang [AfD] und Kurt Beil [SPD]",
            [("laughter", "afd", "Ada Lang"), ("laughter", "spd", "Kurt Beil")],
        ),
        (
            "Beifall bei der CDU/CSU sowie bei Abgeordneten der SPD und des Abg. Uwe Amt "
            "[fraktionslos]",
            [("applause", "cdu_csu", ""), ("applause", "spd", ""), ("applause", None, "Uwe Amt")],
        ),
        (
            "Beifall bei der FDP und der Abg. Mia Ost [SPD], Ada Lang [AfD] und Eva Au [FDP]",
            [
                ("applause", "fdp", ""),
                ("applause", "spd", "Mia Ost"),
                ("applause", "afd", "Ada Lang"),
                ("applause", "fdp", "Eva Au"),
            ],
        ),
        ("Widerspruch bei der AfD – Unruhe", [("unrest", "afd", ""), ("unrest", None, "")]),
        ("Weitere Zurufe, an die AfD gerichtet", [("call", None, "")]),
        ("Der Redner hält ein Buch hoch", [("other", None, "")]),
        ("Mia Amt, Bundesministerin: Doch!", [("call", None, "Mia Amt")]),
        ("Ada Lang [CDU/CSU: Europäisch!", [("call", "cdu_csu", "Ada Lang")]),
        ("Carl Au [Erfurt] [SPD]: Pfui!", [("call", "spd", "Carl Au [Erfurt]")]),
    ],
)
def test_a_comment_gives_a_row_for_each_party_and_person(comment, expected, parties):
    assert found(comment, parties) == expected


def test_applause_and_a_call_in_one_comment_are_two_notes(parties):
    comment = note("(Beifall bei der SPD – Karsten Lang [AfD]: Das ist falsch!)")
    assert [(one.kind, one.text) for one in reactions(comment, parties)] == [
        ("applause", "Beifall bei der SPD"),
        ("call", "Das ist falsch!"),
    ]


def test_a_dash_inside_what_is_called_does_not_part_it(parties):
    (one,) = reactions("Ada Lang [SPD]: Ins Blaue – ohne Beleg!", parties)
    assert one.text == "Ins Blaue – ohne Beleg!"


def test_a_call_of_several_parties_has_a_row_for_each_with_its_words(parties):
    comment = "Zurufe von der CDU/CSU sowie von Abgeordneten der FDP: Oh!"
    assert [(one.party, one.text) for one in reactions(comment, parties)] == [
        ("cdu_csu", "Oh!"),
        ("fdp", "Oh!"),
    ]


def test_the_format_may_tell_the_kind_where_the_words_do_not(parties):
    assert [one.kind for one in reactions("Bravo", parties, "call")] == ["call"]


def test_a_party_that_no_table_knows_gets_a_key_of_its_name_and_is_remembered(parties):
    assert found("Ada Lang [Neue Mitte]: Ja!", parties) == [("call", "neue_mitte", "Ada Lang")]
    assert parties.unknown == {"Neue Mitte"}


@pytest.mark.parametrize(
    "spelling", ["BÜNDNIS\xa090/DIE GRÜNEN", "bündnis 90 / die grünen", "BÜNDNIS 90/\nDIE GRÜNEN"]
)
def test_dirty_spellings_of_a_party_are_one_key(parties, spelling):
    assert parties.key(spelling) == "gruene"


def test_the_printed_party_counts_where_the_field_is_none_that_is_known(parties):
    assert parties.key("SPDCDU/CSU", "CDU/CSU") == "cdu_csu"
    assert parties.key("", "Fraktionslos") is None
    assert parties.unknown == set()


PIECES = st.lists(
    st.sampled_from(
        ["Beifall", "bei der SPD", " – ", "Ada Lang", "[AfD]", "[", "]", ":", "Zuruf", "Abg.", ","]
    )
    | st.text(max_size=20)
)


@given(pieces=PIECES)
def test_any_comment_gives_reactions_of_known_kinds_with_words(pieces):
    comment = " ".join(pieces)
    table = Parties({"spd": ["SPD"], "afd": ["AfD"]})
    rows = reactions(comment, table)
    assert bool(rows) or not comment.strip(" –—\t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0")
    for row in rows:
        assert row.kind in KINDS
        assert row.text
        assert row.party is None or slug(row.party) == row.party


def test_a_long_comment_takes_time_that_grows_with_its_length_only(parties):
    started = time.perf_counter()
    for piece in ("Abgeordneten ", "Lachen ", "a – ", "A [", "Zuruf: ", "an die x "):
        reactions(piece * 3_000, parties)
    assert time.perf_counter() - started < 5
