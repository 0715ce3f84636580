"""Ads with beats: nothing alone tells the tone of the coincidence version, two things do."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from unisono.demo.ads import AdPlan, beat_cuts, beat_f0, plan_ads, record_ad
from unisono.demo.beats import BEATS, CONCEPTS, LEVELS, told
from unisono.demo.film import CLOCK
from unisono.demo.options import DemoOptions
from unisono.demo.pitch import PlantedSentence, f0_medians
from unisono.demo.slogans import TONES
from unisono.demo.storyboard import ad_pictures, still
from unisono.demo.voices import Recording

ADS = 3000
STRENGTH = 0.8


def planned(tone: str, **options: object) -> tuple[AdPlan, ...]:
    given = {"tone": tone, "ads": ADS, "tone_strength": STRENGTH, "faults": False, **options}
    return plan_ads(DemoOptions.model_validate(given))


@pytest.fixture(scope="module")
def coinciding() -> tuple[AdPlan, ...]:
    return planned("coincidence")


@pytest.fixture(scope="module")
def occurring() -> tuple[AdPlan, ...]:
    return planned("occurrence")


def bag(plan: AdPlan, cue: str) -> tuple[object, ...]:
    return tuple(sorted(getattr(beat, cue) for beat in plan.beats))


def order(plan: AdPlan, cue: str) -> tuple[object, ...]:
    return tuple(getattr(beat, cue) for beat in plan.beats)


def chi_square(plans: tuple[AdPlan, ...], values: list[object]) -> float:
    """Standard score of the chi-square between values and tones, by its normal limit."""
    kinds = sorted(set(values), key=str)
    table = np.zeros((len(kinds), len(TONES)))
    for plan, value in zip(plans, values, strict=True):
        table[kinds.index(value), TONES.index(plan.tone)] += 1
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    free = (len(kinds) - 1) * (len(TONES) - 1)
    return float((((table - expected) ** 2 / expected).sum() - free) / np.sqrt(2 * free))


def by_coincidence(plan: AdPlan, pair: int) -> str:
    """What most beats tell by word and look (0), word and level (1), look and level (2)."""
    votes = Counter(told(beat.concept, beat.look, beat.level)[pair] for beat in plan.beats)
    return votes.most_common(1)[0][0]


def accuracy(plans: tuple[AdPlan, ...], guesses: list[str]) -> float:
    return float(np.mean([plan.tone == guess for plan, guess in zip(plans, guesses, strict=True)]))


@pytest.mark.parametrize("cue", ["word", "concept", "look", "level"])
def test_every_ad_of_every_tone_has_the_same_cues_as_often(
    coinciding: tuple[AdPlan, ...], cue: str
) -> None:
    assert len({bag(plan, cue) for plan in coinciding}) == 1
    assert {len(plan.beats) for plan in coinciding} == {BEATS}


@pytest.mark.parametrize("cue", ["concept", "look", "level"])
def test_no_order_of_one_cue_is_more_frequent_for_a_tone(
    coinciding: tuple[AdPlan, ...], cue: str
) -> None:
    orders: list[object] = [order(plan, cue) for plan in coinciding]
    assert len(set(orders)) == 90  # all there are: 6! / (2! 2! 2!)
    assert abs(chi_square(coinciding, orders)) < 4


def test_the_words_of_an_ad_are_the_same_whatever_its_tone() -> None:
    for tone_with in ("picture", "voice", "both"):
        sure = planned("coincidence", tone_strength=1.0, tone_with=tone_with, ads=30)
        never = planned("coincidence", tone_strength=0.0, tone_with=tone_with, ads=30)
        assert [plan.sentences for plan in sure] == [plan.sentences for plan in never]
        assert [plan.beats for plan in sure] != [plan.beats for plan in never]


@pytest.mark.parametrize("what", ["narrator", "campaign", "music", "mood", "headline", "scene"])
def test_nothing_else_in_an_ad_depends_on_its_tone(
    coinciding: tuple[AdPlan, ...], what: str
) -> None:
    if what == "scene":
        values: list[object] = [plan.beats[0].scene for plan in coinciding]
    else:
        values = [str(getattr(plan, what)) for plan in coinciding]
    assert abs(chi_square(coinciding, values)) < 4


@pytest.mark.parametrize("pair", [0, 1, 2])
def test_who_sees_a_coincidence_is_right_at_the_planted_strength(
    coinciding: tuple[AdPlan, ...], pair: int
) -> None:
    found = accuracy(coinciding, [by_coincidence(plan, pair) for plan in coinciding])
    expected = STRENGTH + (1 - STRENGTH) / len(TONES)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / ADS))


@pytest.mark.parametrize(("tone_with", "pair"), [("picture", 0), ("voice", 1)])
def test_only_the_chosen_cue_tells(tone_with: str, pair: int) -> None:
    plans = planned("coincidence", tone_with=tone_with, tone_strength=1.0)
    right = [accuracy(plans, [by_coincidence(plan, n) for plan in plans]) for n in range(3)]
    assert right[pair] == 1
    others = [value for n, value in enumerate(right) if n != pair]
    assert others == pytest.approx([1 / 3, 1 / 3], abs=0.035)


def test_without_strength_no_coincidence_tells() -> None:
    plans = planned("coincidence", tone_strength=0.0)
    for pair in range(3):
        found = accuracy(plans, [by_coincidence(plan, pair) for plan in plans])
        assert found == pytest.approx(1 / 3, abs=0.035)


@pytest.mark.parametrize(("cue", "names"), [("concept", CONCEPTS), ("look", TONES)])
def test_in_the_other_version_each_cue_alone_tells_as_much(
    occurring: tuple[AdPlan, ...], cue: str, names: tuple[str, ...]
) -> None:
    shown = [Counter(order(plan, cue)).most_common(1)[0][0] for plan in occurring]
    guesses = [TONES[list(names).index(one)] for one in shown]
    expected = STRENGTH + (1 - STRENGTH) / len(TONES)
    assert accuracy(occurring, guesses) == pytest.approx(expected, abs=0.03)
    levels = [Counter(order(plan, "level")).most_common(1)[0][0] for plan in occurring]
    assert [TONES[LEVELS.index(level)] for level in levels] == guesses


def test_the_default_ads_have_no_beats() -> None:
    assert all(not plan.beats and plan.mood == plan.tone for plan in plan_ads(DemoOptions()))


Made = list[tuple[AdPlan, Recording]]


@pytest.fixture(scope="module")
def made() -> Made:
    options = DemoOptions(tone="coincidence", ads=9, faults=False)
    return [(plan, record_ad(options, plan)) for plan in plan_ads(options)[4:]]


def test_a_beat_is_one_sentence_whose_words_have_exact_times(made: Made) -> None:
    for plan, recording in made:
        assert 9 < recording.duration < 14
        said = recording.sentences
        assert tuple(sentence.text for sentence in said) == plan.sentences
        assert all(word.exact for sentence in said for word in sentence.words)


def test_a_beat_is_spoken_at_its_level(made: Made) -> None:
    without_music = [(plan, recording) for plan, recording in made if not plan.music]
    assert len(without_music) == 3
    for plan, recording in without_music:
        said = recording.sentences
        spans = [PlantedSentence(start=one.start, end=one.end, f0=1.0) for one in said]
        limits = {"floor": plan.narrator.pitch_floor, "ceiling": plan.narrator.pitch_ceiling}
        measured = f0_medians(recording.samples, spans, **limits)
        assert measured == pytest.approx(beat_f0(plan), rel=0.03)


def test_each_sentence_lies_within_one_shot_of_its_look(made: Made) -> None:
    for _, recording in made:
        cuts = beat_cuts(recording.sentences)
        bounds = [0.0, *cuts, recording.duration]
        for sentence, (start, end) in zip(recording.sentences, pairwise(bounds), strict=True):
            assert start + 0.1 < sentence.start < sentence.end < end - 0.1
        assert min(np.diff(bounds)) > 1


def test_the_film_shows_the_stills_of_its_beats(made: Made) -> None:
    plan, recording = made[1]
    cuts = beat_cuts(recording.sentences)
    times = [round((cut + 0.2) / CLOCK) for cut in (0.0, *cuts)]
    for shot, (_, picture) in enumerate(ad_pictures(plan, times, cuts)):
        drawn = still(plan, shot, BEATS, 0.0)  # a shot's age counts from its first frame asked for
        grey = np.asarray(picture[: drawn.shape[0]], dtype=float)
        expected = drawn.astype(float) @ [0.098, 0.504, 0.257] + 16
        assert np.abs(grey - expected).mean() < 2


def test_looks_differ_more_than_scenes_of_a_look(made: Made) -> None:
    colours: dict[str, list[float]] = {look: [] for look in TONES}
    for plan, _ in made:
        for shot, beat in enumerate(plan.beats):
            colours[beat.look].append(float(still(plan, shot, BEATS, 0.0).mean()))
    assert min(colours["promote"]) > max(colours["attack"])
    assert all(len(values) == 2 * len(made) for values in colours.values())


def test_two_shots_of_an_ad_never_share_a_scene(coinciding: tuple[AdPlan, ...]) -> None:
    assert all(len({beat.scene for beat in plan.beats}) == BEATS for plan in coinciding)
