"""Scores of both methods together."""

import numpy as np
import pytest

from unisono.align.confidence import LEAST_SURE, joint_features, joint_scores
from unisono.align.refinement import Second

NEAR, FAR = Second(distance=0.5, pace=0.0), Second(distance=1.5, pace=0.0)


def test_synthetic_speech_that_is_far_lowers_a_score_and_near_speech_raises_it():
    near, far = (joint_scores([0.9] * 3, {1: one}, [5, 5, 5])[1] for one in (NEAR, FAR))
    assert near is not None
    assert far is not None
    assert near > 0.9 > far


def test_words_beside_that_are_not_found_lower_a_score():
    among, alone = (joint_scores([one, 0.9, one], {1: NEAR}, [5, 5, 5])[1] for one in (0.9, None))
    assert among is not None
    assert alone is not None
    assert alone < among


def test_a_word_that_is_not_found_has_no_score():
    assert joint_scores([None, 0.9], {}, [3, 3])[0] is None
    assert joint_scores([], {}, []) == []


def test_features_are_those_of_the_word_and_its_neighbours():
    rows = joint_features([0.5, 0.5, None], {0: FAR}, [4, 40, 2])
    lowest = np.log(LEAST_SURE / (1 - LEAST_SURE))
    assert rows[0] == pytest.approx([0, 1, 1.5, 0, np.log(4), lowest / 2, 1.5])
    assert rows[1] == pytest.approx([0, 0, 0, 0, np.log(12), lowest / 2, 1.5])
    assert rows[2] == pytest.approx([lowest, 0, 0, 0, np.log(2), 0, 1.5])


def test_words_around_that_synthetic_speech_is_far_from_lower_a_score():
    near, far = (
        joint_scores([0.9] * 3, {0: one, 1: NEAR, 2: one}, [5, 5, 5])[1] for one in (NEAR, FAR)
    )
    assert near is not None
    assert far is not None
    assert far < near


def test_the_only_word_has_itself_beside_it():
    assert joint_features([0.8], {}, [4])[0, 5] == pytest.approx(np.log(4))
