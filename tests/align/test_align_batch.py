"""The stage: every token of every segment gets its row, every recording its account."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unisono.align.batch import AlignedTables, align_batch
from unisono.align.options import AlignOptions
from unisono.audio import SAMPLE_RATE, Samples
from unisono.espeak.synthesis import synthesise
from unisono.items import Batch
from unisono.store import read_rows, write_table

FIRST = "Good morning everybody, the committee will now come to order."
SECOND = "The first item on our agenda - number 1 - is the report of the treasurer."


def run(corpus: Any, **options: Any) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    corpus.write()
    words, accounting = corpus.folder / "words.parquet", corpus.folder / "accounting.parquet"
    align_batch(
        probe=corpus.probe,
        segments=corpus.segments,
        upstream=options.pop("upstream", []),
        audio=corpus.audio,
        tables=AlignedTables(
            words=words,
            edits=corpus.folder / "edits.parquet",
            verdicts=corpus.folder / "verdicts.parquet",
        ),
        options=AlignOptions(**options),
        batch=Batch(stage="align", name="0001", accounting=accounting),
    )
    return read_rows(words), {row["media_id"]: row for row in read_rows(accounting)}


def spoken(*texts: str) -> tuple[Samples, list[float]]:
    """The texts one after the other, with half a second between; and where each begins."""
    parts, starts, clock = [], [], 0
    for text in texts:
        starts.append(clock / SAMPLE_RATE)
        samples = synthesise(text, voice="en-us").samples
        parts += [samples, np.zeros(SAMPLE_RATE // 2, dtype=np.float32)]
        clock += len(samples) + SAMPLE_RATE // 2
    return np.concatenate(parts), starts


def test_every_token_has_a_row_in_order_and_numbers_run_on(corpus: Any) -> None:
    samples, starts = spoken(FIRST, SECOND)
    corpus.add("a", samples, [(None, None, FIRST), (None, None, SECOND)])
    rows, accounting = run(corpus)
    tokens = FIRST.split() + SECOND.split()
    assert [row["text"] for row in rows] == tokens
    assert [row["word"] for row in rows] == list(range(len(tokens)))
    assert [row["segment"] for row in rows] == [0] * 10 + [1] * 16
    assert {row["method"] for row in rows} == {"hmm"}
    dashes = [row for row in rows if row["text"] == "-"]
    assert [(row["normalised"], row["status"]) for row in dashes] == [(None, "interpolated")] * 2
    assert all(row["status"] == "aligned" for row in rows if row["text"] != "-")
    times = [time for row in rows for time in (row["start"], row["end"])]
    assert times == sorted(times)
    assert rows[10]["start"] == pytest.approx(starts[1], abs=0.1)
    account = accounting["a"]
    assert (account["status"], account["rows_in"], account["rows_out"]) == ("ok", 2, 26)


def test_a_segment_with_times_is_aligned_within_them(corpus: Any) -> None:
    samples, starts = spoken(FIRST, FIRST)
    end = len(samples) / SAMPLE_RATE
    corpus.add("a", samples, [(starts[1], end, FIRST)])
    rows, _ = run(corpus)
    assert rows[0]["start"] == pytest.approx(starts[1], abs=0.1)


def test_words_of_neighbouring_segments_do_not_overlap(corpus: Any) -> None:
    samples, starts = spoken(FIRST, SECOND)
    cut = starts[1] - 0.6  # within the last word of the first segment
    texts = [(0.0, cut, FIRST), (cut, len(samples) / SAMPLE_RATE, SECOND)]
    corpus.add("a", samples, texts)
    rows, _ = run(corpus, pad=0.5)
    times = [t for row in rows if row["start"] is not None for t in (row["start"], row["end"])]
    assert times == sorted(times)


def test_a_text_of_another_speech_is_accounted_for_as_a_mismatch(corpus: Any) -> None:
    samples, _ = spoken(FIRST)
    corpus.add("right", samples, [(None, None, FIRST)])
    wrong = "Please mix three eggs, flour and sugar, and bake it for half an hour."
    corpus.add("wrong", samples, [(None, None, wrong)])
    rows, accounting = run(corpus)
    assert accounting["right"]["status"] == "ok"
    assert (accounting["wrong"]["status"], accounting["wrong"]["code"]) == ("partial", "mismatch")
    assert sum(row["media_id"] == "wrong" for row in rows) == len(wrong.split())


def test_sound_too_short_for_the_text_keeps_its_rows(
    corpus: Any, make_noise: Callable[..., Samples]
) -> None:
    corpus.add("short", make_noise(0.05), [(None, None, FIRST)])
    rows, accounting = run(corpus)
    assert len(rows) == 10
    assert {row["status"] for row in rows} == {"unaligned"}
    assert {row["start"] for row in rows} == {None}
    assert (accounting["short"]["status"], accounting["short"]["code"]) == ("partial", "no_path")


def test_silence_with_a_text_is_accounted_for(corpus: Any) -> None:
    silence = np.zeros(3 * SAMPLE_RATE, dtype=np.float32)
    corpus.add("silence", silence, [(0.5, 1.0, "Hello you."), (1.0, 2.0, "- there")])
    rows, accounting = run(corpus)
    assert [row["text"] for row in rows] == ["Hello", "you.", "-", "there"]
    assert accounting["silence"]["status"] == "partial"


def test_recordings_that_cannot_be_aligned_leave_the_others(
    corpus: Any, make_noise: Callable[..., Samples]
) -> None:
    samples, _ = spoken(FIRST)
    corpus.add("good", samples, [(None, None, FIRST)])
    corpus.add("klingon", make_noise(1.0), [(None, None, "Qapla")], language="tlh")
    corpus.add("mute", None, [(None, None, FIRST)])
    corpus.add("upstream", None, [])
    corpus.add("wordless", make_noise(1.0), [])
    upstream = corpus.folder / "transcribe.parquet"
    account = {"media_id": "upstream", "stage": "transcribe", "batch": "1", "status": "failed"}
    account |= {"code": "no_transcript", "reason": "x", "rows_in": 1, "rows_out": 0, "seconds": 0.0}
    write_table("accounting", upstream, [account])
    rows, accounting = run(corpus, upstream=[upstream])
    assert {row["media_id"] for row in rows} == {"good"}
    assert {name: (row["status"], row["code"]) for name, row in accounting.items()} == {
        "good": ("ok", None),
        "klingon": ("failed", "language_not_supported"),
        "mute": ("skipped", "no_audio"),
        "upstream": ("skipped", "upstream"),
        "wordless": ("skipped", "no_transcript"),
    }


def test_the_same_input_gives_the_same_bytes(corpus: Any) -> None:
    samples, _ = spoken(SECOND)
    corpus.add("a", samples, [(None, None, SECOND)])
    run(corpus)
    before = (corpus.folder / "words.parquet").read_bytes()
    run(corpus)
    assert (corpus.folder / "words.parquet").read_bytes() == before


def test_importing_the_options_loads_nothing_heavy() -> None:
    code = (
        "import sys, unisono.align.options\n"
        "assert not {'numba', 'pocketsphinx', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
