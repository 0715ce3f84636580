"""What cannot be estimated is refused in one sentence that says what to do."""

import numpy as np
import pytest
from pydantic import ValidationError

from unisono.errors import InputError
from unisono.regress.estimation import estimate
from unisono.regress.options import CurveOptions, RegressOptions, Specification


def refusal(panel, specification, options):
    with pytest.raises(InputError) as caught:
        estimate(panel, specification, options)
    return str(caught.value)


def test_a_column_that_is_not_there_is_named_with_the_nearest(panel, specify, options):
    specification = specify(controls=("lenght",), fixed_effects=("speaker",))
    assert refusal(panel, specification, options).splitlines() == [
        'specification one: the panel has no column "lenght"; did you mean "length"?',
        'specification one: the panel has no column "speaker"; did you mean "speaker_id"?',
    ]


def test_a_star_that_stands_for_nothing_is_refused(panel, specify, options):
    message = refusal(panel, specify(treatments=("points_*",)), options)
    assert message == 'specification one: no column of the panel is like "points_*"'


def test_a_treatment_without_variation_within_the_effects_is_named(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    speakers = np.unique(columns["speaker_id"], return_inverse=True)[1]
    path = save(tmp_path / "p.parquet", columns | {"score_afd": speakers / 24})
    for engine in ("linearmodels", "pyfixest"):
        message = refusal(path, specify(), options.model_copy(update={"engine": engine}))
        assert message == (
            'specification one: "score_afd" has no variation within the fixed effects speaker_id; '
            "leave it out or change the fixed effects"
        )


def test_a_constant_outcome_is_named(tmp_path, columns_of, save, specify, options):
    columns = columns_of()
    columns["f0_median_z"] = np.ones(len(columns["row"]))
    message = refusal(save(tmp_path / "p.parquet", columns), specify(), options)
    assert message.startswith('specification one: "f0_median_z" has the same value in all rows')


@pytest.mark.parametrize("engine", ["linearmodels", "pyfixest"])
def test_collinear_regressors_are_named(tmp_path, columns_of, save, specify, options, engine):
    columns = columns_of()
    columns["score_spd"] = columns["score_afd"] * 2 - columns["position"]
    path = save(tmp_path / "p.parquet", columns)
    specification = specify(treatments=("score_afd", "score_spd"), controls=("length", "position"))
    message = refusal(path, specification, options.model_copy(update={"engine": engine}))
    assert message == (
        'specification one: "position" is collinear with "score_afd" and "score_spd" (given the '
        "fixed effects); leave one of them out"
    )


def test_a_party_that_a_star_stands_for_and_nobody_addresses_is_left_out_with_a_note(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    columns |= {"score_bsw": np.zeros(len(columns["row"]))}
    path = save(tmp_path / "p.parquet", columns)
    rows = estimate(path, specify(treatments=("score_*",)), options)
    assert [row["term"] for row in rows] == ["score_afd", "score_gruene", "score_spd"]
    assert {row["note"] for row in rows} == {"left out, the same in all rows: score_bsw"}
    same = estimate(path, specify(treatments=("score_afd", "score_gruene", "score_spd")), options)
    assert [row["estimate"] for row in rows] == [row["estimate"] for row in same]


def test_a_bloc_that_never_addresses_a_party_is_left_out_with_a_note(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    columns["score_afd"][np.array(columns["bloc"]) == "right"] = 0.0
    columns |= {"score_bsw": np.zeros(len(columns["row"]))}
    specification = specify(treatments=(), interactions=("score_*:bloc",), separate=True)
    rows = estimate(save(tmp_path / "p.parquet", columns), specification, options)
    assert len(rows) == 3 * 3 - 1
    assert {row["note"] for row in rows} == {
        "left out, the same in all rows: score_afd:bloc[right], score_bsw:bloc[centre], "
        "score_bsw:bloc[left], score_bsw:bloc[right]"
    }


def test_a_treatment_that_is_named_and_never_varies_is_refused(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    columns |= {"score_bsw": np.zeros(len(columns["row"]))}
    path = save(tmp_path / "p.parquet", columns)
    for treatments in (("score_bsw", "score_afd"), ("score_b*",)):
        message = refusal(path, specify(treatments=treatments), options)
        assert '"score_bsw" has the same value in all rows' in message


def test_one_cluster_is_refused(panel, specify, options):
    specification = specify(filter=({"column": "session", "value": "41"},), cluster=("session",))
    assert refusal(panel, specification, options) == (
        'specification one: all rows used are in one cluster of "session"; standard errors need '
        "two or more, so cluster by another column or set vcov: HC1"
    )


def test_missing_and_infinite_values_are_counted_left_out_and_reported(
    tmp_path, columns_of, save, specify, options
):
    columns = columns_of()
    pitch, rate = columns["f0_median_z"].copy(), columns["rate"].copy()
    pitch[:3], rate[2], rate[7] = np.nan, np.inf, np.nan
    bloc = list(columns["bloc"])
    bloc[20] = None
    columns |= {"f0_median_z": pitch, "rate": rate, "bloc": bloc}
    specification = specify(controls=("rate",), interactions=("score_afd:bloc",))
    row = estimate(save(tmp_path / "p.parquet", columns), specification, options)[0]
    assert row["dropped_missing"] == 5
    assert row["n"] == len(pitch) - 5
    assert row["note"] == (
        "f0_median_z missing in 3 rows; rate missing in 1 rows; rate infinite in 1 rows; "
        "bloc missing in 1 rows"
    )


def test_no_row_left_says_why(panel, specify, options):
    specification = specify(filter=({"column": "session", "value": "99"},))
    message = refusal(panel, specification, options)
    assert message == "specification one: no row is left (by its filter)"


def test_a_filter_of_the_wrong_kind_is_refused(panel, specify, options):
    specification = specify(filter=({"column": "session", "op": "<", "value": 41.0},))
    assert 'the filter on "session" compares string with 41.0' in refusal(
        panel, specification, options
    )


def test_a_text_treatment_is_refused(panel, specify, options):
    assert 'the treatment "bloc" is text' in refusal(panel, specify(treatments=("bloc",)), options)


def test_permuting_what_does_not_vary_in_the_strata_is_refused(panel, specify, options):
    specification = specify(
        treatments=("score_afd",),
        inference={"randomisation": True, "strata": ("speaker_id", "row"), "draws": 19},
    )
    assert "nothing can be permuted; change inference.strata" in refusal(
        panel, specification, options
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cluster": ()}, "CV1 needs a cluster"),
        ({"vcov": "HC1"}, "vcov HC1 takes no cluster"),
        ({"vcov": "CV3", "cluster": ("speaker_id", "session")}, "CV3 takes one cluster"),
        ({"treatments": ()}, "it has no treatment"),
        ({"vcov": "HC1", "cluster": (), "inference": {"wild": True}}, "bootstrap needs a cluster"),
        ({"interactions": ("a",)}, "an interaction is written a:b"),
        ({"name": "../x"}, "should match pattern"),
        ({"filter": ({"column": "a", "op": "in", "value": "x"},)}, "needs a list of values"),
    ],
)
def test_specifications_that_contradict_themselves_are_refused(specify, changed, message):
    with pytest.raises(ValidationError, match=message):
        specify(**changed)


def test_names_of_specifications_are_told_apart():
    one = Specification(name="a", outcome="y", treatments=("x",), vcov="HC1")
    with pytest.raises(ValidationError, match="has a twice"):
        RegressOptions(specifications=(one, one))
    with pytest.raises(ValidationError, match="which no specification is called"):
        RegressOptions(specifications=(one,), curve=CurveOptions(base="b"))
