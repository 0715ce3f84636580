"""Evidence of address in English, with the forms of Westminster."""

import pytest

from unisono.address.patterns import Party

PARTIES = (
    Party(key="con", names=("Conservatives", "Conservative Party", "Tories")),
    Party(key="lab", names=("Labour", "Labour Party")),
    Party(key="ld", names=("Liberal Democrats",)),
)


@pytest.fixture
def english(hear):
    return lambda *sentences, **more: hear(*sentences, language="en", parties=PARTIES, **more)


@pytest.mark.parametrize(
    "text",
    [
        "My friends opposite from the Conservatives, this will not do.",
        "I ask you, dear colleagues from the Conservatives, to think again.",
        "You Tories have had fourteen years.",
        "This, Members of the Conservative Party, will not do.",
        "What you in the Conservative Party want is plain.",
    ],
)
def test_a_party_that_is_called_is_addressed(english, text):
    assert english(text)["con"]["score"] > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "The Conservatives voted against it.",
        "My friends in the Chamber know that the Conservatives voted against it.",
        "The European Union and the labour market matter.",
        "Mr Speaker, I beg to move.",
    ],
)
def test_a_party_that_is_spoken_of_is_not_addressed(english, text):
    assert all(grades["score"] < 0.2 for grades in english(text).values())


def test_a_member_is_called_by_name_and_you_goes_on(english):
    heard = english("Mr Müller, you know better.", "You voted for it.")
    assert heard["con"]["second_person"] > 0.4


def test_the_honourable_member_is_who_has_just_called(english):
    call = [(0, "call", 1, "Nonsense!")]
    heard = english("We did it.", "The honourable Member, as ever, shouts.", calls=call)
    assert heard["lab"]["vocative"] == pytest.approx(0.8)  # the third person is Westminster's form
    assert english("The honourable Member, as ever, shouts.") == {}
    heard = english("We did it.", "No, honourable Member, we did.", calls=call)
    assert heard["lab"]["vocative"] == pytest.approx(0.8)
    assert heard["lab"]["reply"] == pytest.approx(0.6)


def test_a_list_of_parties_is_called_as_a_whole(english):
    heard = english("My friends from Labour and the Liberal Democrats, listen.")
    assert {key for key, row in heard.items() if row["vocative"] == 1} == {"lab", "ld"}
