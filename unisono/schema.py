"""How a table is declared: its columns, and the pyarrow schema that follows."""

from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type and what a reader must know to use it."""

    type: pa.DataType
    description: str
    unit: str = ""
    source: str = ""
    allowed: tuple[str, ...] = ()
    null: str = ""
    """When the value may be missing; empty means never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: what a row is, its columns and its sort key."""

    name: str
    row: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    open: bool = False
    """Whether further columns (from the manifest) may follow the declared ones."""
    vector: bool = False
    """Whether ``vector`` is a fixed-size list whose length the writer chooses."""
    schema: pa.Schema = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", _schema(self))


def _schema(table: Table) -> pa.Schema:
    fields = []
    for name, column in table.columns.items():
        meta = {"description": column.description, "unit": column.unit, "source": column.source}
        if column.allowed:
            meta["allowed"] = ", ".join(column.allowed)
        if column.null:
            meta["null"] = column.null
        fields.append(pa.field(name, column.type, nullable=bool(column.null), metadata=meta))
    return pa.schema(fields, metadata={"unisono_table": table.name, "row": table.row})
