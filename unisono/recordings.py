"""A table file, handed out recording by recording in the order of the items."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from unisono.store import read_recordings, read_rows


class Recordings:
    """Walk once through a table file beside the items of a batch.

    Both are sorted by ``media_id``, so one recording at a time is in memory.

    Parameters
    ----------
    path
        A file sorted by ``media_id``.
    columns
        Columns to read; ``media_id`` is always read.
    batch_rows
        Rows held at a time beyond those of the recording itself.
    """

    def __init__(
        self, path: Path, *, columns: Sequence[str] | None = None, batch_rows: int = 1024
    ) -> None:
        self._open = partial(read_recordings, path, columns=columns, batch_rows=batch_rows)
        self._rest = self._open()
        self._ahead: tuple[str, pa.Table] | None = None

    def rows(self, media_id: str) -> list[dict[str, Any]]:
        """The same as rows of Python values; an empty list when there are none."""
        table = self.take(media_id)
        rows: list[dict[str, Any]] = [] if table is None else table.to_pylist()
        return rows

    def take(self, media_id: str) -> pa.Table | None:
        """Rows of a recording, or None when there are none; ask in rising order of id."""
        try:
            while self._ahead is None or self._ahead[0] < media_id:
                self._ahead = None  # let go of it before the next one is read
                self._ahead = next(self._rest, None)
                if self._ahead is None:
                    return None
            if self._ahead[0] != media_id:
                return None
            rows, self._ahead = self._ahead[1], None
        except BaseException:
            # A time limit that strikes in here ends the generator; a spent generator would
            # look like the end of the file to every later item.
            self._rest, self._ahead = self._open(), None
            raise
        return rows


def items_of(accounting: Sequence[Path]) -> list[dict[str, str]]:
    """Every recording that the accounting files name, once, in the order of ids."""
    ids = {row["media_id"] for path in accounting for row in read_rows(path, columns=["media_id"])}
    return [{"media_id": media_id} for media_id in sorted(ids)]
