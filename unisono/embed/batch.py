"""The embed stage for one batch: one function for each modality."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import soundfile

from unisono.audio import Samples, audio_blocks
from unisono.embed.options import (
    AudioEmbedOptions,
    ImageEmbedOptions,
    SpokenUnit,
    TextEmbedOptions,
)
from unisono.embed.projection import Vectors
from unisono.embed.registry import AudioEmbedder, ImageEmbedder, open_audio, open_image, open_text
from unisono.items import Batch, Item, ItemError, run_items
from unisono.pictures import Picture, PictureError, decode_picture
from unisono.reasons import Reason
from unisono.recordings import Recordings, items_of
from unisono.spans import with_word_times
from unisono.store import TableWriter

logger = logging.getLogger(__name__)

_TIMES = ("start", "end")
_BLOCK_SECONDS = 20.0
_PICTURES_AT_ONCE = 32


def embed_text_batch(
    *,
    segments: Path,
    words: Path,
    upstream: Sequence[Path],
    embeddings: Path,
    options: TextEmbedOptions,
    batch: Batch,
) -> None:
    """Embed what is said in every recording of a batch.

    Parameters
    ----------
    segments, words
        Tables ``segments`` and ``words`` of the batch; words need no time.
    upstream
        Accounting of the stages without which there is no text; it also says which
        recordings the batch has.
    embeddings
        Table ``embeddings`` to write.
    options
        Backend and units.
    batch
        Where the accounting goes.
    """
    embedder = open_text(options)
    sources = _sources(segments, words, ("text", *_TIMES))
    with TableWriter("embeddings", embeddings, vector_length=embedder.dimension) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            for unit, table in _units(row["media_id"], sources, options.units, item):
                vectors = embedder.embed(table.column("text").to_pylist())
                kind = _Kind("text", unit, embedder.model)
                item.rows_out += writer.write(_rows(kind, table, vectors))

        run_items(batch, items_of(upstream), work, upstream=upstream)


def embed_audio_batch(  # noqa: PLR0913  one path for each table that takes part
    *,
    probe: Path,
    segments: Path,
    words: Path,
    upstream: Sequence[Path],
    audio: Path,
    embeddings: Path,
    options: AudioEmbedOptions,
    batch: Batch,
) -> None:
    """Embed the sound of every word or segment of a batch that has a time.

    Parameters
    ----------
    probe, segments, words
        Tables of the batch.
    upstream
        Accounting of the stages without which there are no units; it also says which
        recordings the batch has.
    audio
        Folder of the batch's normalised audio.
    embeddings
        Table ``embeddings`` to write. Units without a time, or after the end of the
        sound, have no row; their recording is accounted as partial.
    options
        Backend and units.
    batch
        Where the accounting goes.
    """
    embedder = open_audio(options)
    sources = _sources(segments, words, _TIMES)
    probes = Recordings(probe, columns=["audio"])
    with TableWriter("embeddings", embeddings, vector_length=embedder.dimension) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            path = _audio_path(probes.take(row["media_id"]), audio)
            units = list(_units(row["media_id"], sources, options.units, item))
            for embedded in _embed_sound(path, units, embedder, item):
                item.rows_out += writer.write(embedded)

        run_items(batch, items_of(upstream), work, upstream=upstream)


def embed_image_batch(
    *,
    frames: Path,
    upstream: Sequence[Path],
    embeddings: Path,
    options: ImageEmbedOptions,
    batch: Batch,
) -> None:
    """Embed every sampled frame of a batch.

    Parameters
    ----------
    frames
        Table ``frames`` of the batch.
    upstream
        Accounting of the frames stage; it also says which recordings the batch has.
    embeddings
        Table ``embeddings`` to write. A frame's start and end are both its time. A
        picture that cannot be decoded has no row; its recording is accounted as partial.
    options
        Backend.
    batch
        Where the accounting goes.
    """
    embedder = open_image(options)
    recordings = Recordings(
        frames, columns=["frame", "time", "image"], batch_rows=_PICTURES_AT_ONCE
    )
    with TableWriter("embeddings", embeddings, vector_length=embedder.dimension) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            table = recordings.take(row["media_id"])
            if table is None:
                raise ItemError(Reason.UPSTREAM, "no frames were sampled from it", skip=True)
            item.rows_in = table.num_rows
            found = _embed_pictures(table, embedder, options.max_pixels, item)
            item.rows_out = writer.write(found)

        run_items(batch, items_of(upstream), work, upstream=upstream)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What all rows of one piece of the table have in common."""

    modality: str
    unit: str
    model: str


def _sources(segments: Path, words: Path, columns: Sequence[str]) -> dict[SpokenUnit, Recordings]:
    """Tables of spoken units, in the order of the table's key."""
    return {
        "segment": Recordings(segments, columns=["segment", *columns]),
        "word": Recordings(words, columns=["word", "segment", *columns]),
    }


def _units(
    media_id: str,
    sources: Mapping[SpokenUnit, Recordings],
    wanted: Sequence[SpokenUnit],
    item: Item,
) -> Iterator[tuple[SpokenUnit, pa.Table]]:
    """Rows of a recording by unit, the number of each in the column ``index``."""
    tables = {unit: source.take(media_id) for unit, source in sources.items()}
    found: dict[SpokenUnit, pa.Table] = {
        unit: table for unit, table in tables.items() if table is not None and unit in wanted
    }
    missing = [f"no {unit}s" for unit in wanted if unit not in found]
    if not found:
        raise ItemError(Reason.UPSTREAM, f"it has {' and '.join(missing)}", skip=True)
    if missing:
        item.remark(Reason.UPSTREAM, f"it has {missing[0]}, so only the rest is embedded")
    item.rows_in = sum(table.num_rows for table in found.values())
    for unit, table in found.items():
        if unit == "segment":
            table = with_word_times(table, tables["word"])
        yield unit, table.append_column("index", table.column(unit))


def _rows(kind: _Kind, table: pa.Table, vectors: Vectors) -> pa.Table:
    """Rows of ``embeddings`` for the units of a table, in their order."""
    count, dimension = vectors.shape
    flat = pa.array(np.ascontiguousarray(vectors).ravel())
    return pa.table(
        {
            "media_id": table.column("media_id"),
            "modality": pa.repeat(kind.modality, count),
            "unit": pa.repeat(kind.unit, count),
            "index": table.column("index"),
            "start": table.column("start"),
            "end": table.column("end"),
            "model": pa.repeat(kind.model, count),
            "vector": pa.FixedSizeListArray.from_arrays(flat, dimension),
        }
    )


def _audio_path(probe: pa.Table | None, folder: Path) -> Path:
    """The recording's normalised audio, which must lie in the folder itself."""
    name: str | None = None if probe is None else probe.column("audio")[0].as_py()
    if name is None:
        raise ItemError(Reason.NO_AUDIO, "it has no sound", skip=True)
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise ItemError(
            Reason.NOT_FOUND, f'its normalised audio "{name}" is not there; run media again'
        )
    return path


def _embed_sound(
    path: Path,
    units: Sequence[tuple[SpokenUnit, pa.Table]],
    embedder: AudioEmbedder,
    item: Item,
) -> list[pa.Table]:
    """Embed the units of one recording, its sound read once for all of them."""
    timed = [(unit, table.filter(_has_time(table))) for unit, table in units]
    spans = np.concatenate([_spans(table) for _, table in timed])
    if not len(spans):
        sentence = f"none of its {item.rows_in} units has a time; see stage align"
        raise ItemError(Reason.WORDS_UNALIGNED, sentence, skip=True)
    result = embedder.embed(_blocks(path), spans)
    untimed = item.rows_in - len(spans)
    if untimed:
        item.remark(Reason.WORDS_UNALIGNED, f"{untimed} of {item.rows_in} units have no time")
    unheard = int(np.count_nonzero(~result.heard))
    if unheard:
        sentence = f"{unheard} of {item.rows_in} units lie after the end of the sound"
        item.remark(Reason.TRUNCATED, sentence)
    rows = []
    offset = 0
    for unit, table in timed:
        heard = result.heard[offset : offset + table.num_rows]
        vectors = result.vectors[offset : offset + table.num_rows][heard]
        offset += table.num_rows
        kind = _Kind("audio", unit, embedder.model)
        rows.append(_rows(kind, table.filter(pa.array(heard)), vectors))
    return rows


def _has_time(table: pa.Table) -> pa.ChunkedArray:
    finite = pc.and_(pc.is_finite(table.column("start")), pc.is_finite(table.column("end")))
    return pc.fill_null(finite, False)


def _spans(table: pa.Table) -> npt.NDArray[np.float64]:
    return np.stack([table.column(name).to_numpy() for name in _TIMES], axis=1)


def _blocks(path: Path) -> Iterator[Samples]:
    try:
        for _, samples in audio_blocks(path, _BLOCK_SECONDS):
            yield samples
    except soundfile.LibsndfileError as error:
        raise ItemError(
            Reason.UNREADABLE, f'its normalised audio "{path.name}" is damaged; run media again'
        ) from error


def _embed_pictures(
    table: pa.Table, embedder: ImageEmbedder, max_pixels: int, item: Item
) -> pa.Table:
    """Embed the frames of one recording, a few pictures in memory at a time."""
    pieces = []
    broken: list[str] = []
    readable = np.ones(table.num_rows, dtype=np.bool_)
    for start in range(0, table.num_rows, _PICTURES_AT_ONCE):
        pictures: list[Picture] = []
        for position, frame in enumerate(
            table.slice(start, _PICTURES_AT_ONCE).to_pylist(), start=start
        ):
            try:
                pictures.append(decode_picture(frame["image"], max_pixels=max_pixels))
            except PictureError as error:
                readable[position] = False
                broken.append(f"frame {frame['frame']}: {error}")
        pieces.append(embedder.embed(pictures))
    _account_broken(broken, table.num_rows, item)
    kept = table.select(["media_id", "frame", "time"]).filter(pa.array(readable))
    timed = kept.rename_columns(["media_id", "index", "start"])
    timed = timed.append_column("end", timed.column("start"))
    return _rows(_Kind("image", "frame", embedder.model), timed, np.concatenate(pieces))


def _account_broken(broken: Sequence[str], total: int, item: Item) -> None:
    if not broken:
        return
    sentence = (
        f"{len(broken)} of {total} pictures cannot be read ({broken[0]}); "
        "sample the frames of this recording again"
    )
    if len(broken) == total:
        raise ItemError(Reason.PICTURE_BROKEN, sentence)
    item.remark(Reason.PICTURE_BROKEN, sentence)
