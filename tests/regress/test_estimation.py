"""Estimates of whole specifications: terms, invariance, extras, digests, the curve."""

import numpy as np
import pytest

from unisono.regress.batch import write_estimates
from unisono.regress.estimation import estimate, specification_hash
from unisono.regress.grid import specification_curve
from unisono.regress.options import CurveOptions, RegressOptions
from unisono.store import read_rows

SAME = 1e-9  # relative: only the order of sums may differ


def numbers(rows):
    return np.array([[row["estimate"], row["std_error"], row["r2_within"]] for row in rows])


def test_the_planted_effect_is_found_and_none_where_none_is(
    tmp_path, columns_of, save, specify, options
):
    path = save(tmp_path / "p.parquet", columns_of(speakers=80, sessions=20, effect=0.35))
    rows = {row["term"]: row for row in estimate(path, specify(treatments=("score_*",)), options)}
    assert sorted(rows) == ["score_afd", "score_gruene", "score_spd"]
    assert rows["score_afd"]["conf_low"] < 0.35 < rows["score_afd"]["conf_high"]
    assert rows["score_afd"]["p_value"] < 0.001
    assert abs(rows["score_spd"]["estimate"]) < rows["score_spd"]["mde"]


def test_estimates_do_not_depend_on_the_order_of_rows_or_on_labels(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    order = np.random.default_rng(3).permutation(len(columns["row"]))
    shuffled = {
        name: [values[k] for k in order] if isinstance(values, list) else values[order]
        for name, values in columns.items()
    }
    renamed = dict(columns)
    renamed["speaker_id"] = [f"z{900 - int(name[1:])}" for name in columns["speaker_id"]]
    specification = specify(
        controls=("length", "bloc"), fixed_effects=("session",), cluster=("speaker_id",)
    )
    wanted = numbers(estimate(save(tmp_path / "a.parquet", columns), specification, options))
    for name, changed in (("b", shuffled), ("c", renamed)):
        found = estimate(save(tmp_path / f"{name}.parquet", changed), specification, options)
        np.testing.assert_allclose(numbers(found), wanted, rtol=SAME)


def test_an_interaction_alone_gives_one_effect_for_each_value(panel, specify, options):
    rows = estimate(panel, specify(treatments=(), interactions=("score_afd:bloc",)), options)
    assert [row["term"] for row in rows] == [
        "score_afd:bloc[centre]",
        "score_afd:bloc[left]",
        "score_afd:bloc[right]",
    ]
    differences = estimate(panel, specify(interactions=("score_afd:bloc",)), options)
    assert [row["term"] for row in differences] == [
        "score_afd",
        "score_afd:bloc[left]",
        "score_afd:bloc[right]",
    ]
    assert differences[0]["estimate"] == pytest.approx(rows[0]["estimate"])
    assert differences[1]["estimate"] == pytest.approx(rows[1]["estimate"] - rows[0]["estimate"])


def test_separate_regressions_are_those_of_one_treatment_each(panel, specify, options):
    asked = specify(treatments=("score_afd", "score_spd"), controls=("length",), separate=True)
    rows = estimate(panel, asked, options)
    alone = estimate(panel, specify(treatments=("score_spd",), controls=("length",)), options)
    assert [row["term"] for row in rows] == ["score_afd", "score_spd"]
    assert rows[1]["estimate"] == pytest.approx(alone[0]["estimate"])


def test_combined_effects_are_those_of_a_column_of_pairs(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    pairs = zip(columns["session"], columns["agenda_item"], strict=True)
    columns["media_id"] = [f"{a}|{b}" for a, b in pairs]
    # media_id must stay sorted in a table, so the rows are put in its order.
    order = np.argsort(columns["media_id"], kind="stable")
    columns = {
        name: [values[k] for k in order] if isinstance(values, list) else values[order]
        for name, values in columns.items()
    }
    path = save(tmp_path / "p.parquet", columns)
    first = estimate(path, specify(fixed_effects=("session^agenda_item",)), options)
    second = estimate(path, specify(fixed_effects=("media_id",)), options)
    np.testing.assert_allclose(numbers(first), numbers(second), rtol=SAME)


def test_singletons_are_left_out_and_counted(tmp_path, columns_of, save, specify, options):
    columns = columns_of()
    columns["speaker_id"] = ["alone", *columns["speaker_id"][1:]]
    row = estimate(save(tmp_path / "p.parquet", columns), specify(), options)[0]
    assert row["dropped_singletons"] == 1
    assert row["n"] == len(columns["row"]) - 1


def test_all_extras_are_given_for_treatments_and_not_for_controls(panel, specify, options):
    inference = {"wild": True, "randomisation": True, "romano_wolf": True, "draws": 199}
    asked = specify(treatments=("score_*",), controls=("length",), inference=inference)
    rows = {row["term"]: row for row in estimate(panel, asked, options)}
    for name in ("p_wild", "p_randomisation", "p_romano_wolf"):
        assert rows["length"][name] is None
        assert 0 < rows["score_afd"][name] <= 1
    assert rows["score_afd"]["p_romano_wolf"] >= rows["score_afd"]["p_wild"]
    again = {row["term"]: row for row in estimate(panel, asked, options)}
    assert again == rows


def test_the_jackknife_changes_the_standard_error_alone_and_little_where_clusters_are_alike(
    panel, specify, options
):
    first = estimate(panel, specify(), options)[0]
    second = estimate(panel, specify(vcov="CV3"), options)[0]
    assert second["estimate"] == first["estimate"]
    assert second["std_error"] == pytest.approx(first["std_error"], rel=0.02)
    assert second["std_error"] != first["std_error"]
    assert (first["vcov"], second["vcov"]) == ("CV1", "CV3")


def test_hashes_follow_what_is_estimated_and_not_what_it_is_called(panel, specify, options):
    assert specification_hash(specify()) == specification_hash(specify(name="other"))
    assert specification_hash(specify()) != specification_hash(specify(controls=("length",)))
    whole = estimate(panel, specify(), options)[0]["panel_hash"]
    part = specify(filter=({"column": "length", "op": ">", "value": 5.0},))
    assert estimate(panel, part, options)[0]["panel_hash"] != whole


def test_the_table_is_written_with_the_same_bytes_each_time(panel, specify, tmp_path):
    options = RegressOptions(specifications=(specify(),))
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path in paths:
        write_estimates(panel=panel, name="one", estimates=path, options=options)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert read_rows(paths[0])[0]["correction"] == (
        "G/(G-1) (N-1)/(N-K), nested effects not counted"
    )


def test_the_curve_has_every_combination_once_and_says_what_fails(panel, specify):
    curve = CurveOptions(
        base="one",
        treatments=("score_afd", "score_spd"),
        outcomes=("f0_median_z", "f0_mean_z"),
        controls=((), ("length",)),
        filters=((), ({"column": "session", "value": "nowhere"},)),
        draws=99,
    )
    options = RegressOptions(
        specifications=(specify(),), curve=CurveOptions.model_validate(curve.model_dump())
    )
    rows = specification_curve(panel, options)
    assert [row["number"] for row in rows] == list(range(16))
    failed = [row for row in rows if row["estimate"] is None]
    assert len(failed) == 8
    assert all("no row is left" in row["note"] for row in failed)
    alone = estimate(panel, specify(), options)[0]
    assert rows[0]["estimate"] == alone["estimate"]
    assert 0 < rows[0]["p_median"] <= 1
    assert 0 < rows[0]["p_share"] <= 1


def test_a_treatment_of_one_cluster_gets_no_clustered_standard_error(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    columns["bloc"] = ["own" if name == "s003" else "rest" for name in columns["speaker_id"]]
    specification = specify(treatments=(), interactions=("score_afd:bloc",))
    path = save(tmp_path / "p.parquet", columns)
    rows = {row["term"]: row for row in estimate(path, specification, options)}
    assert rows["score_afd:bloc[own]"]["std_error"] is None
    assert rows["score_afd:bloc[own]"]["p_value"] is None
    assert rows["score_afd:bloc[rest]"]["std_error"] > 0
    assert rows["score_afd:bloc[rest]"]["note"] == (
        "score_afd:bloc[own] varies within 1 of the clusters alone, so it has no clustered "
        "standard error"
    )
