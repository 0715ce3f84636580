"""Clips with the true times of their words: read, or spoken for the purpose."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from unisono.audio import SAMPLE_RATE, Samples

from .sentences import Language, written
from .speech import NOISES, Span, Spoken, joined, noisy, say, voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """An utterance whose words all have times.

    Attributes
    ----------
    name, group
        Which, and whose: the clips of a speaker are resampled together.
    samples, language, words, truth
        What is said, and when.
    exact
        Whether a word's times are known well enough to be compared.
    """

    name: str
    group: str
    samples: Samples
    language: Language
    words: tuple[str, ...]
    truth: tuple[Span, ...]
    exact: tuple[bool, ...]

    @property
    def seconds(self) -> float:
        """Length."""
        return len(self.samples) / SAMPLE_RATE


def hand_labelled(folder: Path) -> list[Clip]:
    """The clips of ``aligned/`` with words marked by hand."""
    marked = defaultdict(list)
    with (folder / "words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            marked[row["clip"]].append((row["word"], float(row["start"]), float(row["end"])))
    return [
        Clip(
            name=name,
            group=name,
            samples=read_samples(folder / f"{name}.wav"),
            language="en",
            words=tuple(word for word, _, _ in words),
            truth=tuple((start, end) for _, start, end in words),
            exact=(True,) * len(words),
        )
        for name, words in marked.items()
    ]


def read_samples(path: Path) -> Samples:
    """Sound of any file that soundfile reads (NIST sphere among them), mono, 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    divisor = gcd(rate, SAMPLE_RATE)
    mono: Samples = samples.mean(axis=1)
    if rate == SAMPLE_RATE:
        return mono
    changed: Samples = resample_poly(mono, SAMPLE_RATE // divisor, rate // divisor)
    return changed.astype(np.float32)


def timit(folder: Path) -> Iterator[Clip]:
    """Clips of a corpus in TIMIT's layout: beside each sound a ``.WRD`` with its words.

    Lines are ``first last word`` in samples of the sound. The folder that holds a clip is
    its speaker. Names may be in capitals or not, sounds NIST sphere or RIFF, also named
    ``X.WAV.wav`` as copies of the corpus have it; a sound that is there twice counts once.
    """
    sounds: dict[tuple[Path, str], Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".wav", ".flac") and path.is_file():
            sounds.setdefault((path.parent, path.name.split(".")[0].lower()), path)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() != ".wrd":
            continue
        sound = sounds.get((path.parent, path.name.split(".")[0].lower()))
        lines = [line.split() for line in path.read_text(encoding="latin-1").splitlines()]
        words = [line for line in lines if len(line) >= 3]
        if sound is None or not words:
            continue
        rate = soundfile.info(sound).samplerate
        yield Clip(
            name=str(path.relative_to(folder).with_suffix("")),
            group=path.parent.name.lower(),
            samples=read_samples(sound),
            language="en",
            words=tuple(line[2] for line in words),
            truth=tuple((int(line[0]) / rate, int(line[1]) / rate) for line in words),
            exact=(True,) * len(words),
        )


def as_clip(spoken: Spoken, name: str, group: str, language: Language) -> Clip:
    """Generated speech as a clip."""
    return Clip(
        name=name,
        group=group,
        samples=spoken.samples,
        language=language,
        words=spoken.words,
        truth=spoken.times,
        exact=spoken.exact,
    )


def generated(language: Language, seed: int = 0, limit: int | None = None) -> list[Clip]:
    """Every written sentence in a voice and at a rate that nothing was developed on."""
    sentences = written(language)[:limit]
    clips = []
    for number, text in enumerate(sentences):
        voice = voices(language, len(sentences), seed)[number]
        if (spoken := say(text, voice)) is not None:
            whole = joined([spoken], (0.3, 0.4), seed=number)
            clips.append(as_clip(whole, f"{language}-{number:03}", voice.name, language))
    return clips


def with_noise(clips: list[Clip], snr: float, seed: int = 0) -> dict[str, list[Clip]]:
    """The clips with each kind of noise."""
    others = [clip.samples for clip in clips]
    result: dict[str, list[Clip]] = {}
    for kind in NOISES:
        result[kind] = [
            Clip(
                name=f"{clip.name}-{kind}",
                group=clip.group,
                samples=noisy(
                    clip.samples, clip.truth, kind, snr, (others[:n] + others[n + 1 :], seed + n)
                ),
                language=clip.language,
                words=clip.words,
                truth=clip.truth,
                exact=clip.exact,
            )
            for n, clip in enumerate(clips)
        ]
    return result
