"""Protocols in TEI, as ParlaMint writes them."""

from unisono.protocols.limits import Limits
from unisono.protocols.read import read_protocol
from unisono.protocols.tei_people import find_lists, read_people

HEAD = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="P1" xml:lang="en">
<teiHeader><fileDesc><titleStmt><title>Sitting</title>
<meeting n="57" ana="#parla.term">57</meeting><meeting n="12" ana="#parla.sitting">12</meeting>
</titleStmt></fileDesc><profileDesc><settingDesc><setting><date when="2017-01-09">9 January</date>
</setting></settingDesc></profileDesc></teiHeader><text><body>"""
TAIL = "</body></text></TEI>"
DEBATE = """<div type="debateSection"><head>Budget</head>
<note type="speaker">The Speaker:</note>
<u who="#Chair" ana="#chair" xml:id="u1"><seg>Order.</seg></u>
<note type="speaker">Ada Lang (Labour):</note>
<u who="#Ada" ana="#regular" xml:id="u2"><seg>We disagree,
<vocal type="interruption"><desc>Hear, hear!</desc></vocal> all of us.</seg>
<kinesic type="applause"><desc>Applause</desc></kinesic><seg>Second paragraph.</seg></u>
<u who="#Chair" ana="#chair"><seg>Please.</seg></u>
<u who="#Ada" ana="#regular"><seg>I am done.</seg></u>
<u who="#Kurt" ana="#regular" xml:id="u5"><seg>Thanks.</seg></u>
</div>"""
PEOPLE = """<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="Ada">
<persName><surname>Lang</surname><forename>Ada</forename><forename>Mia</forename></persName>
<affiliation role="member" ref="#party.OLD" to="2016-12-31"/>
<affiliation role="member" ref="#party.NEW" from="2017-01-01"/></person></listPerson>"""
ORGS = """<listOrg xmlns="http://www.tei-c.org/ns/1.0"><org
 xml:id="party.NEW" role="politicalParty">
<orgName full="yes">New Party</orgName><orgName full="abb">NP</orgName></org></listOrg>"""


def test_turns_of_one_member_are_one_speech_through_the_chairs_words(write):
    protocol = read_protocol(write(HEAD + DEBATE + TAIL))
    assert [(one.speech_id, one.holder.name) for one in protocol.speeches] == [
        ("", "The Speaker"),
        ("u2", "Ada Lang"),
        ("u5", "Kurt"),
    ]
    speech = protocol.speeches[1]
    assert [(part.role, part.text) for part in speech.paragraphs] == [
        ("speaker", "We disagree, all of us."),
        ("speaker", "Second paragraph."),
        ("presiding", "Please."),
        ("speaker", "I am done."),
    ]
    assert (speech.date, speech.session, speech.legislature, speech.language) == (
        "2017-01-09",
        "12",
        "57",
        "en",
    )
    assert speech.agenda_item == "Budget"
    assert speech.holder.printed_party == "Labour"


def test_what_the_house_does_is_a_comment_of_its_kind(write):
    speech = read_protocol(write(HEAD + DEBATE + TAIL)).speeches[1]
    comments = [
        (one.kind, one.text, one.offset) for part in speech.paragraphs for one in part.comments
    ]
    assert comments == [("call", "Hear, hear!", 12), ("applause", "Applause", 23)]


def test_marked_words_are_joined_as_they_say(write):
    words = (
        '<div><u who="#Ada" ana="#regular"><seg><s><w>Wir</w> <w join="right">gehen</w>'
        "<pc>,</pc> <w>ja</w></s></seg></u></div>"
    )
    speech = read_protocol(write(HEAD + words + TAIL)).speeches[0]
    assert speech.paragraphs[0].text == "Wir gehen, ja"


def test_lists_beside_a_corpus_tell_names_and_the_party_of_the_day(write, tmp_path):
    write(PEOPLE, "X-listPerson.xml")
    write(ORGS, "X-listOrg.xml")
    people = read_people(find_lists(tmp_path), Limits())
    protocol = read_protocol(write(HEAD + DEBATE + TAIL), people=people)
    holder = protocol.speeches[1].holder
    assert (holder.name, holder.last, holder.party) == ("Ada Mia Lang", "Lang", "NP")
    assert people.person("Ada", "2016-05-01").party == "OLD"
    assert people.person("Nobody", "") is None
