"""Protocols of the Bundestag: who says what, and what nobody says."""

import pytest

from unisono.protocols.limits import Limits
from unisono.protocols.read import read_protocol
from unisono.protocols.record import ProtocolError


@pytest.fixture
def read(write, make):
    def read_parts(*parts, **others):
        return read_protocol(write(make.protocol(*parts, **others)))

    return read_parts


def said(speech):
    return [(part.role, part.person.name, part.text) for part in speech.paragraphs if part.text]


def test_a_speech_has_its_speaker_date_session_and_agenda_item(read, make):
    protocol = read(
        make.p("Haushalt", "T_fett"),
        make.p("Drucksache 20/1", "T_fett"),
        make.rede(make.redner(make.ada), make.p("Ich rede.", "J_1")),
    )
    (speech,) = protocol.speeches
    assert (speech.speech_id, speech.holder.speaker_id, speech.holder.name) == (
        "ID1",
        "11",
        "Ada Lang",
    )
    assert (speech.date, speech.session, speech.legislature) == ("2023-07-05", "7", "20")
    assert speech.agenda_item == "Tagesordnungspunkt 1: Haushalt"
    assert speech.spoken


def test_words_of_the_chair_inside_a_speech_are_never_the_speakers(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Eins."),
            "<name>Vizepräsidentin Petra Pau:</name>",
            make.p("Bitte kommen Sie zum Schluss."),
            make.p("Wirklich."),
            make.redner(make.ada),
            make.p("Zwei."),
        )
    ).speeches
    assert said(speech) == [
        ("speaker", "Ada Lang", "Eins."),
        ("presiding", "Petra Pau", "Bitte kommen Sie zum Schluss."),
        ("presiding", "Petra Pau", "Wirklich."),
        ("speaker", "Ada Lang", "Zwei."),
    ]
    assert speech.paragraphs[1].person.office == "Vizepräsidentin"


def test_another_member_within_a_speech_intervenes_and_the_holder_goes_on(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Eins."),
            make.redner(make.kurt),
            make.p("Eine Frage."),
            make.redner(make.ada),
            make.p("Zwei."),
        )
    ).speeches
    assert [role for role, _, _ in said(speech)] == ["speaker", "intervention", "speaker"]
    assert speech.holder.speaker_id == "11"


def test_a_sentence_goes_on_behind_a_comment(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Wer sich verweigert,", "J_1"),
            "<kommentar>(Zuruf von der SPD)</kommentar>",
            make.p("der verliert.", "O"),
            make.p("Neuer Absatz.", "J"),
        )
    ).speeches
    first, second = speech.paragraphs
    assert first.text == "Wer sich verweigert, der verliert."
    assert [(one.offset, one.text) for one in first.comments] == [(20, "Zuruf von der SPD")]
    assert second.text == "Neuer Absatz."


def test_a_finished_paragraph_does_not_go_on_behind_a_comment(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Fertig."),
            "<kommentar>(Beifall)</kommentar>",
            make.p("Neu."),
        )
    ).speeches
    assert [part.text for part in speech.paragraphs] == ["Fertig.", "Neu."]


def test_quotations_are_marked_and_titles_tables_and_footnotes_are_not_said(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Ich zitiere:"),
            make.p("Alles fließt.", "Z"),
            make.p("Titel der Drucksache", "T_NaS"),
            "<table><tr><td>Zahl</td></tr></table>",
            make.p("Das steht da.<sup>1</sup><fussnote><p>Anlage 2</p></fussnote>"),
            make.p("CO<sub>2</sub> und m<sup>x</sup> bleiben."),
        )
    ).speeches
    assert [(part.text, part.quotation) for part in speech.paragraphs] == [
        ("Ich zitiere:", False),
        ("Alles fließt.", True),
        ("Das steht da.", False),
        ("CO2 und mx bleiben.", False),
    ]


def test_a_speech_handed_in_for_the_record_was_never_spoken(read, make):
    protocol = read(
        make.rede(make.redner(make.ada), make.p("Gesagt.")),
        annex="<anlage><anlagen-text>"
        + make.p("Erklärung nach § 31 GO")
        + make.rede(make.redner(make.kurt), make.p("Zu Protokoll."), number="ID2")
        + "</anlagen-text></anlage>",
    )
    assert [(one.speech_id, one.spoken) for one in protocol.speeches] == [
        ("ID1", True),
        ("ID2", False),
    ]


def test_the_chair_between_speeches_is_a_speech_of_its_own(read, make):
    protocol = read(
        "<name>Präsidentin Bärbel Bas:</name>",
        make.p("Ich rufe auf."),
        make.rede(make.redner(make.ada), make.p("Rede.")),
        "<name>Präsidentin Bärbel Bas:</name>",
        make.p("Danke."),
    )
    assert [(one.speech_id, one.holder.name) for one in protocol.speeches] == [
        ("", "Bärbel Bas"),
        ("ID1", "Ada Lang"),
        ("", "Bärbel Bas"),
    ]


def test_questions_outside_of_any_speech_element_are_speeches(read, make):
    protocol = read(
        "<name>Präsidentin Bärbel Bas:</name>",
        make.p("Bitte."),
        make.redner(make.minister),
        make.p("Meine Antwort."),
        "<name>Präsidentin Bärbel Bas:</name>",
        make.p("Nachfrage?"),
        make.redner(make.kurt),
        make.p("Eine Frage."),
    )
    assert [said(one)[0][:2] for one in protocol.speeches] == [
        ("presiding", "Bärbel Bas"),
        ("speaker", "Mia Amt"),
        ("presiding", "Bärbel Bas"),
        ("speaker", "Kurt Beil"),
    ]


def test_an_older_protocol_names_the_chair_in_a_paragraph(read, make):
    protocol = read(
        make.p("Präsident Dr.\xa0Wolf Stein:", "N"),
        make.p("Guten Tag."),
        make.rede(make.redner(make.ada), make.p("Rede.")),
    )
    assert protocol.speeches[0].holder.name == "Dr. Wolf Stein"


def test_a_minister_has_an_office_and_no_party(read, make):
    (speech,) = read(make.rede(make.redner(make.minister), make.p("Rede."))).speeches
    assert (speech.holder.party, speech.holder.office) == ("", "Bundesministerin der Finanzen")


def test_the_list_of_members_gets_the_printed_party_of_its_speakers(read, make):
    dirty = ("14", "Eva", "Ost", "SPDCDU/CSU", "")
    listed = (
        '<redner id="14"><name><vorname>Eva</vorname><nachname>Ost</nachname>'
        "<fraktion>SPDCDU/CSU</fraktion></name></redner>"
    )
    protocol = read(
        make.rede(make.redner(dirty, "Eva Ost (CDU/CSU):"), make.p("Rede.")), people=listed
    )
    assert [(one.party, one.printed_party) for one in protocol.members] == [
        ("SPDCDU/CSU", "CDU/CSU")
    ]


def test_a_member_who_is_named_without_an_id_intervenes_with_the_printed_party(read, make):
    (speech,) = read(
        make.rede(
            make.redner(make.ada),
            make.p("Eins."),
            "<name>Eva Ost (AfD):</name>",
            make.p("Eine Frage."),
        )
    ).speeches
    assert said(speech)[1] == ("intervention", "Eva Ost", "Eine Frage.")
    assert speech.paragraphs[1].person.party == "AfD"


def test_comments_behind_the_last_words_are_kept(read, make):
    protocol = read(
        make.rede(make.redner(make.ada), make.p("Eins.")),
        "<kommentar>(Schluss: 19.01 Uhr)</kommentar>",
    )
    assert [
        one.text
        for speech in protocol.speeches
        for part in speech.paragraphs
        for one in part.comments
    ] == ["Schluss: 19.01 Uhr"]


def test_a_protocol_without_speeches_says_so(write, make):
    with pytest.raises(ProtocolError, match="holds no speech") as caught:
        read_protocol(write(make.protocol(make.p("Nur der Präsident."))))
    assert caught.value.kind == "empty"


def test_more_speeches_than_allowed_are_refused(write, make):
    speeches = [make.rede(make.redner(make.ada), make.p("Rede.")) for _ in range(4)]
    with pytest.raises(ProtocolError, match="more than 3 speeches"):
        read_protocol(write(make.protocol(*speeches)), Limits(speeches=3))
