import math
from pathlib import Path

import numpy as np
import pytest

from unisono.errors import InputError
from unisono.fuse.sequences import Sources, pad, sequences
from unisono.store import write_table
from unisono.tables import ACOUSTICS, ALIGNED


def an_aligned(media_id="a", word=0, **values) -> dict:
    row = dict.fromkeys(ALIGNED.columns)
    row |= {"media_id": media_id, "segment": 0, "word": word, "text": f"w{word}"}
    row |= {"start": float(word), "end": word + 0.5, "status": "aligned", "frames": []}
    return row | {"strategy": "test"} | values


def an_embedding(media_id="a", index=0, vector=(0.0, 0.0), **values) -> dict:
    row = {"media_id": media_id, "modality": "text", "unit": "word", "index": index}
    row |= {"start": float(index), "end": index + 0.5, "model": "toy", "vector": list(vector)}
    return row | values


def an_acoustic(media_id="a", word=0, **values) -> dict:
    row = dict.fromkeys(ACOUSTICS.columns)
    row |= {"media_id": media_id, "unit": "word", "segment": 0, "word": word}
    return row | {"start": float(word), "end": word + 0.5} | values


def a_look(media_id="a", frame=0, **values) -> dict:
    row = {"media_id": media_id, "frame": frame, "time": float(frame), "shot": 0}
    row |= dict.fromkeys(("brightness", "contrast", "colourfulness", "sharpness"), 0.5)
    return row | {"motion": None, "faces": None, "faces_reason": "off"} | values


@pytest.fixture
def results(tmp_path):
    """Write tables and say where they are."""

    def write(**tables) -> Sources:
        paths: dict[str, Path] = {}
        for name, rows in tables.items():
            paths[name] = tmp_path / name / "0001.parquet"
            table = "embeddings" if name in ("text", "audio", "image") else name
            length = len(rows[0]["vector"]) if table == "embeddings" else None
            write_table(table, paths[name], rows, vector_length=length)
        return Sources(**paths)

    return write


def image(index, vector, media_id="a"):
    return an_embedding(media_id, index, vector, modality="image", unit="frame")


def test_words_have_a_step_each_and_text_without_a_vector_is_marked(results):
    sources = results(
        aligned=[an_aligned(word=w) for w in range(3)],
        text=[an_embedding(index=0, vector=(1, 2)), an_embedding(index=2, vector=(3, 4))],
    )
    found = sequences("a", sources)
    assert found.words == ("w0", "w1", "w2")
    assert found.text.values.tolist() == [[1, 2], [0, 0], [3, 4]]
    assert found.text.present.tolist() == [True, False, True]
    assert found.text.steps.start.tolist() == [0.0, 1.0, 2.0]
    assert found.audio.values.shape == (3, 0)


def test_pictures_of_a_word_are_the_mean_of_its_frames_or_the_nearest(results):
    aligned = [
        an_aligned(word=0, frames=[0, 1], nearest_frame=1),
        an_aligned(word=1, frames=[], nearest_frame=None),
        an_aligned(word=2, frames=[7], nearest_frame=7),
    ]
    sources = results(aligned=aligned, image=[image(0, (2, 0)), image(1, (4, 8))])
    mean, nearest = (sequences("a", sources, frames=how).image for how in ("mean", "nearest"))
    assert mean.values.tolist() == [[3, 4], [0, 0], [0, 0]]
    assert nearest.values.tolist() == [[4, 8], [0, 0], [0, 0]]
    assert mean.present.tolist() == nearest.present.tolist() == [True, False, False]


def test_measures_stand_beside_the_vectors_and_missing_ones_are_nan(results):
    sources = results(
        aligned=[an_aligned(word=0), an_aligned(word=1)],
        audio=[an_embedding(index=i, vector=(i, i), modality="audio") for i in range(2)],
        acoustics=[an_acoustic(word=1, voiced=0.25), an_acoustic(word=0, f0_mean=120.0)],
    )
    found = sequences("a", sources, acoustics=["f0_mean", "voiced"]).audio
    assert found.features == ("vector 0", "vector 1", "f0_mean", "voiced")
    expected = [[0, 0, 120, math.nan], [1, 1, math.nan, 0.25]]
    np.testing.assert_array_equal(found.values, np.array(expected, dtype=np.float32))


def test_the_own_clock_has_the_units_that_all_tables_know(results):
    sources = results(
        aligned=[an_aligned()],
        image=[image(i, (i, i)) for i in range(3)],
        vision=[a_look(frame=f, brightness=f / 4) for f in (1, 2, 3)],
    )
    found = sequences("a", sources, clock="own", vision=["brightness"]).image
    assert found.steps.numbers.tolist() == [1, 2]
    assert found.values.tolist() == [[1, 1, 0.25], [2, 2, 0.5]]
    assert found.steps.start.tolist() == [1.0, 2.0]
    assert found.present.all()


def test_modalities_keep_their_own_length_on_their_own_clock(results):
    sources = results(
        aligned=[an_aligned(word=w) for w in range(4)],
        text=[an_embedding(index=i, vector=(i, i)) for i in range(4)],
        audio=[an_embedding(index=i, vector=(i, i), modality="audio") for i in range(3)],
        image=[image(i, (i, i)) for i in range(2)],
    )
    found = sequences("a", sources, clock="own")
    assert [len(t.values) for t in (found.text, found.audio, found.image)] == [4, 3, 2]


def test_a_segment_stands_at_each_of_its_words(results):
    sources = results(
        aligned=[an_aligned(word=w, segment=s) for w, s in enumerate([0, 0, 1, 2])],
        text=[
            *(an_embedding(index=s, vector=(s, 9), unit="segment") for s in range(2)),
            an_embedding(index=0, vector=(5, 5), unit="word"),
        ],
    )
    found = sequences("a", sources, unit="segment").text
    assert found.values.tolist() == [[0, 9], [0, 9], [1, 9], [0, 0]]
    assert found.present.tolist() == [True, True, True, False]


def test_unaligned_words_keep_their_step_without_a_time(results):
    sources = results(
        aligned=[an_aligned(word=0, start=None, end=None, status="unaligned")],
        text=[an_embedding(index=0, vector=(1, 2))],
    )
    found = sequences("a", sources).text
    assert np.isnan(found.steps.start).tolist() == [True]
    assert found.present.tolist() == [True]


def test_recordings_with_and_without_pictures_pad_together(results):
    sources = results(
        aligned=[an_aligned("a", 0, frames=[0]), an_aligned("b", 0), an_aligned("b", 1)],
        image=[image(0, (1, 2, 3), "a")],
    )
    found = [sequences(media_id, sources).image for media_id in ("a", "b")]
    array, mask = pad([track.values for track in found])
    present, _ = pad([track.present for track in found])
    assert array.shape == (2, 2, 3)
    assert mask.tolist() == [[True, False], [True, True]]
    assert present.tolist() == [[True, False], [False, False]]


def test_folders_are_searched_though_models_differ_in_width(tmp_path):
    write_table("aligned", tmp_path / "aligned/0001.parquet", [an_aligned("a")])
    write_table("aligned", tmp_path / "aligned/0002.parquet", [an_aligned("b", frames=[0])])
    folder = tmp_path / "embeddings"
    write_table(
        "embeddings", folder / "image-0002.parquet", [image(0, (1, 2, 3), "b")], vector_length=3
    )
    write_table(
        "embeddings", folder / "text-0002.parquet", [an_embedding("b", 0, (7, 8))], vector_length=2
    )
    sources = Sources(aligned=tmp_path / "aligned", text=folder, image=folder)
    found = sequences("b", sources)
    assert found.text.values.tolist() == [[7, 8]]
    assert found.image.values.tolist() == [[1, 2, 3]]
    assert sequences("a", sources).image.values.shape == (1, 3)


def test_a_recording_that_is_not_there_or_twice_is_refused(tmp_path, results):
    sources = results(aligned=[an_aligned("a")])
    with pytest.raises(InputError, match='has no recording "z"'):
        sequences("z", sources)
    write_table("aligned", tmp_path / "aligned/0002.parquet", [an_aligned("a")])
    with pytest.raises(InputError, match='units of "a" twice; name the file of its current batch'):
        sequences("a", Sources(aligned=tmp_path / "aligned"))


def test_an_unknown_measure_is_refused_by_name(results):
    sources = results(aligned=[an_aligned()], acoustics=[an_acoustic()])
    with pytest.raises(InputError, match='no measure "f0_maen"'):
        sequences("a", sources, acoustics=["f0_maen"])
