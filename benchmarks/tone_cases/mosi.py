"""CMU-MOSI: sentiment of utterances, from features of three modalities and from transcripts.

The text and video features came from networks that were trained on the training labels, so on
the 62 training videos they tell the label far better than on others: whatever is chosen or
calibrated there is wrong. Therefore

- linear probes have one strength, declared here (`STRENGTH`), and choose nothing;
- what needs choosing or calibrating is fitted on half of the 31 test videos and measured on the
  other half, then the other way round: every utterance is predicted by something that never saw
  its video. This uses labels of clean videos that a single train-test split would not. As one
  way of halving them gives other figures than another (SD of a point), there are `HALVINGS`,
  and an utterance has the mean of its probabilities;
- transcripts are clean; their strength is chosen by videos held out of the training part.

Context is what bc-LSTM (Poria et al. 2017) brought: an utterance is told from its own scores and
those of its neighbours in the video, whose weight falls to 1/e within `REACH` utterances.
"""

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import GroupKFold

from tone_cases.studies import Trials
from unisono.embed.options import TextEmbedOptions
from unisono.embed.registry import open_text
from unisono.learn.corpus import Corpus, Modality
from unisono.learn.options import LinearOptions, ModelOptions
from unisono.learn.registry import build

Floats = npt.NDArray[np.float64]

CLASSES = ("negative", "positive")
FILES = {"text": "text", "audio": "audio", "image": "video"}
STRENGTH = 0.001
REACH = 2.0
HALVINGS = 50
DIMENSION = 4096
_TRAIN_VIDEOS = 62
_STRENGTHS = (1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Utterances of some videos."""

    corpus: Corpus
    """One step for each utterance; groups are videos."""
    texts: tuple[str, ...]
    numbers: npt.NDArray[np.int64]
    """Place of each utterance in its video."""

    @property
    def target(self) -> npt.NDArray[np.int64]:
        """0 or 1 for each utterance."""
        return self.corpus.target.astype(np.int64)

    def subset(self, chosen: npt.NDArray[np.bool_]) -> "Part":
        """Some of the utterances."""
        return Part(
            corpus=self.corpus.subset(chosen),
            texts=tuple(np.array(self.texts)[chosen]),
            numbers=self.numbers[chosen],
        )


def load(folder: Path) -> tuple[Part, Part]:
    """Training and test part.

    The rows of the features are the positive utterances in the order of the transcripts and
    then the negative ones; that the labels agree is checked.
    """
    with (folder / "transcripts.csv").open(encoding="utf-8", newline="") as handle:
        rows = [
            (name, text, int(video), int(label)) for name, text, video, label in csv.reader(handle)
        ]
    parts = []
    for name in ("train", "test"):
        mine = [row for row in rows if (row[2] <= _TRAIN_VIDEOS) == (name == "train")]
        mine.sort(key=lambda row: -row[3])  # stable: the order of the transcripts stays
        target = np.array([row[3] for row in mine])
        tracks = {}
        for modality, stem in FILES.items():
            table = np.loadtxt(folder / f"{stem}_{name}.csv", delimiter=",", quotechar='"')
            if not np.array_equal(table[:, -1], target):
                raise ValueError(f"{stem}_{name}.csv: its labels are not those of the transcripts")
            values = table[:, :-1].astype(np.float32)
            tracks[modality] = Modality.packed(values, np.arange(len(values) + 1))
        corpus = Corpus(
            ids=tuple(row[0] for row in mine),
            groups=tuple(row[0].rsplit("_", 1)[0] for row in mine),
            modalities=tracks,
            words={},
            target=target,
            classes=CLASSES,
        )
        numbers = np.array([int(row[0].rsplit("_", 1)[1]) for row in mine])
        texts = tuple(row[1].lower() for row in mine)
        parts.append(Part(corpus=corpus, texts=texts, numbers=numbers))
    return parts[0], parts[1]


def trials(folder: Path) -> Trials:
    """Every model of the case, measured on all utterances of the test videos."""
    train, test = load(folder)
    found = Trials(label="MOSI", classes=CLASSES)
    fixed = ModelOptions(linear=LinearOptions(strengths=(STRENGTH,)))
    for name in (
        "majority",
        "linear-text",
        "linear-audio",
        "linear-image",
        "early",
        "late-average",
    ):
        started = time.perf_counter()
        fitted = build(name, fixed).fit(train.corpus, train.corpus, seed=0, work=None)
        between = time.perf_counter()
        outputs = fitted.predict_proba(test.corpus)
        seconds = (between - started, time.perf_counter() - between)
        found.add(name, test.corpus, outputs, parameters=fitted.parameters, seconds=seconds)
    scores = {name: _log_odds(name, train, test, fixed) for name in FILES}
    scores["transcript"] = _from_transcripts(train, test, found)
    for name, used, context in (
        ("stacked, no context", tuple(FILES), False),
        ("context, text alone", ("text",), True),
        ("context, three modalities", tuple(FILES), True),
        ("context, transcripts alone", ("transcript",), True),
    ):
        table = _table([scores[each] for each in used], test, context=context)
        found.add(name, test.corpus, _crossed(table, test), parameters=table.shape[1] + 1)
    return found


def _log_odds(modality: str, train: Part, test: Part, options: ModelOptions) -> Floats:
    fitted = build(f"linear-{modality}", options).fit(train.corpus, train.corpus, seed=0, work=None)
    chances = np.clip(fitted.predict_proba(test.corpus), 1e-9, 1.0)
    return np.log(chances[:, 1] / chances[:, 0])


def _from_transcripts(train: Part, test: Part, found: Trials) -> Floats:
    """Add the project's hashing embedding and TF-IDF; gives the log odds of the former."""
    hashing = open_text(TextEmbedOptions(dimension=DIMENSION))
    words = TfidfVectorizer()
    tables = {
        "hashing embedding": (hashing.embed(train.texts), hashing.embed(test.texts)),
        "TF-IDF (scikit-learn)": (words.fit_transform(train.texts), words.transform(test.texts)),
    }
    folds = list(GroupKFold(5).split(train.texts, groups=train.corpus.groups))
    odds = {}
    for name, (seen, unseen) in tables.items():
        model = LogisticRegressionCV(
            Cs=list(_STRENGTHS),
            cv=folds,
            max_iter=2000,
            l1_ratios=(0.0,),
            scoring="accuracy",
            use_legacy_attributes=False,
        ).fit(seen, train.target)
        outputs = model.predict_proba(unseen)
        found.add(name, test.corpus, outputs, parameters=seen.shape[1] + 1)
        odds[name] = np.log(outputs[:, 1] / outputs[:, 0])
    chosen: Floats = odds["hashing embedding"]
    return chosen


def _table(scores: Sequence[Floats], test: Part, *, context: bool) -> Floats:
    """Scores of each utterance, and the mean of those around it; shape (utterances, columns)."""
    around = [_around(each, test) for each in scores] if context else []
    table = np.stack([*scores, *around], axis=1)
    return np.asarray(table / table.std(axis=0))


def _around(scores: Floats, test: Part) -> Floats:
    videos = np.array(test.corpus.groups)
    found = np.zeros(len(scores))
    for item, number in enumerate(test.numbers):
        others = (videos == videos[item]) & (test.numbers != number)
        weights = np.exp(-np.abs(test.numbers[others] - number) / REACH)
        found[item] = weights @ scores[others] / weights.sum() if weights.size else scores[item]
    return found


def _crossed(table: Floats, test: Part) -> Floats:
    """Predictions of each video by models that never saw it; mean of the halvings."""
    return np.asarray(_halved(table, test).mean(axis=0))


def _halved(table: Floats, test: Part) -> Floats:
    """Predictions for each half of the videos by a model fitted on the other.

    Returns
    -------
    numpy.ndarray
        Shape (halvings, utterances, classes).
    """
    names, videos = np.unique(test.corpus.groups, return_inverse=True)
    generator = np.random.default_rng(0)
    outputs = np.zeros((HALVINGS, len(table), 2))
    for output in outputs:
        half = (generator.permutation(len(names)) % 2)[videos]
        for fitted_on in (0, 1):
            seen = half == fitted_on
            model = LogisticRegression(C=1.0).fit(table[seen], test.target[seen])
            output[~seen] = model.predict_proba(table[~seen])
    return outputs


def single_halvings(folder: Path) -> str:
    """What three modalities with context would score with one halving, a sentence."""
    train, test = load(folder)
    fixed = ModelOptions(linear=LinearOptions(strengths=(STRENGTH,)))
    scores = [_log_odds(name, train, test, fixed) for name in FILES]
    halved = _halved(_table(scores, test, context=True), test)
    found = (halved.argmax(axis=2) == test.target).mean(axis=1)
    return (
        f"Three modalities with context, one halving in place of {HALVINGS}: accuracy "
        f"{found.mean():.3f} (SD {found.std(ddof=1):.3f}, {found.min():.3f} to {found.max():.3f})."
    )
