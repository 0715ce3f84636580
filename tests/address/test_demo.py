"""The demo parliament: what is planted is found, and what is only named is not."""

import pytest

from unisono.demo.options import DemoOptions
from unisono.demo.parliament import plan_parliament


@pytest.fixture(scope="module")
def labels(benchmark_module, tmp_path_factory):
    return benchmark_module.demo_labelled(tmp_path_factory.mktemp("demo"))


def test_every_planned_sentence_is_read_and_judged(labels):
    planned = [sentence for plan in plan_parliament(DemoOptions()) for sentence in plan.sentences]
    assert [label.seen for label in labels] == [sentence.form for sentence in planned]


@pytest.mark.parametrize(("form", "column"), [("vocative", "vocative"), ("reply", "reply")])
def test_each_form_of_address_has_its_evidence(labels, form, column):
    chosen = [label for label in labels if label.seen == form]
    assert len(chosen) > 30
    for label in chosen:
        (party,) = label.parties
        assert label.detected[party][column] >= 0.5


def test_the_score_finds_what_is_planted(labels, benchmark_module):
    got = benchmark_module.count(labels, lambda grades: grades["score"], 0.5)
    assert got.precision >= 0.98
    assert got.recall >= 0.98


def test_naming_alone_does_not_find_the_replies(labels, benchmark_module):
    named = benchmark_module.count(labels, lambda grades: grades["named"], 0.5)
    assert named.recall < 0.75
    assert named.precision < 0.9
