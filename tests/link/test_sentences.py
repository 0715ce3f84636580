"""Sentences are found where they are said, by planted recognition errors and known truth."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linking_cases.said import Said, Score, heard, invented, link, of_protocol, say, score

from unisono.link.sentences import link_sentences
from unisono.link.tokens import Vocabulary, script

INVENTED = invented(40, random.Random(1))
COURTESIES = {
    place for place, text in enumerate(INVENTED.texts) if text.endswith(("!", "Vielen Dank."))
}


@pytest.mark.parametrize(("rate", "recall"), [(0.0, 1.0), (0.1, 0.99), (0.2, 0.98), (0.3, 0.95)])
def test_sentences_of_a_whole_sitting_are_found_despite_wrong_words(rate, recall):
    said = say(INVENTED.texts, range(len(INVENTED.texts)), rate, random.Random(2))
    found = score(link(INVENTED, said), said)
    assert found.precision >= 0.998
    assert found.recall >= recall


@pytest.mark.parametrize("speeches", [[7], [0], [39], [3, 4, 30], [1, 20, 38]], ids=str)
def test_a_recording_of_some_speeches_is_linked_to_these_alone(speeches):
    chosen = INVENTED.of(speeches)
    said = say(INVENTED.texts, chosen, 0.1, random.Random(3))
    links = link(INVENTED, said)
    there = [place for place, one in enumerate(links) if one.status == "linked"]
    assert set(there) <= set(chosen)
    assert len(there) >= len(chosen) - 2


@pytest.mark.parametrize("speech", range(0, 40, 3))
def test_courtesies_are_linked_in_the_speech_that_is_heard(speech):
    chosen = INVENTED.of([speech])
    said = say(INVENTED.texts, chosen, 0.0, random.Random(3))
    links = link(INVENTED, said)
    assert [place for place, one in enumerate(links) if one.status == "linked"] == chosen


@pytest.mark.parametrize("pair", [(3, 8), (3, 5), (10, 30)])
def test_courtesies_between_two_speeches_go_to_the_right_ones(pair):
    chosen = INVENTED.of(pair)
    said = say(INVENTED.texts, chosen, 0.0, random.Random(3))
    links = link(INVENTED, said)
    assert [place for place, one in enumerate(links) if one.status == "linked"] == chosen


def test_courtesies_alone_are_linked_nowhere():
    words = ["Herr", "Präsident!", "Meine", "Damen", "und", "Herren!", "Vielen", "Dank."] * 3
    links = link(INVENTED, Said(words=words, sentences=[None] * len(words)))
    assert {one.status for one in links} == {"missing"}


def test_a_recording_of_something_else_is_linked_nowhere():
    other = invented(5, random.Random(9))
    said = say(other.texts, range(len(other.texts)), 0.1, random.Random(3))
    assert {one.status for one in link(INVENTED, said)} == {"missing"}


def test_sentences_said_otherwise_are_not_linked():
    rng = random.Random(4)
    chosen = INVENTED.of(range(5, 25))
    changed = [place for place in chosen if place not in COURTESIES and rng.random() < 0.3]
    texts = list(INVENTED.texts)
    other = invented(40, random.Random(5)).texts
    for place in changed:
        texts[place] = f"{other[place]} {other[place - 1]}"
    said = say(texts, chosen, 0.1, rng)
    links = link(INVENTED, said)
    wrong = [place for place in changed if links[place].status == "linked"]
    assert len(wrong) <= 0.02 * len(changed)
    kept = [place for place in chosen if place not in changed and place not in COURTESIES]
    assert sum(links[place].status == "linked" for place in kept) >= 0.97 * len(kept)


def test_applause_noted_by_a_recogniser_and_remarks_of_the_chair_do_not_stop_it():
    chosen = INVENTED.of([4, 5])
    said = say(INVENTED.texts, chosen, 0.0, random.Random(1))
    cut = len(said.words) // 2
    remark = [
        "bitte",
        "kommen",
        "sie",
        "zum",
        "schluss",
        "ihre",
        "zeit",
        "ist",
        "lange",
        "vorbei",
    ] * 2
    words = [*said.words[:cut], *remark, *said.words[cut:]]
    owners = [*said.sentences[:cut], *[None] * len(remark), *said.sentences[cut:]]
    found = score(link(INVENTED, Said(words=words, sentences=owners)), said)
    assert found.lost <= 1


def test_words_without_a_time_do_not_count_as_found():
    vocabulary = Vocabulary()
    texts = ["eins zwei drei vier fünf sechs sieben acht", "neun zehn elf zwölf"]
    said = Said(words=" ".join(texts).split(), sentences=[0] * 8 + [1] * 4)
    words = heard(said, vocabulary)
    words.starts[[0, 8, 9, 10, 11]] = np.nan
    words.ends[[0, 8, 9, 10, 11]] = np.nan
    first, second = link_sentences(
        words, script(vocabulary, texts, [0, 0]), min_share=0.4, min_words=3
    )
    assert (first.first_word, first.last_word, first.words, first.words_found) == (1, 7, 8, 7)
    assert (first.start, first.end) == (pytest.approx(0.4), pytest.approx(7 * 0.4 + 0.35))
    assert (second.status, second.start, second.words_found) == ("missing", None, 0)


def test_few_words_found_are_partial():
    vocabulary = Vocabulary()
    texts = ["eins zwei drei vier fünf sechs", "a b c d e f g h i j"]
    said = Said(words=[*texts[0].split(), "a", "b", "c"], sentences=[0] * 6 + [1] * 3)
    links = link_sentences(
        heard(said, vocabulary), script(vocabulary, texts, [0, 0]), min_share=0.4, min_words=3
    )
    assert [one.status for one in links] == ["linked", "partial"]
    assert links[1].words_found == 3


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0, 0.6), st.lists(st.integers(0, 39), max_size=4))
def test_links_rise_in_time_and_share_no_word(seed, rate, speeches):
    said = say(INVENTED.texts, INVENTED.of(speeches), rate, random.Random(seed))
    links = [one for one in link(INVENTED, said) if one.status != "missing"]
    for one in links:
        assert 0 < one.words_found <= one.words
        assert one.start < one.end
        assert one.first_word <= one.last_word
    for before, after in pairwise(links):
        assert before.last_word < after.first_word
        assert before.end <= after.start


@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_speeches_of_a_real_sitting_are_linked_to_themselves(shared_data, rate):
    protocol = of_protocol(shared_data / "protocols" / "20201.xml")
    rng = random.Random(1)
    total = Score()
    for speech in sorted(set(protocol.speeches))[::3]:
        said = say(protocol.texts, protocol.of([speech]), rate, rng)
        total += score(link(protocol, said), said)
    assert total.right + total.lost > 250
    assert total.precision >= 0.995
    assert total.recall >= (0.98 if rate < 0.2 else 0.93)
