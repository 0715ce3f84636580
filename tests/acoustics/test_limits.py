"""Pitch limits and the options behind them."""

import numpy as np
import pytest
from pydantic import ValidationError

from unisono.acoustics.limits import Limits, limits_of_sex, limits_of_voice, sex_of
from unisono.acoustics.options import AcousticsOptions

OPTIONS = AcousticsOptions()


@pytest.mark.parametrize(
    ("sex", "floor", "ceiling"), [("female", 100, 500), ("male", 75, 300), ("unknown", 75, 600)]
)
def test_limits_follow_the_sex(sex, floor, ceiling):
    assert limits_of_sex(sex, OPTIONS) == Limits(floor=floor, ceiling=ceiling)


@pytest.mark.parametrize(
    ("speaker", "known", "expected"),
    [
        (None, None, "female"),
        (None, "merkel", "female"),
        ("merkel", "merkel", "female"),
        ("merkel", None, "female"),
        ("scholz", "merkel", "unknown"),
    ],
)
def test_sex_is_known_of_the_manifests_speaker_alone(speaker, known, expected):
    assert sex_of(speaker, known, "female") == expected


def test_limits_of_a_voice_are_multiples_of_its_quartiles():
    f0 = np.linspace(100.0, 200.0, 1001)
    assert limits_of_voice(f0, OPTIONS) == Limits(floor=93.75, ceiling=262.5)


def test_a_voice_of_too_few_frames_or_too_narrow_has_no_limits_of_its_own():
    assert limits_of_voice(np.full(99, 120.0), OPTIONS) is None
    narrow = AcousticsOptions(two_pass_floor=1.0, two_pass_ceiling=1.0)
    assert limits_of_voice(np.full(200, 120.0), narrow) is None


def test_limits_of_a_voice_stay_where_praat_can_search():
    low = limits_of_voice(np.full(200, 35.0), OPTIONS)
    assert low == Limits(floor=30.0, ceiling=52.5)


@pytest.mark.parametrize("step", [0.01001, 0.0100625, 0.00303])
def test_a_step_between_samples_is_refused(step):
    with pytest.raises(ValidationError, match="is not an even number of samples"):
        AcousticsOptions(step=step)


def test_a_floor_above_its_ceiling_is_refused_by_name():
    with pytest.raises(ValidationError, match="floor_male is 300 Hz and ceiling_male 200 Hz"):
        AcousticsOptions(floor_male=300.0, ceiling_male=200.0)


def test_every_option_is_described():
    assert all(field.description for field in AcousticsOptions.model_fields.values())
