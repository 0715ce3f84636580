"""Reading the columns of a panel that a specification needs, a column at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from unisono.errors import InputError, nearest
from unisono.regress.arrays import Codes, Floats, Mask
from unisono.regress.factors import combine
from unisono.regress.options import Condition
from unisono.store import read_table

MISSING = -1
"""Code of a missing value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A column as codes, its values in sorted order.

    Attributes
    ----------
    codes
        Shape (rows,); `MISSING` where there is no value.
    labels
        Values, as text.
    """

    codes: Codes
    labels: tuple[str, ...]


@dataclass(slots=True)
class Panel:
    """A panel on disk: columns are read when they are asked for, and not kept."""

    path: Path
    types: dict[str, pa.DataType] = field(init=False)

    def __post_init__(self) -> None:
        schema = ds.dataset(self.path).schema
        self.types = dict(zip(schema.names, schema.types, strict=True))

    def check(self, columns: Iterable[str], where: str) -> None:
        """Refuse columns that are not there, each with the nearest name.

        Raises
        ------
        InputError
            One line for each column.
        """
        missing = [name for name in dict.fromkeys(columns) if name not in self.types]
        if missing:
            lines = (
                f'{where}: the panel has no column "{name}"{nearest(name, self.types)}'
                for name in missing
            )
            raise InputError("\n".join(lines))

    def expand(self, names: Sequence[str], where: str) -> tuple[str, ...]:
        """Names with ``*`` replaced by the columns that they stand for, in sorted order."""
        found: list[str] = []
        for name in names:
            if "*" not in name:
                found.append(name)
                continue
            matches = sorted(column for column in self.types if fnmatchcase(column, name))
            if not matches:
                raise InputError(f'{where}: no column of the panel is like "{name}"')
            found.extend(matches)
        return tuple(dict.fromkeys(found))

    def is_text(self, column: str) -> bool:
        """Whether a column holds text, so that its values are categories."""
        kind = self.types[column]
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))

    def numbers(self, column: str, where: str) -> Floats:
        """A column as float64; NaN for what is missing."""
        if self.is_text(column) or not _is_numeric(self.types[column]):
            raise InputError(
                f'{where}: column "{column}" holds {self.types[column]}, where a number is needed'
            )
        values = self._column(column)
        if pa.types.is_boolean(values.type):
            values = values.cast(pa.int8())
        if values.null_count:
            values = pc.fill_null(values.cast(pa.float64()), float("nan"))
        return np.asarray(values.to_numpy(), dtype=np.float64)

    def codes(self, name: str) -> Codes:
        """A column, or a combination ``a^b``, as codes in the order of the values."""
        parts = [self.category(part).codes for part in name.split("^")]
        codes = parts[0]
        for part in parts[1:]:
            missing = (codes == MISSING) | (part == MISSING)
            pairs = combine(np.maximum(codes, 0), np.maximum(part, 0))
            codes = np.where(missing, np.int32(MISSING), pairs)
        return codes

    def meets(self, condition: Condition) -> Mask:
        """Rows that meet a condition; those with a missing value do not."""
        values = self._column(condition.column)
        try:
            found = _compare(values, condition)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(
                f'the filter on "{condition.column}" compares {values.type} with '
                f"{condition.value!r}; write a value of the column's own kind"
            ) from error
        return np.asarray(pc.fill_null(found, False).to_numpy(), dtype=np.bool_)

    def _column(self, name: str) -> pa.ChunkedArray:
        return read_table(self.path, columns=[name]).column(0)

    def category(self, name: str) -> Factor:
        """A column as codes and labels."""
        values = self._column(name)
        if pa.types.is_floating(values.type):
            values = pc.if_else(pc.is_finite(values), values, None)
        if values.num_chunks and not pa.types.is_dictionary(values.type):
            values = pc.dictionary_encode(values)
        whole = values.combine_chunks() if values.num_chunks else pa.array([], values.type)
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
        order = pc.array_sort_indices(whole.dictionary).to_numpy()
        rank = np.empty(order.size + 1, dtype=np.int32)
        rank[order] = np.arange(order.size, dtype=np.int32)
        rank[-1] = MISSING
        codes = pc.fill_null(whole.indices, MISSING).to_numpy()
        labels = whole.dictionary.take(pa.array(order)).cast(pa.string()).to_pylist()
        return Factor(codes=rank[codes], labels=tuple(labels))


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind)
    )


def _compare(values: pa.ChunkedArray, condition: Condition) -> pa.ChunkedArray:
    wanted = condition.value
    if isinstance(wanted, tuple):
        found = pc.is_in(values, pa.array(list(wanted)).cast(values.type))
        found = found if condition.op == "in" else pc.invert(found)
        return pc.and_(found, pc.is_valid(values))
    operators = {
        "==": pc.equal,
        "!=": pc.not_equal,
        "<": pc.less,
        "<=": pc.less_equal,
        ">": pc.greater,
        ">=": pc.greater_equal,
    }
    return operators[condition.op](values, pa.scalar(wanted))
