"""Corpora whose answer is known."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from unisono.learn.corpus import Corpus, Modality


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def told_by_each(
    count: int, *, seed: int = 0, classes: tuple[str, ...] = ("calm", "harsh"), missing: float = 0.0
) -> Corpus:
    """Each modality's mean tells the label (its number, or a value), under noise."""
    draw = np.random.default_rng(seed)
    target = draw.integers(0, len(classes), count) if classes else draw.normal(size=count)
    signal = target.astype(float) - target.mean()
    tracks, words = {}, {}
    lengths = draw.integers(2, 7, count)
    for name, width in (("text", 5), ("audio", 4), ("image", 3)):
        own = lengths + draw.integers(0, 5, count)
        own[draw.random(count) < missing] = 0
        direction = draw.normal(size=width)
        tracks[name] = _noisy(signal, direction, own, draw)
        words[name] = _noisy(signal, direction, lengths, draw)
    return Corpus(
        ids=tuple(f"item-{number}" for number in range(count)),
        groups=tuple(f"group-{number // 2}" for number in range(count)),
        modalities=tracks,
        words=words,
        target=target,
        classes=classes,
    )


def _noisy(signal, direction, lengths, draw):
    sequences = [
        value * direction + draw.normal(0, 0.7, (length, len(direction)))
        for value, length in zip(signal, lengths, strict=True)
    ]
    times = [(np.arange(length) * 0.3, np.arange(length) * 0.3 + 0.3) for length in lengths]
    return Modality.ragged(sequences, times)


def told_by_coincidence(count: int, *, seed: int = 0, steps: int = 8) -> Corpus:
    """A word and a voice are marked once each, always; together or apart tells the label.

    Text and audio have other rates: two steps of audio for each word.
    """
    draw = np.random.default_rng(seed)
    target = draw.integers(0, 2, count)
    spoken = draw.integers(0, steps, count)
    apart = (spoken + draw.integers(1, steps, count)) % steps
    raised = np.where(target == 1, spoken, apart)
    text = draw.normal(0, 0.3, (count, steps, 3))
    text[np.arange(count), spoken, 0] += 3.0
    audio = draw.normal(0, 0.3, (count, 2 * steps, 3))
    for half in (0, 1):
        audio[np.arange(count), 2 * raised + half, 0] += 3.0
    word_times = (np.arange(steps) * 1.0, np.arange(steps) + 1.0)
    audio_times = (np.arange(2 * steps) / 2, np.arange(2 * steps) / 2 + 0.5)
    return Corpus(
        ids=tuple(f"item-{number}" for number in range(count)),
        groups=tuple(f"group-{number}" for number in range(count)),
        modalities={
            "text": Modality.ragged(list(text), [word_times] * count),
            "audio": Modality.ragged(list(audio), [audio_times] * count),
        },
        words={
            "text": Modality.ragged(list(text), [word_times] * count),
            "audio": Modality.ragged(
                list(audio.reshape(count, steps, 2, 3).mean(axis=2)), [word_times] * count
            ),
        },
        target=target,
        classes=("apart", "together"),
    )


@pytest.fixture
def each() -> Callable[..., Corpus]:
    """Builder of corpora in which each modality tells the label."""
    return told_by_each


@pytest.fixture
def coincidence() -> Callable[..., Corpus]:
    """Builder of corpora in which only the coincidence of two modalities tells the label."""
    return told_by_coincidence
