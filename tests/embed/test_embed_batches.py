import hashlib
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pyarrow.dataset as ds
import pytest
import soundfile

from unisono.embed.batch import embed_audio_batch, embed_image_batch, embed_text_batch
from unisono.embed.options import AudioEmbedOptions, ImageEmbedOptions, TextEmbedOptions
from unisono.items import Batch
from unisono.store import read_rows, write_table
from unisono.tables import PROBE

RATE = 16_000


def a_word(media_id="a", word=0, *, text="Wort", start=0.0, end=0.5) -> dict:
    return {
        "media_id": media_id,
        "segment": 0,
        "word": word,
        "text": text,
        "normalised": text.lower(),
        "start": start,
        "end": end,
        "score": None,
        "method": "test",
        "status": "unaligned" if start is None else "aligned",
    }


def a_segment(media_id="a", segment=0, *, text="Ein Satz.", start=0.0, end=1.0) -> dict:
    return {
        "media_id": media_id,
        "segment": segment,
        "start": start,
        "end": end,
        "text": text,
        "speaker_id": None,
        "source": "test",
        "channel": None,
        "confidence": None,
    }


def a_frame(media_id="a", frame=0, *, image=None) -> dict:
    picture = np.full((48, 64, 3), (40 * frame % 256, 90, 200), dtype=np.uint8)
    return {
        "media_id": media_id,
        "frame": frame,
        "time": 2.0 * frame,
        "keyframe": True,
        "shot": None,
        "width": 64,
        "height": 48,
        "image": cv2.imencode(".jpg", picture)[1].tobytes() if image is None else image,
    }


def a_probe(media_id="a", *, audio="a.flac") -> dict:
    row = dict.fromkeys(PROBE.columns)
    return row | {
        "media_id": media_id,
        "path": "/x",
        "kind": "audio",
        "audio": audio,
        "streams": "audio",
        "language": "de",
        "sex": "unknown",
        "status": "ok",
    }


def an_account(media_id, status="ok", **changes) -> dict:
    row = {"media_id": media_id, "stage": "align", "batch": "0001", "status": status}
    row |= {"code": None, "reason": None, "rows_in": 1, "rows_out": 1, "seconds": 0.0}
    return row | changes


class Corpus:
    """A batch on disk, and the embed stage run over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "audio").mkdir()

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def sound(self, name: str, seconds: float = 2.0) -> None:
        samples = np.random.default_rng(len(name)).normal(0, 0.1, int(seconds * RATE))
        soundfile.write(self.folder / "audio" / name, samples, RATE)

    def write(self, accounts, **tables) -> None:
        write_table("accounting", self.path("upstream"), accounts)
        for name in ("probe", "segments", "words", "frames"):
            write_table(name, self.path(name), tables.get(name, []))

    def _batch(self, modality: str) -> dict:
        accounting = self.path(f"accounting-{modality}")
        return {
            "upstream": [self.path("upstream")],
            "embeddings": self.path(f"embeddings-{modality}"),
            "batch": Batch(stage=f"embed_{modality}", name="0001", accounting=accounting),
        }

    def _read(self, modality: str):
        accounts = read_rows(self.path(f"accounting-{modality}"))
        rows = read_rows(self.path(f"embeddings-{modality}"))
        return rows, {account["media_id"]: account for account in accounts}

    def text(self, **options):
        embed_text_batch(
            segments=self.path("segments"),
            words=self.path("words"),
            options=TextEmbedOptions(**options),
            **self._batch("text"),
        )
        return self._read("text")

    def audio(self, **options):
        embed_audio_batch(
            probe=self.path("probe"),
            segments=self.path("segments"),
            words=self.path("words"),
            audio=self.folder / "audio",
            options=AudioEmbedOptions(**options),
            **self._batch("audio"),
        )
        return self._read("audio")

    def image(self, **options):
        embed_image_batch(
            frames=self.path("frames"), options=ImageEmbedOptions(**options), **self._batch("image")
        )
        return self._read("image")


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    return Corpus(tmp_path)


def keys(rows) -> list[tuple]:
    return [(row["media_id"], row["modality"], row["unit"], row["index"]) for row in rows]


def test_every_segment_and_word_gets_a_text_vector_with_or_without_a_time(corpus):
    corpus.write(
        [an_account("a")],
        segments=[a_segment()],
        words=[a_word(word=0), a_word(word=1, start=None, end=None)],
    )
    rows, accounts = corpus.text()
    assert keys(rows) == [
        ("a", "text", "segment", 0),
        ("a", "text", "word", 0),
        ("a", "text", "word", 1),
    ]
    assert [row["start"] for row in rows] == [0.0, 0.0, None]
    assert {row["model"] for row in rows} == {"hashing-1/256"}
    assert {len(row["vector"]) for row in rows} == {256}
    assert (accounts["a"]["status"], accounts["a"]["rows_in"], accounts["a"]["rows_out"]) == (
        "ok",
        3,
        3,
    )


@pytest.mark.parametrize("unit", ["word", "segment"])
def test_only_the_units_asked_for_are_embedded(corpus, unit):
    corpus.sound("a.flac")
    corpus.write([an_account("a")], probe=[a_probe()], segments=[a_segment()], words=[a_word()])
    assert [row["unit"] for row in corpus.text(units=[unit])[0]] == [unit]
    assert [row["unit"] for row in corpus.audio(units=[unit])[0]] == [unit]


def test_text_of_a_recording_without_words_is_embedded_by_segment_and_said(corpus):
    corpus.write([an_account("a")], segments=[a_segment()])
    rows, accounts = corpus.text()
    assert keys(rows) == [("a", "text", "segment", 0)]
    assert accounts["a"]["status"] == "partial"
    assert accounts["a"]["reason"] == "it has no words, so only the rest is embedded"


def test_every_recording_of_the_batch_is_accounted_for_in_every_modality(corpus):
    corpus.write(
        [
            an_account("a"),
            an_account("b", "failed", code="mismatch", reason="other speech"),
            an_account("c"),
        ]
    )
    for run in (corpus.text, corpus.audio, corpus.image):
        rows, accounts = run()
        assert rows == []
        assert [a["status"] for a in accounts.values()] == ["skipped"] * 3
        assert accounts["b"]["reason"] == "align failed: other speech"


def test_audio_units_without_a_time_or_after_the_end_have_no_row_and_are_counted(corpus):
    corpus.sound("a.flac", seconds=2.0)
    times = [(0.0, 0.4), (None, None), (0.5, 0.9), (5.0, 6.0)]
    words = [a_word(word=i, start=start, end=end) for i, (start, end) in enumerate(times)]
    corpus.write([an_account("a")], probe=[a_probe()], segments=[a_segment()], words=words)
    rows, accounts = corpus.audio()
    assert keys(rows) == [
        ("a", "audio", "segment", 0),
        ("a", "audio", "word", 0),
        ("a", "audio", "word", 2),
    ]
    assert accounts["a"]["status"] == "partial"
    assert accounts["a"]["reason"] == (
        "1 of 5 units have no time; 1 of 5 units lie after the end of the sound"
    )
    assert (accounts["a"]["rows_in"], accounts["a"]["rows_out"]) == (5, 3)


def test_a_recording_of_which_no_unit_has_a_time_is_skipped_with_the_reason(corpus):
    corpus.sound("a.flac")
    words = [a_word(start=None, end=None)]
    corpus.write([an_account("a")], probe=[a_probe()], words=words)
    rows, accounts = corpus.audio(units=["word"])
    assert rows == []
    assert (accounts["a"]["status"], accounts["a"]["code"]) == ("skipped", "words_unaligned")


@pytest.mark.parametrize(
    ("audio", "code", "status"),
    [
        (None, "no_audio", "skipped"),
        ("gone.flac", "not_found", "failed"),
        ("../outside.flac", "not_found", "failed"),
        ("damaged.flac", "unreadable", "failed"),
    ],
)
def test_sound_that_cannot_be_read_fails_alone(corpus, audio, code, status):
    corpus.sound("b.flac")
    corpus.sound("../outside.flac")
    (corpus.folder / "audio" / "damaged.flac").write_bytes(b"no flac at all")
    corpus.write(
        [an_account("a"), an_account("b")],
        probe=[a_probe("a", audio=audio), a_probe("b", audio="b.flac")],
        words=[a_word("a"), a_word("b")],
    )
    rows, accounts = corpus.audio(units=["word"])
    assert keys(rows) == [("b", "audio", "word", 0)]
    assert (accounts["a"]["status"], accounts["a"]["code"]) == (status, code)
    assert accounts["b"]["status"] == "ok"


def test_every_frame_gets_a_vector_at_its_time(corpus):
    corpus.write([an_account("a")], frames=[a_frame(frame=i) for i in range(70)])
    rows, accounts = corpus.image()
    assert keys(rows) == [("a", "image", "frame", i) for i in range(70)]
    assert [(row["start"], row["end"]) for row in rows] == [(2.0 * i, 2.0 * i) for i in range(70)]
    assert accounts["a"]["rows_out"] == 70


def test_a_broken_picture_leaves_the_vectors_of_the_others_in_place(corpus):
    whole = [a_frame(frame=i) for i in range(40)]
    corpus.write([an_account("a")], frames=whole)
    expected, _ = corpus.image()
    whole[33] = a_frame(frame=33, image=b"broken")
    corpus.write([an_account("a")], frames=whole)
    rows, accounts = corpus.image()
    assert rows == expected[:33] + expected[34:]
    assert (accounts["a"]["status"], accounts["a"]["code"]) == ("partial", "picture_broken")
    assert "1 of 40 pictures" in accounts["a"]["reason"]


def test_a_recording_of_broken_pictures_alone_fails(corpus):
    corpus.write([an_account("a")], frames=[a_frame(image=b"broken")])
    rows, accounts = corpus.image()
    assert rows == []
    assert (accounts["a"]["status"], accounts["a"]["code"]) == ("failed", "picture_broken")


def a_full_batch(corpus, ids) -> None:
    for media_id in ids:
        corpus.sound(f"{media_id}.flac")
    corpus.write(
        [an_account(m) for m in ids],
        probe=[a_probe(m, audio=f"{m}.flac") for m in ids],
        segments=[a_segment(m, text=f"Satz über {m}") for m in ids],
        words=[a_word(m, w, text=f"{m}{w}", start=0.3 * w) for m in ids for w in range(3)],
        frames=[a_frame(m, f) for m in ids for f in range(3)],
    )


def test_the_three_modalities_can_be_read_as_one_table(corpus):
    a_full_batch(corpus, ["a", "b"])
    for run in (corpus.text, corpus.audio, corpus.image):
        run()
    paths = [str(path) for path in sorted(corpus.folder.glob("embeddings-*.parquet"))]
    table = ds.dataset(paths, format="parquet").to_table()
    assert table.num_rows == 2 * (4 + 4 + 3)
    assert table.schema.field("vector").type.list_size == 256


def test_added_recordings_change_no_old_vector(corpus):
    a_full_batch(corpus, ["b", "d"])
    before = [corpus.text()[0], corpus.audio()[0], corpus.image()[0]]
    a_full_batch(corpus, ["a", "b", "c", "d"])
    after = [corpus.text()[0], corpus.audio()[0], corpus.image()[0]]
    for old, new in zip(before, after, strict=True):
        assert old == [row for row in new if row["media_id"] in ("b", "d")]
        assert len(new) == 2 * len(old)


RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_embed_batches import Corpus
corpus = Corpus.__new__(Corpus)
corpus.folder = Path(sys.argv[1])
corpus.text(); corpus.audio(); corpus.image()
"""


def test_threads_and_hash_seed_do_not_change_the_bytes(corpus):
    a_full_batch(corpus, [f"m{i}" for i in range(5)])
    digests = set()
    for setting in ("1", "2"):
        environment = os.environ | {
            "OPENBLAS_NUM_THREADS": setting,
            "OMP_NUM_THREADS": setting,
            "PYTHONHASHSEED": setting,
        }
        command = [sys.executable, "-c", RUN, str(corpus.folder), str(Path(__file__).parent)]
        subprocess.run(command, env=environment, check=True)
        made = sorted(corpus.folder.glob("embeddings-*.parquet"))
        assert len(made) == 3
        digests.add(tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in made))
    assert len(digests) == 1
