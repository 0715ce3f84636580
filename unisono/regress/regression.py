"""One regression: checked, estimated by an engine, corrected in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from unisono.errors import InputError
from unisono.regress.arrays import Codes, Floats
from unisono.regress.covariance import Correction, correction_of
from unisono.regress.demeaning import Precision, demean
from unisono.regress.engines import (
    Design,
    Fit,
    RankError,
    choose_engine,
    engine_function,
)
from unisono.regress.factors import levels_with_variation, nested
from unisono.regress.jackknife import jackknife
from unisono.regress.least_squares import (
    LeastSquares,
    check_rank,
    check_variation,
    least_squares,
)
from unisono.regress.options import Engine, RegressOptions, Specification
from unisono.regress.sample import Sample
from unisono.regress.terms import Term
from unisono.regress.wild import Clustered

_FEW = 4
"""Clusters with variation below which a clustered standard error is remarked upon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """A design without its fixed effects, times the root of its weights.

    Attributes
    ----------
    y, x
        Outcome (rows,) and regressors (rows, regressors).
    fit
        Least squares of the one on the other.
    """

    y: Floats
    x: Floats
    fit: LeastSquares


class Regression:
    """One regression of a specification.

    Parameters
    ----------
    sample
        The rows.
    terms
        The regressors.
    specification, options
        What is asked for.

    Raises
    ------
    InputError
        When the regressors do not vary, are collinear or too many; the message names them.
    """

    def __init__(
        self,
        sample: Sample,
        terms: Sequence[Term],
        specification: Specification,
        options: RegressOptions,
    ) -> None:
        self.terms = tuple(terms)
        self.specification = specification
        self.options = options
        self.design = Design(
            y=sample.outcome,
            x=np.column_stack([term.values for term in terms]),
            names=tuple(term.name for term in terms),
            factors=sample.effects,
            clusters=sample.clusters,
            weights=sample.weights,
        )
        self.engine: Engine = choose_engine(options.engine, sample.rows, options.large_rows)
        self.notes: list[str] = []
        self._check_size()

    @cached_property
    def correction(self) -> Correction:
        """The small-sample correction."""
        return correction_of(
            self.specification.vcov,
            regressors=len(self.terms),
            factors=self.design.factors,
            clusters=self.design.clusters,
            rows=self.design.rows,
            small_sample=self.options.small_sample,
        )

    @cached_property
    def swept(self) -> Swept:
        """The design after the fixed effects, checked."""
        both = np.column_stack([self.design.y, self.design.x])
        root = None if self.design.weights is None else np.sqrt(self.design.weights)
        swept = self.sweep(both)
        self._check(both, swept)
        if root is not None:
            swept *= root[:, None]
        y, x = np.ascontiguousarray(swept[:, 0]), np.ascontiguousarray(swept[:, 1:])
        return Swept(y=y, x=x, fit=least_squares(y, x))

    @cached_property
    def fit(self) -> Fit:
        """What the engine found."""
        if self.engine != "pyfixest":
            _ = self.swept  # says what is wrong in our words
        try:
            return engine_function(self.engine)(self.design, self.specification.vcov)
        except RankError as error:
            _ = self.swept
            raise InputError(
                f"{self._where}: {self.engine} cannot tell the regressors apart ({error}); leave "
                "one out or set regress.engine: linearmodels"
            ) from error

    @cached_property
    def covariance(self) -> Floats:
        """Corrected covariance of the coefficients; NaN where it cannot be had."""
        if self.specification.vcov != "CV3":
            return self.correction.apply(self.fit.terms)
        found = jackknife(
            self.swept.y,
            self.swept.x,
            cluster=self.design.clusters[0],
            factors=self.design.factors,
            weights=self.design.weights,
            precision=self.precision,
        )
        if found.lost:
            self.notes.append(
                f"without one of {found.lost} clusters a coefficient is not identified; CV3 cannot "
                "be had"
            )
        return self.correction.apply([found.spread])

    @cached_property
    def errors(self) -> Floats:
        """Standard errors; NaN where none can be had, which `notes` then explain."""
        variances = np.array(np.diag(self.covariance))
        if (variances <= 0).any():
            self.notes.append("a two-way clustered variance is not positive")
        for place, term in enumerate(self.terms):
            count = self._clusters_with_variation(place) if term.focal else _FEW
            if count < _FEW:
                said = f"{term.name} varies within {count} of the clusters alone"
                lost = count < 2
                self.notes.append(
                    f"{said}, so it has no clustered standard error"
                    if lost
                    else f"{said}: its clustered standard error is too small"
                )
                variances[place] = np.nan if lost else variances[place]
        return np.sqrt(np.where(variances > 0, variances, np.nan))

    def _clusters_with_variation(self, place: int) -> int:
        """Clusters that tell anything of a coefficient, where effects are nested in them.

        The scores of a cluster that alone has variation sum to 0, and the standard error would
        be 0 but for rounding (MacKinnon and Webb 2018, Wild bootstrap with few treated clusters).
        """
        counts = [
            levels_with_variation(self.design.x[:, place], codes)
            for codes in self.design.clusters
            if any(nested(effect, codes) for effect in self.design.factors)
        ]
        return min(counts, default=_FEW)

    @property
    def precision(self) -> Precision:
        """When demeaning ends."""
        return Precision(
            tolerance=self.options.tolerance, max_iterations=self.options.max_iterations
        )

    def sweep(self, values: Floats) -> Floats:
        """Variables (rows, columns) without the fixed effects."""
        return demean(
            values,
            self.design.factors,
            weights=self.design.weights,
            precision=self.precision,
        )

    @property
    def clusters(self) -> tuple[Codes, ...]:
        """Codes of the clusters."""
        return self.design.clusters

    def clustered(self, cluster: Codes) -> Clustered:
        """The swept design with one dimension of its clusters, for the wild bootstrap."""
        weights = self.design.weights
        return Clustered(
            y=self.swept.y,
            x=self.swept.x,
            cluster=cluster,
            factors=self.design.factors,
            root=None if weights is None else np.sqrt(weights),
        )

    @property
    def _where(self) -> str:
        return f"specification {self.specification.name}"

    def _check_size(self) -> None:
        parameters = self.correction.parameters
        if self.design.rows <= parameters:
            raise InputError(
                f"{self._where}: {self.design.rows} rows cannot tell {parameters} parameters; "
                "leave out regressors or fixed effects"
            )

    def _check(self, both: Floats, swept: Floats) -> None:
        names = (self.specification.outcome, *self.design.names)
        effects = " + ".join(self.specification.fixed_effects)
        try:
            check_variation(names, both.std(axis=0), swept.std(axis=0), effects)
            check_rank(self.design.names, swept[:, 1:])
        except InputError as error:
            raise InputError(f"{self._where}: {error}") from error
