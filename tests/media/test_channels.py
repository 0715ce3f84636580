"""Channels are kept apart where this is asked for, and clipped sound is said to be so."""

from fractions import Fraction

import av
import numpy as np
import pytest
import soundfile

from unisono.media.clipping import Clipping
from unisono.media.sound import NormalisedSound
from unisono.reasons import Reason

TIME = np.arange(32_000) / 16_000


def two_tones():
    return np.stack(
        [0.5 * np.sin(2 * np.pi * 300 * TIME), 0.25 * np.sin(2 * np.pi * 700 * TIME)], axis=1
    )


def test_channels_are_mixed_unless_they_shall_be_kept(media, tmp_path):
    soundfile.write(tmp_path / "a.wav", two_tones(), 16_000)
    _, _, folder = media(tmp_path / "a.wav")
    assert soundfile.info(folder / "a.wav.flac").channels == 1


def test_kept_channels_are_each_bit_for_bit_what_they_were(media, tmp_path):
    both = np.random.default_rng(2).integers(-32768, 32767, (40_000, 2), dtype=np.int16)
    soundfile.write(tmp_path / "a.wav", both, 16_000, subtype="PCM_16")
    probes, _, folder = media(tmp_path / "a.wav", channels="keep")
    back, rate = soundfile.read(folder / "a.wav.flac", dtype="int16")
    assert rate == 16_000
    assert np.array_equal(back, both)
    assert probes["a.wav"]["channels"] == 2


@pytest.mark.parametrize("count", [3, 6, 8])
def test_each_of_many_channels_is_resampled_by_itself(media, tmp_path, count):
    """No layout's own mixing (a centre to both sides, a bass channel left out) enters."""
    time = np.arange(48_000) / 48_000
    rates = 200 + 150 * np.arange(count)
    sound = 0.3 * np.sin(2 * np.pi * rates * time[:, np.newaxis])
    soundfile.write(tmp_path / "a.wav", sound, 48_000, subtype="PCM_16")
    _, _, folder = media(tmp_path / "a.wav", channels="keep")
    back, _ = soundfile.read(folder / "a.wav.flac")
    assert back.shape == (16_000, count)
    expected = 0.3 * np.sin(2 * np.pi * rates * (np.arange(16_000) / 16_000)[:, np.newaxis])
    assert back[800:-800] == pytest.approx(expected[800:-800], abs=2e-3)


def test_one_channel_stays_one_and_more_than_eight_are_mixed(media, tmp_path):
    soundfile.write(tmp_path / "one.wav", two_tones()[:, 0], 16_000)
    soundfile.write(tmp_path / "many.wav", np.tile(two_tones(), 5), 16_000)
    _, accounts, folder = media(tmp_path / "one.wav", tmp_path / "many.wav", channels="keep")
    assert {row["status"] for row in accounts.values()} == {"ok"}
    assert soundfile.info(folder / "one.wav.flac").channels == 1
    mean, _ = soundfile.read(folder / "many.wav.flac")
    assert mean == pytest.approx(two_tones().mean(axis=1), abs=1e-4)


def test_kept_channels_keep_the_clock(film, media, tmp_path):
    path = film(
        tmp_path / "late.mkv", picture_ms=range(0, 4000, 40), sound=(0.7, 4.0), clicks=[1.0, 3.0],
        channels=2, holes=[(1.5, 2.7)],
    )  # fmt: skip
    _, _, folder = media(path, channels="keep")
    sound, _ = soundfile.read(folder / "late.mkv.flac")
    assert sound.shape == (pytest.approx(4 * 16_000, abs=16), 2)
    assert not sound[: int(0.69 * 16_000)].any()
    for click in (1.0, 3.0):
        first = round((click - 0.3) * 16_000)
        near = np.abs(sound[first : first + 9_600])
        assert (first + near.argmax(axis=0)) / 16_000 == pytest.approx([click] * 2, abs=1e-3)


def test_a_change_of_channels_midway_goes_on_with_the_mean(tmp_path):
    def frame(first, *values):
        data = np.array([[value] * 1600 for value in values], np.float32)
        layout = {1: "mono", 2: "stereo", 4: "quad"}[len(values)]
        made = av.AudioFrame.from_ndarray(data, format="fltp", layout=layout)
        made.sample_rate = 16_000
        return made, Fraction(first, 16_000)

    with NormalisedSound(
        tmp_path / "a.flac", drift=0.02, max_seconds=60, keep_channels=True
    ) as sound:
        sound.add(*frame(0, 0.5, 0.25))
        sound.add(*frame(1600, 0.125))
        sound.add(*frame(3200, 0.1, 0.2, 0.3, 0.4))
        sound.add(*frame(4800, 0.25, 0.5))
    heard, _ = soundfile.read(tmp_path / "a.flac")
    assert heard.shape == (6400, 2)
    assert heard[::1600] == pytest.approx(
        np.array([[0.5, 0.25], [0.125, 0.125], [0.25, 0.25], [0.25, 0.5]]), abs=1e-4
    )


def test_sound_amplified_beyond_full_scale_is_remarked_and_stays_ok(media, tmp_path):
    soundfile.write(tmp_path / "loud.wav", np.clip(4 * two_tones(), -1, 1), 16_000)
    soundfile.write(tmp_path / "full.wav", two_tones() / np.abs(two_tones()).max(), 16_000)
    probes, accounts, _ = media(tmp_path / "loud.wav", tmp_path / "full.wav")
    assert (accounts["loud.wav"]["status"], accounts["loud.wav"]["code"]) == ("ok", Reason.CLIPPED)
    assert "; clipped: 3" in accounts["loud.wav"]["reason"]
    assert probes["loud.wav"]["reason"] == accounts["loud.wav"]["reason"]
    assert accounts["full.wav"]["code"] != Reason.CLIPPED


def test_the_share_of_clipped_samples_counts_every_channel():
    clipping = Clipping()
    assert clipping.share == 0.0
    clipping.take(np.array([[1.0, 1.0, -1.0, -1.0], [0.0, 0.9991, 0.9995, 1.5]], np.float32))
    clipping.take(np.zeros((2, 2), np.float32))
    assert clipping.share == 3 / 12  # two flat tops and one sample that cannot be stored


@pytest.mark.parametrize("channels", ["mix", "keep"])
def test_eight_channels_of_a_planar_codec_are_read(media, tmp_path, channels):
    """PyAV's own reading of such frames ends the process."""
    loud = 0.2 * np.sin(np.arange(48_000) * 0.05)
    packed = np.zeros((48_000, 8), np.float32)
    packed[:, 0] = packed[:, 5] = loud
    with av.open(str(tmp_path / "a.m4a"), "w") as out:
        stream = out.add_stream("aac", rate=48_000)
        stream.layout = "7.1"
        frame = av.AudioFrame.from_ndarray(packed.reshape(1, -1), format="flt", layout="7.1")
        frame.sample_rate, frame.pts = 48_000, 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    _, accounts, folder = media(tmp_path / "a.m4a", channels=channels)
    assert accounts["a.m4a"]["status"] == "ok"
    sound, _ = soundfile.read(folder / "a.m4a.flac", always_2d=True)
    power = np.square(sound[1_600:-1_600]).mean(axis=0)
    if channels == "mix":
        assert power == pytest.approx([0.02 / 16], rel=0.1)
    else:
        assert power[[0, 5]] == pytest.approx([0.02] * 2, rel=0.1)
        assert power[[1, 2, 4, 6, 7]].max() < 1e-4
