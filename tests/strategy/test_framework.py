"""What the framework answers in cases whose answer is known."""

import numpy as np
import pytest

from unisono.strategy.evidence import Connection, Evidence, ModelScore, Profile, connection, profile
from unisono.strategy.framework import COST, cheapest_good, recommend
from unisono.strategy.options import PairOptions


def a_profile(**changes):
    plain = {
        "recordings": 50,
        "rate": 2.5,
        "steps": 40.0,
        "irregularity": 0.5,
        "smoothness": 0.1,
        "model": "hashing-1/256",
    }
    return Profile(**(plain | changes))


def a_score(mean, error=0.02, spread=0.0, runs=1):
    return ModelScore(mean=mean, error=error, spread=spread, runs=runs)


def evidence(**changes):
    frames = a_profile(irregularity=0.0, model="clip-vit-b-32")
    plain = {"first": a_profile(), "second": frames, "scores": {}}
    return Evidence(**(plain | changes))


LINKED = Connection(correlation=0.8, recall=0.6, chance=0.1, steps=900)
UNLINKED = Connection(correlation=0.0, recall=0.105, chance=0.1, steps=900)


@pytest.mark.parametrize(
    ("pair", "found", "timing", "strategy"),
    [
        ({}, {"aligned": 0.98}, "explicit", "clock"),
        ({"coincidence": "no"}, {}, "none", "concatenate"),
        ({"clock": "weak", "anchors": 10}, {}, "explicit", "dtw"),
        ({"clock": "weak"}, {"connection": LINKED}, "explicit", "dtw"),
        ({"clock": "weak"}, {"connection": UNLINKED}, "explicit", "linear"),
        ({"clock": "none"}, {}, "explicit", "gromov"),
        ({"clock": "none", "anchors": 10}, {}, "explicit", "unbalanced"),
        ({"clock": "none", "anchors": 100}, {}, "explicit", "attention"),
        ({"clock": "none", "anchors": 800}, {}, "implicit", "attention"),
    ],
)
def test_what_is_known_of_a_pair_decides(pair, found, timing, strategy):
    answer = recommend(PairOptions(**pair), evidence(**found))
    assert (answer.timing.value, answer.strategy.value) == (timing, strategy)
    assert answer.reasons
    assert answer.timing.reversal


@pytest.mark.parametrize(
    ("scores", "timing"),
    [
        ({"early": 0.70, "mult": 0.90, "mult-aligned": 0.75}, "implicit"),
        ({"early": 0.70, "mult": 0.90, "mult-aligned": 0.89}, "explicit"),
        ({"early": 0.89, "mult": 0.90, "mult-aligned": 0.90}, "none"),
    ],
    ids=["only its own clocks help", "words do as well", "nothing coincides"],
)
def test_measured_models_decide_when_to_align(scores, timing):
    measured = {name: a_score(mean) for name, mean in scores.items()}
    answer = recommend(PairOptions(), evidence(scores=measured))
    assert answer.timing.value == timing
    assert "standard error" in answer.timing.reason


def test_a_pilot_comes_before_the_rules():
    pilot = {"clock": a_score(0.6), "dtw": a_score(0.89), "attention": a_score(0.9)}
    answer = recommend(PairOptions(), evidence(), pilot)
    assert answer.strategy.value == "dtw"


def test_the_cheapest_within_one_standard_error_is_taken():
    scores = {"attention": a_score(0.90, 0.03), "dtw": a_score(0.88), "linear": a_score(0.86)}
    assert cheapest_good(scores, COST) == "dtw"


def test_an_absent_modality_needs_no_alignment():
    gone = a_profile(recordings=0, model="")
    answer = recommend(PairOptions(), evidence(second=gone))
    assert answer.strategy.value == "none"
    assert "no audio in the corpus" in answer.strategy.reason


def test_what_the_researcher_says_overrides_what_is_measured():
    pair = PairOptions(first_kind="continuous", second_semantic="no")
    answer = recommend(pair, evidence())
    assert answer.kinds[0].value == "continuous"
    assert answer.semantics[1].value == "no"
    assert recommend(PairOptions(), evidence()).kinds[0].value == "discrete"


def test_many_unaligned_words_are_mended_first():
    answer = recommend(PairOptions(), evidence(aligned=0.5))
    assert "mend the alignment" in answer.strategy.reason


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            {"scores": {"linear-text": a_score(0.8), "mult": a_score(0.81)}},
            "no better than linear-text alone",
        ),
        ({"scores": {"mult": a_score(0.8, 0.02, spread=0.2, runs=5)}}, "varies by 0.200"),
        ({"connection": UNLINKED}, "nothing measurable in common"),
    ],
    ids=["like one modality", "unstable", "irrelevant"],
)
def test_each_signature_of_failure_is_found(found, words):
    (warning,) = recommend(PairOptions(), evidence(**found)).warnings
    assert words in warning


def test_good_results_have_no_signature():
    scores = {"linear-text": a_score(0.6), "mult": a_score(0.9, spread=0.01, runs=5)}
    assert recommend(PairOptions(), evidence(scores=scores, connection=LINKED)).warnings == ()


def test_a_profile_tells_frames_from_words():
    generator = np.random.default_rng(0)
    values = generator.standard_normal((50, 4)).astype(np.float32)
    frames = profile([(values, np.arange(50) * 0.5)], "clip")
    words = profile([(values, np.cumsum(generator.uniform(0.1, 1.0, 50)))], "hashing-1/256")
    assert (frames.kind, words.kind) == ("continuous", "discrete")
    assert frames.rate == pytest.approx(2.0)
    assert (frames.semantic, words.semantic) == ("yes", "no")
    assert profile([], "clip").kind == "absent"


def test_a_connection_is_measured_where_it_was_planted_and_only_there():
    generator = np.random.default_rng(0)
    hidden = [generator.standard_normal((60, 3)) for _ in range(10)]
    mixing = generator.standard_normal((2, 3, 5))
    linked = [((h @ mixing[0]).astype("f4"), (h @ mixing[1]).astype("f4")) for h in hidden]
    apart = [(one, generator.standard_normal((60, 5)).astype("f4")) for one, _ in linked]
    found = connection(linked, components=3, ridge=0.01)
    assert found.correlation > 0.95
    assert found.recall > 0.9
    nothing = connection(apart, components=3, ridge=0.01)
    assert nothing.recall == pytest.approx(0.1, abs=0.06)
    assert connection(linked[:1], components=3, ridge=0.01) is None
