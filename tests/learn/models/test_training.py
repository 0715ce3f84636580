"""The training: going on after a kill, accumulating, stopping, and what is learnt at all."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import unisono.learn.models.training as training
from unisono.errors import ConfigError, InputError
from unisono.learn.models.late import folds_of
from unisono.learn.models.state import read_state
from unisono.learn.models.target import score_of, task_of
from unisono.learn.options import ModelOptions
from unisono.learn.registry import build

PLAIN = {
    "training": {"epochs": 7, "patience": 7, "batch": 8},
    "mult": {"width": 8, "heads": 2, "layers": 1, "memory_layers": 1},
}
OPTIONS = ModelOptions.from_plain(PLAIN)


class Killed(Exception):
    """As a kill would come: from outside, in the middle of an epoch."""


def fit(corpus, work, options=OPTIONS):
    train, validation = corpus.subset(range(40)), corpus.subset(range(40, 60))
    return build("mult", options).fit(train, validation, seed=3, work=work)


def saved(fitted, path: Path) -> bytes:
    fitted.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("steps", [1, 12, 33], ids=lambda steps: f"after {steps} steps")
def test_a_killed_training_goes_on_to_the_same_bytes(steps, each, tmp_path, monkeypatch):
    corpus = each(60, missing=0.1)
    whole = saved(fit(corpus, None), tmp_path / "whole")
    left = [steps]
    clip = training.nn.utils.clip_grad_norm_

    def killing(*arguments):
        left[0] -= 1
        if not left[0]:
            raise Killed
        return clip(*arguments)

    monkeypatch.setattr(training.nn.utils, "clip_grad_norm_", killing)
    with pytest.raises(Killed):
        fit(corpus, tmp_path / "work")
    monkeypatch.setattr(training.nn.utils, "clip_grad_norm_", clip)
    taken_up = fit(corpus, tmp_path / "work")
    assert len(taken_up.history) == 7
    assert saved(taken_up, tmp_path / "again") == whole


SCRIPT = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("corpora", sys.argv[1])
corpora = importlib.util.module_from_spec(spec)
spec.loader.exec_module(corpora)
from unisono.learn.options import ModelOptions
from unisono.learn.registry import build
corpus = corpora.told_by_each(60, missing=0.1)
train, validation = corpus.subset(range(40)), corpus.subset(range(40, 60))
model = build("mult", ModelOptions.from_plain(json.loads(sys.argv[3])))
model.fit(train, validation, seed=3, work=Path(sys.argv[2])).save(Path(sys.argv[2]) / "state")
"""


def test_sigkill_leaves_a_checkpoint_that_goes_on_to_the_same_bytes(each, tmp_path):
    plain = {**PLAIN, "training": {**PLAIN["training"], "epochs": 20, "patience": 20}}
    corpora = str(Path(__file__).with_name("conftest.py"))
    work = tmp_path / "work"
    command = [sys.executable, "-c", SCRIPT, corpora, str(work), json.dumps(plain)]
    running = subprocess.Popen(command)
    limit = time.monotonic() + 60
    while not list(work.glob("training-*.safetensors")):
        assert running.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not (work / "state").exists()
    (checkpoint,) = work.glob("training-*.safetensors")
    assert 1 <= len(read_state(checkpoint).about["history"]) < 20
    options = ModelOptions.from_plain(plain)
    taken_up = fit(each(60, missing=0.1), work, options)
    assert list(work.glob("training-*.safetensors")) == [checkpoint]
    whole = fit(each(60, missing=0.1), None, options)
    assert saved(taken_up, tmp_path / "again") == saved(whole, tmp_path / "whole")


def test_a_checkpoint_of_other_options_is_left_alone(each, tmp_path):
    corpus = each(60)
    fit(corpus, tmp_path)
    (first,) = tmp_path.glob("*.safetensors")
    before = first.read_bytes()
    other = ModelOptions.from_plain({**PLAIN, "training": {"epochs": 2}})
    assert len(fit(corpus, tmp_path, other).history) == 2
    assert first.read_bytes() == before
    assert len(list(tmp_path.glob("*.safetensors"))) == 2


def test_a_broken_checkpoint_is_said_in_one_sentence(each, tmp_path):
    corpus = each(60)
    fit(corpus, tmp_path)
    (path,) = tmp_path.glob("*.safetensors")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(InputError, match="not a whole safetensors file; train the model anew"):
        fit(corpus, tmp_path)


def test_gradients_of_small_batches_add_up_to_those_of_a_large_one(each):
    corpus = each(48)
    blocks = {"batch": 24, "accumulate": 1}, {"batch": 6, "accumulate": 4}
    curves = []
    for block in blocks:
        plain = {"epochs": 1, "buckets": 1, "class_weights": "balanced", **block}
        tiny = {**PLAIN["mult"], "relu_dropout": 0, "residual_dropout": 0, "embedding_dropout": 0}
        options = ModelOptions.from_plain({"training": plain, "mult": tiny})
        model = build("mult", options)
        fitted = model.fit(corpus, corpus, seed=3, work=None)
        curves.append(fitted.history[0].validation_loss)
    assert curves[0] == pytest.approx(curves[1], abs=0.02)


def test_training_stops_when_the_validation_gets_no_better(each):
    corpus = each(60)
    train = corpus.subset(range(40))
    draw = np.random.default_rng(0)
    noise = replace(corpus.subset(range(40, 60)), target=draw.integers(0, 2, 20))
    options = ModelOptions.from_plain(
        {**PLAIN, "training": {"epochs": 300, "patience": 4, "warmup": 0}}
    )
    fitted = build("mult", options).fit(train, noise, seed=1, work=None)
    losses = [epoch.validation_loss for epoch in fitted.history]
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + 4
    outputs = fitted.predict_proba(noise)
    task = task_of(train, noise, "balanced")
    assert training.loss_of(task, outputs, noise.target) == pytest.approx(losses[best])


def test_a_loss_that_is_not_finite_says_what_to_change(each, monkeypatch):
    monkeypatch.setattr(training, "loss_of", lambda *_: float("nan"))
    with pytest.raises(ConfigError) as caught:
        fit(each(60), None)
    assert str(caught.value) == (
        "mult: the loss of epoch 1 is not finite; lower its learning_rate in the configuration"
    )


def test_a_gpu_that_is_not_there_is_said(each, monkeypatch):
    monkeypatch.setattr(training.torch.cuda, "is_available", lambda: False)
    options = ModelOptions.from_plain({"training": {"device": "cuda"}})
    corpus = each(20)
    with pytest.raises(ConfigError, match="there is no GPU here; set it to auto or cpu"):
        build("tensor", options).fit(corpus, corpus, seed=1, work=None)


def test_the_stacker_is_fitted_on_items_its_members_have_not_seen(each):
    corpus = each(60)
    seen_once = np.zeros(60)
    for seen, unseen in folds_of(corpus, folds=4, seed=2):
        apart = {corpus.groups[item] for item in seen} & {corpus.groups[item] for item in unseen}
        assert not apart
        seen_once[unseen] += 1
    assert (seen_once == 1).all()


def test_one_group_cannot_be_stacked(each):
    corpus = replace(each(20), groups=("all",) * 20)
    with pytest.raises(InputError, match=r'has one group \("all"\) only, and stacking needs two'):
        build("late-stack", ModelOptions()).fit(corpus, corpus, seed=1, work=None)


COINCIDENCE = {
    "training": {"epochs": 8, "patience": 8, "warmup": 0},
    "mult": {
        "width": 16,
        "heads": 2,
        "layers": 1,
        "memory_layers": 1,
        "learning_rate": 0.003,
        "embedding_dropout": 0,
        "residual_dropout": 0,
        "relu_dropout": 0,
    },
    "word_aligned": {"width": 16, "heads": 2, "layers": 1, "learning_rate": 0.003},
}


def test_only_models_that_see_coincidence_learn_it(coincidence):
    corpus = coincidence(1000)
    train, validation, test = (
        corpus.subset(items) for items in (range(800), range(800, 850), range(850, 1000))
    )
    options = ModelOptions.from_plain(COINCIDENCE)

    def score(name: str) -> float:
        outputs = build(name, options).fit(train, validation, seed=1, work=None).predict_proba(test)
        return score_of(task_of(train, train, "none"), outputs, test.target)

    scores = {name: score(name) for name in ("mult", "word-aligned", "mult-shuffled")}
    blind = {name: score(name) for name in ("linear-text", "linear-audio", "early", "late-stack")}
    assert scores.pop("mult-shuffled") < 0.62
    assert min(scores.values()) > 0.9, scores
    assert max(blind.values()) < 0.62, blind
