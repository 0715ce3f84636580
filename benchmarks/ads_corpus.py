"""Generated ads as a corpus to learn from, without making and reading films.

    python benchmarks/ads_corpus.py --tone coincidence

The plans are those of the demo (`unisono.demo.beats`), and so are the pictures and the words
with their times: pictures are drawn at the times at which frames would be sampled, eSpeak NG
says when it speaks each word. Text and pictures become vectors with the project's embeddings.
Only the voice is modelled: what the acoustic measures of planted pitch are like, with noise.
Run as a script it says what simple models make of the corpus.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from unisono.demo.ads import AdPlan, beat_cuts, plan_ads
from unisono.demo.beats import SEMITONES
from unisono.demo.cast import Voice
from unisono.demo.options import DemoOptions
from unisono.demo.slogans import TONES
from unisono.demo.storyboard import still
from unisono.demo.voices import SpokenSentence
from unisono.embed.options import ImageEmbedOptions, TextEmbedOptions
from unisono.embed.registry import ImageEmbedder, open_image, open_text
from unisono.espeak.synthesis import SpokenWord, synthesise
from unisono.fuse.clock import frames_shown
from unisono.learn.corpus import Corpus, FloatArray, Modality

Floats = npt.NDArray[np.float64]

AUDIO_FEATURES = ("f0", "intensity", "hnr", "voiced", "rate")
"""Columns of the audio. F0 is in SD around the narrator's mean, as `standardise` gives it;
the others are centred and about 1 wide."""
TRAIN, VALIDATION, TEST = 1000, 150, 300
ADS = 1600
"""How many to make for these parts."""

_LEAD, _PAUSE, _TAIL = 0.35, 0.33, 0.45  # s before, between and after the sentences
_SPREAD = 3.5  # semitones: SD of a narrator's F0 with the three levels
# Of eight rendered ads, measured F0 was off the planted by 0.77 semitones (SD over words,
# with declination), and by 0.11 on the mean of an ad.
_WORD_NOISE, _WINDOW_NOISE, _AD_NOISE = 0.6, 1.0, 0.15  # semitones
_DECLINATION = 1.0  # semitones above the middle at a sentence's start, below it at its end
_VOICED = 0.75  # of the windows within words
_AGE = 0.25  # s: a drawing is used again for all frames of a shot that are this near in age
_STREAM = 13  # of random numbers

_Track = tuple[FloatArray, FloatArray, FloatArray]
"""Values, starts and ends of the steps of one item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Steps of the modalities on their own clocks, and how wide their vectors are.

    Attributes
    ----------
    frames, windows
        Seconds between sampled frames, and between windows of the voice.
    dimension
        Of the vectors of words and pictures.
    """

    frames: float = 0.25
    windows: float = 0.2
    dimension: int = 64


def ads_corpus(options: DemoOptions, clocks: Clocks | None = None) -> Corpus:
    """Make the ads that the options plan; their faults are left out.

    Parameters
    ----------
    options
        ``tone`` must be ``occurrence`` or ``coincidence``; ``ads`` is how many to make.
    clocks
        Steps and widths of the sequences.

    Returns
    -------
    Corpus
        Groups are campaigns with their narrators (60); classes are the tones. On their own
        clocks text has a step for each word, audio for each window, image for each frame.
    """
    clocks = clocks or Clocks()
    plans = plan_ads(options.model_copy(update={"faults": False}))
    text = open_text(TextEmbedOptions(dimension=clocks.dimension))
    pictures = _Pictures(open_image(ImageEmbedOptions(dimension=clocks.dimension)))
    own: dict[str, list[_Track]] = {"text": [], "audio": [], "image": []}
    shared: dict[str, list[_Track]] = {"text": [], "audio": [], "image": []}
    for plan in plans:
        rng = np.random.default_rng([options.seed, _STREAM, plan.number])
        said = spoken(plan)
        starts, ends = _word_times(said)
        vectors = text.embed([word.text for one in said for word in one.words])
        frames = _frames(plan, said, pictures, clocks.frames)
        voice = _Voice(plan, said, rng)
        times = (starts, ends)
        own["text"].append((vectors, *times))
        own["audio"].append(voice.windows(clocks.windows))
        own["image"].append(frames)
        shared["text"].append((vectors, *times))
        shared["audio"].append((voice.words(), *times))
        shared["image"].append((_on_words(frames, starts, ends), *times))
    return Corpus(
        ids=tuple(plan.media_id for plan in plans),
        groups=tuple(f"{plan.campaign.name}/{plan.narrator.speaker_id}" for plan in plans),
        modalities={name: _packed(tracks) for name, tracks in own.items()},
        words={name: _packed(tracks) for name, tracks in shared.items()},
        target=np.array([TONES.index(plan.tone) for plan in plans], dtype=np.int64),
        classes=TONES,
    )


def parts(
    corpus: Corpus, seed: int, sizes: tuple[int, int, int] = (TRAIN, VALIDATION, TEST)
) -> tuple[Corpus, Corpus, Corpus]:
    """Divide a corpus into train, validation and test by whole groups, drawn by the seed.

    Groups are added to the test until it is full and then to the validation; what is too
    much of a group is left out. About a tenth more ads are needed than the sizes add up to.

    Raises
    ------
    ValueError
        When the ads do not suffice.
    """
    groups = np.array(corpus.groups)
    order = np.random.default_rng(seed).permutation(sorted(set(corpus.groups)))
    taken: list[npt.NDArray[np.int64]] = []
    place = 0
    for size in reversed(sizes):
        items: list[int] = []
        while len(items) < size and place < len(order):
            items += np.flatnonzero(groups == order[place]).tolist()
            place += 1
        if len(items) < size:
            raise ValueError(f"{len(corpus)} ads are too few for parts of {sizes}")
        taken.append(np.sort(np.array(items[:size], dtype=np.int64)))
    test, validation, train = (corpus.subset(items) for items in taken)
    return train, validation, test


def spoken(plan: AdPlan) -> list[SpokenSentence]:
    """The sentences of an ad with the times of their words, as if it had been spoken."""
    said, clock = [], _LEAD
    for sentence in plan.sentences:
        words = _words(sentence, plan.narrator)
        moved = tuple(
            SpokenWord(word.text, clock + word.start, clock + word.end, word.token)
            for word in words
        )
        said.append(SpokenSentence(sentence, moved))
        clock = moved[-1].end + _PAUSE
    return said


@cache
def _words(sentence: str, narrator: Voice) -> tuple[SpokenWord, ...]:
    """Words of a sentence spoken by itself; there are some hundred for each narrator."""
    return synthesise(sentence, voice=narrator.voice, rate=narrator.rate).words


def _word_times(said: Sequence[SpokenSentence]) -> tuple[Floats, Floats]:
    words = [word for sentence in said for word in sentence.words]
    return np.array([word.start for word in words]), np.array([word.end for word in words])


class _Pictures:
    """Vectors of drawn pictures; each distinct picture is drawn once."""

    def __init__(self, embedder: ImageEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[tuple[object, ...], npt.NDArray[np.float32]] = {}

    def of(self, plan: AdPlan, shot: int, age: float) -> npt.NDArray[np.float32]:
        """Vector of the picture that a shot shows at an age in seconds."""
        beat, last = plan.beats[shot], shot == len(plan.beats) - 1
        near = round(age / _AGE) * _AGE
        written = plan.campaign.sponsor if last else ""
        key = (beat.look, beat.scene, plan.campaign.place, written, near)
        if key not in self._known:
            picture = still(plan, shot, len(plan.beats), near)
            self._known[key] = self._embedder.embed([picture])[0]
        return self._known[key]


def _frames(
    plan: AdPlan, said: Sequence[SpokenSentence], pictures: _Pictures, every: float
) -> _Track:
    """Pictures at the times of sampled frames, each shown until the next."""
    duration = said[-1].end + _TAIL
    times = np.arange(0.0, duration, every)
    cuts = beat_cuts(said)
    shots = np.searchsorted(cuts, times, side="right")
    ages = times - np.concatenate([[0.0], cuts])[shots]
    pairs = zip(shots.tolist(), ages.tolist(), strict=True)
    values = np.stack([pictures.of(plan, shot, age) for shot, age in pairs])
    return values, times, np.append(times[1:], duration)


class _Voice:
    """Measures of a voice that speaks the beats of an ad at their levels."""

    def __init__(
        self, plan: AdPlan, said: Sequence[SpokenSentence], rng: np.random.Generator
    ) -> None:
        self._said, self._rng = said, rng
        self._levels = [SEMITONES[beat.level] for beat in plan.beats]
        self._ad = rng.normal(0.0, _AD_NOISE)
        self._loudness = rng.normal(0.0, 0.5)

    def words(self) -> Floats:
        """Measures of each word, shape (words, features)."""
        rows = [
            self._measures(sentence, level, (word.start + word.end) / 2, _WORD_NOISE)
            for sentence, level in zip(self._said, self._levels, strict=True)
            for word in sentence.words
        ]
        return np.array(rows)

    def windows(self, every: float) -> _Track:
        """Measures of windows of equal length; zero where nobody speaks or nothing is voiced."""
        duration = self._said[-1].end + _TAIL
        starts = np.arange(0.0, duration, every)
        ends = np.minimum(starts + every, duration)
        values = np.zeros((len(starts), len(AUDIO_FEATURES)))
        values[:, 1] = -2.0  # silence
        for sentence, level in zip(self._said, self._levels, strict=True):
            middles = (starts + ends) / 2
            for step in np.flatnonzero((middles >= sentence.start) & (middles < sentence.end)):
                row = self._measures(sentence, level, middles[step], _WINDOW_NOISE)
                if self._rng.random() > _VOICED:
                    row = [0.0, row[1] - 1.0, 0.0, 0.0, row[4]]
                values[step] = row
        return values, starts, ends

    def _measures(
        self, sentence: SpokenSentence, level: float, moment: float, noise: float
    ) -> list[float]:
        along = (moment - sentence.start) / (sentence.end - sentence.start)
        f0 = level + self._ad + _DECLINATION * (1 - 2 * along) + self._rng.normal(0.0, noise)
        loud, hnr, rate = self._rng.normal(0.0, 0.6, 3)
        voiced = np.clip(self._rng.normal(_VOICED, 0.15), 0.0, 1.0)
        return [f0 / _SPREAD, self._loudness + loud - 0.5 * along, hnr, float(voiced), rate]


def _on_words(frames: _Track, starts: Floats, ends: Floats) -> Floats:
    """Mean of the frames on screen while each word is said, as the fuse stage finds them."""
    values, times, _ = frames
    ranges = frames_shown(times.astype(np.float64), starts, ends, last_seconds=None)
    sums = np.add.reduceat(values[ranges.flat], ranges.offsets[:-1], axis=0)
    return np.asarray(sums / ranges.counts[:, None])


def _packed(tracks: Sequence[_Track]) -> Modality:
    values = [np.asarray(track[0], dtype=np.float32) for track in tracks]
    return Modality.ragged(values, [(track[1], track[2]) for track in tracks])


def pooled(corpus: Corpus, names: Sequence[str] = ("text", "audio", "image")) -> Floats:
    """Mean and standard deviation over the steps of each modality, shape (items, features)."""
    columns = []
    for name in names:
        track = corpus.modalities[name]
        items = [track.item(place) for place in range(len(track))]
        columns += [np.stack([item.mean(axis=0) for item in items])]
        columns += [np.stack([item.std(axis=0) for item in items])]
    return np.concatenate(columns, axis=1).astype(np.float64)


def coincidences(corpus: Corpus, first: str, second: str) -> Floats:
    """Mean over the words of the products of two modalities' features, (items, features)."""
    one, other = corpus.words[first], corpus.words[second]
    return np.stack(
        [
            (one.item(place).T @ other.item(place)).ravel() / max(1, len(one.item(place)))
            for place in range(len(one))
        ]
    ).astype(np.float64)


def sanity(train: Corpus, test: Corpus) -> dict[str, float]:
    """Macro F1 of logistic regressions on single modalities, all of them, and coincidences."""
    pairs = (("text", "image"), ("text", "audio"), ("audio", "image"))
    names = ("text", "audio", "image")
    inputs = {name: [pooled(part, (name,)) for part in (train, test)] for name in names}
    inputs["all, side by side"] = [pooled(part) for part in (train, test)]
    for first, second in pairs:
        both = [coincidences(part, first, second) for part in (train, test)]
        inputs[f"{first} x {second}"] = both
    return {name: _macro_f1(given, train.target, test.target) for name, given in inputs.items()}


def _macro_f1(given: Sequence[Floats], train: np.ndarray, test: np.ndarray) -> float:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    strength = min(1.0, 2 / given[0].shape[1])  # many features are held back more
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=300))
    model.fit(given[0], train)
    return float(f1_score(test, model.predict(given[1]), average="macro"))


def main() -> None:
    """Say what simple models make of the corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tone", choices=("occurrence", "coincidence"), default="coincidence")
    parser.add_argument("--tone-with", choices=("picture", "voice", "both"), default="both")
    parser.add_argument("--strength", type=float, default=0.9)
    parser.add_argument("--ads", type=int, default=ADS)
    parser.add_argument("--seeds", type=int, default=5, help="each makes ads of its own")
    given = parser.parse_args()
    share = given.ads / ADS
    sizes = (round(share * TRAIN), round(share * VALIDATION), round(share * TEST))
    for seed in range(1, given.seeds + 1):
        options = DemoOptions(
            seed=seed,
            tone=given.tone,
            tone_with=given.tone_with,
            tone_strength=given.strength,
            ads=given.ads,
        )
        train, _, test = parts(ads_corpus(options), seed, sizes)
        for name, value in sanity(train, test).items():
            print(f"{seed}  {name:18}  F1 {value:.3f}")


if __name__ == "__main__":
    main()
