"""Views of the tables that hold only what counts now.

Batches are never rewritten; a recording that was removed or changed leaves the
views, not the files.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from unisono.errors import InputError
from unisono.tables import TABLES

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
    if not (folder / "enrolment" / "all.parquet").is_file():
        raise InputError(f"{folder} has no enrolment/all.parquet; run the workflow on it first")
    connection = duckdb.connect()
    connection.execute(views_sql(folder, prefix=f"{folder.as_posix()}/"))
    return connection


def _views(results: Path, prefix: str) -> Iterator[str]:
    yield (
        "create or replace view enrolment as "
        f"select * from read_parquet('{prefix}enrolment/all.parquet');\n"
    )
    for name, table in TABLES.items():
        if name == "enrolment" or not any((results / name).rglob("*.parquet")):
            continue
        files = f"read_parquet('{prefix}{name}/**/*.parquet', filename = true"
        files += ", union_by_name = true)" if table.open or table.vector else ")"
        if table.key[0] != "media_id":
            yield f"create or replace view {name} as select * exclude (filename) from {files};\n"
            continue
        batch = r"regexp_extract(t.filename, '(\d{4,})\.parquet$', 1)"
        counts = f"e.media_id = t.media_id and e.batch = {batch} and e.state = 'current'"
        if name == "accounting":  # what left the corpus is accounted for there
            counts = f"({counts}) or t.stage = 'enrolment'"
            yield (
                f"create or replace view {name} as select t.* exclude (filename) from {files} t "
                f"where exists (select 1 from enrolment e where {counts});\n"
            )
            continue
        yield (
            f"create or replace view {name} as select t.* exclude (filename) from {files} t "
            f"semi join enrolment e on {counts};\n"
        )
