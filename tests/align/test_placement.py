"""Every token gets one status; interpolated ones keep the order and take only the gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.align.placement import Timed, place_tokens
from unisono.align.registry import Placed
from unisono.align.tokens import Token


def token(word: str = "wort") -> Token:
    return Token(text=word or "-", words=(word,) if word else ())


def found(start: float, end: float) -> Placed:
    return Placed(start=start, end=end, score=0.9)


def statuses(timed: list[Timed]) -> list[str]:
    return [one.status for one in timed]


def test_interpolated_words_are_marked_and_keep_their_order() -> None:
    tokens = [token("eins"), token("zwei"), token("sieben"), token("acht")]
    placed = [found(0, 1), Placed(), Placed(), found(2, 3)]
    timed = place_tokens(tokens, placed)
    assert statuses(timed) == ["aligned", "interpolated", "interpolated", "aligned"]
    assert [(one.start, one.end) for one in timed] == [(0, 1), (1, 1.4), (1.4, 2), (2, 3)]
    assert timed[1].score is None


def test_punctuation_takes_no_time_beside_its_neighbour() -> None:
    timed = place_tokens([token(""), token("eins"), token("")], [Placed(), found(1, 2), Placed()])
    assert statuses(timed) == ["interpolated", "aligned", "interpolated"]
    assert [(one.start, one.end) for one in timed] == [(1, 1), (1, 2), (2, 2)]


@pytest.mark.parametrize("gap", [0.0, 0.05, 60.0], ids=["none", "too short", "too long"])
def test_words_that_cannot_fill_a_gap_have_no_time(gap: float) -> None:
    tokens = [token("eins"), token("zwischenruf"), token("drei")]
    timed = place_tokens(tokens, [found(0, 1), Placed(), found(1 + gap, 2 + gap)])
    assert statuses(timed) == ["aligned", "unaligned", "aligned"]
    assert timed[1].start is None


def test_words_at_the_edge_have_a_time_only_within_limits_of_the_transcript() -> None:
    tokens, placed = [token("bundestages"), token("zwei")], [Placed(), found(1, 2)]
    assert statuses(place_tokens(tokens, placed)) == ["unaligned", "aligned"]
    timed = place_tokens(tokens, placed, (0.5, 2.0))
    assert (timed[0].start, timed[0].end) == (0.5, 1.0)


def test_a_short_word_before_the_first_one_found_stands_beside_it() -> None:
    timed = place_tokens([token("a"), token("leader")], [Placed(score=0.2), found(1, 2)])
    assert timed[0] == Timed(start=0.94, end=1, score=0.2, status="interpolated")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Ende.", "So", "geht"], (2.28, 2.4)),
        (["wir", "das.", "Und"], (1.0, 1.18)),
        (["wir", "das", "nun"], (None, None)),
    ],
    ids=["beginning", "end", "middle"],
)
def test_in_a_gap_that_is_long_for_it_a_short_word_stands_beside_its_sentence(
    words: list[str], expected: tuple[float, float]
) -> None:
    tokens = [Token(text=word, words=(word.lower().rstrip("."),)) for word in words]
    timed = place_tokens(tokens, [found(0, 1), Placed(), found(2.4, 3)])
    assert (timed[1].start, timed[1].end) == pytest.approx(expected)


def test_in_a_wide_gap_a_short_word_has_no_time_as_it_may_be_said_at_either_end() -> None:
    tokens = [
        Token(text=word, words=(word.lower().rstrip("."),)) for word in ("Ende.", "So", "geht")
    ]
    timed = place_tokens(tokens, [found(0, 1), Placed(), found(2.6, 3)])
    assert statuses(timed) == ["aligned", "unaligned", "aligned"]


@given(
    st.lists(st.tuples(st.booleans(), st.text(alphabet="ab", max_size=8), st.floats(0, 2))),
    st.booleans(),
)
def test_all_tokens_come_out_with_times_in_order(
    cases: list[tuple[bool, str, float]], limited: bool
) -> None:
    clock, placed = 1.0, []
    for is_found, word, seconds in cases:
        placed.append(found(clock, clock + seconds) if is_found and word else Placed())
        clock += seconds
    tokens = [token(word) for _, word, _ in cases]
    timed = place_tokens(tokens, placed, (1.0, clock) if limited else (None, None))
    assert len(timed) == len(tokens)
    times = [time for one in timed for time in (one.start, one.end) if time is not None]
    assert times == sorted(times)
    assert all((one.start is None) == (one.status == "unaligned") for one in timed)
    assert all((one.score is None) == (one.status != "aligned") for one in timed)
