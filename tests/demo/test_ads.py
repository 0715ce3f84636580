"""The plan of the ads: balanced tones, five to ten seconds, cuts and music as claimed."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from unisono.audio import SAMPLE_RATE
from unisono.demo.ads import AdPlan, cut_times, music, plan_ads, record_ad
from unisono.demo.film import CLOCK
from unisono.demo.options import DemoOptions
from unisono.demo.slogans import TONES
from unisono.demo.storyboard import ad_pictures, variable_times

OPTIONS = DemoOptions()


@pytest.fixture(scope="module")
def plans() -> tuple[AdPlan, ...]:
    return plan_ads(OPTIONS)


def test_tones_are_balanced_against_campaigns_and_voices(plans: tuple[AdPlan, ...]) -> None:
    assert Counter(plan.tone for plan in plans) == dict.fromkeys(TONES, 20)
    cells = Counter((plan.tone, plan.narrator.sex) for plan in plans)
    assert set(cells.values()) == {10}
    assert Counter(plan.tone for plan in plans if not plan.music) == dict.fromkeys(TONES, 6)
    assert len(Counter((plan.tone, plan.campaign.name) for plan in plans)) == 30


def test_looks_give_the_tone_away_in_most_ads_only(plans: tuple[AdPlan, ...]) -> None:
    agree = sum(plan.look == plan.tone for plan in plans)
    assert 0.75 * len(plans) < agree < 0.95 * len(plans)


def test_ads_last_five_to_ten_seconds_and_every_start_is_exact(plans: tuple[AdPlan, ...]) -> None:
    durations = []
    for plan in plans[::4]:
        recording = record_ad(OPTIONS, plan)
        durations.append(recording.duration)
        assert tuple(sentence.text for sentence in recording.sentences) == plan.sentences
        for sentence in recording.sentences:
            assert [word.text for word in sentence.words] == sentence.text.split()
            assert all(word.exact for word in sentence.words)
    assert 5 <= min(durations) <= max(durations) <= 10


def test_music_lies_well_below_the_voice(plans: tuple[AdPlan, ...]) -> None:
    plan = next(plan for plan in plans if plan.music)
    voice = record_ad(OPTIONS, plan)
    chords = music(plan.tone, len(voice.samples))
    assert len(chords) == len(voice.samples)
    assert 0.003 < np.sqrt(np.mean(chords**2)) < 0.3 * np.sqrt(np.mean(voice.samples**2))


@pytest.mark.parametrize("duration", [3.0, 5.2, 9.9])
def test_shots_are_long_enough_to_be_seen(plans: tuple[AdPlan, ...], duration: float) -> None:
    for plan in plans:
        bounds = [0.0, *cut_times(OPTIONS, plan, duration), duration]
        assert min(np.diff(bounds)) >= 1.4 - 1e-9


def test_the_picture_jumps_at_the_cuts_and_only_there(plans: tuple[AdPlan, ...]) -> None:
    plan = plans[1]
    cuts = cut_times(OPTIONS, plan, 8.0)
    times = list(range(0, 8000, 40))
    pictures = [picture.astype(float) for _, picture in ad_pictures(plan, times, cuts)]
    jumps = np.array([np.abs(after - before).mean() for before, after in pairwise(pictures)])
    spans = pairwise(float(time * CLOCK) for time in times)
    at_cut = np.array([any(before < cut <= after for cut in cuts) for before, after in spans])
    assert at_cut.sum() == len(cuts) >= 1
    assert jumps[at_cut].min() > 3 * jumps[~at_cut].max()


def test_variable_frames_last_20_to_120_ms() -> None:
    steps = np.diff(variable_times(3, 8.0))
    assert steps.min() >= 20
    assert steps.max() <= 120
    assert len(set(steps.tolist())) > 20


def test_chords_fade_at_their_ends() -> None:
    chords = music("promote", 4 * SAMPLE_RATE)
    assert abs(chords[0]) < 1e-3
    assert np.abs(np.diff(chords)).max() < 0.06
