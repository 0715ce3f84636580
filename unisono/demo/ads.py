"""The demo's campaign ads: what each is about, how it sounds and where it cuts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.cast import NARRATORS, Voice
from unisono.demo.faults import Fault, ad_faults
from unisono.demo.options import DemoOptions
from unisono.demo.slogans import (
    CAMPAIGNS,
    ENDINGS,
    ISSUES,
    MIDDLES,
    OPENINGS,
    TONES,
    Campaign,
    Tone,
)
from unisono.demo.voices import Recording, record

_FIRST_DAY = date(2022, 9, 5)
_DAYS = 63
_PITCH = {"attack": 38, "promote": 60, "contrast": 50}
_RATE = {"attack": 0.97, "promote": 1.04, "contrast": 1.0}  # of the narrator's own
_SHORT_SHARE = 0.4  # of the ads have two sentences, the others three
_MISLEADING = 7  # every seventh ad has the looks of another tone
_WITHOUT_MUSIC = 3  # every third round of tones
_MUSIC_LEVEL = 0.012  # of full scale, each note
_CHORD_SECONDS = 1.6
_FADE_SECONDS = 0.08
_MINOR = ((220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (164.8, 207.7, 246.9))  # Am F E, Hz
_MAJOR = ((261.6, 329.6, 392.0), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6))  # C G F, Hz
_SHORTEST_SHOT = 1.4  # s
_LONGEST, _MORE = 10.0, 1.08  # s that an ad may last; how much faster to speak if it does not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class AdPlan:
    """One ad before it is made.

    Attributes
    ----------
    tone, look
        The tone of what is said, and the tone that the colours would suit.
    """

    media_id: str
    number: int
    date: str
    tone: Tone
    look: Tone
    campaign: Campaign
    narrator: Voice
    sentences: tuple[str, ...]
    headline: str
    music: bool
    shots: int
    transcript: Literal["txt", "srt"]
    fault: Fault | None


def plan_ads(options: DemoOptions) -> tuple[AdPlan, ...]:
    """Draw up all ads; tones, campaigns and narrators are balanced against each other."""
    faults = ad_faults(options)
    return tuple(_plan(options, number, faults.get(number)) for number in range(options.ads))


def _plan(options: DemoOptions, number: int, fault: Fault | None) -> AdPlan:
    rng = np.random.default_rng([options.seed, 2, number])
    tone = TONES[number % len(TONES)]
    campaign = CAMPAIGNS[number // len(TONES) % len(CAMPAIGNS)]
    words = {
        "candidate": campaign.candidate,
        "opponent": campaign.opponent,
        "place": campaign.place,
        "issue": _pick(rng, ISSUES),
    }
    parts = [_pick(rng, pool[tone]) for pool in (OPENINGS, MIDDLES, ENDINGS)]
    if rng.random() < _SHORT_SHARE:
        del parts[1]
    return AdPlan(
        media_id=f"ad-{number + 1:03d}",
        number=number,
        date=(_FIRST_DAY + timedelta(days=number * 11 % _DAYS)).isoformat(),
        tone=tone,
        look=TONES[(number + (number % _MISLEADING == _MISLEADING - 1)) % len(TONES)],
        campaign=campaign,
        narrator=NARRATORS[(number * 5 + number // 6) % len(NARRATORS)],
        sentences=tuple(part.format(**words) for part in parts),
        headline=(campaign.opponent if tone == "attack" else campaign.candidate).upper(),
        music=number // len(TONES) % _WITHOUT_MUSIC != _WITHOUT_MUSIC - 1,
        shots=int(rng.integers(2, 5)),
        transcript="srt" if number % 5 == 1 and fault is None else "txt",
        fault=fault,
    )


def _pick(rng: np.random.Generator, pool: tuple[str, ...]) -> str:
    return pool[int(rng.integers(len(pool)))]


def record_ad(options: DemoOptions, plan: AdPlan) -> Recording:
    """Speak an ad, in 10 s at most, and put music under it."""
    rate = round(plan.narrator.rate * _RATE[plan.tone])
    while True:
        rng = np.random.default_rng([options.seed, 3, plan.number])
        pitch = _PITCH[plan.tone]
        spoken = record(plan.sentences, plan.narrator, rng, pitch=pitch, rate=rate)
        if spoken.duration <= _LONGEST:
            break
        rate = round(rate * _MORE)
    if not plan.music:
        return spoken
    mixed = spoken.samples + music(plan.tone, len(spoken.samples))
    return Recording(mixed.astype(np.float32), spoken.sentences)


def music(tone: Tone, length: int) -> Samples:
    """Chords: minor for attacks, major for promotion, by turns for contrasts.

    Returns
    -------
    numpy.ndarray
        Mono at 16 kHz, shape (length,).
    """
    chords = {"attack": _MINOR, "promote": _MAJOR, "contrast": _MINOR[:1] + _MAJOR[:1]}[tone]
    step = round(_CHORD_SECONDS * SAMPLE_RATE)
    sound = np.zeros(length)
    for place, start in enumerate(range(0, length, step)):
        stop = min(start + step, length)
        sound[start:stop] = _chord(chords[place % len(chords)], stop - start)
    return sound.astype(np.float32)


def _chord(notes: tuple[float, ...], length: int) -> npt.NDArray[np.float64]:
    time = np.arange(length) / SAMPLE_RATE
    tones = [
        np.sin(2 * np.pi * note * time) + 0.3 * np.sin(4 * np.pi * note * time) for note in notes
    ]
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / _FADE_SECONDS)
    chord: npt.NDArray[np.float64] = _MUSIC_LEVEL * fade * np.sum(tones, axis=0)
    return chord


def cut_times(options: DemoOptions, plan: AdPlan, duration: float) -> tuple[float, ...]:
    """When the picture cuts, in seconds: between shots of at least 1.4 s."""
    rng = np.random.default_rng([options.seed, 4, plan.number])
    shots = min(plan.shots, int(duration / _SHORTEST_SHOT))
    free = duration - shots * _SHORTEST_SHOT
    shares = rng.dirichlet(np.full(shots, 2.0))
    return tuple(np.cumsum(_SHORTEST_SHOT + free * shares)[:-1].tolist())
