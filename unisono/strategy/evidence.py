"""What the framework knows of a pair: measured from tables, or left open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.correspond.canonical import canonical_map
from unisono.correspond.sequences import Doubles, Floats

REGULAR = 0.1
"""Below this coefficient of variation, steps come at an even rate."""
SMOOTH = 0.5
"""Above this correlation of neighbouring steps, a modality changes slowly."""
SURFACE = ("hashing", "statistics", "mel", "prosody", "colour")
"""Parts of the names of embedding models that see the surface only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One modality of a corpus.

    Attributes
    ----------
    recordings
        That have it.
    rate
        Steps a second, median of the recordings.
    steps
        Steps of a recording, median.
    irregularity
        Standard deviation over mean of the time between steps, median of the recordings.
    smoothness
        Correlation of neighbouring steps, mean of the features.
    model
        Name of the embedding model.
    averaged
        Whether a sampled process stands behind the steps, averaged by word or segment.
    """

    recordings: int
    rate: float
    steps: float
    irregularity: float
    smoothness: float
    model: str
    averaged: bool = False

    @property
    def kind(self) -> str:
        """Continuous or discrete, as measured."""
        if self.recordings == 0:
            return "absent"
        even = self.irregularity < REGULAR or self.averaged
        return "continuous" if even or self.smoothness > SMOOTH else "discrete"

    @property
    def semantic(self) -> str:
        """Whether its features carry meaning, by the model's name."""
        if not self.model:
            return "unknown"
        return "no" if any(part in self.model.lower() for part in SURFACE) else "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How strongly steps that happen together go together, on recordings held out.

    Attributes
    ----------
    correlation
        First canonical correlation.
    recall
        Share of steps for which the step that belongs to it is among the nearest tenth of
        its recording.
    chance
        The same for a modality that is shuffled in time.
    steps
        Matched steps held out.
    """

    correlation: float
    recall: float
    chance: float
    steps: int

    @property
    def margin(self) -> float:
        """Standard error of the recall."""
        return float(np.sqrt(0.25 / max(self.steps, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScore:
    """One model over its seeds and splits.

    Attributes
    ----------
    mean, error
        Of the score, and its standard error: over the test recordings or, where larger, over
        seeds.
    spread
        Standard deviation over seeds.
    runs
        How many.
    """

    mean: float
    error: float
    spread: float
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is measured of a pair of modalities.

    Attributes
    ----------
    first, second
        Profiles.
    aligned
        Share of the words with a measured time; NaN where there are no words.
    confidence
        Median score of those words.
    labelled
        Recordings whose label was predicted; 0 where nothing is learnt.
    scores
        By model.
    majority
        Score of always saying the same, where measured.
    connection
        Where measured.
    """

    first: Profile
    second: Profile
    aligned: float = float("nan")
    confidence: float = float("nan")
    labelled: int = 0
    scores: Mapping[str, ModelScore]
    majority: float = float("nan")
    connection: Connection | None = None


def profile(
    recordings: Sequence[tuple[Floats, Doubles]], model: str, *, averaged: bool = False
) -> Profile:
    """Describe a modality from some recordings.

    Parameters
    ----------
    recordings
        Values of shape (steps, features), and times of shape (steps,), of each.
    model
        Name of the embedding model.
    """
    some = [(values, times) for values, times in recordings if len(values) >= 3]
    if not some:
        return Profile(
            recordings=0, rate=0.0, steps=0.0, irregularity=0.0, smoothness=0.0, model=model
        )
    gaps = [np.diff(np.sort(times)) for _, times in some]
    even = [float(gap.std() / gap.mean()) if gap.mean() > 0 else 0.0 for gap in gaps]
    return Profile(
        recordings=len(some),
        rate=float(np.median([1.0 / gap.mean() if gap.mean() > 0 else 0.0 for gap in gaps])),
        steps=float(np.median([len(times) for _, times in some])),
        irregularity=float(np.median(even)),
        smoothness=float(np.mean([_neighbours(values) for values, _ in some])),
        model=model,
        averaged=averaged,
    )


def connection(
    pairs: Sequence[tuple[Floats, Floats]], *, components: int, ridge: float, seed: int = 0
) -> Connection | None:
    """Measure how far matched steps of two modalities can be told from unmatched ones.

    Parameters
    ----------
    pairs
        For each recording both modalities at the same steps, shapes (steps, d1), (steps, d2).
    components, ridge
        See `canonical_map`; fitted on every other recording.
    seed
        Of the shuffle that gives the level of chance.

    Returns
    -------
    Connection or None
        None with fewer than two recordings of four matched steps.
    """
    usable = [pair for pair in pairs if len(pair[0]) >= 4]
    if len(usable) < 2:
        return None
    fitted, held = usable[::2], usable[1::2]
    found = canonical_map(
        np.concatenate([pair[0] for pair in fitted]),
        np.concatenate([pair[1] for pair in fitted]),
        components=components,
        ridge=ridge,
    )
    generator = np.random.default_rng(seed)
    near, by_chance, left, right = [], [], [], []
    for first, second in held:
        x = (first - found.mean_first) @ found.first * found.correlations
        y = (second - found.mean_second) @ found.second
        left.append(x[:, 0])
        right.append(y[:, 0])
        near.append(_near(x, y))
        by_chance.append(_near(x, y[generator.permutation(len(y))]))
    both = np.concatenate(left), np.concatenate(right)
    still = min(both[0].std(), both[1].std()) < 1e-12
    return Connection(
        correlation=0.0 if still else float(np.corrcoef(*both)[0, 1]),
        recall=float(np.concatenate(near).mean()),
        chance=float(np.concatenate(by_chance).mean()),
        steps=len(both[0]),
    )


def _near(x: Doubles, y: Doubles) -> npt.NDArray[np.bool_]:
    """Whether each step's own partner is among the nearest tenth."""
    gaps = ((x[:, None] - y[None]) ** 2).sum(axis=2)
    rank = (gaps < np.diag(gaps)[:, None]).sum(axis=1)
    return np.asarray(rank < max(len(x) // 10, 1))


def _neighbours(values: Floats) -> float:
    """Correlation of each step with the next, over features that vary."""
    centred = values - values.mean(axis=0, dtype=np.float64)
    variance = (centred**2).mean(axis=0)
    moving = variance > 1e-12
    if not moving.any():
        return 1.0
    return float(((centred[:-1] * centred[1:]).mean(axis=0)[moving] / variance[moving]).mean())
