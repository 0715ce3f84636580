"""The rows and columns of a panel that one specification uses."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Codes, Floats, Mask
from unisono.regress.factors import compact, levels, used, without_singletons
from unisono.regress.options import Specification
from unisono.regress.reading import MISSING, Factor, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Complete rows without singletons, and what was left out.

    Attributes
    ----------
    outcome
        Shape (rows,).
    numbers, categories
        Columns of regressors and their interactions, by name.
    effects
        Codes of the fixed effects, shape (effects, rows).
    clusters
        Codes of each dimension.
    cluster_ids
        For each dimension the code that each cluster has in the whole panel.
    weights
        Shape (rows,), None for none.
    strata
        Cells within which the treatment is permuted, shape (rows,); None when not asked for.
    treatments, interactions, controls
        As the specification has them, stars replaced by columns.
    dropped_missing, dropped_singletons
        Rows left out.
    missing
        Rows left out by column and kind, for the note.
    digest
        Of the values used, 16 hexadecimal digits.
    """

    outcome: Floats
    numbers: dict[str, Floats]
    categories: dict[str, Factor]
    effects: Codes
    clusters: tuple[Codes, ...]
    cluster_ids: tuple[Codes, ...]
    weights: Floats | None
    strata: Codes | None
    treatments: tuple[str, ...]
    interactions: tuple[str, ...]
    controls: tuple[str, ...]
    dropped_missing: int
    dropped_singletons: int
    missing: tuple[str, ...]
    digest: str

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.outcome.size)


def read_sample(panel: Panel, specification: Specification) -> Sample:
    """Read what a specification needs, and leave out the rows that cannot be used.

    Parameters
    ----------
    panel
        The panel.
    specification
        The regression; its conditions are applied first, then rows with missing or infinite
        values are left out, then singletons.

    Raises
    ------
    InputError
        For columns that are not there or not numbers, for no rows, and for one cluster.
    """
    where = f"specification {specification.name}"
    columns = _Columns(panel, specification, where)
    chosen = _meeting(panel, specification, where)
    loaded = _Loaded(panel, columns, where)
    complete, missing = loaded.complete(chosen)
    ids = [used(codes[complete]) for codes in loaded.clusters]
    loaded.keep(complete)
    if not complete.any():
        raise InputError(f"{where}: no row is left ({'; '.join(missing) or 'by its filter'})")
    stays = without_singletons(loaded.effects)
    ids = [known[used(c[stays])] for known, c in zip(ids, loaded.clusters, strict=True)]
    loaded.keep(stays)
    if not stays.any():
        raise InputError(f"{where}: every row is alone in a fixed effect; leave out an effect")
    _check_clusters(loaded.clusters, specification.cluster, where)
    return Sample(
        outcome=loaded.numbers[specification.outcome],
        numbers={name: loaded.numbers[name] for name in columns.numbers},
        categories=loaded.categories,
        effects=loaded.effects,
        clusters=tuple(loaded.clusters),
        cluster_ids=tuple(ids),
        weights=loaded.weights,
        strata=loaded.strata,
        treatments=columns.treatments,
        interactions=columns.interactions,
        controls=columns.controls,
        dropped_missing=int((chosen.sum() if chosen.size else complete.size) - complete.sum()),
        dropped_singletons=int(stays.size - stays.sum()),
        missing=missing,
        digest=loaded.digest(),
    )


class _Columns:
    """Names of the columns, checked and with stars replaced."""

    def __init__(self, panel: Panel, specification: Specification, where: str) -> None:
        self.specification = specification
        self.treatments = panel.expand(specification.treatments, where)
        self.controls = panel.expand(specification.controls, where)
        self.interactions = tuple(
            f"{a}:{b}"
            for entry in specification.interactions
            for a in panel.expand([entry.split(":")[0]], where)
            for b in panel.expand([entry.split(":")[1]], where)
        )
        parts = [part for entry in self.interactions for part in entry.split(":")]
        regressors = tuple(dict.fromkeys([*self.treatments, *self.controls, *parts]))
        self.strata = (
            specification.inference.strata if specification.inference.randomisation else ()
        )
        factors = [*specification.fixed_effects, *specification.cluster, *self.strata]
        conditions = [condition.column for condition in specification.filter]
        named = [specification.outcome, *regressors]
        named += [part for name in factors for part in name.split("^")]
        named += [*filter(None, [specification.weights]), *conditions]
        panel.check(named, where)
        if specification.outcome in regressors:
            raise InputError(
                f'{where}: "{specification.outcome}" is outcome and regressor; leave one out'
            )
        self.categories = tuple(name for name in regressors if panel.is_text(name))
        self.numbers = tuple(name for name in regressors if name not in self.categories)


class _Loaded:
    """The columns in memory; rows are taken away from all of them together."""

    def __init__(self, panel: Panel, columns: _Columns, where: str) -> None:
        asked = columns.specification
        names = [asked.outcome, *columns.numbers]
        self.numbers = {name: panel.numbers(name, where) for name in names}
        self.categories = {name: panel.category(name) for name in columns.categories}
        rows = self.numbers[asked.outcome].size
        self.effects = np.empty((len(asked.fixed_effects), rows), dtype=np.int32)
        for place, name in enumerate(asked.fixed_effects):
            self.effects[place] = panel.codes(name)
        known = dict(zip(asked.fixed_effects, self.effects, strict=True))
        self.clusters = [
            known[name] if name in known else panel.codes(name) for name in asked.cluster
        ]
        self.strata = panel.codes("^".join(columns.strata)) if columns.strata else None
        self.weights = panel.numbers(asked.weights, where) if asked.weights else None
        self._factor_names = (*asked.fixed_effects, *asked.cluster, "^".join(columns.strata))
        self._where = where

    def complete(self, chosen: Mask) -> tuple[Mask, tuple[str, ...]]:
        """Rows that have all values, and how many lack which."""
        rows = next(iter(self.numbers.values())).size
        keep = chosen.copy() if chosen.size else np.ones(rows, dtype=np.bool_)
        within = keep.copy()
        said: list[str] = []
        for name, values in self.numbers.items():
            infinite = np.isinf(values)
            _note(said, within & np.isnan(values), f"{name} missing")
            _note(said, within & infinite, f"{name} infinite")
            keep &= np.isfinite(values)
        factors = [*self.effects, *self.clusters, *([] if self.strata is None else [self.strata])]
        named = dict(zip(self._factor_names, factors, strict=False))
        named |= {name: factor.codes for name, factor in self.categories.items()}
        for name, codes in named.items():
            _note(said, within & (codes == MISSING), f"{name} missing")
            keep &= codes != MISSING
        if self.weights is not None:
            if (self.weights[within] < 0).any():
                raise InputError(f"{self._where}: a weight is negative; weights are 0 or more")
            useless = ~(np.isfinite(self.weights) & (self.weights > 0))
            _note(said, within & useless, "weight missing, infinite or 0")
            keep &= ~useless
        return keep, tuple(said)

    def keep(self, rows: Mask) -> None:
        """Leave out the other rows, and codes that no row has any more."""
        if not rows.all():
            self.numbers = {name: values[rows] for name, values in self.numbers.items()}
            self.categories = {
                name: Factor(codes=factor.codes[rows], labels=factor.labels)
                for name, factor in self.categories.items()
            }
            self.weights = None if self.weights is None else self.weights[rows]
            self.strata = None if self.strata is None else self.strata[rows]
            self.clusters = [codes[rows] for codes in self.clusters]
            self.effects = np.ascontiguousarray(self.effects[:, rows])
        if rows.any():
            for place in range(len(self.effects)):
                self.effects[place] = compact(self.effects[place])
            self.clusters = [compact(codes) for codes in self.clusters]
            self.strata = None if self.strata is None else compact(self.strata)

    def digest(self) -> str:
        """Digest of all values, in the order of the rows."""
        digest = hashlib.sha256()
        factors = [*self.effects, *self.clusters, *(f.codes for f in self.categories.values())]
        weights = [] if self.weights is None else [self.weights]
        for values in (*self.numbers.values(), *factors, *weights):
            digest.update(np.ascontiguousarray(values).data)
        labels = {name: factor.labels for name, factor in self.categories.items()}
        digest.update(repr((sorted(self.numbers), labels)).encode())
        return digest.hexdigest()[:16]


def _note(said: list[str], rows: Mask, what: str) -> None:
    if count := int(rows.sum()):
        said.append(f"{what} in {count:,} rows")


def _meeting(panel: Panel, specification: Specification, where: str) -> Mask:
    """Rows that meet all conditions; empty where there are none."""
    chosen = np.ones(0, dtype=np.bool_)
    for condition in specification.filter:
        panel.check([condition.column], where)
        rows = panel.meets(condition)
        chosen = rows if not chosen.size else chosen & rows
    return chosen


def _check_clusters(clusters: Sequence[Codes], names: Sequence[str], where: str) -> None:
    for name, codes in zip(names, clusters, strict=True):
        if levels(codes) < 2:
            raise InputError(
                f'{where}: all rows used are in one cluster of "{name}"; standard errors need two '
                "or more, so cluster by another column or set vcov: HC1"
            )
