"""The protocols that were read: which there are, and the sentences of one at a time."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from unisono.link.choice import Sitting, Speech
from unisono.link.tokens import Script, Vocabulary, script

_KEPT = 4
"""Protocols in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The sentences of a protocol that were spoken."""

    protocol: str
    speeches: tuple[Speech, ...]
    speakers: dict[int, str | None]
    """Who holds each speech."""
    sentences: tuple[int, ...]
    """Numbers of the sentences, in order."""
    texts: tuple[str, ...]
    speech_of: tuple[int, ...]
    """Speech of each sentence."""

    def part(self, speeches: Sequence[int]) -> "Text":
        """The same with some of its speeches only."""
        kept = set(speeches)
        places = [place for place, speech in enumerate(self.speech_of) if speech in kept]
        return Text(
            protocol=self.protocol,
            speeches=tuple(one for one in self.speeches if one.speech in kept),
            speakers={number: self.speakers[number] for number in sorted(kept)},
            sentences=tuple(self.sentences[place] for place in places),
            texts=tuple(self.texts[place] for place in places),
            speech_of=tuple(self.speech_of[place] for place in places),
        )

    def script(self, vocabulary: Vocabulary) -> Script:
        """Its words as numbers."""
        return script(vocabulary, self.texts, self.speech_of)


class Protocols:
    """Read protocols from the tables ``speeches`` and ``sentences``.

    Parameters
    ----------
    speeches, sentences
        Files of the tables, one for each batch of protocols, named by it.
    left
        Readings that no longer count, as BATCH/PROTOCOL.
    """

    def __init__(
        self, speeches: Sequence[Path], sentences: Sequence[Path], left: Iterable[str] = ()
    ) -> None:
        self._left = frozenset(left)
        self._speeches = {path.stem: path for path in sorted(speeches)}
        self._sentences = {path.stem: path for path in sorted(sentences)}
        self._texts: OrderedDict[str, Text] = OrderedDict()

    @cached_property
    def sittings(self) -> list[Sitting]:
        """All protocols, in the order of their names."""
        found: dict[str, Sitting] = {}
        for source, path in self._speeches.items():
            rows = ds.dataset(path).to_table(
                columns=["protocol", "legislature", "session", "date", "speech_id"]
            )
            ids: dict[str, set[str]] = {}
            facts: dict[str, dict[str, str]] = {}
            for row in rows.to_pylist():
                ids.setdefault(row["protocol"], set()).add(row["speech_id"] or "")
                facts.setdefault(
                    row["protocol"],
                    {name: row[name] or "" for name in ("legislature", "session", "date")},
                )
            for protocol, names in ids.items():
                if f"{source}/{protocol}" in self._left:
                    continue
                found[protocol] = Sitting(
                    protocol=protocol,
                    source=source,
                    speech_ids=frozenset(names - {""}),
                    **facts[protocol],
                )
        return [found[name] for name in sorted(found)]

    def text(self, sitting: Sitting) -> Text:
        """The spoken sentences of a protocol."""
        if sitting.protocol in self._texts:
            self._texts.move_to_end(sitting.protocol)
            return self._texts[sitting.protocol]
        text = self._read(sitting)
        self._texts[sitting.protocol] = text
        while len(self._texts) > _KEPT:
            self._texts.popitem(last=False)
        return text

    def _read(self, sitting: Sitting) -> Text:
        chosen = ds.field("protocol") == sitting.protocol
        speeches = (
            ds.dataset(self._speeches[sitting.source])
            .to_table(columns=["speech", "speech_id", "speaker_id", "spoken"], filter=chosen)
            .sort_by("speech")
        )
        speeches = speeches.filter(speeches.column("spoken"))
        sentences = (
            ds.dataset(self._sentences[sitting.source])
            .to_table(columns=["sentence", "speech", "role", "text"], filter=chosen)
            .sort_by([("speech", "ascending"), ("sentence", "ascending")])
        )
        held = pc.is_in(sentences.column("speech"), value_set=_flat(speeches.column("speech")))
        sentences = sentences.filter(held)
        counted = {
            row["speech"]
            for row in sentences.select(["speech", "role"]).to_pylist()
            if row["role"] != "presiding"
        }
        rows = speeches.to_pylist()
        return Text(
            protocol=sitting.protocol,
            speeches=tuple(
                Speech(
                    speech=row["speech"],
                    speech_id=row["speech_id"] or "",
                    counted=row["speech"] in counted,
                )
                for row in rows
            ),
            speakers={row["speech"]: row["speaker_id"] for row in rows},
            sentences=tuple(sentences.column("sentence").to_pylist()),
            texts=tuple(sentences.column("text").to_pylist()),
            speech_of=tuple(sentences.column("speech").to_pylist()),
        )


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
