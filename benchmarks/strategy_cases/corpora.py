"""Corpora of different kinds, on which the advice is tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from unisono.correspond.sequences import Anchors, Ints, Pair, Track
from unisono.strategy.options import PairOptions
from unisono.strategy.planted import plant


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A corpus: pairs of tracks, a class for each recording or for each step, groups.

    Where the truth is known, `matches` has the step of the second track that belongs to each
    of the first, for every recording; no strategy sees it.
    """

    name: str
    pairs: tuple[Pair, ...]
    target: tuple[npt.NDArray[np.int64], ...]
    groups: tuple[str, ...]
    options: PairOptions
    anchors: tuple[Anchors, ...] = ()
    by_step: bool = False
    models: tuple[str, str] = ("hashing", "statistics")
    matches: tuple[Ints, ...] = ()


def planted(name: str, *, needed: bool) -> Case:
    """Signals outside politics: events and frames on clocks that drift."""
    corpus = plant(400, seconds=16.0, noise=0.6, seed=7, needed=needed)
    return Case(
        name=name,
        pairs=tuple(one.pair for one in corpus.recordings),
        target=tuple(np.array([y]) for y in corpus.target),
        groups=tuple(str(number) for number in range(400)),
        options=PairOptions(clock="weak", anchors=10),
        anchors=corpus.recordings[:10],
        matches=tuple(one.columns for one in corpus.recordings),
    )


def ads(tone: Any, second: Any, count: int) -> Case:
    """Generated campaign ads: words and voice, or words and pictures."""
    from ads_corpus import ads_corpus

    from unisono.demo.options import DemoOptions

    corpus = ads_corpus(DemoOptions(ads=count, tone=tone, faults=False))
    chosen = [
        tuple(
            Track(values=corpus.modalities[name].item(i), times=middle(corpus, name, i))
            for name in ("text", second)
        )
        for i in range(len(corpus))
    ]
    return Case(
        name=f"ads by {tone}, text and {second}",
        pairs=tuple(Pair(first=one, second=other) for one, other in chosen),
        target=tuple(np.array([y]) for y in corpus.target),
        groups=corpus.groups,
        options=PairOptions(first="text", second=second, clock="exact"),
    )


def middle(corpus: Any, name: str, item: int) -> Any:
    """Middles of an item's steps, ascending."""
    start, end = corpus.modalities[name].times(item)
    return np.maximum.accumulate((np.asarray(start, float) + np.asarray(end, float)) / 2)


def opinions(folder: Path) -> Case:
    """MOSI: utterances of a video in their order; transcripts and audio; a class for each."""
    from tone_cases import mosi

    from unisono.embed.options import TextEmbedOptions
    from unisono.embed.registry import open_text

    embed = open_text(TextEmbedOptions(dimension=1024))
    pairs, target, groups = [], [], []
    for part in mosi.load(folder):
        texts = np.asarray(embed.embed(part.texts), np.float32)
        videos = np.array(part.corpus.groups)
        for video in dict.fromkeys(part.corpus.groups):
            members = np.flatnonzero(videos == video)
            members = members[np.argsort(part.numbers[members])]
            sounds = part.corpus.modalities["audio"]
            heard = np.concatenate([sounds.item(int(i)) for i in members])
            times = np.arange(len(members), dtype=np.float64)
            tracks = [Track(values=rows, times=times) for rows in (texts[members], heard)]
            pairs.append(Pair(first=tracks[0], second=tracks[1]))
            target.append(part.target[members])
            groups.append(video)
    return Case(
        name="MOSI, transcripts and audio",
        pairs=tuple(pairs),
        target=tuple(target),
        groups=tuple(groups),
        options=PairOptions(clock="exact"),
        by_step=True,
    )


def parliament(results: Path) -> Case:
    """The demo parliament: words and voice; the class is the half of the sentence a word is in."""
    from unisono.store import read_rows
    from unisono.strategy.reading import Sources, read_corpus

    def files(name: str) -> list[Path]:
        return sorted((results / name).glob("*.parquet"))

    corpus = read_corpus(
        Sources(
            enrolment=results / "enrolment" / "all.parquet",
            embeddings={name: files(f"embeddings/{name}") for name in ("text", "audio")},
            words=files("words"),
        ),
        sample=1000,
    )
    media = {row["media_id"]: row for path in files("media") for row in read_rows(path)}
    words: dict[str, list[dict[str, Any]]] = {}
    for path in files("words"):
        for row in read_rows(path):
            words.setdefault(row["media_id"], []).append(row)
    ids = [
        name
        for name in sorted(corpus.steps["text"].keys() & corpus.steps["audio"].keys())
        if name.startswith("rede") and len(corpus.steps["text"][name].values) > 5
    ]
    tracks = [
        [
            Track(values=corpus.steps[kind][name].values, times=corpus.steps[kind][name].middle)
            for kind in ("text", "audio")
        ]
        for name in ids
    ]
    return Case(
        name="demo parliament, words and voice",
        pairs=tuple(Pair(first=one, second=other) for one, other in tracks),
        target=tuple(
            halves_of_sentences(words[name], corpus.steps["text"][name].middle) for name in ids
        ),
        by_step=True,
        groups=tuple(media[name]["speaker_id"] or name for name in ids),
        options=PairOptions(clock="exact"),
    )


def halves_of_sentences(words: Sequence[dict[str, Any]], times: Any) -> npt.NDArray[np.int64]:
    """Whether each word, named by its middle, is in the second half of its sentence."""
    timed = [row for row in words if row["start"] is not None]
    middle = np.array([(row["start"] + row["end"]) / 2 for row in timed])
    lengths: dict[int, int] = {}
    places = []
    for row in timed:
        places.append(lengths.get(row["segment"], 0))
        lengths[row["segment"]] = places[-1] + 1
    second = [
        2 * place >= lengths[row["segment"]] for place, row in zip(places, timed, strict=True)
    ]
    chosen = np.abs(times[:, None] - middle[None]).argmin(axis=1)
    found: npt.NDArray[np.int64] = np.array(second, dtype=np.int64)[chosen]
    return found
