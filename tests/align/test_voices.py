"""Which voice a place of a recording has."""

import numpy as np
import pytest

from unisono.align import voices
from unisono.align.acoustic_model import AcousticModel
from unisono.align.passage import Passage
from unisono.align.stretches import Stretch
from unisono.align.voices import AROUND, LEAST_LEARNT_FROM, PLACE, Voice, Voices, is_long

NOTHING = Passage(
    word=np.zeros(0, dtype=np.int32),
    phone=np.zeros(0, dtype=np.int32),
    senones=np.zeros((0, 3), dtype=np.int16),
    begin=np.zeros(0, dtype=np.int32),
    end=np.zeros(0, dtype=np.int32),
    score=np.zeros(0),
    doubt=np.zeros(0, dtype=np.int8),
)


@pytest.fixture(scope="module")
def voice(model: AcousticModel) -> Voice:
    return Voice.of(model)


def values(frames: int) -> np.ndarray:
    return np.random.default_rng(2).normal(0, 1, (frames, 13)).astype(np.float32)


def at(frame: int, frames: int = 100) -> Stretch:
    return Stretch(0, 1, frame, frame + frames)


def test_stretches_of_one_place_share_a_voice_and_others_have_their_own(voice: Voice) -> None:
    known = Voices(voice, values(2 * PLACE), NOTHING)
    first = known.near(at(0))
    assert first is not voice
    assert known.near(at(200)) is first
    assert known.near(at(PLACE + 10)) is not first


def test_a_place_in_which_nothing_was_found_has_the_model_of_the_recording(voice: Voice) -> None:
    known = Voices(voice, values(PLACE), NOTHING)
    assert known.near(at(0)).model is voice.model


def test_long_stretches_and_short_recordings_have_the_voice_of_the_recording(voice: Voice) -> None:
    long = at(0, PLACE + 2 * AROUND + 1)
    assert is_long(long)
    assert Voices(voice, values(2 * PLACE + AROUND), NOTHING).near(long) is voice
    assert Voices(voice, values(LEAST_LEARNT_FROM - 1), NOTHING).near(at(0)) is voice


def test_no_more_voices_are_held_than_are_kept(
    voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "KEPT", 2)
    known = Voices(voice, values(3 * PLACE), NOTHING)
    first = known.near(at(0))
    for place in (1, 2):
        known.near(at(place * PLACE))
    assert known.near(at(0)) is not first  # it was given up, and is learnt again
