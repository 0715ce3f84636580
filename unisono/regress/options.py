"""Options of the regressions: the specifications, and how they are shown."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from unisono.options import Options

Vcov = Literal["iid", "HC1", "CV1", "CV3"]
Engine = Literal["auto", "linearmodels", "pyfixest"]
SmallSample = Literal["min", "per-term"]
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
Multipliers = Literal["auto", "rademacher", "webb"]
Value = str | float | bool

_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
_CLUSTERED = ("CV1", "CV3")


class Condition(Options):
    """One condition that rows of the panel must meet."""

    column: str = Field(min_length=1, description="Column of the panel")
    op: Operator = Field("==", description="Comparison; rows with a missing value never meet it")
    value: Value | tuple[Value, ...] = Field(
        description="What is compared with; a list for `in` and `not in`"
    )

    @model_validator(mode="after")
    def _lists_where_lists_belong(self) -> Self:
        if isinstance(self.value, tuple) != (self.op in ("in", "not in")):
            raise PydanticCustomError(
                "disagreement",
                "the condition on {column} needs a list of values with `in` and `not in`, and one "
                "value with any other op",
                {"column": self.column},
            )
        return self


class InferenceOptions(Options):
    """What is computed beside the standard errors, for treatments and interactions."""

    wild: bool = Field(
        default=False, description="p values of the wild cluster bootstrap, null imposed"
    )
    multipliers: Multipliers = Field(
        "auto",
        description="Distribution of the bootstrap: auto = Webb's six points below 12 clusters, "
        "else Rademacher. All 2^clusters sign changes are taken where they are no more than draws",
    )
    randomisation: bool = Field(
        default=False,
        description="p values by permuting the treatment within the strata",
    )
    strata: tuple[str, ...] = Field(
        ("speaker_id", "date"),
        description="Columns within whose cells the treatment is permuted",
    )
    romano_wolf: bool = Field(
        default=False,
        description="p values corrected for all treatments and interactions of the specification "
        "(step-down of Romano and Wolf, on the draws of the wild bootstrap)",
    )
    draws: int = Field(999, ge=19, le=1_000_000, description="Draws of bootstrap and permutation")
    seed: int = Field(1, ge=0, description="Seed of both")


class Specification(Options):
    """One regression, or one for each treatment."""

    name: str = Field(pattern=_NAME, description="Name, which is also the name of its file")
    outcome: str = Field(min_length=1, description="Dependent variable, a column of the panel")
    treatments: tuple[str, ...] = Field(
        (), description="Regressors of interest; score_* stands for all columns that begin so"
    )
    separate: bool = Field(
        default=False,
        description="One regression for each treatment (with the interactions it is part of) "
        "instead of one with all; the rows of their controls are left out then",
    )
    controls: tuple[str, ...] = Field(
        (), description="Further regressors; a column of text becomes one indicator a value"
    )
    interactions: tuple[str, ...] = Field(
        (),
        description="Products a:b of columns. Where b is text, one term for each of its values: "
        "the effect of a there, or, where a is a regressor too, its difference from the effect "
        "at b's first value",
    )
    fixed_effects: tuple[str, ...] = Field(
        (), description="Columns whose values each get an effect; a^b for combinations"
    )
    cluster: tuple[str, ...] = Field(
        (), max_length=2, description="Columns (or a^b) of the clusters, at most two"
    )
    vcov: Vcov = Field(
        "CV1",
        description="Standard errors: iid, HC1, clustered (CV1, one or two ways) or by the "
        "jackknife over clusters (CV3, one way)",
    )
    weights: str | None = Field(None, description="Column of analytic weights; null = none")
    filter: tuple[Condition, ...] = Field((), description="Conditions that all rows must meet")
    inference: InferenceOptions = Field(
        InferenceOptions(), description="What is computed beside the standard errors"
    )

    @field_validator("interactions")
    @classmethod
    def _two_parts(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if len([part for part in value.split(":") if part]) != 2:
                raise PydanticCustomError(
                    "interaction", "an interaction is written a:b, with two columns"
                )
        return values

    @model_validator(mode="after")
    def _agree(self) -> Self:
        fault = self._fault()
        if fault:
            raise PydanticCustomError(
                "disagreement",
                "regress specification {name}: {fault}",
                {"name": self.name, "fault": fault},
            )
        return self

    def _fault(self) -> str:
        if not (self.treatments or self.interactions):
            return "it has no treatment; name one under treatments or interactions"
        if self.vcov in _CLUSTERED and not self.cluster:
            return f"{self.vcov} needs a cluster; name one, or set vcov: HC1"
        if self.vcov not in _CLUSTERED and self.cluster:
            return f"vcov {self.vcov} takes no cluster; set vcov: CV1 or remove cluster"
        if self.vcov == "CV3" and len(self.cluster) > 1:
            return "CV3 takes one cluster; name one, or set vcov: CV1"
        extra = self.inference
        if (extra.wild or extra.romano_wolf) and not self.cluster:
            return "the wild cluster bootstrap needs a cluster; name one"
        return ""


class CurveOptions(Options):
    """A grid of choices: every combination is one regression of the specification curve."""

    base: str = Field(
        "",
        description="Specification that the choices replace parts of; empty = no curve",
    )
    treatments: tuple[str, ...] = Field(
        (), description="Treatments, one at a time; empty = those of the base"
    )
    outcomes: tuple[str, ...] = Field((), description="Outcomes; empty = that of the base")
    controls: tuple[tuple[str, ...], ...] = Field(
        (), description="Lists of controls; empty = that of the base"
    )
    fixed_effects: tuple[tuple[str, ...], ...] = Field(
        (), description="Lists of fixed effects; empty = that of the base"
    )
    filters: tuple[tuple[Condition, ...], ...] = Field(
        (), description="Lists of conditions; empty = that of the base"
    )
    draws: int = Field(
        199,
        ge=0,
        le=100_000,
        description="Draws of the wild cluster bootstrap, the same for all regressions, for the "
        "joint test over the curve; 0 = none",
    )
    most: int = Field(
        2000, ge=1, le=100_000, description="Regressions that a curve may have; more is an error"
    )


class RegressOptions(Options):
    """The regressions of the target `address`."""

    engine: Engine = Field(
        "auto",
        description="Who estimates: linearmodels, pyfixest, or auto = pyfixest from large_rows on. "
        "Both give the same estimates and standard errors",
    )
    large_rows: int = Field(
        1_000_000, ge=1, description="Rows from which on auto takes pyfixest, count"
    )
    small_sample: SmallSample = Field(
        "min",
        description="Two-way clusters in the small-sample correction: min = G/(G-1) with the "
        "smaller number of clusters for every term; per-term = each term with its own",
    )
    confidence: float = Field(
        0.95, gt=0.0, lt=1.0, description="Coverage of the confidence intervals"
    )
    power: float = Field(
        0.8, gt=0.0, lt=1.0, description="Power at which the minimum detectable effect is given"
    )
    tolerance: float = Field(
        1e-9,
        gt=0.0,
        le=1e-4,
        description="Demeaning ends when no fixed effect changes by more than this share of the "
        "variable's standard deviation",
    )
    max_iterations: int = Field(
        10_000, ge=10, description="Rounds of demeaning after which it is an error"
    )
    specifications: tuple[Specification, ...] = Field(
        (
            Specification(
                name="parties",
                outcome="f0_median_z",
                treatments=("score_*",),
                fixed_effects=("speaker_id", "session"),
                cluster=("speaker_id",),
                inference=InferenceOptions(wild=True, randomisation=True, romano_wolf=True),
            ),
            Specification(
                name="parties_with_controls",
                outcome="f0_median_z",
                treatments=("score_*",),
                controls=("length", "position", "intensity", "rate"),
                fixed_effects=("speaker_id", "session^agenda_item"),
                cluster=("speaker_id",),
                vcov="CV3",
            ),
            Specification(
                name="blocs",
                outcome="f0_median_z",
                interactions=("score_*:bloc",),
                separate=True,
                fixed_effects=("speaker_id", "session"),
                cluster=("speaker_id",),
                inference=InferenceOptions(wild=True),
            ),
        ),
        description="The regressions; each is one job and one file of estimates",
    )
    curve: CurveOptions = Field(CurveOptions(), description="The specification curve")
    addressed: float = Field(
        0.5,
        ge=0.0,
        le=1.0,
        description="Score from which on a sentence counts as addressed in the plot of parties",
    )
    bins: int = Field(
        10, ge=2, le=200, description="Bins of the plot of the data themselves, count"
    )

    @model_validator(mode="after")
    def _names_are_told_apart(self) -> Self:
        names = [specification.name for specification in self.specifications]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PydanticCustomError(
                "disagreement",
                "regress.specifications has {name} twice; give each its own name",
                {"name": twice[0]},
            )
        if self.curve.base and self.curve.base not in names:
            raise PydanticCustomError(
                "disagreement",
                'regress.curve.base is "{name}", which no specification is called',
                {"name": self.curve.base},
            )
        return self

    def specification(self, name: str) -> Specification:
        """The specification of a name."""
        return next(entry for entry in self.specifications if entry.name == name)
