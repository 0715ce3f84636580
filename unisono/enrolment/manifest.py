"""The manifest: which recordings there are and what is known about them."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from unisono.errors import Faults, InputError, nearest
from unisono.tables import MEDIA, SEXES

REQUIRED = ("media_id", "path", "language")
ENROLLED = ("media_id", "path", "language", "transcript", "speaker_id", "sex")
"""Columns that decide what is computed: a change in one enrols the recording again."""
KNOWN = (*ENROLLED, "group", "date")
TRANSCRIPT_SUFFIXES = (".txt", ".srt", ".vtt", ".TextGrid", ".xml")
RESERVED = (set(MEDIA.columns) | {"batch", "segment", "word", "frame", "unit"}) - set(KNOWN)
"""Names that the tables use themselves, so that a manifest cannot."""

_MEDIA_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest that has been checked.

    Attributes
    ----------
    path
        The file; relative paths in it start from its folder.
    rows
        One row for each recording, in the order of the file: the columns of `KNOWN`
        (empty string where not given) and then the carried ones, as they stand.
    carried
        Names of the further columns, which go through to the ``media`` table untouched.
    """

    path: Path
    rows: pd.DataFrame
    carried: tuple[str, ...]


def read_manifest(path: str | Path) -> Manifest:
    """Read and check a manifest.

    Parameters
    ----------
    path
        CSV (UTF-8, comma, header line) or Parquet.

    Raises
    ------
    Faults
        All faults at once, each with its row (the header is row 1) and column.
    InputError
        When the file cannot be read at all.
    """
    path = Path(path)
    rows = _read(path)
    faults = list(_column_faults(path.name, rows))
    if faults:
        raise Faults(faults)
    carried = tuple(name for name in rows.columns if name not in KNOWN)
    rows = _known_first(rows, carried)
    faults = list(_value_faults(path.name, rows))
    if faults:
        more = len(faults) - _MOST_FAULTS
        shown = faults[:_MOST_FAULTS] + ([f"... and {more} more faults"] if more > 0 else [])
        raise Faults(shown)
    rows["sex"] = rows["sex"].replace("", "unknown")
    return Manifest(path=path, rows=rows, carried=carried)


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"manifest {path} is not there; set `manifest` in the config to a file")
    try:
        if path.suffix.lower() == ".parquet":
            rows = _text_columns(pd.read_parquet(path))
            return rows.set_index(pd.RangeIndex(2, len(rows) + 2))
        return _read_csv(path)
    except UnicodeDecodeError as error:
        raise InputError(
            f"manifest {path} is not UTF-8 (byte {error.start}); save it as CSV UTF-8"
        ) from error
    except (ValueError, OSError, csv.Error) as error:
        raise InputError(f"manifest {path} cannot be read: {error}") from error


def _read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV as text; the index is the row as a spreadsheet counts it."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        header = next(reader, None)
        if not header:
            raise InputError(f"manifest {path} is empty; its first line names the columns")
        rows = {number: row for number, row in enumerate(reader, start=2) if row}
    faults = [
        f"{path.name} row {number}: {len(row)} fields, but the header has {len(header)}; "
        "quote values that contain commas"
        for number, row in rows.items()
        if len(row) != len(header)
    ]
    repeated = sorted({name for name in header if header.count(name) > 1})
    faults += [f'{path.name}: column "{name}" stands twice; rename one' for name in repeated]
    if faults:
        raise Faults(faults[:_MOST_FAULTS])
    return pd.DataFrame(list(rows.values()), columns=header, index=list(rows), dtype=str)


def _text_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """The known columns of a Parquet manifest as text; the carried ones keep their types."""
    for name in KNOWN:
        if name in rows:
            missing = rows[name].isna()
            rows[name] = rows[name].astype(str).mask(missing, "")
    return rows


def _known_first(rows: pd.DataFrame, carried: tuple[str, ...]) -> pd.DataFrame:
    rows = rows.copy()
    for name in KNOWN:
        if name not in rows:
            rows[name] = ""
    return rows[[*KNOWN, *carried]]


def _column_faults(name: str, rows: pd.DataFrame) -> Iterator[str]:
    for column in REQUIRED:
        if column not in rows.columns:
            yield f'{name}: column "{column}" is missing{nearest(column, rows.columns)}'
    for column in rows.columns:
        if column in RESERVED:
            yield f'{name}: column "{column}" is the name of a result of Unisono; rename it'
        elif not str(column).strip():
            yield f"{name}: a column has no name; name it or remove it"


def _value_faults(name: str, rows: pd.DataFrame) -> Iterator[str]:
    found: list[tuple[int, str]] = []

    def report(wrong: "pd.Series[bool]", column: str, what: str) -> None:
        for row, value in rows.loc[wrong, column].items():
            found.append((int(str(row)), f'{name} row {row}: {column} is "{value!s}"; {what}'))

    ids = rows["media_id"]
    report(
        ~ids.str.fullmatch(_MEDIA_ID), "media_id", "use letters, digits, . _ - (not first a dot)"
    )
    first_row: dict[str, int] = {}
    for row, media_id in zip(map(int, rows.index), ids, strict=True):
        first = first_row.setdefault(media_id, row)
        if first != row and media_id:
            taken = f'media_id "{media_id}" stands already in row {first}; give each its own'
            found.append((row, f"{name} row {row}: {taken}"))
    report(rows["path"].str.strip() == "", "path", "give the path of the recording")
    report(~rows["language"].str.fullmatch(_LANGUAGE), "language", "write BCP 47: en, de-AT")
    report(~rows["sex"].isin(["", *SEXES]), "sex", "write female, male, unknown or leave it empty")
    suffixes = rows["transcript"].map(lambda text: Path(text).suffix.lower())
    known = [suffix.lower() for suffix in TRANSCRIPT_SUFFIXES]
    wrong = (rows["transcript"] != "") & ~suffixes.isin(known)
    report(wrong, "transcript", f"use {', '.join(TRANSCRIPT_SUFFIXES)} or leave it empty")
    report(~rows["date"].map(_is_date), "date", "write ISO 8601: 2026-03-31")
    for column in KNOWN:
        if rows[column].str.contains(_CONTROL).any():
            bad = rows[column].str.contains(_CONTROL)
            report(bad, column, "remove the control characters and line breaks")
    return (sentence for _, sentence in sorted(found))


def _is_date(text: str) -> bool:
    if not text:
        return True
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
