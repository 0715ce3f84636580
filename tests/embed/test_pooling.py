import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.embed.pooling import span_sums


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 9), max_size=6),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=12),
    seed=st.integers(0, 99),
)
def test_sums_over_spans_equal_those_of_the_whole(sizes, spans, seed):
    whole = np.random.default_rng(seed).normal(size=(sum(sizes), 3))
    blocks = np.split(whole, np.cumsum(sizes))[:-1]
    bounds = np.array([(start, start + length) for start, length in spans], dtype=np.int64)
    bounds = bounds.reshape(-1, 2)
    sums, cut = span_sums(blocks, bounds, 3)
    for (start, stop), total, inside in zip(bounds.tolist(), sums, cut.tolist(), strict=True):
        np.testing.assert_allclose(total, whole[start:stop].sum(axis=0), atol=1e-12)
        assert inside[1] - inside[0] == len(whole[start:stop])


def test_a_span_at_the_edge_of_two_blocks_takes_from_both_once():
    blocks = [np.ones((4, 1)), 10 * np.ones((4, 1))]
    sums, _ = span_sums(blocks, np.array([[3, 5], [0, 4], [4, 8]]), 1)
    assert sums.ravel().tolist() == [11.0, 4.0, 40.0]
