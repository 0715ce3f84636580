"""Views of the tables that hold only what counts now.

Batches are never rewritten; a recording that was removed or changed leaves the
views, not the files.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from unisono.errors import InputError
from unisono.tables import TABLES

_BATCH = r"regexp_extract(t.filename, '(\d{4,})\.parquet$', 1)"
_ROSTERS = {"enrolment": "media_id", "protocols": "protocol"}
"""Tables that say which batch of an item counts, with the column of the item."""

_HEAD = """\
-- The tables of this folder without the rows of removed and superseded recordings.
-- Read it in DuckDB from this folder: .read views.sql
"""


def views_sql(results: Path, *, prefix: str = "") -> str:
    """SQL that defines one view for each table that has files.

    Parameters
    ----------
    results
        The results folder.
    prefix
        Path from the reader's working directory to the folder, with a slash at its end.
    """
    return _HEAD + "".join(_views(results, prefix.replace("'", "''")))


def write_views(*, results: Path, sql: Path) -> None:
    """Write `views_sql` for readers that start in the results folder itself."""
    sql.write_text(views_sql(results), encoding="utf-8")


def connect(results: str | Path) -> "duckdb.DuckDBPyConnection":
    """Open a results folder: a DuckDB connection with one view for each table.

    Raises
    ------
    InputError
        When the folder holds no enrolment, so is not a results folder or not complete.
    """
    folder = Path(results)
    if not any((folder / name / "all.parquet").is_file() for name in _ROSTERS):
        raise InputError(f"{folder} has no enrolment/all.parquet; run the workflow on it first")
    connection = duckdb.connect()
    connection.execute(views_sql(folder, prefix=f"{folder.as_posix()}/"))
    return connection


def _of_accounting(files: str, rosters: list[str]) -> str:
    """View of the accounting: what counts now, and what left the corpus."""
    counts = ["t.stage = 'enrolment'", "t.code in ('removed', 'superseded')"]
    for name, key in _ROSTERS.items():
        if name not in rosters:
            continue
        stage = "=" if name == "protocols" else "<>"
        counts.append(
            f"(t.stage {stage} 'protocols' and exists (select 1 from {name} e where "
            f"e.{key} = t.media_id and e.batch = {_BATCH} and e.state = 'current'))"
        )
    return (
        f"create or replace view accounting as select t.* exclude (filename) from {files} t "
        f"where {' or '.join(counts)};\n"
    )


def _of_protocols(name: str, files: str) -> str:
    """View of a table of protocols: without those that left or were read again."""
    counts = f"p.protocol = t.protocol and p.batch = {_BATCH} and p.state = 'current'"
    return (
        f"create or replace view {name} as select t.* exclude (filename) from {files} t "
        f"semi join protocols p on {counts};\n"
    )


def _views(results: Path, prefix: str) -> Iterator[str]:
    rosters = [name for name in _ROSTERS if (results / name / "all.parquet").is_file()]
    for name in rosters:
        yield (
            f"create or replace view {name} as "
            f"select * from read_parquet('{prefix}{name}/all.parquet');\n"
        )
    for name, table in TABLES.items():
        if name in _ROSTERS or not any((results / name).rglob("*.parquet")):
            continue
        files = f"read_parquet('{prefix}{name}/**/*.parquet', filename = true"
        files += ", union_by_name = true)" if table.open or table.vector else ")"
        if table.key[0] == "protocol" and "protocols" in rosters:
            yield _of_protocols(name, files)
            continue
        if name == "accounting":
            yield _of_accounting(files, rosters)
            continue
        if table.key[0] != "media_id" or "enrolment" not in rosters:
            yield f"create or replace view {name} as select * exclude (filename) from {files};\n"
            continue
        counts = f"e.media_id = t.media_id and e.batch = {_BATCH} and e.state = 'current'"
        yield (
            f"create or replace view {name} as select t.* exclude (filename) from {files} t "
            f"semi join enrolment e on {counts};\n"
        )
