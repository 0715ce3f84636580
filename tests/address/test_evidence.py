"""Evidence of address in German: what counts, and what is only talk about a party."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.address.evidence import KINDS, Reaction, Said, combine, gather_evidence
from unisono.address.options import Weights
from unisono.address.patterns import Party
from unisono.address.people import Person
from unisono.address.rules import load_rules

AFD, SPD, UNION, GRUENE = range(4)
PARTIES = tuple(Party(key=key, names=(key,)) for key in ("afd", "SPD", "Union", "Grüne"))


@pytest.mark.parametrize(
    "text",
    [
        "Meine Damen und Herren von der AfD, das reicht.",
        "Das beweist, liebe Kolleginnen und Kollegen der AfD, gar nichts.",
        "Liebe AfD, das reicht.",
        "Was Sie von der AfD wollen, ist klar.",
        "Sie als AfD haben das verhindert.",
        "Ich kann Ihnen von der AfD nur sagen: Das reicht.",
        "Sehr geehrte Damen und Herren der AfD-Fraktion und der AfD, danke.",
        "Verehrte Kollegen aus den Reihen der AfD, danke.",
    ],
)
def test_a_party_that_is_called_is_addressed(hear, text):
    heard = hear(text)
    assert heard["afd"]["vocative"] == 1
    assert heard["afd"]["score"] > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Die AfD hat dagegen gestimmt.",
        "Die Kollegen von der AfD haben dagegen gestimmt.",
        "Das haben die Kolleginnen und Kollegen der AfD gesagt.",
        "Ich danke der AfD.",
        "Er sagte: „Liebe AfD, ihr habt recht.“",
        "Die Europäische Union zählt.",
        "Das ist linke Politik der grünen Felder.",
    ],
)
def test_a_party_that_is_spoken_of_is_not_addressed(hear, text):
    heard = hear(text)
    assert all(grades["vocative"] == 0 for grades in heard.values())
    assert all(grades["score"] < 0.2 for grades in heard.values())


def test_all_parties_of_a_list_are_called(hear):
    heard = hear("Liebe Kolleginnen und Kollegen von SPD, Grünen und der CDU, hören Sie zu.")
    assert {key for key, grades in heard.items() if grades["vocative"] == 1} == {
        "spd",
        "gruene",
        "union",
    }


def test_a_list_does_not_go_on_behind_other_words(hear):
    heard = hear("Meine Damen und Herren von der SPD, heute hat die AfD recht.")
    assert heard["spd"]["vocative"] == 1
    assert heard["afd"]["vocative"] == 0


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("Herr Dr. Müller hat das gesagt.", {"afd": 0.5, "union": 0.5}),
        ("Hans Müller hat das gesagt.", {"afd": 1.0}),
        ("Frau von der Aue hat das gesagt.", {"union": 1.0}),
        ("Die Kollegin Vogts Antrag liegt vor.", {"spd": 1.0}),
        ("Der Müller mahlt Korn.", {}),
        ("Herr Vogtmann ist kein Mitglied.", {}),
    ],
)
def test_members_are_known_by_title_or_first_name(hear, text, grades):
    found = {key: row["member_named"] for key, row in hear(text).items() if row["member_named"]}
    assert found == grades


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Frau Vogt, das stimmt nicht.", 1),
        ("Das stimmt nicht, liebe Kollegin Vogt.", 1),
        ("Liebe Karla Vogt, danke.", 1),
        ("Aber Frau Kollegin Dr. Vogt, das stimmt nicht.", 1),
        ("Frau Vogt hat das gesagt.", 0),
        ("Das hat Frau Vogt, die hier sitzt, gesagt.", 0),
        ("Karla Vogt, Mitglied des Ausschusses, sagt das.", 0),
    ],
)
def test_a_member_is_called_between_commas_and_not_in_passing(hear, text, called):
    assert hear(text)["spd"]["vocative"] == called


def test_the_speaker_does_not_name_oneself(hear):
    assert hear(("speaker", "Vogt", None, "Ich, Karla Vogt, sage das."))["spd"]["score"] == 0


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Das haben Sie mit der AfD beschlossen.", 0.6),
        ("Sie haben mit der AfD gestimmt.", 0.3),
        ("Sie hat mit der AfD gestimmt.", 0.0),
        ("Ich danke Ihnen für die AfD.", 0.18),
    ],
)
def test_the_second_person_is_graded_by_its_form(hear, text, grade):
    assert hear(text)["afd"]["second_person"] == pytest.approx(grade)


def test_the_addressee_is_carried_over_and_fades(hear):
    call = "Meine Damen und Herren von der AfD!"
    near = hear(call, "Das haben Sie nie gewollt.")["afd"]["second_person"]
    filler = ["Das ist ein Satz."] * 8
    far = hear(call, *filler, "Das haben Sie nie gewollt.")["afd"]["second_person"]
    assert near == 1
    assert 0.3 < far < near


def test_calling_someone_else_ends_the_address(hear):
    call = "Meine Damen und Herren von der AfD!"
    for other in ("Frau Fern, das reicht.", "Herr Präsident, das reicht."):
        assert hear(call, other, "Das haben Sie nie gewollt.")["afd"]["score"] < 0.1


def test_nothing_is_carried_into_the_next_speech():
    said = [
        Said(number=0, speech=0, role="speaker", speaker="A", party=None, text="Liebe SPD!"),
        Said(number=1, speech=1, role="speaker", speaker="B", party=None, text="Das wollen Sie."),
    ]
    evidence = gather_evidence(said, [], [], PARTIES, load_rules("de"))
    assert evidence.sentence.tolist() == [0]


def test_words_of_the_chair_are_no_ones_evidence(hear):
    chair = ("presiding", "Chair", None, "Meine Damen und Herren von der AfD, Ruhe bitte.")
    assert hear(chair) == {}
    assert hear("Ich sage etwas.", chair, "Das haben Sie nie gewollt.")["afd"]["score"] == 0


def test_calling_the_chair_is_no_address(hear):
    heard = hear("Herr Präsident!", "Ich bitte Sie um Ruhe für die AfD.")
    assert heard["afd"]["score"] < 0.3


def test_naming_the_own_party_does_not_count(hear):
    heard = hear("Auch Sie wissen, dass die AfD recht hat.", party=AFD)
    assert heard["afd"]["named"] == 1
    assert heard["afd"]["second_person"] == heard["afd"]["score"] == 0


def test_calling_the_own_party_counts(hear):
    assert hear("Liebe AfD, ihr habt recht.", party=AFD)["afd"]["score"] > 0.9


@pytest.mark.parametrize(
    ("text", "call", "low", "high"),
    [
        ("– Das ist falsch.", "Quatsch!", 1.0, 1.0),
        ("Nein, das ist falsch.", "Quatsch!", 0.6, 0.6),
        ("Das haben Sie nicht verstanden.", "Quatsch!", 0.6, 0.6),
        ("Das Gesetz ist gut.", "Quatsch!", 0.1, 0.1),
        ("– Das ist wahr.", "Sehr richtig!", 0.1, 0.1),
    ],
)
def test_a_reply_is_graded_by_its_cue_and_by_the_call(hear, text, call, low, high):
    reply = hear("Anfang.", text, calls=[(0, "call", UNION, call)])["union"]["reply"]
    assert low <= reply <= high


def test_applause_is_not_replied_to(hear):
    heard = hear("Anfang.", "– Danke.", calls=[(0, "applause", UNION, "Beifall")])
    assert heard["union"]["reply"] == 0


def test_of_several_calls_the_last_counts_most(hear):
    calls = [(0, "call", SPD, "Nein!"), (0, "call", UNION, "Falsch!")]
    heard = hear("Anfang.", "– Das ist wahr.", calls=calls)
    assert heard["spd"]["reply"] == pytest.approx(0.4)
    assert heard["union"]["reply"] == 1


def test_a_call_from_the_own_ranks_is_not_replied_to(hear):
    heard = hear("Anfang.", "– Das ist wahr.", calls=[(0, "call", UNION, "Nein!")], party=UNION)
    assert heard["union"]["reply"] == 0


def test_a_colleague_without_name_is_who_has_just_called(hear):
    heard = hear("Anfang.", "Herr Kollege, das stimmt.", calls=[(0, "call", SPD, "Nein!")])
    assert heard["spd"]["vocative"] == pytest.approx(0.8)


def test_question_and_answer_address_each_other(hear):
    question = ("intervention", "Fragt", GRUENE, "Was wollen Sie damit sagen?")
    speech = ("speaker", "Redner", UNION, "Das Gesetz ist gut.")
    asked = hear(speech, question)
    answered = hear(speech, question, speech)
    assert asked["union"]["second_person"] == pytest.approx(0.8)
    assert answered["gruene"]["reply"] == pytest.approx(0.7)


def test_a_group_stands_for_its_parties(hear):
    heard = hear("Herzlichen Glückwunsch, liebe Ampel!", groups={"Ampel": ("spd", "gruene")})
    assert heard["spd"]["vocative"] == heard["gruene"]["vocative"] == 1


def test_the_score_is_a_noisy_or_of_the_weighted_evidence(hear):
    grades = hear("Das haben Sie mit der AfD beschlossen.")["afd"]
    weights = Weights().model_dump()
    expected = 1 - np.prod([1 - weights[kind] * grades[kind] for kind in KINDS])
    assert grades["score"] == pytest.approx(expected)


WORDS = st.sampled_from(
    [
        *(
            "Sie",
            "Ihnen",
            "liebe",
            "Kollegen",
            "und",
            "von",
            "der",
            "die",
            "SPD",
            "Union",
            "Grünen",
        ),
        *(
            "Herr",
            "Vogt",
            "Damen",
            "Herren",
            "Präsident",
            "ist",
            "Nein",
            "„",
            "“",
            ",",
            "–",
            ".",
            "-",
        ),
    ]
)
ROLES = st.sampled_from(["speaker", "presiding", "intervention"])
SAID = st.tuples(ROLES, st.integers(0, 2), st.one_of(st.none(), st.integers(0, 3)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SAID, st.lists(WORDS, max_size=12)), max_size=12), st.data())
def test_grades_and_scores_stay_within_0_and_1(rows, data):
    said = [
        Said(number=n, speech=s // 2, role=role, speaker=str(party), party=party, text=" ".join(t))
        for n, ((role, s, party), t) in enumerate(rows)
    ]
    calls = data.draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=6))
    reactions = [Reaction(after=a, kind="call", party=p, text="Nein") for a, p in calls]
    people = [Person(first="Eva", last="Vogt", party=1)]
    evidence = gather_evidence(said, reactions, people, PARTIES, load_rules("de"))
    scores = combine(evidence, Weights().model_dump())
    assert evidence.grades.shape == (len(scores), len(KINDS))
    for values in (evidence.grades, scores):
        assert np.all((values >= 0) & (values <= 1))
    chair = {one.number for one in said if one.role == "presiding"}
    assert chair.isdisjoint(evidence.sentence.tolist())
    pairs = list(zip(evidence.sentence.tolist(), evidence.party.tolist(), strict=True))
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize(
    "text",
    [
        "liebe " * 20_000,
        "von der " * 20_000 + "SPD",
        "Kolleginnen und Kollegen " * 5_000 + "SPD",
        "SPD, " * 20_000,
        "„" * 50_000,
        "Herr Dr. " * 10_000 + "Vogt",
        "Sie von " * 15_000,
        "A" * 100_000,
        "–" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_it_slow(text):
    people = [Person(first="Eva", last="Vogt", party=1)]
    said = [Said(number=0, speech=0, role="speaker", speaker="", party=None, text=text)]
    started = time.process_time()
    gather_evidence(said, [], people, PARTIES, load_rules("de"))
    assert time.process_time() - started < 2
