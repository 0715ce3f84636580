"""Labels that can be learnt, and divisions that keep groups together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import Faults, InputError
from unisono.learn.labels import PARTS, Labels, check_labels, read_labels
from unisono.learn.splits import (
    UNUSED,
    dates_known,
    make_splits,
    smaller,
    split_names,
    whole,
)
from unisono.learn.study import LearnOptions, SplitOptions


def labels_of(*texts):
    return read_labels("label_tone", list(texts), "auto")


def balanced(groups=20, each=6, classes=3):
    """Groups that hold every class alike."""
    target = np.tile(np.arange(classes), groups * each // classes)
    names = tuple("abcdefgh"[:classes])
    return Labels(classes=names, target=target), [
        f"g{item // each:02d}" for item in range(len(target))
    ]


def divided(labels, groups, options, dates=None):
    dates = dates or [""] * len(groups)
    names = split_names(options, dated=dates_known(dates))
    return make_splits(names, labels, groups, dates, options)


def test_few_different_numbers_are_classes_and_many_are_values():
    assert labels_of("0", "1", "1").classes == ("0", "1")
    many = labels_of(*[str(number / 2) for number in range(11)])
    assert many.classes == ()
    assert many.target.tolist() == [number / 2 for number in range(11)]


def test_a_word_among_values_is_named():
    with pytest.raises(InputError, match=r'"high" is no number; set learn\.task: classification'):
        read_labels("score", ["1.5", "high"], "regression")


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_what_is_not_finite_is_no_value(text):
    with pytest.raises(InputError, match="is no number"):
        read_labels("score", ["1.5", text], "regression")


@pytest.mark.parametrize(
    ("texts", "groups", "sentence"),
    [
        ("aaaa", "wxyz", 'label "label_tone" has one value alone \\("a"\\)'),
        ("aabb", "wwww", 'all recordings with a "label_tone" are in group "w"'),
        ("aaabb", "vwxyz", 'class "b" has 2 recordings; it takes 3 or more'),
        ("aaabbb", "xyzyyz", 'class "b" is in 2 of 3 groups'),
        ("aabb", "xxyy", "are in 2 groups; to learn, choose and test takes 3"),
    ],
    ids=["one class", "one group", "two items", "two groups of a class", "two groups"],
)
def test_labels_that_cannot_be_learnt_are_refused_in_one_sentence(texts, groups, sentence):
    with pytest.raises(Faults, match=sentence) as caught:
        check_labels("label_tone", labels_of(*texts), list(groups))
    assert len(caught.value.faults) == 1


def test_splits_have_the_shares_asked_for_and_every_class_alike():
    labels, groups = balanced(groups=40)
    split = divided(labels, groups, SplitOptions(kind="grouped", test=0.25, validation=0.125))[0]
    table = [np.bincount(labels.target[split.parts == part], minlength=3) for part in range(3)]
    assert np.array(table).tolist() == [[50, 50, 50], [10, 10, 10], [20, 20, 20]]


@given(
    sizes=st.lists(st.integers(1, 9), min_size=12, max_size=40),
    seed=st.integers(0, 10_000),
)
def test_no_group_is_ever_divided_and_none_is_lost(sizes, seed):
    groups = [f"g{number}" for number, size in enumerate(sizes) for _ in range(size)]
    target = np.array([int(group[1:]) % 2 for group in groups])
    labels = Labels(classes=("a", "b"), target=target)
    for split in divided(labels, groups, SplitOptions(kind="grouped", count=2, seed=seed)):
        parts = {(group, int(part)) for group, part in zip(groups, split.parts, strict=True)}
        assert len(parts) == len(sizes)
        assert {part for _, part in parts} == set(range(len(PARTS)))


def test_folds_test_every_group_once():
    labels, groups = balanced(groups=10)
    splits = divided(labels, groups, SplitOptions(kind="folds", count=5))
    assert [split.name for split in splits] == [f"fold-{number}" for number in range(5)]
    tested = np.sum([split.parts == 2 for split in splits], axis=0)
    assert tested.tolist() == [1] * len(groups)


def test_more_draws_leave_the_first_ones_as_they_are():
    labels, groups = balanced()
    one = divided(labels, groups, SplitOptions(kind="grouped", count=1))
    three = divided(labels, groups, SplitOptions(kind="grouped", count=3))
    assert one[0].parts.tolist() == three[0].parts.tolist()
    assert three[0].parts.tolist() != three[1].parts.tolist()


def test_nothing_learnt_from_is_later_than_what_is_chosen_by_or_tested_on():
    labels, groups = balanced(groups=20)
    rng = np.random.default_rng(3)
    days = rng.integers(1, 28, len(groups))
    dates = [
        f"2022-{int(group[1:]) // 2 + 1:02d}-{day:02d}"
        for group, day in zip(groups, days, strict=True)
    ]
    split = divided(labels, groups, SplitOptions(kind="time"), dates)[0]
    last = {
        part: max(d for d, p in zip(dates, split.parts, strict=True) if p == part)
        for part in range(3)
    }
    assert last[0] < last[1] < last[2]
    latest = {g: max(d for d, h in zip(dates, groups, strict=True) if h == g) for g in set(groups)}
    border = last[0]
    assert all(latest[g] <= border for g, p in zip(groups, split.parts, strict=True) if p == 0)
    assert 0.5 <= np.mean(split.parts == 0) <= 0.75


def test_dates_add_a_split_by_time_and_without_them_time_is_refused():
    assert split_names(SplitOptions(), dated=True) == ("time-0", "grouped-0")
    assert split_names(SplitOptions(), dated=False) == ("grouped-0",)
    labels, groups = balanced()
    with pytest.raises(InputError, match="120 of 120 recordings with a label have no date"):
        divided(labels, groups, SplitOptions(kind="time"))


def test_a_class_that_the_latest_groups_lack_is_named():
    groups = [f"g{number:02d}" for number in range(30)]
    labels = Labels(classes=("a", "b"), target=np.array([0, 1] * 10 + [0] * 10))
    dates = [f"2022-01-{number + 1:02d}" for number in range(30)]
    with pytest.raises(
        InputError, match='split time-0: the test part has no recording of class "b"'
    ):
        divided(labels, groups, SplitOptions(kind="time"), dates)


def test_more_folds_than_groups_are_refused():
    labels, groups = balanced(groups=4)
    with pytest.raises(InputError, match="8 folds need as many groups, but there are 4"):
        divided(labels, groups, SplitOptions(kind="folds", count=8))


@given(
    sizes=st.lists(st.integers(1, 9), min_size=12, max_size=40),
    share=st.sampled_from([0.05, 0.25, 0.5, 0.9]),
)
def test_a_smaller_corpus_loses_whole_groups_of_the_training_part_alone(sizes, share):
    groups = [f"g{number}" for number, size in enumerate(sizes) for _ in range(size)]
    target = np.array([int(group[1:]) % 2 for group in groups])
    labels = Labels(classes=("a", "b"), target=target)
    dates = [""] * len(groups)
    names = ["grouped-0", smaller("grouped-0", share)]
    full, less = make_splits(names, labels, groups, dates, SplitOptions(kind="grouped"))
    unused = less.parts == UNUSED
    assert (full.parts[unused] == 0).all()
    np.testing.assert_array_equal(full.parts[~unused], less.parts[~unused])
    kept = {group for group, part in zip(groups, less.parts, strict=True) if part == 0}
    left = {group for group, part in zip(groups, less.parts, strict=True) if part == UNUSED}
    assert not kept & left
    assert set(target[less.parts == 0].tolist()) == set(target[full.parts == 0].tolist())


def test_a_smaller_corpus_has_about_its_share_and_all_classes_alike():
    labels, groups = balanced(groups=80)
    names = ["grouped-0", "grouped-0_25"]
    full, less = make_splits(
        names, labels, groups, [""] * len(groups), SplitOptions(kind="grouped")
    )
    counts = [np.bincount(labels.target[one.parts == 0], minlength=3) for one in (full, less)]
    assert counts[1].sum() == pytest.approx(counts[0].sum() / 4, rel=0.1)
    assert counts[1].max() - counts[1].min() <= 5
    assert whole("grouped-0_25") == "grouped-0"


def test_models_without_chance_are_trained_once():
    options = LearnOptions(label="x", models=("majority", "early", "mult"), seeds=3)
    assert options.trainings() == (
        ("majority", 0),
        ("early", 0),
        ("mult", 0),
        ("mult", 1),
        ("mult", 2),
    )
    with_chance = LearnOptions.from_plain(
        {"models": ["early"], "seeds": 2, "settings": {"early": {"kind": "mlp"}}}
    )
    assert with_chance.trainings() == (("early", 0), ("early", 1))
