"""Ads whose tone is in what coincides: six beats, each with a cue word, a look and a voice.

A beat is a short sentence, spoken at one of three levels of pitch over one shot with one of
three looks. Its cue word belongs to one of three concepts. With concept ``w``, look ``p``,
level ``v`` and tone ``c`` numbered from 0,

    p = w + c        v = c - w        (modulo 3)

in every beat of an ad. Every ad shows all six cue words once, all looks twice and all levels
twice, in an order drawn without regard to the tone. So nothing that is in the words alone,
the pictures alone or the voice alone, in their counts or in their order, tells the tone;
any two of them tell it, once it is known which were there at the same time.

The other version has the same beats, but there it matters what occurs: the concept, look and
level of the tone fill four of the six beats, the others one each, in three orders drawn apart.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from unisono.demo.options import DemoOptions
from unisono.demo.slogans import TONES, Tone

Level = Literal["low", "middle", "high"]

BEATS = 6
LEVELS: tuple[Level, ...] = ("low", "middle", "high")
SEMITONES: dict[Level, float] = {"low": -4.0, "middle": 0.0, "high": 4.0}
"""Median F0 of a beat, from the narrator's own."""
CONCEPTS: dict[str, tuple[str, ...]] = {
    "money": ("taxes", "prices"),
    "families": ("children", "parents"),
    "transport": ("harbors", "railways"),
}
"""Cue words. They take about the same time to say (within 4 %), so that a mean over time
does not give away which of them was spoken high."""
SENTENCES = (
    "Remember {cue} this autumn.",
    "Everyone here knows {cue}.",
    "Tonight we discuss {cue}.",
    "Nobody forgets {cue} here.",
    "Look at {cue} now.",
    "Ask them about {cue}.",
    "Talk about {cue} tomorrow.",
    "Once more about {cue}.",
    "Let us discuss {cue}.",
    "Every town needs {cue}.",
    "Year after year, {cue}.",
    "They never mention {cue}.",
)
SCENES = 30
"""Backdrops of each look: colours, houses and trees."""

_STREAM = 11  # of random numbers
_CLASSES = len(TONES)
_MAIN, _REST = 4, 1  # beats of a cue that occurs for its tone, and of each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One beat of an ad.

    Attributes
    ----------
    sentence, word, concept
        What is said, the cue word in it and its concept, a key of `CONCEPTS`.
    look
        Look of the picture, named as the tone whose colours it has in the other ads.
    level
        Height of the voice.
    scene
        Which of the `SCENES` backdrops of the look.
    """

    sentence: str
    word: str
    concept: str
    look: Tone
    level: Level
    scene: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beats:
    """The beats of an ad, and what they tell.

    Attributes
    ----------
    shown
        The tone that the beats tell: the ad's own with the planted strength.
    mood
        The tone that the music would suit, drawn without regard to the ad's.
    """

    beats: tuple[Beat, ...]
    shown: Tone
    mood: Tone


def draw_beats(options: DemoOptions, number: int, tone: Tone) -> Beats:
    """Draw the beats of one ad.

    Parameters
    ----------
    options
        ``tone`` must not be ``slogans``.
    number
        Of the ad, from 0; the same number gives the same order of words whatever the tone.
    tone
        Its label.
    """
    rng = np.random.default_rng([options.seed, _STREAM, number])
    agrees, other = rng.random() < options.tone_strength, int(rng.integers(_CLASSES))
    shown = TONES.index(tone) if agrees else other
    by_chance = int(rng.integers(_CLASSES))  # told by the cue that does not take part
    seen = shown if options.tone_with in ("picture", "both") else by_chance
    heard = shown if options.tone_with in ("voice", "both") else by_chance
    if options.tone == "coincidence":
        concepts = rng.permutation(np.arange(BEATS) % _CLASSES)
        looks, levels = (concepts + seen) % _CLASSES, (heard - concepts) % _CLASSES
    else:
        concepts, looks, levels = (_often(rng, cue) for cue in (shown, seen, heard))
    words = _words(rng, concepts)
    texts = rng.choice(len(SENTENCES), BEATS, replace=False)
    scenes = rng.choice(SCENES, BEATS, replace=False)
    beats = tuple(
        Beat(
            sentence=SENTENCES[texts[place]].format(cue=words[place]),
            word=words[place],
            concept=list(CONCEPTS)[concepts[place]],
            look=TONES[looks[place]],
            level=LEVELS[levels[place]],
            scene=int(scenes[place]),
        )
        for place in range(BEATS)
    )
    return Beats(beats=beats, shown=TONES[shown], mood=TONES[int(rng.integers(_CLASSES))])


def told(concept: str, look: Tone, level: Level) -> tuple[Tone, Tone, Tone]:
    """Tones that a beat's coincidences tell: word and look, word and level, look and level."""
    word, picture = list(CONCEPTS).index(concept), TONES.index(look)
    voice = LEVELS.index(level)
    # look + level = 2 * tone, and 2 is its own inverse modulo 3
    sums = (picture - word, voice + word, 2 * (picture + voice))
    first, second, third = (TONES[value % _CLASSES] for value in sums)
    return first, second, third


def _often(rng: np.random.Generator, cue: int) -> np.ndarray:
    """Numbers of the cues of all beats in an order of their own, one of them in most."""
    counts = [_MAIN if one == cue else _REST for one in range(_CLASSES)]
    return rng.permutation(np.repeat(np.arange(_CLASSES), counts))


def _words(rng: np.random.Generator, concepts: np.ndarray) -> list[str]:
    """A cue word for each beat: those of a concept by turns, from one drawn first."""
    pools = list(CONCEPTS.values())
    turns = [int(rng.integers(len(pool))) for pool in pools]
    words = []
    for concept in concepts.tolist():
        words.append(pools[concept][turns[concept] % len(pools[concept])])
        turns[concept] += 1
    return words
