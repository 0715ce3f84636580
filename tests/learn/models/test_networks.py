"""Masks, attention, fusion: what the networks compute, against other ways to compute it."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

import unisono.learn.models.blocks as blocks
import unisono.learn.models.cpu_attention as cpu_attention
from unisono.errors import InputError
from unisono.learn.corpus import Corpus
from unisono.learn.models.attention import attend, attention_weights, key_mask
from unisono.learn.models.cpu_attention import attend_on_cpu
from unisono.learn.models.encoders import SelfEncoders, Shape
from unisono.learn.models.inputs import Sequence, clock_positions, training_batches
from unisono.learn.models.mult import Mult
from unisono.learn.models.pooled_networks import TensorFusion
from unisono.learn.options import ModelOptions, MultOptions, TensorOptions
from unisono.learn.registry import build

WIDTHS = {"text": 5, "audio": 4, "image": 3}
SAME = 1e-5
"""Float32 in another order of the arithmetic."""
KINDS = [
    {"pool": "last"},
    {"pool": "mean"},
    {"kernel_text": 3, "kernel_audio": 5, "kernel_image": 2},
]


def network(**options) -> Mult:
    torch.manual_seed(0)
    return Mult(WIDTHS, 2, MultOptions(width=8, heads=2, layers=2, memory_layers=2, **options))


def batch(lengths, *, padding=0):
    """Random sequences; lengths by modality and item."""
    draw = torch.Generator().manual_seed(5)
    inputs = {}
    for (name, width), own in zip(WIDTHS.items(), lengths, strict=True):
        longest = max(1, *own) + padding
        values = torch.zeros(len(own), longest, width)
        for row, length in enumerate(own):
            values[row, :length] = torch.randn(length, width, generator=draw)
        mask = torch.arange(longest) < torch.tensor(own)[:, None]
        positions = torch.arange(longest).float().expand(len(own), -1) * mask
        inputs[name] = Sequence(
            values=values, mask=None if mask.all() else mask, positions=positions, order=None
        )
    return inputs


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_more_padding_changes_nothing(options):
    mult = network(**options).eval()
    lengths = ((4, 6), (9, 2), (5, 5))
    torch.testing.assert_close(
        mult(batch(lengths, padding=7)), mult(batch(lengths)), atol=SAME, rtol=0
    )


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_an_item_does_not_depend_on_its_batch(options):
    mult = network(**options).eval()
    inputs = batch(((4, 6), (9, 2), (5, 3)))
    lengths = {"text": 6, "audio": 2, "image": 3}
    alone = {
        name: Sequence(
            values=one.values[1:, : lengths[name]],
            mask=None,
            positions=one.positions[1:, : lengths[name]],
            order=None,
        )
        for name, one in inputs.items()
    }
    torch.testing.assert_close(mult(inputs)[1:], mult(alone), atol=SAME, rtol=0)


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_missing_modalities_leave_outputs_and_gradients_finite(options):
    mult = network(**options)
    outputs = mult(batch(((4, 0, 3, 0), (0, 0, 2, 5), (5, 0, 0, 1))))
    functional.cross_entropy(outputs, torch.tensor([0, 1, 1, 0])).backward()
    assert outputs.isfinite().all()
    for name, parameter in mult.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name


def test_what_a_missing_modality_would_have_said_is_not_heard():
    mult = network().eval()
    inputs = batch(((4, 3), (0, 6), (5, 5)))
    loud = inputs["audio"].values.clone()
    loud[0] = 100.0
    changed = {**inputs, "audio": inputs["audio"]._replace(values=loud)}
    torch.testing.assert_close(mult(changed), mult(inputs), atol=SAME, rtol=0)


def test_the_kernel_and_the_weights_agree():
    mult = network().eval()
    inputs = batch(((4, 6, 2), (9, 0, 8), (5, 5, 1)))
    records = mult.new_records()
    shown = mult(inputs, records)
    torch.testing.assert_close(shown, mult(inputs), atol=SAME, rtol=0)
    assert set(records) == {(a, b) for a in WIDTHS for b in WIDTHS if a != b}
    weights = records["audio", "text"]
    assert [tuple(one.shape) for one in weights] == [(3, 6, 9)] * 2
    torch.testing.assert_close(weights[0][0].sum(dim=-1), torch.ones(6))
    assert weights[0][2, :, 8:].abs().max() == 0.0


@pytest.mark.parametrize("options", KINDS, ids=str)
@pytest.mark.parametrize("lengths", [((4, 6), (9, 2), (5, 3)), ((5, 5), (5, 5), (5, 5))], ids=str)
def test_the_network_is_the_same_by_either_way(options, lengths, monkeypatch):
    inputs, target = batch(lengths), torch.tensor([0, 1])
    shares = {"relu_dropout": 0, "residual_dropout": 0, "embedding_dropout": 0}
    mult = network(**options, **shares)
    with torch.no_grad():
        for parameter in mult.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape))
    found = gradients(mult, inputs, target)
    monkeypatch.setattr(blocks, "by_cpu", lambda _: False)
    monkeypatch.setattr("unisono.learn.models.attention.NARROW", 0)
    expected = gradients(mult, inputs, target)
    assert set(found) == {"outputs", *dict(mult.named_parameters())}
    for name, one in found.items():
        torch.testing.assert_close(one, expected[name], atol=SAME, rtol=1e-4, msg=name)


def test_the_network_runs_under_autocast():
    inputs, target = batch(((4, 6), (9, 2), (5, 3))), torch.tensor([0, 1])
    mult = network(embedding_dropout=0).eval()
    exact = gradients(mult, inputs, target)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = gradients(mult, inputs, target)
    for name, one in found.items():
        torch.testing.assert_close(one.float(), exact[name], atol=0.1, rtol=0.1, msg=name)


def gradients(mult, inputs, target):
    mult.zero_grad(set_to_none=True)
    outputs = mult(inputs)
    functional.cross_entropy(outputs, target).backward()
    found = {name: one.grad.clone() for name, one in mult.named_parameters()}
    return {"outputs": outputs.detach(), **found}


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("masked", [False, True], ids=["all steps", "some steps"])
def test_the_kernel_for_a_cpu_is_attention(masked, threads, monkeypatch):
    monkeypatch.setattr(cpu_attention, "_FEW", 0)
    torch.set_num_threads(threads)
    torch.manual_seed(4)
    streams = [streams_of(11, 17, 17), streams_of(6, 17, 17)]
    masks = [None, None]
    if masked:
        masks[0] = (torch.rand(3, 1, 1, 17) < 0.4) | (torch.arange(17) == 5)
    own = attend_on_cpu(*zip(*streams, strict=True), masks, 2)
    for result, parts, allowed in zip(own, streams, masks, strict=True):
        exact = [one.detach().double().requires_grad_() for one in parts]
        query, key, value = (one.unflatten(2, (2, 5)).transpose(1, 2) for one in exact)
        weights = attention_weights(query, key, allowed)
        expected = (weights @ value).transpose(1, 2).flatten(2)
        torch.testing.assert_close(result, expected.float(), atol=SAME, rtol=SAME)
        gradient = torch.randn(expected.shape)
        found = torch.autograd.grad(result, parts, gradient, retain_graph=True)
        wanted = torch.autograd.grad(expected, exact, gradient.double())
        for one, other in zip(found, wanted, strict=True):
            torch.testing.assert_close(one, other.float(), atol=SAME, rtol=SAME)


def streams_of(*steps):
    """Query, key and value; the key's mean is not 0."""
    parts = [torch.randn(3, count, 10) for count in steps]
    parts[1] = parts[1] + 3.0
    return [part.requires_grad_() for part in parts]


@settings(max_examples=40, deadline=None)
@given(
    scale=st.floats(0.01, 100.0),
    steps=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    width=st.sampled_from([2, 5]),
    seed=st.integers(0, 1000),
)
def test_the_kernel_is_exact_however_sharp_attention_is(scale, steps, width, seed):
    torch.manual_seed(seed)
    target, source = steps
    query, key, value = (torch.randn(2, n, 2 * width) for n in (target, source, source))
    (own,) = attend_on_cpu([scale * query], [key], [value], [None], 2)
    query, key, value = (
        one.double().unflatten(2, (2, width)).transpose(1, 2) for one in (query, key, value)
    )
    exact = attention_weights(scale * query, key, None) @ value
    expected = exact.transpose(1, 2).flatten(2).float()
    torch.testing.assert_close(own, expected, atol=1e-4, rtol=1e-4)


def test_nothing_to_attend_to_gives_zeros_and_no_gradient():
    query, key = (torch.randn(2, 4, 15, requires_grad=True) for _ in range(2))
    mask = key_mask(torch.tensor([[True, True, False, False], [False] * 4]))
    (mixed,) = attend([query], [key], [key], [mask], heads=3)
    mixed.sum().backward()
    assert mixed[1].abs().max() == 0.0
    assert mixed[0].abs().max() > 0.0
    assert key.grad.isfinite().all()
    assert key.grad[1].abs().max() == 0.0


def test_one_step_of_the_memory_is_that_of_the_whole():
    torch.manual_seed(1)
    shape = Shape(width=8, heads=2, layers=3, attention=0.0, relu=0.0, residual=0.0)
    encoder = SelfEncoders(shape).eval()
    stream = torch.randn(3, 6, 8)
    steps = torch.tensor([5, 2, 0])
    mask = key_mask(torch.arange(6) <= steps[:, None])
    whole = encoder([stream], [mask])[0][torch.arange(3), steps]
    torch.testing.assert_close(encoder.at([stream], [mask], [steps])[0], whole, atol=SAME, rtol=0)


def test_low_rank_fusion_is_the_outer_product_times_its_tensor():
    options = TensorOptions(rank=3, hidden=2, fused=4)
    torch.manual_seed(2)
    fusion = TensorFusion(WIDTHS, 2, options).double()
    hidden = {name: torch.randn(5, 2).double() for name in WIDTHS}
    extended = [torch.cat([torch.ones(5, 1), hidden[name]], dim=1) for name in WIDTHS]
    outer = torch.einsum("bi,bj,bk->bijk", *extended)
    factors = [fusion.factors[name] for name in WIDTHS]
    tensor = torch.einsum("r,rio,rjo,rko->ijko", fusion.weights, *factors)
    expected = torch.einsum("bijk,ijko->bo", outer, tensor) + fusion.bias
    torch.testing.assert_close(fusion.fused(hidden), expected)


def test_the_shuffled_control_has_as_many_parameters(each):
    corpus = each(30)
    tiny = {"width": 8, "heads": 2, "layers": 1, "memory_layers": 1}
    options = ModelOptions.from_plain({"training": {"epochs": 1}, "mult": tiny})
    names = ("mult", "mult-shuffled", "mult-self", "mult-aligned")
    fitted = [build(name, options).fit(corpus, corpus, seed=1, work=None) for name in names]
    assert len({one.parameters for one in fitted}) == 1


def test_attention_is_told_item_by_item_for_the_pairs_that_are_there(each):
    corpus = each(40, missing=0.3)
    tiny = {"width": 8, "heads": 2, "layers": 3, "memory_layers": 1}
    options = ModelOptions.from_plain({"training": {"epochs": 1}, "mult": tiny})
    fitted = build("mult", options).fit(corpus, corpus, seed=1, work=None)
    told = {item.media_id: item.weights for item in fitted.attention(corpus)}
    assert set(told) == set(corpus.ids)
    for position, media_id in enumerate(corpus.ids):
        steps = {name: int(one.lengths[position]) for name, one in corpus.modalities.items()}
        there = [name for name, count in steps.items() if count]
        assert set(told[media_id]) == {(a, b) for a in there for b in there if a != b}
        for (source, target), weights in told[media_id].items():
            assert weights.shape == (3, steps[target], steps[source])
            np.testing.assert_allclose(weights.sum(axis=-1), 1.0, atol=SAME)
    assert (
        build("mult-self", options).fit(corpus, corpus, seed=1, work=None).attention(corpus) is None
    )


def test_positions_follow_the_clock_and_fill_what_is_unknown():
    times = np.array([0.5, np.nan, 1.5, 4.0])
    np.testing.assert_allclose(clock_positions(times, 0.25), [2.0, 4.0, 6.0, 16.0])
    np.testing.assert_allclose(clock_positions(np.full(3, np.nan), 0.25), [0.0, 1.0, 2.0])


def test_batches_hold_every_item_once_with_like_lengths_together():
    lengths = np.random.default_rng(0).integers(1, 500, 203)
    draw = np.random.default_rng(1)
    batches = list(training_batches(lengths, batch=8, buckets=6, generator=draw))
    assert sorted(np.concatenate(batches).tolist()) == list(range(203))
    spread = np.mean([np.ptp(lengths[one]) for one in batches])
    plain = np.random.default_rng(1)
    unsorted = list(training_batches(lengths, batch=8, buckets=1, generator=plain))
    assert spread < 0.4 * np.mean([np.ptp(lengths[one]) for one in unsorted])
    orders = [lengths[one].mean() for one in batches]
    assert any(after < before for before, after in pairwise(orders))


def test_other_features_are_refused(each):
    corpus = each(30)
    options = ModelOptions.from_plain({"training": {"epochs": 1}})
    fitted = build("tensor", options).fit(corpus, corpus, seed=1, work=None)
    narrow = {**corpus.modalities, "text": corpus.modalities["audio"]}
    other = Corpus(
        ids=corpus.ids,
        groups=corpus.groups,
        modalities=narrow,
        words={},
        target=corpus.target,
        classes=corpus.classes,
    )
    # pooled: mean and deviation of each
    with pytest.raises(InputError, match="trained on 10 features of text, but this corpus has 8"):
        fitted.predict_proba(other)


@pytest.mark.parametrize("name", ["linear-audio", "tensor", "mult"])
def test_features_that_are_no_numbers_are_named(name, each):
    corpus = each(30)
    track = corpus.modalities["audio"]
    track.values[track.first[4], 2] = np.nan
    with pytest.raises(InputError) as caught:
        build(name, ModelOptions()).fit(corpus, corpus, seed=1, work=None)
    assert str(caught.value) == (
        'learn: feature 2 of audio of "item-4" is nan; features must be finite numbers'
    )
