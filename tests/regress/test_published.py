"""Published values: FixedEffectModels.jl (cigar), Petersen, Vella and Verbeek, reghdfe."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unisono.regress.estimation import estimate
from unisono.regress.options import RegressOptions, Specification

ENGINES = ("linearmodels", "pyfixest")


def saved(frame, path):
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    return path


@pytest.fixture(scope="module")
def cigar(shared_data, tmp_path_factory):
    frame = pd.read_csv(shared_data / "panels" / "cigar.csv")
    return saved(frame, tmp_path_factory.mktemp("cigar") / "p.parquet")


@pytest.fixture(scope="module")
def petersen(shared_data, tmp_path_factory):
    frame = pd.read_csv(shared_data / "panels" / "petersen.csv")
    return saved(frame, tmp_path_factory.mktemp("petersen") / "p.parquet")


@pytest.fixture(scope="module")
def wage_panel(tmp_path_factory):
    from linearmodels.datasets import wage_panel

    return saved(wage_panel.load(), tmp_path_factory.mktemp("wage") / "p.parquet")


@pytest.fixture(scope="module")
def nlswork(shared_data, tmp_path_factory):
    frame = pd.read_stata(shared_data / "panels" / "nlswork.dta")
    frame = frame.dropna(subset=["grade"])
    for name in ("age", "ttl_exp", "tenure"):
        frame[f"{name}2"] = frame[name] ** 2
    return saved(frame, tmp_path_factory.mktemp("nlswork") / "p.parquet")


def rows_of(path, *, engine, small_sample="min", **changed):
    values = {"name": "published", "vcov": "CV1", "fixed_effects": (), "cluster": ()} | changed
    options = RegressOptions(engine=engine, small_sample=small_sample, specifications=())
    found = estimate(path, Specification.model_validate(values), options)
    return {row["term"]: row for row in found}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("effects", "cluster", "vcov", "error"),
    [
        ((), (), "iid", "0.0188963"),
        ((), (), "HC1", "0.0167042"),
        ((), ("State",), "CV1", "0.0379228"),
        ((), ("State", "Year"), "CV1", "0.0403469"),
        (("State",), ("State",), "CV1", "0.0357498"),
        (("State",), ("Year",), "CV1", "0.0220563"),
        (("State",), ("State", "Year"), "CV1", "0.0405335"),
    ],
)
def test_cigar_standard_errors_to_the_printed_digits(cigar, engine, effects, cluster, vcov, error):
    row = rows_of(
        cigar,
        engine=engine,
        outcome="Sales",
        treatments=("Price",),
        fixed_effects=effects,
        cluster=cluster,
        vcov=vcov,
    )["Price"]
    assert f"{row['std_error']:.7f}" == error
    if effects:
        assert f"{row['estimate']:.7f}" == "-0.2098402"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("cluster", "vcov", "small_sample", "error"),
    [
        ((), "iid", "min", "0.02858329"),
        (("firm",), "CV1", "min", "0.05059573"),
        (("firm", "year"), "CV1", "per-term", "0.0535580"),
    ],
)
def test_petersen_to_the_printed_digits(petersen, engine, cluster, vcov, small_sample, error):
    row = rows_of(
        petersen,
        engine=engine,
        small_sample=small_sample,
        outcome="y",
        treatments=("x",),
        cluster=cluster,
        vcov=vcov,
    )["x"]
    assert f"{row['estimate']:.7f}" == "1.0348334"
    assert f"{row['std_error']:.{len(error) - 2}f}" == error


@pytest.mark.parametrize("engine", ENGINES)
def test_wages_with_two_fixed_effects_to_the_printed_digits(wage_panel, engine):
    found = rows_of(
        wage_panel,
        engine=engine,
        outcome="lwage",
        treatments=("expersq", "married", "union"),
        fixed_effects=("nr", "year"),
        cluster=("nr",),
    )
    digits = [f"{found[name]['estimate']:.7f}" for name in ("expersq", "married", "union")]
    assert digits == ["-0.0051855", "0.0466804", "0.0800019"]
    # The true within R2 is small and positive; what libraries call so may be negative here.
    assert found["union"]["r2_within"] == pytest.approx(0.0216, abs=5e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_nlswork_with_missing_values_to_the_printed_digits(nlswork, engine):
    names = ("age", "age2", "ttl_exp", "ttl_exp2", "tenure", "tenure2", "not_smsa", "south")
    row = rows_of(
        nlswork,
        engine=engine,
        outcome="ln_wage",
        treatments=names,
        fixed_effects=("idcode",),
        cluster=("idcode",),
    )["south"]
    assert f"{row['estimate']:.7f}" == "-0.0606309"
    assert f"{row['r2_within']:.5f}" == "0.17267"
    assert row["n"] + row["dropped_singletons"] == 28_091
    assert np.isfinite(row["std_error"])
