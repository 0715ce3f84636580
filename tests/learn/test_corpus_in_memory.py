"""Ragged sequences, in memory and on disk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from unisono.errors import InputError
from unisono.learn.corpus import Corpus, Modality
from unisono.learn.storage import ModalityFiles, NpyFile

LENGTHS = st.lists(st.integers(0, 6), min_size=1, max_size=12)


def sequences_of(lengths, width=3):
    rng = np.random.default_rng(0)
    return [rng.normal(size=(length, width)).astype(np.float32) for length in lengths]


@given(lengths=LENGTHS, data=st.data())
def test_a_subset_has_the_items_asked_for_and_copies_nothing(lengths, data):
    sequences = sequences_of(lengths)
    track = Modality.ragged(sequences)
    chosen = data.draw(st.lists(st.integers(0, len(lengths) - 1), max_size=8))
    some = track.subset(np.array(chosen, dtype=np.int64))
    assert some.values is track.values
    assert some.lengths.tolist() == [lengths[position] for position in chosen]
    for place, position in enumerate(chosen):
        assert np.array_equal(some.item(place), sequences[position])


@given(lengths=LENGTHS)
def test_what_is_written_item_by_item_is_read_back(tmp_path_factory, lengths):
    folder = tmp_path_factory.mktemp("files")
    sequences = sequences_of(lengths)
    with ModalityFiles(folder, "own", "text") as files:
        for sequence in sequences:
            if len(sequence):
                files.append(sequence, np.arange(len(sequence)), np.arange(len(sequence)) + 1.0)
            else:
                files.append_nothing()
    offsets = np.load(folder / "own-text-offsets.npy")
    assert np.diff(offsets).tolist() == lengths
    if any(lengths):
        values = np.load(folder / "own-text-values.npy")
        assert np.array_equal(values, np.concatenate(sequences))


@given(
    pieces=st.lists(
        arrays.arrays(
            np.float32,
            st.tuples(st.integers(0, 300), st.just(2)),
            elements=st.floats(-1, 1, width=32),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_growing_file_is_what_numpy_would_have_saved(tmp_path_factory, pieces):
    folder = tmp_path_factory.mktemp("growing")
    file = NpyFile(folder / "grown.npy", np.float32)
    for piece in pieces:
        file.append(piece)
    file.close()
    np.save(folder / "whole.npy", np.concatenate(pieces))
    assert (folder / "grown.npy").read_bytes() == (folder / "whole.npy").read_bytes()


def test_tracks_of_another_number_of_items_are_refused():
    track = Modality.ragged(sequences_of([2, 3]))
    with pytest.raises(InputError, match="the corpus has 1 items, but its text has 2"):
        Corpus(
            ids=("a",),
            groups=("g",),
            modalities={"text": track},
            words={},
            target=np.zeros(1, dtype=np.int64),
            classes=("x", "y"),
        )
