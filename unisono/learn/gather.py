"""Gather the features and the label of all recordings into one corpus on disk.

One recording at a time is in memory. Recordings without the label, or without any feature,
are left out and accounted for; one that lacks a modality stays, without steps in it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from unisono.errors import Faults, InputError, nearest
from unisono.items import Batch, Item, ItemError, OnError, run_items
from unisono.learn.labels import check_labels, read_labels
from unisono.learn.storage import Clock, ModalityFiles, write_card
from unisono.learn.study import LearnOptions
from unisono.learn.tracks import (
    AUDIO_MEASURES,
    IMAGE_MEASURES,
    Times,
    Track,
    Values,
    at_words,
    faults,
    frames_at_words,
    of_unit,
    track,
    until_next,
)
from unisono.reasons import Reason
from unisono.recordings import Recordings
from unisono.store import read_rows, read_table

logger = logging.getLogger(__name__)

_VECTOR = ("unit", "index", "start", "end", "model", "vector")
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Folders of the tables that take part, each with a file for every batch."""

    media: Path
    aligned: Path
    text: Path
    audio: Path
    image: Path
    acoustics: Path
    vision: Path

    @classmethod
    def of_results(cls, results: Path, acoustics: Path) -> Self:
        """Where a run of the workflow has them."""
        embeddings = {name: results / "embeddings" / name for name in ("text", "audio", "image")}
        others = {name: results / name for name in ("media", "aligned", "vision")}
        return cls(acoustics=acoustics, **embeddings, **others)


def gather(
    tables: Tables,
    *,
    enrolment: Path,
    folder: Path,
    accounting: Path,
    options: LearnOptions,
    on_error: OnError = "account",
) -> None:
    """Write the corpus of a label.

    Parameters
    ----------
    tables
        Where the tables are.
    enrolment
        Table that says which batch of a recording counts.
    folder
        Folder to write the corpus to.
    accounting
        Folder to write ``accounting`` to: a file for each batch, a row for each recording.
    options
        Label, modalities and units.
    on_error
        Whether a recording with a label and without features stops all.

    Raises
    ------
    Faults
        When features are no finite numbers, or the label's values cannot be learnt.
    InputError
        When the manifest has no such column, or a modality is missing everywhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        gathered = _Gathered(options=options, stack=stack, folder=folder)
        for name, rows in _batches(tables.media, enrolment, options):
            sources = _Sources(tables, name, options)

            def work(row: Mapping[str, Any], item: Item, sources: _Sources = sources) -> None:
                gathered.add(row, sources, item)

            batch = Batch(
                stage="learn", name=name, accounting=accounting / f"{name}.parquet",
                on_error=on_error,
            )  # fmt: skip
            run_items(batch, rows, work)
    gathered.finish()


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What has been written so far, and what its card will say."""

    options: LearnOptions
    stack: ExitStack
    folder: Path
    ids: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)
    """Recordings that have a modality, by its name; none for one never seen."""
    faults: list[str] = field(default_factory=list)
    features: dict[str, list[str]] = field(default_factory=dict)
    _files: dict[tuple[Clock, str], ModalityFiles] = field(default_factory=dict)
    _models: dict[str, str] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any], sources: "_Sources", item: Item) -> None:
        """Write one recording, or say why not."""
        if not row["label"]:
            raise ItemError(
                Reason.NO_LABEL, f"the manifest gives it no {self.options.label}", skip=True
            )
        recording = sources.take(row["media_id"])
        item.rows_in = sum(len(part.numbers) for part in recording.own.values())
        self._check(row["media_id"], recording)
        lacking = [name for name in self.options.modalities if name not in recording.own]
        if len(lacking) == len(self.options.modalities):
            raise ItemError(
                Reason.UPSTREAM, f"it has no {' and no '.join(lacking)}, so nothing to learn from"
            )
        if lacking:
            item.remark(Reason.UPSTREAM, f"it has no {' and no '.join(lacking)}: masked")
        self._write(recording)
        self.ids.append(row["media_id"])
        self.groups.append(row["group"] or row["media_id"])
        self.dates.append(row["date"] or "")
        self.values.append(row["label"])
        item.rows_out = item.rows_in

    def finish(self) -> None:
        """Check the whole and write its card."""
        if self.faults:
            more = len(self.faults) - _MOST_FAULTS
            rest = [f"... and {more} more"] if more > 0 else []
            raise Faults([*self.faults[:_MOST_FAULTS], *rest])
        name = str(self.options.label)
        labels = read_labels(name, self.values, self.options.task)
        for modality in self.options.modalities:
            if not self.found.get(modality):
                raise InputError(
                    f"none of the {len(self.ids)} recordings with a {name} has {modality} for the "
                    f"unit {self.options.unit}; leave {modality} out of learn.modalities, or look "
                    "into the accounting of the stage that makes its embeddings"
                )
        check_labels(name, labels, self.groups)
        write_card(
            self.folder,
            {
                "label": name,
                "classes": labels.classes,
                "own": list(self.options.modalities),
                "words": [m for m in self.options.modalities if ("words", m) in self._files],
                "features": self.features,
                "models": self._models,
                "ids": self.ids,
                "groups": self.groups,
                "dates": self.dates,
                "target": labels.target.tolist(),
            },
        )
        logger.info("gathered %d recordings with a %s", len(self.ids), name)

    def _check(self, media_id: str, recording: "_Recording") -> None:
        self.faults.extend(f'"{media_id}": {fault}' for fault in recording.faults)
        for name, model in recording.models.items():
            first = self._models.setdefault(name, model)
            if first != model:
                self.faults.append(
                    f'"{media_id}": its {name} has vectors of {model}, others have those of '
                    f"{first}; embed all with one model"
                )

    def _write(self, recording: "_Recording") -> None:
        for name in self.options.modalities:
            own = recording.own.get(name)
            if own is not None:
                self.found[name] = self.found.get(name, 0) + 1
                self.features.setdefault(name, recording.features[name])
                self._append("own", name, own.values, (own.start, own.end))
            else:
                self._append("own", name, None, None)
            self._append("words", name, recording.words.get(name), recording.word_times)

    def _append(
        self,
        clock: Clock,
        name: str,
        values: Values | None,
        times: tuple[Times, Times] | None,
    ) -> None:
        key = (clock, name)
        if key not in self._files:
            files = ModalityFiles(self.folder, clock, name)
            self._files[key] = self.stack.enter_context(files)
        if values is None or times is None:
            self._files[key].append_nothing()
        else:
            self._files[key].append(values, *times)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recording:
    """The modalities of one recording; those it lacks are not in the mappings."""

    own: dict[str, Track]
    words: dict[str, Values]
    word_times: tuple[Times, Times]
    features: dict[str, list[str]]
    models: dict[str, str]
    faults: list[str]


class _Sources:
    """The tables of one batch, read recording by recording."""

    def __init__(self, tables: Tables, batch: str, options: LearnOptions) -> None:
        def opened(folder: Path, columns: tuple[str, ...]) -> Recordings:
            return Recordings(folder / f"{batch}.parquet", columns=columns)

        self._options = options
        self._aligned = opened(tables.aligned, ("word", "start", "end", "frames"))
        self._text = opened(tables.text, _VECTOR)
        self._audio = opened(tables.audio, _VECTOR)
        self._image = opened(tables.image, _VECTOR)
        self._acoustics = opened(tables.acoustics, ("unit", "segment", "word", *AUDIO_MEASURES))
        self._vision = opened(tables.vision, ("frame", *IMAGE_MEASURES))

    def take(self, media_id: str) -> _Recording:
        """Everything that is known of a recording; ask in rising order of id."""
        wanted, unit = self._options.modalities, self._options.unit
        aligned = self._aligned.take(media_id)
        text, audio = self._text.take(media_id), self._audio.take(media_id)
        image, vision = self._image.take(media_id), self._vision.take(media_id)
        acoustics = self._acoustics.take(media_id)

        def spoken(rows: pa.Table | None, kind: str, names: tuple[str, ...]) -> Track | None:
            return track(of_unit(rows, kind), of_unit(acoustics, kind), names, kind)

        frames = until_next(track(of_unit(image, "frame"), vision, IMAGE_MEASURES, "frame"))
        own = {
            "text": spoken(text, unit, ()),
            "audio": spoken(audio, unit, AUDIO_MEASURES),
            "image": frames,
        }
        by_word = {
            "text": spoken(text, "word", ()),
            "audio": spoken(audio, "word", AUDIO_MEASURES),
        }
        words, times = _on_words(aligned, by_word, frames)
        vectors = {name: rows for name, rows in zip(own, (text, audio, image), strict=True) if rows}
        measures = {"acoustics": acoustics, "vision": vision}
        return _Recording(
            own={name: step for name, step in own.items() if step is not None and name in wanted},
            words={name: values for name, values in words.items() if name in wanted},
            word_times=times,
            features={name: _features(name, rows) for name, rows in vectors.items()},
            models={name: rows.column("model")[0].as_py() for name, rows in vectors.items()},
            faults=[
                *(text for name in wanted for text in _vector_faults(name, vectors.get(name))),
                *_measure_faults(measures, wanted),
            ],
        )


def _on_words(
    aligned: pa.Table | None, spoken: Mapping[str, Track | None], frames: Track | None
) -> tuple[dict[str, Values], tuple[Times, Times]]:
    """Every modality with one step for each word, and the times of the words."""
    if aligned is None:
        return {}, (np.zeros(0), np.zeros(0))
    aligned = aligned.sort_by("word")
    numbers = np.asarray(aligned.column("word").to_numpy(), dtype=np.int64)
    found = {name: at_words(step, numbers) for name, step in spoken.items()}
    found["image"] = frames_at_words(frames, aligned.column("frames"))
    start, end = (
        np.asarray(aligned.column(name).to_numpy(), dtype=np.float64) for name in ("start", "end")
    )
    return {name: values for name, values in found.items() if values is not None}, (start, end)


def _features(name: str, rows: pa.Table) -> list[str]:
    length = rows.schema.field("vector").type.list_size
    measures = {"audio": AUDIO_MEASURES, "image": IMAGE_MEASURES}.get(name, ())
    return [*(f"vector {position}" for position in range(length)), *measures]


def _vector_faults(name: str, rows: pa.Table | None) -> Iterator[str]:
    for fault in faults(rows, ("vector",), "index"):
        where = f"embeddings/{name}: {fault.feature} of unit {fault.step}"
        yield f"{where} is {fault.value}; make the embeddings of its batch again"


def _measure_faults(tables: Mapping[str, pa.Table | None], wanted: Sequence[str]) -> Iterator[str]:
    kinds = (
        ("acoustics", "audio", AUDIO_MEASURES, "segment"),
        ("vision", "image", IMAGE_MEASURES, "frame"),
    )
    for table, modality, names, key in kinds:
        if modality in wanted:
            for fault in faults(tables[table], names, key):
                where = f"{table}: {fault.feature} of {key} {fault.step}"
                yield f"{where} is {fault.value}; make the {table} of its batch again"


def _batches(
    media: Path, enrolment: Path, options: LearnOptions
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Recordings of each batch that count, with label, group and date as texts."""
    current: dict[str, set[str]] = {}
    for row in read_rows(enrolment, columns=["media_id", "batch", "state"]):
        if row["state"] == "current":
            current.setdefault(row["batch"], set()).add(row["media_id"])
    label = str(options.label)
    for batch, ids in sorted(current.items(), key=lambda entry: int(entry[0])):
        path = media / f"{batch}.parquet"
        names = pq.read_schema(path).names
        if label not in names:
            raise InputError(f'learn.label: the manifest has no column "{label}"'
                             f"{nearest(label, names)}")  # fmt: skip
        rows = read_table(path, columns=list({"media_id", "group", "date", label}))
        yield (
            batch,
            [
                {
                    "media_id": row["media_id"],
                    "group": row["group"] or "",
                    "date": row["date"] or "",
                    "label": "" if row[label] is None else str(row[label]).strip(),
                }
                for row in rows.to_pylist()
                if row["media_id"] in ids
            ],
        )
