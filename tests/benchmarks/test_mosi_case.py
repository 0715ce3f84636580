"""MOSI's utterances are put together rightly, and nothing is fitted on what it is measured on."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def parts(shared_data):
    from tone_cases.mosi import load

    return load(shared_data / "mosi")


def test_the_parts_are_the_published_ones(parts):
    train, test = parts
    assert (len(train.corpus), len(set(train.corpus.groups))) == (1447, 62)
    assert (len(test.corpus), len(set(test.corpus.groups))) == (752, 31)
    assert not set(train.corpus.groups) & set(test.corpus.groups)
    assert test.target.mean() == pytest.approx(0.621, abs=0.001)


def test_rows_of_the_features_are_those_of_the_transcripts(parts):
    """A speaker's pitch is alike in all utterances of a video: most variance is between videos.

    In any other order of the rows that fits the labels, less than a third is.
    """
    for part in parts:
        pitch = part.corpus.modalities["audio"].values[:, 0].astype(float)
        groups = np.unique(part.corpus.groups, return_inverse=True)[1]
        means = np.bincount(groups, pitch) / np.bincount(groups)
        between = np.square(means[groups] - pitch.mean()).sum()
        assert between / np.square(pitch - pitch.mean()).sum() > 0.6


def test_an_utterance_is_told_by_what_never_saw_its_video(parts):
    """With scores that know each video's label by heart, crossing leaves chance."""
    from tone_cases.mosi import _crossed

    test = parts[1]
    videos = np.unique(test.corpus.groups, return_inverse=True)[1]
    table = np.eye(videos.max() + 1)[videos]
    right = _crossed(table, test).argmax(axis=1) == test.target
    assert right.mean() < 0.64  # the majority is .62


def test_context_is_of_the_same_video_and_without_the_utterance_itself(parts):
    from tone_cases.mosi import _around

    test = parts[1].subset(np.array(parts[1].corpus.groups) == parts[1].corpus.groups[0])
    scores = np.zeros(len(test.numbers))
    scores[0] = 1.0
    around = _around(scores, test)
    assert around[0] == 0.0
    nearest = int(np.argmin(np.abs(test.numbers[1:] - test.numbers[0]))) + 1
    assert around.argmax() == nearest
