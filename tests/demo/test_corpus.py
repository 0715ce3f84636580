"""A tiny corpus on disk: files and truth agree, and the six faults are what they claim."""

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.batch import make_ads, make_manifest, make_parliament
from unisono.demo.options import DemoOptions
from unisono.demo.pitch import PlantedSentence, f0_medians

Decode = Callable[[Path], tuple[float, Samples]]
Rows = list[dict[str, str]]

TINY = DemoOptions(speeches=4, ads=4, sentences_min=4, sentences_max=5)
FAULTS = {
    "truncated": "rede-41-02",
    "other_transcript": "rede-42-01",
    "silence": "rede-42-02",
    "no_audio": "ad-002",
    "variable_frame_rate": "ad-003",
    "rotated": "ad-004",
}


def make_corpus(corpus: Path, parts: int) -> Path:
    for part in range(1, parts + 1):
        make_parliament(corpus=corpus, part=part, parts=parts, options=TINY)
        make_ads(corpus=corpus, part=part, parts=parts, options=TINY)
    kinds = ("parliament", "ads")
    folders = [corpus / kind / str(part) for kind in kinds for part in range(1, parts + 1)]
    make_manifest(corpus=corpus, parts=folders, options=TINY)
    return corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("demo"), parts=2)


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def truth(corpus: Path, table: str, media_id: str) -> Rows:
    found = rows(corpus / "truth" / f"{table}.csv")
    return [row for row in found if row["media_id"] == media_id]


def media(corpus: Path, media_id: str) -> Path:
    return next(corpus.glob(f"*/*/{media_id}.mp4"))


def level(samples: Samples, start: float, end: float) -> float:
    part = samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(float)
    return float(10 * np.log10(np.mean(part**2) + 1e-12))


def test_the_manifest_names_files_that_are_there(corpus: Path) -> None:
    manifest = rows(corpus / "manifest.csv")
    assert [row["media_id"] for row in manifest] == sorted(
        [f"ad-{n:03d}" for n in (1, 2, 3, 4)] + [f"rede-4{s}-0{n}" for s in (1, 2) for n in (1, 2)]
    )
    for row in manifest:
        assert (corpus / row["path"]).is_file()
        assert (corpus / row["transcript"]).is_file()
    assert {row["language"] for row in manifest} == {"de", "en"}
    assert {row["label_tone"] for row in manifest} == {"", "attack", "promote", "contrast"}


def test_exactly_six_recordings_are_faulty(corpus: Path) -> None:
    faulty = {
        row["fault"]: row["media_id"]
        for row in rows(corpus / "truth" / "recordings.csv")
        if row["fault"]
    }
    assert faulty == FAULTS


def test_parts_and_repetition_change_no_byte(corpus: Path, tmp_path: Path) -> None:
    again = make_corpus(tmp_path, parts=1)
    for table in ("sentences", "words", "speakers", "recordings"):
        name = f"truth/{table}.csv"
        assert (again / name).read_bytes() == (corpus / name).read_bytes()
    for row in rows(corpus / "manifest.csv"):
        for column in ("path", "transcript"):
            moved = next(again.glob(f"*/1/{Path(row[column]).name}"))
            assert moved.read_bytes() == (corpus / row[column]).read_bytes()
    protocols = sorted(path.name for path in (corpus / "protocols").iterdir())
    assert protocols == ["sitting-41.xml", "sitting-42.xml"]


@pytest.mark.parametrize("media_id", ["rede-41-01", "rede-42-01"])
def test_decoded_f0_is_within_2_percent_of_the_planted(
    corpus: Path, media_id: str, decode_sound: Decode
) -> None:
    _, samples = decode_sound(media(corpus, media_id))
    (recording,) = [r for r in rows(corpus / "manifest.csv") if r["media_id"] == media_id]
    floor, ceiling = (100, 500) if recording["sex"] == "female" else (75, 300)
    planted = [
        PlantedSentence(
            start=float(row["start"]), end=float(row["end"]), f0=float(row["f0_planted"])
        )
        for row in truth(corpus, "sentences", media_id)
    ]
    measured = f0_medians(samples, planted, floor=floor, ceiling=ceiling)
    assert measured == pytest.approx([sentence.f0 for sentence in planted], rel=0.02)


@pytest.mark.parametrize("media_id", ["rede-41-01", "rede-42-01", "ad-003", "ad-004"])
def test_words_are_where_the_sound_is(corpus: Path, media_id: str, decode_sound: Decode) -> None:
    start, samples = decode_sound(media(corpus, media_id))
    assert start == 0
    words = truth(corpus, "words", media_id)
    spoken = [level(samples, float(word["start"]), float(word["end"])) for word in words]
    assert min(spoken) > -45
    pauses = [
        (float(before["end"]), float(after["start"]))
        for before, after in pairwise(words)
        if float(after["start"]) - float(before["end"]) > 0.1
    ]
    assert pauses
    music = next(row for row in truth(corpus, "recordings", media_id))["music"] == "1"
    for end, following in pauses:
        silent = level(samples, end + 0.02, following - 0.005)
        assert silent < np.median(spoken) - (8 if music else 18)  # some voices have an echo


def test_a_transcript_is_what_is_said(corpus: Path) -> None:
    for row in rows(corpus / "manifest.csv"):
        said = [sentence["text"] for sentence in truth(corpus, "sentences", row["media_id"])]
        lines = (corpus / row["transcript"]).read_text("utf-8").splitlines()
        if row["media_id"] not in FAULTS.values():
            assert [line for line in lines if line in said] == said


def test_the_truncated_file_opens_and_ends_early(corpus: Path) -> None:
    media_id = FAULTS["truncated"]
    (recording,) = truth(corpus, "recordings", media_id)
    frames = 0
    with av.open(str(media(corpus, media_id))) as container:
        assert {stream.type for stream in container.streams} == {"video", "audio"}
        try:
            for _frame in container.decode(video=0):
                frames += 1
        except av.FFmpegError:
            pass
    assert 0.2 * int(recording["frames"]) < frames < 0.9 * int(recording["frames"])


def test_the_swapped_transcript_is_that_of_another_speech(corpus: Path) -> None:
    media_id = FAULTS["other_transcript"]
    (recording,) = truth(corpus, "recordings", media_id)
    lines = next(corpus.glob(f"*/*/{media_id}.txt")).read_text("utf-8").splitlines()
    said = [row["text"] for row in truth(corpus, "sentences", media_id)]
    assert recording["transcript_of"] == "rede-42-02"
    assert len(lines) >= 4
    assert lines != said


def test_the_silent_recording_has_sound_of_zeros_only(corpus: Path, decode_sound: Decode) -> None:
    _, samples = decode_sound(media(corpus, FAULTS["silence"]))
    assert len(samples) > 5 * SAMPLE_RATE
    assert np.abs(samples).max() < 1e-4
    assert truth(corpus, "words", FAULTS["silence"]) == []


def test_the_mute_ad_has_pictures_only(corpus: Path) -> None:
    with av.open(str(media(corpus, FAULTS["no_audio"]))) as container:
        assert [stream.type for stream in container.streams] == ["video"]
    assert truth(corpus, "words", FAULTS["no_audio"]) == []


def test_the_variable_ad_has_uneven_frames(corpus: Path) -> None:
    with av.open(str(media(corpus, FAULTS["variable_frame_rate"]))) as container:
        times = [frame.time for frame in container.decode(video=0)]
    steps = np.diff(np.array(times, dtype=float))
    assert steps.min() < 0.03
    assert steps.max() > 0.1


def test_the_rotated_ad_is_upright_once_turned(corpus: Path) -> None:
    with av.open(str(media(corpus, FAULTS["rotated"]))) as container:
        frame = list(container.decode(video=0))[-1]
    assert (frame.width, frame.height) == (270, 480)
    assert frame.rotation % 360 == 270  # FFmpeg counts counter-clockwise
    upright = np.rot90(frame.to_ndarray(format="gray"), k=-1)
    assert upright.shape == (270, 480)
    band = upright[-40:].mean()  # the dark band with the sponsor's name
    assert band < 60
    (recording,) = truth(corpus, "recordings", FAULTS["rotated"])
    assert (recording["width"], recording["height"]) == ("480", "270")
    assert recording["rotation"] == "90"
