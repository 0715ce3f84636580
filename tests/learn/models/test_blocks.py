"""What encoders are made of: the way of a CPU against torch's, values and gradients."""

import pytest
import torch

import unisono.learn.models.blocks as blocks
from unisono.learn.models.cpu_products import laid_out, matrix_product, thin

STEPS = (4, 7)
"""Of two streams of three items; widths are 5, and 6 after a linear map."""


def drawn(*shapes):
    """Doubles whose gradients are asked for, of which a few are 0."""
    torch.manual_seed(3)
    return [torch.randn(*shape, dtype=torch.float64).requires_grad_() for shape in shapes]


def streams_of(width):
    return drawn(*((3, steps, width) for steps in STEPS))


def test_gradients_of_what_is_normalised_are_those_of_its_differences():
    assert torch.autograd.gradcheck(lambda *one: blocks.normed(one), streams_of(5))


def test_gradients_of_normalised_products_are_those_of_their_differences():
    weights = drawn((2, 6, 5), (2, 6))

    def made(weight, bias, *streams):
        return blocks.normed_products(streams, weight, bias)

    assert torch.autograd.gradcheck(made, (*weights, *streams_of(5)))


def test_gradients_of_added_products_are_those_of_their_differences():
    weights = drawn((2, 6, 5), (2, 6))

    def made(weight, bias, *streams):
        return blocks.added_products(streams[:2], streams[2:], weight, bias, 0.0)

    assert torch.autograd.gradcheck(made, (*weights, *streams_of(6), *streams_of(5)))


def test_gradients_of_the_feed_forward_part_are_those_of_its_differences():
    weights = drawn((2, 9, 5), (2, 9), (2, 5, 9), (2, 5))

    def made(*parts):
        return blocks.fed_forward(parts[4:], parts[:4], 0.0, 0.0)

    assert torch.autograd.gradcheck(made, (*weights, *streams_of(5)))


@pytest.mark.parametrize("shares", [(0.4, 0.0), (0.0, 0.4), (0.4, 0.3)], ids=str)
def test_gradients_are_right_whatever_is_dropped(shares):
    weights = drawn((2, 9, 5), (2, 9), (2, 5, 9), (2, 5))

    def made(*parts):
        torch.manual_seed(7)
        streams = blocks.fed_forward(parts[4:], parts[:4], *shares)
        return blocks.added_products(streams, streams, parts[0][:, :5], parts[1][:, :5], shares[1])

    assert torch.autograd.gradcheck(made, (*weights, *streams_of(5)))


def test_dropout_drops_its_share_and_keeps_the_mean():
    stream = torch.zeros(8, 50, 40)
    weights, biases = torch.zeros(1, 40, 40), torch.ones(1, 40)
    (made,) = blocks.added_products([stream], [stream], weights, biases, 0.25)
    assert made.unique().tolist() == pytest.approx([0.0, 4 / 3])
    assert made.mean() == pytest.approx(1.0, abs=0.02)
    wide = (torch.zeros(1, 160, 40), torch.ones(1, 160), torch.full((1, 40, 160), 1 / 160), biases)
    (made,) = blocks.fed_forward([stream], wide, 0.25, 0.0)
    assert made.mean() == pytest.approx(2.0, abs=0.02)
    assert made.std() > 0.01


@pytest.mark.parametrize("sides", [(160, 40, 800), (40, 160, 800), (7, 5, 3)], ids=str)
def test_products_are_those_of_doubles_however_their_factors_lie(sides):
    torch.manual_seed(1)
    after, before, steps = sides
    left, right = torch.randn(after, before), torch.randn(before, steps)
    for one in (left, left.T.contiguous().T):
        for other in (right, right.T.contiguous().T):
            expected = (left.double() @ right.double()).float()
            torch.testing.assert_close(matrix_product(one, other), expected, atol=1e-4, rtol=1e-4)


def test_a_stream_that_is_laid_out_is_not_copied_again():
    stream = torch.randn(2, 5, 3)
    lying = laid_out(stream)
    torch.testing.assert_close(lying, stream, atol=0, rtol=0)
    assert thin(lying).data_ptr() == lying.data_ptr()
