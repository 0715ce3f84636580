"""Limits that depend on the aligner."""

import pytest

from unisono.align.options import AlignOptions


@pytest.mark.parametrize(("backend", "limit"), [("hmm", 0.5), ("dtw", 0.2), ("ctc", 0.2)])
def test_only_scores_that_are_probabilities_are_cut_at_one_half(backend: str, limit: float) -> None:
    assert AlignOptions(backend=backend).edited_below == limit


def test_a_limit_that_is_given_holds_for_every_aligner() -> None:
    assert AlignOptions(backend="hmm", edited=0.0).edited_below == 0.0
    assert AlignOptions(backend="dtw", edited=0.4).edited_below == 0.4
