"""The demo's campaign ads: what each is about, how it sounds and where it cuts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.beats import BEATS, SEMITONES, Beat, draw_beats
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
from unisono.demo.voices import Recording, SpokenSentence, record

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
_NARRATOR_F0 = {"female": 190.0, "male": 105.0}  # Hz, about as the narrators speak by themselves
_LONGEST, _MORE = 10.0, 1.08  # s that an ad may last; how much faster to speak if it does not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class AdPlan:
    """One ad before it is made.

    Attributes
    ----------
    tone, look
        The tone of what is said, and the tone that the colours would suit.
    mood
        The tone that the music suits.
    beats
        Sentences with their looks and levels of pitch, if the ad has any: its tone is told
        by these (`unisono.demo.beats`) and not by slogan, colours and music.
    shown
        The tone that is told.
    """

    media_id: str
    number: int
    date: str
    tone: Tone
    look: Tone
    mood: Tone
    shown: Tone
    campaign: Campaign
    narrator: Voice
    sentences: tuple[str, ...]
    headline: str
    music: bool
    shots: int
    transcript: Literal["txt", "srt"]
    fault: Fault | None
    beats: tuple[Beat, ...] = ()

    def look_of(self, shot: int) -> Tone:
        """Tone that the colours of a shot would suit."""
        return self.beats[shot].look if self.beats else self.look


def plan_ads(options: DemoOptions) -> tuple[AdPlan, ...]:
    """Draw up all ads; tones, campaigns and narrators are balanced against each other."""
    faults = ad_faults(options)
    plans = (_plan(options, number, faults.get(number)) for number in range(options.ads))
    if options.tone == "slogans":
        return tuple(plans)
    return tuple(_with_beats(options, plan) for plan in plans)


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
    look = TONES[(number + (number % _MISLEADING == _MISLEADING - 1)) % len(TONES)]
    return AdPlan(
        media_id=f"ad-{number + 1:03d}",
        number=number,
        date=(_FIRST_DAY + timedelta(days=number * 11 % _DAYS)).isoformat(),
        tone=tone,
        look=look,
        mood=tone,
        shown=tone,
        campaign=campaign,
        narrator=NARRATORS[(number * 5 + number // 6) % len(NARRATORS)],
        sentences=tuple(part.format(**words) for part in parts),
        headline=(campaign.opponent if tone == "attack" else campaign.candidate).upper(),
        music=number // len(TONES) % _WITHOUT_MUSIC != _WITHOUT_MUSIC - 1,
        shots=int(rng.integers(2, 5)),
        transcript="srt" if number % 5 == 1 and fault is None else "txt",
        fault=fault,
    )


def _with_beats(options: DemoOptions, plan: AdPlan) -> AdPlan:
    """The ad with beats in place of slogans; nothing else in it depends on the tone."""
    drawn = draw_beats(options, plan.number, plan.tone)
    return replace(
        plan,
        look=drawn.mood,
        mood=drawn.mood,
        shown=drawn.shown,
        sentences=tuple(beat.sentence for beat in drawn.beats),
        headline=plan.campaign.candidate.upper(),
        shots=BEATS,
        beats=drawn.beats,
    )


def _pick(rng: np.random.Generator, pool: tuple[str, ...]) -> str:
    return pool[int(rng.integers(len(pool)))]


def record_ad(options: DemoOptions, plan: AdPlan) -> Recording:
    """Speak an ad and put music under it; one without beats lasts 10 s at most."""
    spoken = _speak_beats(options, plan) if plan.beats else _speak_slogans(options, plan)
    if not plan.music:
        return spoken
    mixed = spoken.samples + music(plan.mood, len(spoken.samples))
    return Recording(mixed.astype(np.float32), spoken.sentences)


def _speak_slogans(options: DemoOptions, plan: AdPlan) -> Recording:
    rate = round(plan.narrator.rate * _RATE[plan.tone])
    while True:
        rng = np.random.default_rng([options.seed, 3, plan.number])
        pitch = _PITCH[plan.tone]
        spoken = record(plan.sentences, plan.narrator, rng, pitch=pitch, rate=rate)
        if spoken.duration <= _LONGEST:
            return spoken
        rate = round(rate * _MORE)


def _speak_beats(options: DemoOptions, plan: AdPlan) -> Recording:
    rng = np.random.default_rng([options.seed, 3, plan.number])
    return record(plan.sentences, plan.narrator, rng, f0=beat_f0(plan))


def beat_f0(plan: AdPlan) -> list[float]:
    """Planted median F0 of each beat in Hz."""
    own = _NARRATOR_F0[plan.narrator.sex]
    return [own * 2 ** (SEMITONES[beat.level] / 12) for beat in plan.beats]


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


def beat_cuts(sentences: Sequence[SpokenSentence]) -> tuple[float, ...]:
    """When the picture of an ad with beats cuts, in seconds: halfway between its sentences."""
    return tuple((before.end + after.start) / 2 for before, after in pairwise(sentences))
