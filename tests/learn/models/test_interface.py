"""What every model keeps to, on corpora whose answer is known."""

import numpy as np
import pytest

from unisono.errors import ConfigError, InputError
from unisono.learn.models.target import score_of, task_of
from unisono.learn.options import ModelOptions
from unisono.learn.registry import MODELS, build, load

TINY = ModelOptions.from_plain(
    {
        "training": {"epochs": 12, "patience": 12, "warmup": 0, "batch": 16},
        "mult": {"width": 8, "heads": 2, "layers": 1, "memory_layers": 1, "learning_rate": 0.01},
        "word_aligned": {"width": 8, "heads": 2, "layers": 1, "learning_rate": 0.01},
        "tensor": {"rank": 2, "hidden": 8, "fused": 8, "learning_rate": 0.01},
        "late": {"folds": 3},
    }
)
QUICK = TINY.model_copy(update={"training": TINY.training.model_copy(update={"epochs": 2})})
ITEMS = 200
LEARNT = 0.85
"""Macro F1 above which a model has learnt what each modality tells; most reach 1."""

pytestmark = pytest.mark.parametrize("name", MODELS)


def parts(corpus):
    return corpus.subset(range(60)), corpus.subset(range(60, 80)), corpus.subset(range(80, ITEMS))


def score(corpus, outputs):
    return score_of(task_of(corpus, corpus, "none"), outputs, corpus.target)


@pytest.mark.parametrize("classes", [("calm", "harsh"), ("calm", "even", "harsh")], ids=len)
def test_classes_are_learnt_and_kept_by_the_file(name, classes, each, tmp_path):
    train, validation, test = parts(each(ITEMS, seed=3, classes=classes, missing=0.1))
    fitted = build(name, TINY).fit(train, validation, seed=1, work=None)
    outputs = fitted.predict_proba(test)
    assert outputs.shape == (len(test), len(classes))
    np.testing.assert_allclose(outputs.sum(axis=1), 1.0, atol=1e-9)
    few = len(classes) > 2 or name.startswith("linear-")
    assert (score(test, outputs) > (0.5 if few else LEARNT)) == (name != "majority")
    fitted.save(tmp_path / "state.safetensors")
    again = load(tmp_path / "state.safetensors", name=name)
    np.testing.assert_array_equal(again.predict_proba(test), outputs)
    assert (again.name, again.parameters) == (name, fitted.parameters)
    assert again.history == fitted.history


def test_values_are_learnt_on_their_own_scale(name, each, tmp_path):
    corpus = each(ITEMS, seed=4, classes=())
    scaled = type(corpus)(
        **{field: getattr(corpus, field) for field in ("ids", "groups", "modalities", "words")},
        target=500.0 + 20.0 * corpus.target,
        classes=(),
    )
    train, validation, test = parts(scaled)
    fitted = build(name, TINY).fit(train, validation, seed=1, work=None)
    outputs = fitted.predict_proba(test)
    assert outputs.shape == (len(test), 1)
    assert abs(outputs.mean() - 500.0) < 20.0
    assert (score(test, outputs) > 0.7) == (name != "majority")
    fitted.save(tmp_path / "state.safetensors")
    loaded = load(tmp_path / "state.safetensors").predict_proba(test)
    np.testing.assert_array_equal(loaded, outputs)


def test_twice_gives_the_same_bytes(name, each, tmp_path):
    train, validation, _ = parts(each(ITEMS, missing=0.1))
    for run in ("first", "second"):
        build(name, QUICK).fit(train, validation, seed=7, work=None).save(tmp_path / run)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_items_without_some_modality_or_any_get_finite_outputs(name, each):
    corpus = each(ITEMS, missing=0.4)
    assert any(
        not any(track.present[item] for track in corpus.modalities.values())
        for item in range(80, ITEMS)
    )
    train, validation, test = parts(corpus)
    fitted = build(name, QUICK).fit(train, validation, seed=1, work=None)
    assert np.isfinite(fitted.predict_proba(test)).all()


def test_an_output_does_not_depend_on_who_else_is_predicted(name, each):
    train, validation, test = parts(each(ITEMS, missing=0.1))
    fitted = build(name, QUICK).fit(train, validation, seed=1, work=None)
    together = fitted.predict_proba(test)
    alone = fitted.predict_proba(test.subset([5]))
    np.testing.assert_allclose(alone[0], together[5], atol=1e-5)


def test_a_checkpoint_of_another_model_is_refused(name, each, tmp_path):
    train, validation, _ = parts(each(ITEMS))
    path = tmp_path / "state.safetensors"
    build(name, QUICK).fit(train, validation, seed=1, work=None).save(path)
    other = "early" if name != "early" else "mult"
    with pytest.raises(InputError) as caught:
        load(path, name=other)
    assert str(caught.value) == (
        f'{path}: a checkpoint of the model "{name}", not of "{other}"; '
        "name that model, or train this one"
    )


def test_one_class_in_the_training_part_is_said_at_once(name, each):
    corpus = each(ITEMS)
    calm = corpus.subset(corpus.target == 0)
    with pytest.raises(InputError) as caught:
        build(name, QUICK).fit(calm, corpus, seed=1, work=None)
    assert str(caught.value) == (
        'learn: all recordings of the training part are of the class "calm"; '
        "a model needs two classes to tell apart"
    )


def test_no_validation_part_is_said_at_once(name, each):
    corpus = each(ITEMS)
    with pytest.raises(InputError, match="the validation part has no recordings"):
        build(name, QUICK).fit(corpus, corpus.subset([]), seed=1, work=None)


def test_other_classes_are_refused(name, each):
    train, validation, _ = parts(each(ITEMS))
    fitted = build(name, QUICK).fit(train, validation, seed=1, work=None)
    with pytest.raises(InputError) as caught:
        fitted.predict_proba(each(5, classes=("dark", "light")))
    assert str(caught.value) == (
        f"{name} was trained on calm, harsh, but the corpus has dark, light"
    )


def test_an_unknown_name_is_refused_with_the_nearest(name):
    with pytest.raises(ConfigError, match=f'there is no "{name}x"; did you mean "{name}"'):
        build(f"{name}x", TINY)
