"""Voice activity: planted sounds, crafted decisions, and a real speech."""

from itertools import pairwise

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import resample_poly

from unisono.audio import SAMPLE_RATE
from unisono.espeak.synthesis import synthesise
from unisono.transcribe.activity import FRAME, Activity, activity, regions, speech_regions
from unisono.transcribe.options import TranscribeOptions

HANGOVER = 0.3
"""Seconds by which the detector may keep a sound for speech after it has ended."""
ONSET = 0.1
BARE = TranscribeOptions(padding=0.0)


def blocks(samples, size: int = 16_000):
    for start in range(0, len(samples), size):
        yield start / SAMPLE_RATE, samples[start : start + size]


def silence(seconds: float):
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def tone(seconds: float):
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.2 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)


def noise(seconds: float, level: float):
    drawn = np.random.default_rng(7).normal(size=round(seconds * SAMPLE_RATE))
    return (level * drawn).astype(np.float32)


def heard(voiced, power=None) -> Activity:
    flags = np.asarray(voiced, dtype=np.bool_)
    return Activity(
        voiced=flags,
        power=np.ones(len(flags), np.float32) if power is None else power,
        peak=0.5,
        duration=len(flags) * FRAME / SAMPLE_RATE,
    )


def spans(found) -> list[tuple[float, float]]:
    return [(round(one.start, 4), round(one.end, 4)) for one in found]


def test_sounds_between_silences_are_found_where_they_are():
    samples = np.concatenate([silence(2), tone(1.5), silence(1), tone(0.8), silence(2)])
    found = speech_regions(blocks(samples), BARE)
    assert len(found) == 2
    for region, (start, end) in zip(found, [(2.0, 3.5), (4.5, 5.3)], strict=True):
        assert start - ONSET <= region.start <= start + ONSET
        assert end - ONSET <= region.end <= end + HANGOVER


def test_synthetic_speech_in_noise_is_found_where_it_is():
    speech = synthesise("We have to decide today.", voice="en").samples
    samples = np.concatenate([silence(2), speech, silence(2)])
    samples = samples + noise(len(samples) / SAMPLE_RATE, 0.003)
    (region,) = speech_regions(blocks(samples), BARE)
    assert abs(region.start - 2.0) < 0.15
    assert abs(region.end - 2.0 - len(speech) / SAMPLE_RATE) < HANGOVER


@pytest.mark.parametrize(
    "samples",
    [silence(0), silence(0.01), silence(3), noise(5, 0.0005), noise(5, 0.003)],
    ids=["nothing", "less than a frame", "digital silence", "faint noise", "noise"],
)
def test_silence_and_faint_noise_hold_no_speech(samples):
    assert speech_regions(blocks(samples), TranscribeOptions()) == []


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=4))
def test_the_size_of_the_blocks_changes_nothing(sizes):
    samples = np.concatenate([silence(0.5), tone(0.7), noise(0.31, 0.001)])
    whole = activity([(0.0, samples)], "loose")
    pieces = []
    start = 0
    while start < len(samples):
        size = sizes[len(pieces) % len(sizes)] + FRAME // 3
        pieces.append((start / SAMPLE_RATE, samples[start : start + size]))
        start += size
    parts = activity(pieces, "loose")
    assert parts.voiced.tolist() == whole.voiced.tolist()
    assert parts.power.tolist() == whole.power.tolist()
    assert (parts.peak, parts.duration) == (whole.peak, whole.duration)


def test_the_last_incomplete_frame_is_heard_and_the_end_is_that_of_the_audio():
    samples = np.concatenate([silence(0.6), tone(0.61)])
    found = activity(blocks(samples), "loose")
    assert len(found.voiced) == 41
    assert found.duration == 1.21
    assert regions(found, BARE)[-1].end == 1.21


def test_short_pauses_are_bridged_and_blips_dropped():
    options = TranscribeOptions(padding=0.0, min_pause=0.3, min_speech=0.15)
    flags = [0] * 10 + [1] * 5 + [0] * 9 + [1] * 5 + [0] * 10 + [1] * 4 + [0] * 20 + [1] * 5
    assert spans(regions(heard(flags), options)) == [(0.3, 0.87), (1.89, 2.04)]


def test_padding_ends_in_the_middle_of_a_pause_and_at_the_edges():
    options = TranscribeOptions(padding=0.6, min_pause=0.3, min_speech=0.0)
    flags = [0] * 5 + [1] * 10 + [0] * 20 + [1] * 10 + [0] * 100
    assert spans(regions(heard(flags), options)) == [(0.0, 0.75), (0.75, 1.95)]


def test_long_speech_is_cut_in_the_middle_of_its_longest_pause():
    options = TranscribeOptions(padding=0.0, max_chunk=3.0)
    flags = np.ones(150, dtype=np.bool_)
    flags[60:64] = False
    flags[80:90] = False
    assert spans(regions(heard(flags), options)) == [(0.0, 2.55), (2.55, 4.5)]


def test_speech_without_a_pause_is_cut_where_it_is_quietest():
    options = TranscribeOptions(padding=0.0, max_chunk=3.0)
    power = np.ones(150, dtype=np.float32)
    power[70] = 0.1
    assert spans(regions(heard([1] * 150, power), options)) == [(0.0, 2.1), (2.1, 4.5)]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 120)), max_size=12),
    st.floats(2.0, 6.0),
    st.floats(0.0, 1.0),
    st.floats(0.1, 2.0),
)
def test_regions_hold_all_speech_in_order_and_in_bounds(runs, max_chunk, padding, min_pause):
    options = TranscribeOptions(
        max_chunk=max_chunk, padding=padding, min_pause=min_pause, min_speech=0.0
    )
    flags = np.repeat([voiced for voiced, _ in runs], [length for _, length in runs])
    activity_ = heard(flags)
    found = regions(activity_, options)
    assert all(0 <= one.start < one.end <= activity_.duration for one in found)
    assert all(one.end - one.start <= max_chunk + 1e-9 for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))
    covered = np.zeros(len(flags), dtype=np.bool_)
    for one in found:
        start, end = (round(time * SAMPLE_RATE / FRAME) for time in (one.start, one.end))
        covered[start:end] = True
    assert not np.any(flags.astype(np.bool_) & ~covered)


def test_a_real_speech_is_parted_at_its_long_pause(shared_data):
    samples, rate = soundfile.read(shared_data / "speech" / "jfk.flac", dtype="float32")
    assert rate == 44_100
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    mono = resample_poly(mono, 160, 441).astype(np.float32)
    first, second = speech_regions(blocks(mono), TranscribeOptions(padding=0.0, min_pause=0.3))
    assert first.start < 0.35  # "And so" begins at 0.3 s
    assert abs(first.end - 7.6) < 0.2
    assert abs(second.start - 8.1) < 0.2
    assert second.end > 10.4
    three = speech_regions(
        blocks(mono), TranscribeOptions(padding=0.0, min_pause=0.3, strictness="strict")
    )
    assert len(three) == 3  # the breath before "ask not" is no speech to the strict one
