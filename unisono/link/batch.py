"""Linking for one batch: the words of recordings and the sentences of protocols."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from unisono.items import Batch, Item, ItemError, run_items
from unisono.link.choice import (
    COLUMNS,
    Sitting,
    Wanted,
    choose_sittings,
    choose_speeches,
    wanted,
)
from unisono.link.options import LinkOptions
from unisono.link.protocols import Protocols, Text
from unisono.link.sentences import LINKED, MISSING, Heard, Link, link_sentences
from unisono.link.speeches import Spoken, spoken
from unisono.link.tokens import Vocabulary
from unisono.reasons import Reason
from unisono.recordings import Recordings
from unisono.store import TableWriter, read_table

logger = logging.getLogger(__name__)

_NAMED_WORDS = 3
"""Words that must be shared where the manifest names the speech: little doubt is left."""
_LITTLE = 0.5
"""Share of what is heard below which it is remarked that the rest is in no protocol."""


def link_batch(  # noqa: PLR0913  one path for each table
    *,
    media: Path,
    words: Path,
    speeches: Sequence[Path],
    sentences: Sequence[Path],
    left: Sequence[str],
    upstream: Sequence[Path],
    links: Path,
    spoken_table: Path,
    options: LinkOptions,
    batch: Batch,
) -> None:
    """Write ``links`` and ``spoken`` of a batch of recordings.

    Parameters
    ----------
    media, words
        Tables of the batch. The columns of the manifest that say to which protocol a
        recording belongs are those of `unisono.link.choice.COLUMNS`.
    speeches, sentences
        Files of the protocols' tables, one for each batch of protocols.
    left
        Readings of protocols that no longer count, as BATCH/PROTOCOL.
    upstream
        Accounting of the stages without which there are no words.
    links, spoken_table
        Tables to write.
    options
        When a sentence is found.
    batch
        Where the accounting goes.
    """
    protocols = Protocols(speeches, sentences, left)
    words_of = Recordings(words, columns=["word", "text", "start", "end", "status"])
    with TableWriter("links", links) as rows, TableWriter("spoken", spoken_table) as held:

        def work(row: Mapping[str, Any], item: Item) -> None:
            table = words_of.take(row["media_id"])
            found = _find(row, table, protocols, options)
            rows.write(found.link_rows(row["media_id"]))
            held.write(found.spoken_rows(row["media_id"]))
            item.rows_in, item.rows_out = len(found.links), found.linked
            _remark(found, item)

        run_items(batch, _rows(media), work, upstream=upstream)


def _rows(media: Path) -> list[dict[str, Any]]:
    table = read_table(media)
    names = [name for name in ("media_id", *COLUMNS) if name in table.column_names]
    rows: list[dict[str, Any]] = table.select(names).to_pylist()
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found of a protocol on one recording."""

    text: Text
    links: list[Link]
    words: int
    """Words heard."""
    covered: int
    """Words heard that lie in sentences found."""

    @property
    def linked(self) -> int:
        return sum(link.status == LINKED for link in self.links)

    def speeches(self) -> Iterator[tuple[int, list[Link]]]:
        pairs = zip(self.text.speech_of, self.links, strict=True)
        for speech, group in groupby(pairs, key=lambda pair: pair[0]):
            yield speech, [link for _, link in group]

    def spoken(self) -> list[tuple[int, Spoken]]:
        groups = list(self.speeches())
        there = [at for at, (_, links) in enumerate(groups) if _any_found(links)]
        return [
            (speech, spoken(links, first=at == there[0], last=at == there[-1]))
            for at, (speech, links) in enumerate(groups)
        ]

    def link_rows(self, media_id: str) -> list[dict[str, Any]]:
        numbers = zip(self.text.sentences, self.text.speech_of, self.links, strict=True)
        return [
            {
                "media_id": media_id,
                "protocol": self.text.protocol,
                "sentence": sentence,
                "speech": speech,
                **asdict(link),
            }
            for sentence, speech, link in numbers
        ]

    def spoken_rows(self, media_id: str) -> list[dict[str, Any]]:
        return [
            {
                "media_id": media_id,
                "protocol": self.text.protocol,
                "speech": speech,
                "speaker_id": self.text.speakers[speech],
                "start": one.start,
                "end": one.end,
                "sentences": one.sentences,
                "sentences_linked": one.sentences_linked,
                "status": one.status,
                "reason": one.reason,
            }
            for speech, one in self.spoken()
        ]


def _any_found(links: Sequence[Link]) -> bool:
    return any(link.status != MISSING for link in links)


def _find(
    row: Mapping[str, Any], table: pa.Table | None, protocols: Protocols, options: LinkOptions
) -> _Found:
    """Look for a recording in the protocols that may have it; the one with most of it counts."""
    wish = wanted(row)
    sittings = choose_sittings(wish, protocols.sittings)
    if table is None:
        raise ItemError(Reason.UPSTREAM, "it has no words", skip=True)
    if table.column("start").null_count == table.num_rows:
        raise ItemError(Reason.UPSTREAM, "none of its words was found in its sound", skip=True)
    support = _NAMED_WORDS if wish.narrowed else options.min_words
    best: _Found | None = None
    for text in _texts(wish, sittings, protocols):
        found = _linked(table, text, options.min_share, support)
        if best is None or found.linked > best.linked:
            best = found
    if best is None or not best.linked:
        raise ItemError(
            Reason.NOT_IN_PROTOCOL,
            f"no sentence of the protocol for {wish.sitting} was found in the recording; is it "
            "another sitting, or another language?",
        )
    return best if wish.narrowed else _within(best)


def _texts(wish: Wanted, sittings: Sequence[Sitting], protocols: Protocols) -> Iterator[Text]:
    """The speeches that are wanted, of each protocol that has them; at least one has."""
    lacking: ItemError | None = None
    some = False
    for sitting in sittings:
        text = protocols.text(sitting)
        try:
            numbers = choose_speeches(wish, text.speeches)
        except ItemError as error:
            lacking = error
            continue
        some = True
        yield text.part(numbers)
    if lacking is not None and not some:
        raise lacking


def _linked(table: pa.Table, text: Text, min_share: float, support: int) -> _Found:
    vocabulary = Vocabulary()
    written = text.script(vocabulary)
    heard = _heard(table, vocabulary)
    links = link_sentences(heard, written, min_share=min_share, min_words=support)
    return _Found(text=text, links=links, words=table.num_rows, covered=_covered(links))


def _covered(links: Sequence[Link]) -> int:
    return sum(
        link.last_word - link.first_word + 1
        for link in links
        if link.first_word is not None and link.last_word is not None
    )


def _heard(table: pa.Table, vocabulary: Vocabulary) -> Heard:
    """Words in the order of time; one without a time stays beside the word before it."""
    starts, ends = (
        np.asarray(table.column(name).to_numpy(), np.float64) for name in ("start", "end")
    )
    order = np.argsort(_carried(starts), kind="stable")
    texts = table.column("text").to_pylist()
    return Heard(
        tokens=vocabulary.encode(texts[place] for place in order.tolist()),
        numbers=table.column("word").to_numpy()[order].astype(np.int64),
        starts=starts[order],
        ends=ends[order],
    )


def _carried(times: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> "np.ndarray[Any, Any]":
    """Each time, or the last one known before it."""
    known = np.where(np.isnan(times), -1, np.arange(len(times)))
    last = np.maximum.accumulate(known)
    return np.where(last < 0, -np.inf, times[np.maximum(last, 0)])


def _within(found: _Found) -> _Found:
    """Only the speeches from the first to the last that is on the recording."""
    groups = list(found.speeches())
    there = [at for at, (_, links) in enumerate(groups) if _any_found(links)]
    kept = groups[there[0] : there[-1] + 1]
    return _Found(
        text=found.text.part([speech for speech, _ in kept]),
        links=[link for _, links in kept for link in links],
        words=found.words,
        covered=found.covered,
    )


def _remark(found: _Found, item: Item) -> None:
    """Say what of the protocol is not on the recording, and what of it is in no protocol."""
    whole = len(found.links)
    lost = [one for _, one in found.spoken() if one.status != LINKED]
    if any(one.cut for one in lost):
        item.remark(
            Reason.SHORTER,
            f"the recording holds only {found.linked} of {whole} sentences: it is shorter than "
            "its protocol",
        )
    elif lost:
        item.remark(
            Reason.SENTENCES_MISSING,
            f"{found.linked} of {whole} sentences of the protocol are found, and {len(lost)} of "
            f"{len(list(found.speeches()))} speeches are not found whole; see the table spoken",
        )
    if found.covered < _LITTLE * found.words:
        item.remark(
            Reason.NOT_IN_PROTOCOL,
            f"only {found.covered} of the {found.words} words heard are in the protocol",
            partial=False,
        )
