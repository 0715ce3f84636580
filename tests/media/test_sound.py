"""Sound is brought to 16 kHz mono without changing what is heard or when.

Tolerance 1 ms: containers round timestamps to milliseconds.
"""

import hashlib
from fractions import Fraction

import av
import numpy as np
import pytest
import soundfile

from unisono.media.sound import NormalisedSound

PICTURES = range(0, 4000, 40)


def click_times(path, clicks):
    """Where the loudest sample lies within 300 ms of each expected click."""
    sound, rate = soundfile.read(path)
    assert rate == 16_000
    times = []
    for click in clicks:
        first = round((click - 0.3) * rate)
        near = np.abs(sound[first : round((click + 0.3) * rate)])
        assert near.max() > 0.1, f"no click near {click}"
        times.append((first + int(near.argmax())) / rate)
    return times


CASES = {
    "late.mkv": {"sound": (0.7, 4.0)},
    "late.mov": {"sound": (0.7, 4.0)},
    "late.mp4": {"sound": (0.7, 4.0), "codec": "aac"},
    "from-zero.mp4": {"sound": (0.0, 4.0), "codec": "aac", "rate": 44100, "channels": 2},
    "gap.mkv": {"sound": (0.0, 4.0), "holes": [(1.5, 2.7)]},
}


@pytest.mark.parametrize("name", CASES)
def test_a_click_is_heard_at_its_time(film, media, tmp_path, name):
    path = film(tmp_path / name, picture_ms=PICTURES, clicks=[1.0, 3.0], **CASES[name])
    probes, _, folder = media(path)
    row = probes[name]
    assert click_times(folder / row["audio"], [1.0, 3.0]) == pytest.approx([1.0, 3.0], abs=1e-3)
    assert row["kind"] == "video"
    assert row["duration"] == pytest.approx(4.0, abs=0.05)


def test_a_late_start_is_silence_and_said(film, media, tmp_path):
    path = film(tmp_path / "late.mkv", picture_ms=PICTURES, sound=(0.7, 4.0), clicks=[0.75])
    probes, _, folder = media(path)
    sound, _ = soundfile.read(folder / "late.mkv.flac")
    assert probes["late.mkv"]["audio_start"] == pytest.approx(0.7)
    assert probes["late.mkv"]["video_start"] == 0.0
    assert len(sound) == 4 * 16_000
    assert not sound[: int(0.69 * 16_000)].any()


def test_pictures_that_start_late_leave_the_sound_at_zero(film, media, tmp_path):
    path = film(tmp_path / "p.mkv", picture_ms=range(500, 3000, 40), sound=(0.0, 3.0), clicks=[1.0])
    probes, _, folder = media(path)
    assert probes["p.mkv"]["video_start"] == pytest.approx(0.5)
    assert click_times(folder / "p.mkv.flac", [1.0]) == pytest.approx([1.0], abs=1e-3)


def test_sound_that_starts_before_the_pictures_moves_the_zero_of_both(film, media, tmp_path):
    path = film(tmp_path / "n.mkv", picture_ms=PICTURES, sound=(-0.5, 4.0), clicks=[1.0])
    probes, _, folder = media(path)
    assert probes["n.mkv"]["video_start"] == pytest.approx(0.5)
    assert click_times(folder / "n.mkv.flac", [1.5]) == pytest.approx([1.5], abs=1e-3)


def block(first_sample, value=0.5, rate=16_000):
    """A tenth of a second of sound with a timestamp."""
    frame = av.AudioFrame.from_ndarray(
        np.full((1, rate // 10), value, np.float32), format="fltp", layout="mono"
    )
    frame.sample_rate = rate
    return frame, Fraction(first_sample, rate)


@pytest.mark.parametrize("wrong", [10**9, -(10**9), 40_000])
def test_one_wrong_timestamp_moves_nothing(tmp_path, wrong):
    with NormalisedSound(tmp_path / "a.flac", drift=0.02, max_seconds=60) as sound:
        for number in range(30):
            sound.add(*block(wrong if number == 7 else 1600 * number))
    heard, _ = soundfile.read(tmp_path / "a.flac")
    assert len(heard) == 30 * 1600
    assert heard.min() > 0.49
    assert sound.silence == sound.dropped == 0


def test_a_jump_that_lasts_is_silence_of_its_length(tmp_path):
    with NormalisedSound(tmp_path / "a.flac", drift=0.02, max_seconds=60) as sound:
        for number in range(30):
            sound.add(*block(1600 * number + (80_000 if number >= 7 else 0)))
    heard, _ = soundfile.read(tmp_path / "a.flac")
    assert len(heard) == 30 * 1600 + 80_000
    assert sound.silence == pytest.approx(5.0)
    assert not heard[7 * 1600 : 7 * 1600 + 80_000].any()


def test_a_change_of_the_sampling_rate_keeps_the_clock(tmp_path):
    with NormalisedSound(tmp_path / "a.flac", drift=0.02, max_seconds=60) as sound:
        for number in range(10):
            sound.add(*block(1600 * number))
        for number in range(10):
            sound.add(*block(4800 * (10 + number), 0.25, 48_000))
        assert not sound.add(*block(0, rate=500))
    heard, _ = soundfile.read(tmp_path / "a.flac")
    assert len(heard) == pytest.approx(2 * 16_000, abs=2)
    assert heard[15_000] == pytest.approx(0.5, abs=0.01)
    assert heard[17_000] == pytest.approx(0.25, abs=0.01)


def test_gaps_in_the_sound_are_accounted_for(film, media, tmp_path):
    path = film(
        tmp_path / "gap.mkv", picture_ms=PICTURES, sound=(0, 4), holes=[(1.5, 2.7)], clicks=[3]
    )
    _, accounts, _ = media(path)
    assert accounts["gap.mkv"]["status"] == "partial"
    assert accounts["gap.mkv"]["code"] == "gaps"
    assert "1.2 s of silence" in accounts["gap.mkv"]["reason"]


def test_sound_at_the_right_rate_is_kept_bit_for_bit(media, tmp_path):
    speech = np.random.default_rng(1).integers(-32768, 32767, 40_000, dtype=np.int16)
    soundfile.write(tmp_path / "own.wav", speech, 16_000, subtype="PCM_16")
    _, _, folder = media(tmp_path / "own.wav")
    back, _ = soundfile.read(folder / "own.wav.flac", dtype="int16")
    assert np.array_equal(back, speech)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_channels_are_averaged_at_every_sample_format(media, tmp_path, subtype):
    left = 0.5 * np.sin(np.arange(16_000) * 0.05)
    soundfile.write(
        tmp_path / "two.wav", np.stack([left, np.full_like(left, 0.25)], 1), 16_000, subtype
    )
    _, _, folder = media(tmp_path / "two.wav")
    mono, _ = soundfile.read(folder / "two.wav.flac")
    assert mono == pytest.approx((left + 0.25) / 2, abs=0.01 if subtype == "PCM_U8" else 1e-4)


def test_resampling_keeps_tones_below_and_removes_those_above_the_band(media, tmp_path):
    time = np.arange(2 * 48_000) / 48_000
    for name, hertz in (("low", 1000), ("high", 11_000)):
        soundfile.write(tmp_path / f"{name}.wav", 0.5 * np.sin(2 * np.pi * hertz * time), 48_000)
    _, _, folder = media(tmp_path / "low.wav", tmp_path / "high.wav")
    low, _ = soundfile.read(folder / "low.wav.flac")
    high, _ = soundfile.read(folder / "high.wav.flac")
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(2 * 16_000) / 16_000)
    inner = slice(800, -800)
    assert low[inner] == pytest.approx(expected[inner], abs=2e-3)
    assert np.abs(high[inner]).max() < 1e-3


def test_the_same_recording_gives_the_same_bytes(film, media, tmp_path):
    path = film(tmp_path / "a.mp4", picture_ms=PICTURES, sound=(0, 4), clicks=[1], codec="aac")
    digests = []
    for batch in ("0001", "0002"):
        _, _, folder = media(path, batch=batch)
        files = [folder / "a.mp4.flac", tmp_path / f"{batch}.parquet"]
        digests.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]
    assert sorted(p.name for p in folder.iterdir()) == ["a.mp4.flac"]
