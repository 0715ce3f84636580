"""Planted pitch: Praat measures what the truth tables say."""

import numpy as np
import pytest

from unisono.audio import SAMPLE_RATE
from unisono.demo.cast import MEMBERS, Member
from unisono.demo.pitch import PlantedSentence, contour, f0_medians, plant_pitch
from unisono.demo.voices import record

TEXTS = (
    "Meine Damen und Herren von der Bürgerunion, Sie reden viel und handeln wenig.",
    "Der Fahrplan muss sich nach dem Alltag richten und nicht umgekehrt.",
    "Stimmen Sie dem Entwurf zu, denn er ist vernünftig.",
)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.speaker_id)
def test_every_voice_takes_the_planted_median(member: Member) -> None:
    f0 = [member.f0_base + step * member.f0_sd for step in (-1.8, 0.0, 1.9)]
    recording = record(TEXTS, member, np.random.default_rng(1), f0=f0)
    spans = [
        PlantedSentence(start=sentence.start, end=sentence.end, f0=hertz)
        for sentence, hertz in zip(recording.sentences, f0, strict=True)
    ]
    measured = f0_medians(
        recording.samples, spans, floor=member.pitch_floor, ceiling=member.pitch_ceiling
    )
    assert measured == pytest.approx(f0, rel=0.02)


def test_planting_keeps_the_length_and_the_pauses() -> None:
    member = MEMBERS[1]
    rng = np.random.default_rng
    plain = record(TEXTS, member, rng(1))
    planted = record(TEXTS, member, rng(1), f0=[120.0, 130.0, 110.0])
    assert len(planted.samples) == len(plain.samples)
    assert planted.sentences == plain.sentences
    for before, after in zip(planted.sentences, planted.sentences[1:], strict=False):
        pause = slice(
            round((before.end + 0.05) * SAMPLE_RATE), round((after.start - 0.01) * SAMPLE_RATE)
        )
        assert np.abs(planted.samples[pause]).max() < 0.01


def test_a_contour_falls_and_has_the_median_asked_for() -> None:
    sentence = PlantedSentence(start=1.0, end=3.0, f0=200.0)
    hertz = contour(sentence, np.linspace(1.0, 3.0, 201))
    assert np.median(hertz) == pytest.approx(200.0)
    assert hertz[0] > 210 > 190 > hertz[-1]


def test_an_accent_raises_the_contour_where_it_is() -> None:
    times = np.linspace(0.0, 2.0, 201)
    flat, accented = (
        contour(PlantedSentence(start=0, end=2, f0=100.0, accents=accents), times)
        for accents in ((), (0.5,))
    )
    assert np.argmax(accented / flat) == 50


def test_a_pure_tone_is_moved_exactly() -> None:
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 150 * k * time) / k for k in range(1, 20))
    samples = (0.1 * np.asarray(buzz)).astype(np.float32)
    sentence = PlantedSentence(start=0.2, end=1.8, f0=190.0)
    made = plant_pitch(samples, [sentence], floor=75, ceiling=300)
    assert f0_medians(made, [sentence], floor=75, ceiling=300) == pytest.approx([190.0], rel=0.01)
