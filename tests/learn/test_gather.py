"""From tables to a corpus: what is in it, what is left out and why, and what is refused."""

import numpy as np
import pytest

from unisono.errors import Faults, InputError
from unisono.learn.storage import load_corpus
from unisono.store import read_rows

WORDS, FRAMES, WIDTH = 4, 3, 4  # of every recording, as tests/learn/conftest.py makes them


def accounts(results):
    files = sorted((results.folder / "accounting/learn").glob("*.parquet"))
    return {row["media_id"]: row for path in files for row in read_rows(path)}


def test_a_corpus_has_every_modality_on_both_clocks(results, ads):
    results.add("0001", ads())
    stored = results.gather()
    corpus = stored.corpus
    assert corpus.ids == tuple(f"ad-{number:03d}" for number in range(18))
    assert corpus.classes == ("attack", "contrast", "promote")
    assert corpus.target.tolist() == [0, 1, 2] * 6
    assert {name: track.lengths.tolist() for name, track in corpus.modalities.items()} == {
        "text": [WORDS] * 18,
        "audio": [WORDS] * 18,
        "image": [FRAMES] * 18,
    }
    assert {track.lengths[0] for track in corpus.words.values()} == {WORDS}
    assert corpus.modalities["audio"].width == WIDTH + 6
    assert list(stored.features["audio"])[WIDTH:] == [
        "f0_z",
        "f0_sd",
        "intensity",
        "hnr",
        "voiced",
        "rate",
    ]
    start, end = corpus.modalities["image"].times(5)
    assert (start.tolist(), end.tolist()) == ([0.0, 1.0, 2.0], [1.0, 2.0, 3.0])


def test_sequences_are_mapped_from_their_files_and_not_read(results, ads):
    results.add("0001", ads())
    chosen = results.gather().corpus.subset([3, 1])
    track = chosen.modalities["text"]
    assert isinstance(track.values, np.memmap)
    assert track.item(0).base is not None
    assert chosen.ids == ("ad-003", "ad-001")


def test_a_word_has_the_mean_of_the_frames_on_screen_while_it_is_said(results, ads):
    results.add("0001", ads())
    corpus = results.gather().corpus
    frames, words = corpus.modalities["image"].item(0), corpus.words["image"].item(0)
    expected = [frames[0], frames[:2].mean(axis=0), frames[2], frames.mean(axis=0)]
    assert words == pytest.approx(np.array(expected), abs=1e-5)


def test_a_measure_that_is_missing_is_the_mean_of_the_recording(results, ads):
    results.add("0001", ads())
    corpus = results.gather().corpus
    # F0 of the first word is missing; the others have 1, 2 and 3.
    assert corpus.modalities["audio"].item(0)[:, WIDTH].tolist() == [2.0, 1.0, 2.0, 3.0]


def test_a_missing_modality_is_masked_and_said(results, ads, recording):
    silent = recording("ad-900", "attack", group="g00", modalities=("image",))
    results.add("0001", [*ads(), silent])
    corpus = results.gather().corpus
    item = corpus.ids.index("ad-900")
    assert {name: int(track.lengths[item]) for name, track in corpus.modalities.items()} == {
        "text": 0,
        "audio": 0,
        "image": FRAMES,
    }
    assert corpus.words["image"].lengths[item] == 0
    row = accounts(results)["ad-900"]
    assert (row["status"], row["code"]) == ("partial", "upstream")
    assert row["reason"] == "it has no text and no audio: masked"


def test_whoever_is_left_out_is_accounted_for(results, ads, recording):
    unlabelled = recording("ad-900", None)
    nothing = recording("ad-901", "attack", modalities=())
    results.add("0001", [*ads(), unlabelled, nothing])
    assert len(results.gather().corpus) == 18
    rows = accounts(results)
    assert len(rows) == 20
    assert (rows["ad-900"]["status"], rows["ad-900"]["code"]) == ("skipped", "no_label")
    assert rows["ad-901"]["status"] == "failed"
    assert rows["ad-901"]["reason"].startswith("it has no text and no audio and no image")


def test_only_enrolments_that_count_are_learnt_from(results, ads, recording):
    results.add("0001", [recording("ad-000", "promote")], state="superseded")
    results.add("0002", ads())
    corpus = results.gather().corpus
    assert corpus.ids.count("ad-000") == 1
    assert corpus.classes[corpus.target[0]] == "attack"


def test_a_recording_without_a_group_is_a_group_of_its_own(results, ads, recording):
    results.add("0001", [*ads(), recording("ad-900", "attack", group="")])
    assert results.gather().corpus.groups[-1] == "ad-900"


@pytest.mark.parametrize(
    ("where", "value", "sentence"),
    [
        (("embeddings/audio", "vector"), np.nan, "embeddings/audio: vector 2 of unit 1 is nan"),
        (("embeddings/image", "vector"), np.inf, "embeddings/image: vector 2 of unit 1 is inf"),
        (("acoustics", "intensity"), -np.inf, "acoustics: intensity of segment 0 is -inf"),
    ],
)
def test_features_that_are_no_numbers_are_named_by_recording_and_column(
    results, ads, recording, where, value, sentence
):
    spoilt = recording("ad-900", "attack", group="g00", spoil={where: value})
    results.add("0001", [*ads(), spoilt])
    with pytest.raises(Faults, match=f'"ad-900": {sentence}') as caught:
        results.gather()
    assert len(caught.value.faults) == 1


def test_a_modality_missing_everywhere_is_refused(results, ads):
    results.add("0001", ads(modalities=("text", "audio")))
    with pytest.raises(InputError, match="none of the 18 recordings with a label_tone has image"):
        results.gather()
    assert len(results.gather(modalities=["text", "audio"]).corpus) == 18


def test_a_column_that_is_not_there_is_named(results, ads):
    results.add("0001", ads())
    with pytest.raises(InputError, match='no column "label_tune"; did you mean "label_tone"'):
        results.gather(label="label_tune")


def test_the_same_tables_give_the_same_bytes(results, ads):
    results.add("0001", ads())
    results.add("0002", [])
    results.gather()
    folder = results.folder / "learn"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 25  # four files for three modalities on two clocks, and the card
    results.gather()
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_without_a_corpus_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no corpus"):
        load_corpus(tmp_path)
