"""The plan of the parliament: balanced, speakable, and with the effect that it claims."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from unisono.demo.cast import MEMBERS, PARTIES, TARGET
from unisono.demo.options import DemoOptions
from unisono.demo.parliament import SpeechPlan, plan_parliament
from unisono.espeak.synthesis import synthesise


@pytest.fixture(scope="module")
def plans() -> tuple[SpeechPlan, ...]:
    return plan_parliament(DemoOptions())


def test_forty_speeches_by_eight_members_in_two_sittings(plans: tuple[SpeechPlan, ...]) -> None:
    assert len({plan.media_id for plan in plans}) == len({plan.speech_id for plan in plans}) == 40
    assert {plan.member.speaker_id for plan in plans} == {m.speaker_id for m in MEMBERS}
    assert {(plan.session, plan.date) for plan in plans} == {
        ("41", "2024-03-13"),
        ("42", "2024-03-20"),
    }
    assert {plan.member.party.bloc for plan in plans} == {"left", "centre", "right"}
    assert all(6 <= len(plan.sentences) <= 8 for plan in plans)


def test_every_word_has_an_exact_start() -> None:
    # A word that eSpeak NG joins with its neighbour would have no event of its own.
    for plan in plan_parliament(DemoOptions())[::3]:
        speech = synthesise(plan.text, voice=plan.member.voice, rate=400)
        assert [word.text for word in speech.words] == plan.text.split()
        assert all(word.exact for word in speech.words)


def test_the_planted_effect_is_in_the_data_exactly(plans: tuple[SpeechPlan, ...]) -> None:
    options = DemoOptions()
    for member in MEMBERS:
        for targeted in (False, True):
            z = [
                (sentence.f0 - member.f0_base) / member.f0_sd
                for plan in plans
                for sentence in plan.sentences
                if plan.member is member and (sentence.addressed is TARGET) == targeted
            ]
            left = member.party.bloc == "left"
            effect = options.effect_left if left else options.effect_other
            if z:
                assert np.mean(z) == pytest.approx(effect if targeted else 0.0, abs=1e-9)


def test_no_member_addresses_the_own_party(plans: tuple[SpeechPlan, ...]) -> None:
    for plan in plans:
        assert plan.member.party not in [sentence.addressed for sentence in plan.sentences]


def test_address_and_mention_are_told_apart(plans: tuple[SpeechPlan, ...]) -> None:
    sentences = [sentence for plan in plans for sentence in plan.sentences]
    for sentence in sentences:
        named = [party for party in PARTIES if party.name in sentence.text]
        called = sentence.addressed if sentence.form == "vocative" else None
        assert named == [p for p in (called, sentence.mentioned) if p is not None]
        assert (sentence.form != "") == (sentence.addressed is not None)
        assert (sentence.effect != 0) == (sentence.addressed is TARGET)
    assert any(sentence.mentioned is TARGET for sentence in sentences)


def test_some_parties_are_addressed_by_answering_their_calls(
    plans: tuple[SpeechPlan, ...],
) -> None:
    sentences = [sentence for plan in plans for sentence in plan.sentences]
    replies = [sentence for sentence in sentences if sentence.form == "reply"]
    called = [sentence for sentence in sentences if sentence.form == "vocative"]
    assert 0.2 < len(replies) / (len(replies) + len(called)) < 0.6
    for sentence in replies:
        assert sentence.addressed is not None
        assert f"[{sentence.addressed.name}]: " in sentence.comment
    assert any(sentence.comment and not sentence.addressed for sentence in sentences)
    assert any("Damen und Herren" in sentence.chair for sentence in sentences)
    assert not any(plan.sentences[0].comment or plan.sentences[0].chair for plan in plans)


def test_planted_f0_stays_where_praat_looks(plans: tuple[SpeechPlan, ...]) -> None:
    for plan in plans:
        for sentence in plan.sentences:
            low, high = (150, 300) if plan.member.sex == "female" else (90, 170)
            assert low < sentence.f0 < high


def test_three_faults_stand_among_the_speeches(plans: tuple[SpeechPlan, ...]) -> None:
    faulty = [plan for plan in plans if plan.fault is not None]
    assert sorted(plan.fault or "" for plan in faulty) == [
        "other_transcript",
        "silence",
        "truncated",
    ]
    assert {plan.suffix for plan in faulty} == {".mp4"}


def test_media_and_transcripts_come_in_several_formats(plans: tuple[SpeechPlan, ...]) -> None:
    assert {plan.suffix for plan in plans} == {".mp4", ".flac", ".wav", ".ogg"}
    assert {plan.transcript for plan in plans} == {"txt", "srt", "vtt", "TextGrid"}
    assert sum(plan.transcript == "txt" for plan in plans) > 20


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), speeches=st.integers(1, 30), fewest=st.integers(3, 12))
def test_any_size_can_be_planned(seed: int, speeches: int, fewest: int) -> None:
    options = DemoOptions(
        seed=seed, speeches=speeches, faults=False, sentences_min=fewest, sentences_max=fewest
    )
    plans = plan_parliament(options)
    assert [len(plan.sentences) for plan in plans] == [fewest] * speeches
    assert plans == plan_parliament(options)


def test_faults_ask_for_enough_recordings() -> None:
    with pytest.raises(ValidationError, match="at least 4 speeches and 4 ads, not 2 and 60"):
        DemoOptions(speeches=2)
    with pytest.raises(ValidationError, match=r"sentences_max \(4\) is below sentences_min \(6\)"):
        DemoOptions(sentences_max=4)
