"""The codebook: what every table and column means, made from the declarations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from unisono.schema import Column, Table
from unisono.tables import MEASURED_COLUMNS, TABLES

_HEAD = """\
# The tables

Written by `make generated` from `unisono/tables/`; change it there.

Every table is a folder of Parquet files in `results/`, one file for each batch (for
`embeddings`, one folder for each modality; `enrolment` and `speakers` have one file for the
whole corpus). Times are seconds on the recording's own clock, 0 = container start. A value may
be missing only where its row says when.

Batches are never rewritten, so a folder may hold rows of recordings that were since changed or
removed. `results/views.sql` defines a view of the same name for each table, without them; in
Python, `unisono.views.connect("results")` gives a DuckDB connection with these
views.
"""


def codebook_markdown() -> str:
    """All tables as one Markdown page."""
    return _HEAD + "".join(_section(table) for table in TABLES.values())


def write_datapackage(*, results: Path, package: Path) -> None:
    """Write a Frictionless data package that describes the tables in a results folder.

    Parameters
    ----------
    results
        The results folder; tables without files are left out.
    package
        The JSON file to write, inside ``results``.
    """
    resources = []
    for table in TABLES.values():
        files = sorted((results / table.name).rglob("*.parquet"))
        if files:
            paths = [file.relative_to(results).as_posix() for file in files]
            resources.append(_resource(table, paths))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "unisono",
        "resources": resources,
    }
    package.write_text(json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _section(table: Table) -> str:
    lines = [
        f"\n## {table.name}\n",
        f"One row is {table.row}. Key: {', '.join(table.key)}.\n",
        "| column | type | unit | what it is | missing when |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {_type_name(column.type)} | {column.unit} "
        f"| {_meaning(column)} | {column.null} |"
        for name, column in table.columns.items()
    ]
    if table.open:
        lines.append("\nFurther columns are those of the manifest, as they stand there.")
    if table.vector:
        lines.append("\n`vector` has one fixed length in each modality, set in the config.")
    measured = MEASURED_COLUMNS.get(table.name)
    if measured:
        lines.append(f"\nMeasured, so not the same in two runs: {', '.join(measured)}.")
    return "\n".join(lines) + "\n"


def _meaning(column: Column) -> str:
    parts = [column.description]
    if column.allowed:
        parts.append(f"({', '.join(column.allowed)})")
    if column.source:
        parts.append(f"[{column.source}]")
    return " ".join(parts).replace("|", "\\|")


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {kind.value_type}"
    return str(kind)


def _resource(table: Table, paths: list[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": f"One row is {table.row}",
        "schema": {
            "fields": list(_fields(table)),
            "primaryKey": list(table.key),
        },
    }


def _fields(table: Table) -> Iterator[dict[str, Any]]:
    for name, column in table.columns.items():
        field: dict[str, Any] = {
            "name": name,
            "type": _frictionless_type(column.type),
            "description": column.description,
        }
        if column.unit:
            field["unit"] = column.unit
        constraints: dict[str, Any] = {} if column.null else {"required": True}
        if column.allowed:
            constraints["enum"] = list(column.allowed)
        if constraints:
            field["constraints"] = constraints
        yield field


def _frictionless_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_list(kind):
        return "array"
    return "any" if pa.types.is_binary(kind) else "string"
