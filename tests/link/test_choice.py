"""Which protocol, and which speeches of it, the manifest means."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.items import ItemError
from unisono.link.choice import (
    Sitting,
    Speech,
    choose_sittings,
    choose_speeches,
    plain_number,
    wanted,
)


def sitting(name, **facts):
    known = {"source": "0001", "legislature": "", "session": "", "date": ""}
    ids = frozenset(facts.pop("ids", ()))
    return Sitting(protocol=name, speech_ids=ids, **{**known, **facts})


KNOWN = [
    sitting("a", legislature="19", session="43", date="2018-06-29", ids=["X1"]),
    sitting("b", legislature="20", session="43", date="2022-06-23", ids=["X2"]),
    sitting("c", session="44", date="2022-06-24"),
    sitting("d", date="2022-06-24"),
]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ({"session": "43"}, ["a", "b"]),
        ({"session": "0043", "legislature": "20"}, ["b"]),
        ({"session": "19/43"}, ["a"]),
        ({"session": 43, "date": "2022-06-23"}, ["b"]),
        ({"session": 43.0, "date": "1999-01-01"}, ["a", "b"]),
        ({"session": "44", "legislature": "20"}, ["c"]),  # this one does not tell its term
        ({"date": "2022-06-24T09:00:00"}, ["c", "d"]),
        ({"speech_id": "X2; X7"}, ["b"]),
    ],
)
def test_a_sitting_is_chosen_by_session_then_date_then_speech(row, names):
    assert [one.protocol for one in choose_sittings(wanted(row), KNOWN)] == names


@pytest.mark.parametrize("row", [{"session": "45"}, {"session": "18/43"}, {"date": "1999-01-01"}])
def test_a_sitting_that_was_not_read_is_refused_by_name(row):
    with pytest.raises(ItemError, match=r"^no protocol for .+; add it to parliament\.protocols"):
        choose_sittings(wanted(row), KNOWN)


SPEECHES = [
    Speech(speech=0, speech_id="", counted=False),
    Speech(speech=1, speech_id="X1", counted=True),
    Speech(speech=2, speech_id="", counted=False),
    Speech(speech=4, speech_id="X2", counted=True),
    Speech(speech=5, speech_id="X3", counted=True),
]


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ({}, [0, 1, 2, 4, 5]),
        ({"speech_id": "X2"}, [4]),
        ({"speech_id": "X3; X1"}, [1, 5]),
        ({"speaking_order": "1"}, [1]),
        ({"speaking_order": "2-3"}, [4, 5]),
        ({"speaking_order": " 1 – 2 "}, [1, 4]),
        ({"speaking_order": 3.0}, [5]),
    ],
)
def test_speeches_are_chosen_by_id_or_by_their_order(row, numbers):
    assert choose_speeches(wanted({"session": "1", **row}), SPEECHES) == numbers


@pytest.mark.parametrize("order", ["0", "3-2", "-1", "1-2-3", "zwei", "1000000000"])
def test_an_order_that_is_none_is_refused(order):
    with pytest.raises(ItemError, match="speaking_order is"):
        wanted({"session": "1", "speaking_order": order})


@given(
    st.dictionaries(
        st.sampled_from(["session", "date", "speech_id", "speaking_order"]),
        st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats()),
    )
)
def test_whatever_stands_in_the_manifest_is_read_or_refused(row):
    with contextlib.suppress(ItemError):  # any other error fails
        found = wanted(row)
        assert found.session or found.date or found.speech_ids
        assert choose_speeches(found, SPEECHES)


@given(st.integers(0, 10**6), st.integers(0, 5))
def test_zeros_before_a_number_do_not_matter(number, zeros):
    assert plain_number("0" * zeros + str(number)) == str(number)
