"""The sections of the studies: what they say, and that they need nothing that is not there."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from unisono.report.costs import read_costs
from unisono.report.estimates import read_estimates
from unisono.report.forest import Line, common_axis, forest
from unisono.report.planted import read_effects
from unisono.report.sittings import read_protocols
from unisono.report.tone import read_tone
from unisono.tables import TABLES

HOSTILE = '</td><script>alert("x")</script>{{ 7*7 }}'
PARTIES = [
    {"key": "heimat", "name": "Heimatliste", "bloc": "right"},
    {"key": "forum", "name": "Freiheitsforum", "bloc": "centre"},
]
CONFIG: dict[str, Any] = {
    "parliament": {"parties": PARTIES},
    "regress": {
        "confidence": 0.95,
        "specifications": [
            {"name": "blocs", "treatments": [], "interactions": ["score_*:bloc"]},
            {"name": "parties", "treatments": ["score_*"], "interactions": []},
        ],
    },
    "learn": {"label": "label_tone", "compare": {"level": 0.95}},
}


def an_estimate(term: str, estimate: float, half: float = 0.1, **changes: Any) -> dict[str, Any]:
    """A row of estimates, its interval ``half`` to either side."""
    row: dict[str, Any] = dict.fromkeys(TABLES["estimates"].columns)
    row |= {
        "specification": "blocs",
        "specification_hash": "0" * 16,
        "panel_hash": "1" * 16,
        "outcome": "f0_median_z",
        "term": term,
        "estimate": estimate,
        "conf_low": estimate - half,
        "conf_high": estimate + half,
        "p_value": 0.03,
        "n": 270,
        "dropped_missing": 0,
        "dropped_singletons": 0,
        "clusters": "speaker_id: 8",
        "fixed_effects": "speaker_id (8)",
        "vcov": "CV1",
        "correction": "min",
        "engine": "linearmodels 7.1",
        "versions": "unisono 0.1.0",
    }
    return row | changes


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Heimatliste addressed by the left +0.35, by others +0.10; the Freiheitsforum 0."""
    folder = tmp_path / "truth"
    blocs = {"l": "left", "r": "right"}
    write_csv(
        folder / "speakers.csv", [{"speaker_id": one, "bloc": bloc} for one, bloc in blocs.items()]
    )
    planted = [
        ("l", "Heimatliste", 0.35),
        ("l", "", 0.0),
        ("r", "Heimatliste", 0.10),
        ("l", "Freiheitsforum", 0.0),
        ("r", "Freiheitsforum", 0.0),
    ]
    names = ("speaker_id", "addressed_party", "effect_sd")
    write_csv(folder / "sentences.csv", [dict(zip(names, row, strict=True)) for row in planted])
    return folder


@pytest.fixture
def estimates(corpus: Any) -> Any:
    """Estimates of two specifications, in a corpus."""
    left, right = "score_heimat:bloc[left]", "score_heimat:bloc[right]"
    blocs = [an_estimate(left, 0.40), an_estimate(right, 0.30)]
    corpus.put("estimates", [*blocs, an_estimate("score_forum:bloc[left]", 0.02)], "blocs")
    named = {"specification": "parties"}
    rows = [an_estimate("score_heimat", 0.2, **named), an_estimate("length", 0.9, **named)]
    corpus.put("estimates", rows, "parties")
    return corpus


def test_planted_values_are_held_against_the_intervals(estimates: Any, truth: Path) -> None:
    found = read_estimates(estimates.tables["estimates"], CONFIG, truth)
    assert found is not None
    held = {
        term.term: (term.planted.low, term.planted.high, term.planted.inside)
        for one in found.specifications
        for term in one.terms
        if term.planted
    }
    assert held == {
        "score_heimat:bloc[left]": (0.35, 0.35, True),
        "score_heimat:bloc[right]": (0.10, 0.10, False),
        "score_forum:bloc[left]": (0.0, 0.0, True),
        "score_heimat": (0.10, 0.35, None),  # both at once: no one value to be found
    }
    assert (found.tested, found.inside) == (3, 2)


def test_controls_are_not_among_the_estimates_shown(estimates: Any) -> None:
    found = read_estimates(estimates.tables["estimates"], CONFIG, None)
    assert found is not None
    assert [one.name for one in found.specifications] == ["blocs", "parties"]
    assert [term.term for term in found.specifications[1].terms] == ["score_heimat"]


def test_a_specification_that_the_configuration_no_longer_has_is_left_out(estimates: Any) -> None:
    specifications = CONFIG["regress"]["specifications"][1:]
    config = {**CONFIG, "regress": {"specifications": specifications}}
    found = read_estimates(estimates.tables["estimates"], config, None)
    assert found is not None
    assert [one.name for one in found.specifications] == ["parties"]


def test_many_terms_are_cut_off_and_counted(corpus: Any) -> None:
    corpus.put("estimates", [an_estimate(f"score_p{number}", 0.1) for number in range(75)], "blocs")
    specification = {"name": "blocs", "treatments": ["score_*"]}
    config = {**CONFIG, "regress": {"specifications": [specification]}}
    found = read_estimates(corpus.tables["estimates"], config, None)
    assert found is not None
    (one,) = found.specifications
    assert (len(one.terms), one.more) == (60, 15)


def test_a_difference_between_blocs_is_not_held_against_an_effect(corpus: Any, truth: Path) -> None:
    terms = [an_estimate("score_heimat", 0.1), an_estimate("score_heimat:bloc[left]", 0.25)]
    corpus.put("estimates", terms, "blocs")
    specification = {"name": "blocs", "treatments": ["score_*"]}
    config = {**CONFIG, "regress": {"specifications": [specification]}}
    found = read_estimates(corpus.tables["estimates"], config, truth)
    assert found is not None
    assert [term.planted is None for term in found.specifications[0].terms] == [False, True]


@pytest.mark.parametrize(
    ("condition", "planted"),
    [
        ({"op": "==", "value": "left"}, (0.35, 0.35)),
        ({"op": "!=", "value": "left"}, (0.10, 0.10)),
        ({"op": "in", "value": ["left", "centre"]}, (0.35, 0.35)),
        ({"op": "not in", "value": ["centre"]}, (0.10, 0.35)),
    ],
    ids=lambda value: str(value.get("op")) if isinstance(value, dict) else "",
)
def test_the_filter_of_a_specification_says_what_is_planted(
    corpus: Any, truth: Path, condition: dict[str, Any], planted: tuple[float, float]
) -> None:
    corpus.put("estimates", [an_estimate("score_heimat", 0.2)], "blocs")
    conditions = [{"column": "bloc", **condition}, {"column": "length", "op": ">", "value": 3}]
    specification = {"name": "blocs", "treatments": ["score_*"], "filter": conditions}
    config = {**CONFIG, "regress": {"specifications": [specification]}}
    found = read_estimates(corpus.tables["estimates"], config, truth)
    assert found is not None
    (term,) = found.specifications[0].terms
    assert term.planted is not None
    assert (term.planted.low, term.planted.high) == planted


def test_hertz_are_not_held_against_standard_deviations(corpus: Any, truth: Path) -> None:
    row = an_estimate("score_heimat:bloc[left]", 5.0, outcome="f0_median")
    corpus.put("estimates", [row], "blocs")
    found = read_estimates(corpus.tables["estimates"], CONFIG, truth)
    assert found is not None
    assert found.tested == 0


def test_effects_are_read_by_party_and_bloc(truth: Path) -> None:
    assert read_effects(truth, {"Heimatliste": "heimat", "Other": "other"}) == {
        ("heimat", "left"): frozenset({0.35}),
        ("heimat", "right"): frozenset({0.10}),
    }
    assert read_effects(None, {"Heimatliste": "heimat"}) == {}
    assert read_effects(truth / "nowhere", {"Heimatliste": "heimat"}) == {}


def test_a_very_wide_interval_does_not_stretch_the_axis() -> None:
    lines = [Line(label="a", value=0.1, low=-0.1, high=0.3) for _ in range(5)]
    wide = Line(label="wide", value=0.2, low=-900.0, high=900.0)
    axis = common_axis([*lines, wide], "estimate")
    assert -2 < axis.low < -0.1
    assert 0.3 < axis.high < 2
    drawing = forest([*lines, wide], axis, title="t")
    assert "900" in drawing  # in words
    assert "-900" not in drawing


def test_a_drawing_escapes_its_texts() -> None:
    line = Line(label=HOSTILE, value=0.1, low=None, high=None, planted=(0.0, 0.2))
    drawing = forest([line], common_axis([line], HOSTILE), title=HOSTILE)
    assert isinstance(drawing, Markup)
    assert "<script" not in drawing


def put_protocols(corpus: Any) -> None:
    """Two protocols that count, one of which was mended, and one that was removed."""
    states = [("41", "0001", "current"), ("42", "0001", "current"), ("40", "0001", "removed")]
    corpus.put(
        "protocols",
        [
            {"protocol": name, "batch": batch, "state": state, "path": f"{name}.xml"}
            for name, batch, state in states
        ],
        "all",
    )
    speech = dict.fromkeys(TABLES["speeches"].columns) | {"language": "de", "speaker": "A"}
    speech |= {"speech": 0, "sentences": 1, "spoken": True}
    speeches = [{**speech, "protocol": name} for name, _, _ in states]
    corpus.put("speeches", [*speeches, {**speech, "protocol": "41", "speech": 1, "spoken": False}])
    sentence = dict.fromkeys(TABLES["sentences"].columns) | {"speaker": "A", "text": "Ja."}
    sentence |= {"sentence": 0, "speech": 0, "paragraph": 0, "role": "speaker", "quotation": False}
    corpus.put("sentences", [{**sentence, "protocol": name} for name, _, _ in states])
    account = {"stage": "protocols", "batch": "0001", "status": "ok", "code": None, "reason": None}
    account |= {"rows_in": 1, "rows_out": 1, "seconds": 0.1}
    mended = {"status": "partial", "code": "protocol_mended", "reason": f"mended {HOSTILE}"}
    rows = [{**account, "media_id": "41"}, {**account, "media_id": "42", **mended}]
    corpus.put("accounting", [*rows, {**account, "media_id": "40"}], "protocols-0001")
    names = ("step", "sentences", "lost", "reason")
    steps = [("sentences of the protocols", 2, 0, ""), ("found on a recording", 1, 1, "missing")]
    rows = [dict(zip(names, step, strict=True)) for step in steps]
    write_csv(corpus.folder / "panel" / "steps.csv", rows)


def test_only_protocols_that_count_are_counted(corpus: Any) -> None:
    put_protocols(corpus)
    found = read_protocols(corpus.tables, corpus.folder)
    assert found is not None
    assert (found.count, found.past) == (2, 1)
    assert (found.speeches, found.spoken, found.sentences) == (3, 2, 2)
    assert dict(found.status) == {"ok": 1, "partial": 1}
    assert [one.protocol for one in found.said] == ["42"]
    assert [(step.sentences, step.lost) for step in found.steps] == [(2, 0), (1, 1)]


def test_protocols_are_not_taken_for_recordings(corpus: Any) -> None:
    put_protocols(corpus)
    page = corpus.write()
    assert page.count("mended &lt;/td&gt;") == 1  # in the section of the study alone
    assert "<script>alert" not in page


def summary(value: float) -> Mapping[str, Any]:
    return {"split": "grouped", "metric": "f1_macro", "value": value, "seed_sd": ""}


def put_tone(results: Path) -> None:
    """Two models of which one is better, and a third that is not told apart from it."""
    rows = [
        {**summary(0.9), "model": "mult", "conf_low": 0.8, "conf_high": 0.95},
        {**summary(0.85), "model": "early", "conf_low": 0.7, "conf_high": 0.9},
        {**summary(0.3), "model": "majority", "conf_low": "", "conf_high": ""},
    ]
    write_csv(results / "tone" / "summary.csv", rows)
    cost = {"split": "grouped", "seeds": 2, "splits": 1, "items": 18, "groups": 3}
    cost |= {"parameters": 1000, "train_seconds": 1.5, "infer_seconds": 0.01, "peak_mb": 200}
    names = ("mult", "early", "majority")
    costs = [{**cost, "model": name, "validation_f1_macro": 0.9} for name in names]
    write_csv(results / "tone" / "costs.csv", costs)
    pair = {"split": "grouped", "first": "mult", "only_first": 3, "only_second": 0, "p_value": 0.1}
    pairs = [
        {**pair, "second": "early", "difference": 0.05, "conf_low": -0.1, "conf_high": 0.2},
        {**pair, "second": "majority", "difference": 0.6, "conf_low": 0.4, "conf_high": 0.7},
    ]
    write_csv(
        results / "tone" / "pairs.csv",
        [{**one, "p_holm": value} for one, value in zip(pairs, (1.0, 0.04), strict=True)],
    )


def test_costs_by_size_are_shown_where_there_are_several_sizes(corpus: Any) -> None:
    put_tone(corpus.folder)
    size = {"model": "mult", "trainings": 1, "metric": "f1_macro", "gain": 0.5, "peak_mb": 500}
    size |= {"score": 0.8, "seconds": 2.0, "gain_per_second": 0.25, "gain_per_gb": 1.0}
    both = [{**size, "recordings": count} for count in (20, 40)]
    write_csv(corpus.folder / "tone" / "sizes.csv", both)
    tone = read_tone(corpus.folder, CONFIG)
    assert tone is not None
    assert [(one.recordings, one.per_second, one.per_gb) for one in tone.sizes] == [
        (20, "25", "100"),
        (40, "25", "100"),
    ]
    assert tone.sizes[0].metric == "F1 (macro)"
    write_csv(corpus.folder / "tone" / "sizes.csv", both[:1])
    alone = read_tone(corpus.folder, CONFIG)
    assert alone is not None
    assert alone.sizes == ()


def test_differences_that_hold_are_told_from_others(corpus: Any) -> None:
    put_tone(corpus.folder)
    tone = read_tone(corpus.folder, CONFIG)
    assert tone is not None
    (family,) = tone.families
    assert [(pair.first, pair.second, pair.held_by) for pair in family.pairs] == [
        ("mult", "majority", "interval and test")
    ]
    assert (family.compared, family.few) == (2, True)
    assert [model.scores for model in family.models] == [
        (("0.900", "[0.800, 0.950]"),),
        (("0.850", "[0.700, 0.900]"),),
        (("0.300", ""),),
    ]


def put_strategies(corpus: Any) -> None:
    row = dict.fromkeys(TABLES["recommendations"].columns)
    row |= {"first": "text", "second": "audio", "first_kind": "discrete", "timing": "explicit"}
    row |= {"second_kind": "continuous", "first_semantic": "no", "second_semantic": "no"}
    row |= {"strategy": "clock", "reasons": "One clock.", "evidence": "None.", "reversal": "Drift."}
    corpus.put("recommendations", [row | {"warnings": f"Unstable {HOSTILE}"}], "all")


def test_all_studies_are_on_the_page_with_their_figures(estimates: Any, truth: Path) -> None:
    put_protocols(estimates)
    put_tone(estimates.folder)
    put_strategies(estimates)
    drawings = (
        "address/parties.svg",
        "tone/figures/cost-grouped.svg",
        "strategies/figures/costs.svg",
    )
    for drawing in drawings:
        path = estimates.folder / drawing
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<svg/>")
    page = estimates.write(truth=truth, config=CONFIG)
    for name in ("address", "tone", "strategies"):
        assert f'<section id="{name}"' in page
        assert f'href="#{name}"' in page
        (drawing,) = (estimates.report / "studies" / name).glob("*.svg")
        assert f'src="studies/{name}/{drawing.name}"' in page
    assert "<b>2 of 3</b> planted values" in page
    assert "planted +0.35 SD, estimated 0.400 [0.300, 0.500]" in page
    assert "Unstable &lt;/td&gt;" in page


def test_what_an_earlier_run_left_is_not_shown(estimates: Any) -> None:
    put_protocols(estimates)
    put_tone(estimates.folder)
    off = {"parliament": {"protocols": None, "parties": PARTIES}, "learn": {"label": None}}
    page = estimates.write(config={**CONFIG, **off})
    assert not [name for name in ("address", "tone") if f'<section id="{name}"' in page]


def test_figures_of_an_earlier_report_are_removed(estimates: Any) -> None:
    figure = estimates.folder / "address" / "parties.svg"
    figure.parent.mkdir()
    figure.write_text("<svg/>")
    estimates.write(config=CONFIG)
    assert (estimates.report / "studies/address/parties.svg").is_file()
    figure.unlink()
    estimates.write(config=CONFIG)
    assert not list(estimates.report.rglob("*.svg"))


def test_a_run_without_studies_has_none_of_their_sections(parliament: Any) -> None:
    page = parliament.write()
    assert not [name for name in ("address", "tone", "strategies") if f'id="{name}"' in page]


def test_jobs_in_folders_below_their_rule_are_added_up(corpus: Any) -> None:
    line = "1.5 0:00:01 10 20 10 10 0 0 50 0.7"
    for name in ("grouped-0/mult-0", "grouped-0/mult-1", "grouped-1/mult-0"):
        corpus.measure("train", name, line)
    costs, unreadable = read_costs(corpus.folder / "benchmarks")
    assert [(cost.rule, cost.jobs, cost.wall) for cost in costs] == [("train", 3, 4.5)]
    assert unreadable == 0
