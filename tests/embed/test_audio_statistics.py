import numpy as np
import pytest

from unisono.embed import audio_statistics
from unisono.embed.audio_statistics import StatisticsEmbedder, describe
from unisono.embed.spectra import frame_features

RATE = 16_000
EMBEDDER = StatisticsEmbedder(256)


def embed(samples: np.ndarray, *spans: tuple[float, float]):
    spans_array = np.array(spans, dtype=np.float64).reshape(-1, 2)
    blocks = np.split(samples.astype(np.float32), range(5000, len(samples), 5000))
    return EMBEDDER.embed(blocks, spans_array)


def a_voice(f0: float = 120.0, seconds: float = 1.0, brightness: float = 1.0) -> np.ndarray:
    times = np.arange(int(seconds * RATE)) / RATE
    parts = [np.sin(2 * np.pi * f0 * k * times) / k**brightness for k in range(1, 20)]
    return 0.2 * np.sum(parts, axis=0)


def noise(seed: int, seconds: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * RATE))


def test_vectors_have_length_one_and_the_dimension_asked_for():
    result = embed(a_voice(), (0.1, 0.5), (0.2, 0.9))
    assert result.vectors.shape == (2, 256)
    assert result.vectors.dtype == np.float32
    assert np.linalg.norm(result.vectors, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert result.heard.tolist() == [True, True]


def test_a_vector_depends_on_nothing_but_the_sound_of_its_unit():
    # 50 ms of silence on both sides: windows reach 20 ms beyond the unit
    padded = np.concatenate([np.zeros(800), a_voice(150), np.zeros(800)])
    early = np.concatenate([padded, noise(1, 3)])
    late = np.concatenate([np.zeros(2 * RATE), padded])
    alone = embed(early, (0.02, 1.08)).vectors
    among = embed(late, (2.02, 3.08), (0.0, 1.0), (2.5, 2.6)).vectors[:1]
    np.testing.assert_allclose(alone, among, atol=1e-3)


def test_units_after_the_end_of_the_sound_are_not_heard():
    result = embed(a_voice(), (0.5, 0.8), (0.9, 1.4), (1.0, 1.2), (7.0, 8.0))
    assert result.heard.tolist() == [True, True, False, False]
    assert not result.vectors[2:].any()


def test_a_unit_shorter_than_a_frame_is_heard():
    assert embed(a_voice(), (0.5031, 0.5032), (0.4, 0.4)).heard.tolist() == [True, True]


def test_recordings_without_units_or_without_sound_give_nothing():
    assert embed(a_voice()).vectors.shape == (0, 256)
    assert embed(np.zeros(0), (0.0, 1.0)).heard.tolist() == [False]


def test_silence_has_a_finite_vector():
    assert np.isfinite(embed(np.zeros(RATE), (0.0, 1.0)).vectors).all()


def test_like_sounds_are_nearest_neighbours():
    sounds = [a_voice(110), a_voice(115), a_voice(260), a_voice(250), noise(1), noise(2)]
    vectors = np.concatenate([embed(sound, (0.1, 0.9)).vectors for sound in sounds]).astype(float)
    similarity = vectors @ vectors.T - 2 * np.eye(6)
    assert similarity.argmax(axis=1).tolist() == [1, 0, 3, 2, 5, 4]


def test_the_recording_level_changes_the_energy_and_not_the_bands():
    loud, soft = (
        audio_statistics._standardised(np.concatenate(list(frame_features([samples]))))
        for samples in (noise(1).astype(np.float32), (0.1 * noise(1)).astype(np.float32))
    )
    np.testing.assert_allclose(soft[:, :40], loud[:, :40], atol=0.01)
    np.testing.assert_allclose(loud[:, 40] - soft[:, 40], 20 / 18, atol=0.01)


def test_the_recording_level_changes_a_vector_less_than_another_voice_does():
    spoken = embed(a_voice(120), (0.1, 0.9)).vectors[0]
    softer = embed(0.5 * a_voice(120), (0.1, 0.9)).vectors[0]
    other = embed(a_voice(240, brightness=0.2), (0.1, 0.9)).vectors[0]
    assert spoken @ softer > 0.95
    assert spoken @ other < spoken @ softer - 0.1


def test_statistics_are_mean_deviation_change_and_rise():
    tracks = audio_statistics._TRACKS
    generator = np.random.default_rng(5)
    values, change = generator.normal(size=(2, 9, tracks))
    summable = np.concatenate([values, values**2, change, np.zeros((9, 3))], axis=1)
    halves = np.stack([summable[:4].sum(axis=0), summable[4:].sum(axis=0)])[np.newaxis]
    described = describe(halves, np.array([[4, 5]]))[0]
    bands = slice(0, 40)
    deviation = (values.std(axis=0) - 0.6) / 0.35
    np.testing.assert_allclose(described[bands], values.mean(axis=0)[bands])
    np.testing.assert_allclose(described[tracks : 2 * tracks][bands], deviation[bands])
    rise = values[4:].mean(axis=0) - values[:4].mean(axis=0)
    np.testing.assert_allclose(described[3 * tracks : 4 * tracks][bands], rise[bands])


def test_speakers_are_told_apart_on_real_speech(shared_data):
    """Half-second units of two German readers: neighbours are mostly the same reader's."""
    soundfile = pytest.importorskip("soundfile")
    vectors, reader = [], []
    for name in ("fleurs-de-006", "fleurs-de-008"):
        samples, rate = soundfile.read(shared_data / "speech" / f"{name}.ogg", dtype="float32")
        assert rate in (16_000, 48_000)
        samples = samples[:: rate // 16_000]
        starts = np.arange(0.5, len(samples) / RATE - 1.5, 1.0)
        found = embed(samples, *[(start, start + 1.0) for start in starts])
        vectors.append(found.vectors.astype(float))
        reader += [name] * len(starts)
    stacked = np.concatenate(vectors)
    similarity = stacked @ stacked.T - 2 * np.eye(len(stacked))
    nearest = np.array(reader)[similarity.argmax(axis=1)]
    assert np.mean(nearest == np.array(reader)) > 0.8
