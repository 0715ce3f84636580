"""A corpus on disk: one folder of NumPy files that are mapped, not read, and one of JSON.

``values``, ``offsets``, ``start`` and ``end`` of every modality and clock are files such as
``own-audio-values.npy``; ``corpus.json`` says what they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from unisono.errors import InputError
from unisono.learn.corpus import Corpus, Modality

Clock = Literal["own", "words"]
CARD = "corpus.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A corpus as it was gathered, with what its splits need."""

    corpus: Corpus
    dates: tuple[str, ...]
    """Of each item, ISO 8601; empty where not known."""
    features: Mapping[str, Sequence[str]]
    """Names of the features of each modality."""
    label: str


class NpyFile:
    """A NumPy file that grows row by row; its header is right once it is closed.

    Parameters
    ----------
    path
        File to write.
    kind
        Type of the values.
    """

    def __init__(self, path: Path, kind: npt.DTypeLike) -> None:
        self._handle = path.open("wb")
        self._kind = np.dtype(kind)
        self._tail: tuple[int, ...] | None = None
        self.rows = 0

    def append(self, rows: npt.NDArray[np.generic]) -> None:
        """Add rows, all of one width."""
        if self._tail is None:
            self._tail = rows.shape[1:]
            self._write_header()
        self._handle.write(np.ascontiguousarray(rows, dtype=self._kind).tobytes())
        self.rows += len(rows)

    def close(self) -> None:
        """Write the number of rows into the header and close the file."""
        self._handle.seek(0)
        self._write_header()
        self._handle.close()

    def _write_header(self) -> None:
        # NumPy pads headers so that a longer first dimension fits into the same bytes.
        header = {
            "descr": np.lib.format.dtype_to_descr(self._kind),
            "fortran_order": False,
            "shape": (self.rows, *(self._tail or ())),
        }
        np.lib.format.write_array_header_1_0(self._handle, header)


class ModalityFiles:
    """Writes one modality on one clock, item by item.

    Parameters
    ----------
    folder
        Folder of the corpus.
    clock, name
        Which modality.
    """

    def __init__(self, folder: Path, clock: Clock, name: str) -> None:
        stem = f"{clock}-{name}"
        self._values = NpyFile(folder / f"{stem}-values.npy", np.float32)
        self._start = NpyFile(folder / f"{stem}-start.npy", np.float64)
        self._end = NpyFile(folder / f"{stem}-end.npy", np.float64)
        self._offsets = NpyFile(folder / f"{stem}-offsets.npy", np.int64)
        self._offsets.append(np.zeros(1, dtype=np.int64))

    def __enter__(self) -> Self:
        return self

    def append(
        self,
        values: npt.NDArray[np.floating],
        start: npt.NDArray[np.floating],
        end: npt.NDArray[np.floating],
    ) -> None:
        """Add one item: features of shape (steps, features), times of shape (steps,)."""
        self._values.append(values)
        self._start.append(start)
        self._end.append(end)
        self._offsets.append(np.array([self._start.rows]))

    def append_nothing(self) -> None:
        """Add one item that lacks the modality."""
        self._offsets.append(np.array([self._start.rows]))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in (self._values, self._start, self._end, self._offsets):
            file.close()


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """Write what the files of a corpus are; the last thing to be written."""
    text = json.dumps({"format": _FORMAT, **card}, ensure_ascii=False, indent=1)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def load_corpus(folder: str | Path) -> Stored:
    """Open a corpus; its sequences are mapped from their files when they are used.

    Raises
    ------
    InputError
        When the folder holds no corpus, or one of another version.
    """
    folder = Path(folder)
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{folder} holds no corpus ({CARD}); run the rule gather") from error
    if card.get("format") != _FORMAT:
        raise InputError(f"{folder} is of another version of Unisono; run the rule gather again")
    classes = tuple(card["classes"])
    corpus = Corpus(
        ids=tuple(card["ids"]),
        groups=tuple(card["groups"]),
        modalities={name: _modality(folder, "own", name) for name in card["own"]},
        words={name: _modality(folder, "words", name) for name in card["words"]},
        target=_target(card["target"], classes),
        classes=classes,
    )
    return Stored(
        corpus=corpus, dates=tuple(card["dates"]), features=card["features"], label=card["label"]
    )


def _target(
    values: Sequence[float], classes: Sequence[str]
) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
    return np.array(values, dtype=np.int64) if classes else np.array(values, dtype=np.float64)


def _modality(folder: Path, clock: Clock, name: str) -> Modality:
    def opened(part: str) -> npt.NDArray[Any]:
        path = folder / f"{clock}-{name}-{part}.npy"
        mapped: npt.NDArray[Any] = np.load(path, allow_pickle=False, mmap_mode="r")
        return mapped

    return Modality.packed(opened("values"), opened("offsets"), opened("start"), opened("end"))
