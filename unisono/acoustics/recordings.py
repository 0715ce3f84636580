"""A table file, read recording by recording beside the items of a batch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from unisono.store import read_recordings


class Recordings:
    """Rows of one recording after the other; both sides are sorted by ``media_id``.

    Parameters
    ----------
    path
        A file sorted by ``media_id``.
    columns
        Columns to read besides ``media_id``.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._rest: Iterator[tuple[str, pa.Table]] | None = None
        self._ahead: tuple[str, pa.Table] | None = None

    def rows(self, media_id: str) -> list[dict[str, Any]]:
        """Rows of a recording, none when it has none; ask in rising order of id."""
        try:
            return self._find(media_id)
        except BaseException:
            # A time limit that strikes while reading ends the generator, and an ended one
            # would look like the end of the file: start again for the next recording.
            self._rest = self._ahead = None
            raise

    def _find(self, media_id: str) -> list[dict[str, Any]]:
        if self._rest is None:
            self._rest = read_recordings(self._path, columns=self._columns)
        while self._ahead is None or self._ahead[0] < media_id:
            self._ahead = next(self._rest, None)
            if self._ahead is None:
                return []
        found: list[dict[str, Any]] = []
        if self._ahead[0] == media_id:
            found = self._ahead[1].to_pylist()
        return found
