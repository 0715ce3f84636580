"""Spoken digits with drawn ones: a corpus outside politics, with real sound and pictures.

A recording is a string of digits that eSpeak NG speaks, each high or low, with pauses of
uneven length and a little noise, and digits that are drawn at an even rate, each warm or
cold in colour, somewhere near the middle of the picture. Sound and pictures become vectors
with the project's own embeddings; the times are those of the synthesis. What the class is
says `Kind`. Speakers (a voice, an accent) are groups: the test is on speakers never heard.

How hard it is was set by one number alone: what the true matches give.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from strategy_cases.corpora import Case
from unisono.audio import SAMPLE_RATE, Samples
from unisono.correspond.sequences import Anchors, Doubles, Floats, Ints, Pair, Track
from unisono.embed.options import AudioEmbedOptions, ImageEmbedOptions
from unisono.embed.registry import AudioEmbedder, ImageEmbedder, open_audio, open_image
from unisono.espeak.synthesis import Speech, synthesise
from unisono.strategy.options import PairOptions

Kind = Literal["same digit", "drifting", "nothing coincides"]
"""What the class of a recording is.

same digit: whether the digit on screen is mostly the one that is said; if not, the same
digits are shown in another order. One clock. drifting: whether height of voice and colour
mostly agree; digits are shown as they are said, on a clock that drifts. nothing coincides:
the same recordings, the class being whether most pictures are warm.
"""
KINDS: tuple[Kind, ...] = ("same digit", "drifting", "nothing coincides")

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPEAKERS = tuple(
    f"{accent}+{variant}"
    for accent in ("en-us", "en-gb-scotland")
    for variant in ("m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "f5")
)
DIGITS = 16
"""In each recording."""
RATES = (130, 150, 170, 190)
PITCHES = (30, 70)
AGREEMENT = 0.9
"""Share of the digits that say the class."""
FRAME_RATE = 5.0
BEND = 0.06
"""Largest drift of the pictures' clock, as a share of the recording."""
SIDE = 64
DIMENSION = 64
ANCHORS = 10
_LEAD = 0.3
_NOISE = 0.003  # SD of white noise; speech has about 0.08
_COLOURS = ((60, 90, 220), (210, 120, 50))  # blue, green, red: warm and cold


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is said and shown in a recording.

    Attributes
    ----------
    spoken, shown
        Shape (digits,): which digit is said and drawn at each place.
    high, warm
        Shape (digits,): 1 or 0.
    """

    spoken: Ints
    shown: Ints
    high: Ints
    warm: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A string of digits as it was spoken.

    Attributes
    ----------
    samples
        16 kHz sound.
    start, end
        Shape (digits,): of the words, seconds.
    """

    samples: Samples
    start: Doubles
    end: Doubles


def digits(kind: Kind, count: int, *, seed: int = 11) -> Case:
    """Make a corpus.

    Parameters
    ----------
    kind
        What the class is.
    count
        Recordings, as good as half of each class; speakers take turns.
    seed
        The same seed gives the same corpus; drifting and nothing coincides differ in the
        class and the colours only.
    """
    hear = open_audio(AudioEmbedOptions(dimension=DIMENSION))
    see = open_image(ImageEmbedOptions(dimension=DIMENSION))
    drift = kind != "same digit"
    target = np.random.default_rng(seed).permutation(np.arange(count) % 2)
    made: list[Anchors] = []
    for number in range(count):
        generator = np.random.default_rng([seed, number])
        speaker = SPEAKERS[number % len(SPEAKERS)]
        plan = planned(kind, int(target[number]), generator)
        sound = spoken(plan, speaker, generator)
        made.append(tracks(plan, sound, drift, (hear, see), generator))
    return Case(
        name=f"spoken digits, {kind}",
        pairs=tuple(one.pair for one in made),
        target=tuple(np.array([y]) for y in target),
        groups=tuple(SPEAKERS[number % len(SPEAKERS)] for number in range(count)),
        options=PairOptions(
            first="audio",
            second="image",
            clock="weak" if drift else "exact",
            anchors=ANCHORS if drift else 0,
        ),
        anchors=tuple(made[:ANCHORS]) if drift else (),
        models=(hear.model, see.model),
        matches=tuple(one.columns for one in made),
    )


def planned(kind: Kind, y: int, generator: np.random.Generator) -> Plan:
    """Draw what a recording of a class says and shows."""
    said, high = generator.integers(10, size=DIGITS), generator.integers(2, size=DIGITS)
    tells = generator.random(DIGITS) < AGREEMENT
    if kind == "same digit":
        loose = ~tells if y else np.ones(DIGITS, dtype=np.bool_)
        shown = said.copy()
        shown[loose] = generator.permutation(said[loose])
        warm = generator.integers(2, size=DIGITS)
    else:
        shown = said
        of = high if kind == "drifting" else np.ones(DIGITS, dtype=np.int64)
        warm = np.where(tells == bool(y), of, 1 - of)
    return Plan(spoken=said, shown=shown, high=high, warm=warm)


def spoken(plan: Plan, speaker: str, generator: np.random.Generator) -> Sound:
    """Speak the digits of a plan with pauses between."""
    rate = int(generator.choice(RATES))
    parts, start, end, clock = [_silence(_LEAD)], [], [], _LEAD
    for digit, high in zip(plan.spoken, plan.high, strict=True):
        said = _said(int(digit), speaker, rate, PITCHES[high])
        word = said.words[0]
        start.append(clock + word.start)
        end.append(clock + word.end)
        until = round(word.end * SAMPLE_RATE)
        pause = _silence(float(generator.uniform(0.1, 0.5)))
        parts += [said.samples[:until], pause]
        clock += (until + len(pause)) / SAMPLE_RATE
    clean = np.concatenate(parts)
    noise = _NOISE * generator.standard_normal(len(clean))
    return Sound(
        samples=(clean + noise).astype(np.float32), start=np.array(start), end=np.array(end)
    )


@cache
def _said(digit: int, speaker: str, rate: int, pitch: int) -> Speech:
    return synthesise(NAMES[digit], voice=speaker, rate=rate, pitch=pitch)


def tracks(
    plan: Plan,
    sound: Sound,
    drift: bool,
    models: tuple[AudioEmbedder, ImageEmbedder],
    generator: np.random.Generator,
) -> Anchors:
    """Voice by word and pictures by frame, and the frame in the middle of each digit."""
    hear, see = models
    spans = np.column_stack([sound.start, sound.end])
    heard = hear.embed([sound.samples], spans).vectors
    seconds = len(sound.samples) / SAMPLE_RATE
    bend = BEND * seconds * generator.uniform(-1, 1) if drift else 0.0

    def on_screen(times: Doubles) -> Doubles:
        return np.asarray(times + bend * np.sin(np.pi * times / seconds), dtype=np.float64)

    times = np.arange(0.5, int(seconds * FRAME_RATE), 1.0) / FRAME_RATE
    borders = on_screen((sound.end[:-1] + sound.start[1:]) / 2)
    places = np.searchsorted(borders, times, side="right")
    drawn = [picture(int(plan.shown[i]), int(plan.warm[i]), generator) for i in places]
    middles = on_screen((sound.start + sound.end) / 2)
    return Anchors(
        pair=Pair(
            first=Track(values=_floats(heard), times=(sound.start + sound.end) / 2),
            second=Track(values=_floats(see.embed(drawn)), times=times),
        ),
        rows=np.arange(DIGITS),
        columns=np.abs(times[None] - middles[:, None]).argmin(axis=1),
    )


def picture(digit: int, warm: int, generator: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A digit, drawn; shape (`SIDE`, `SIDE`, 3), blue, green, red."""
    canvas = np.full((SIDE, SIDE, 3), 235.0) - generator.uniform(0, 25)
    scale = float(generator.uniform(1.7, 2.0))
    place = (int(14 + generator.integers(-3, 4)), int(52 + generator.integers(-3, 4)))
    colour = np.array(_COLOURS[0 if warm else 1]) + generator.uniform(-25, 25, 3)
    shade = tuple(float(part) for part in np.clip(colour, 0, 255))
    cv2.putText(canvas, str(digit), place, cv2.FONT_HERSHEY_SIMPLEX, scale, shade, 5, cv2.LINE_AA)
    noisy = canvas + generator.normal(0.0, 6.0, canvas.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def _floats(values: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(values, dtype=np.float32)
