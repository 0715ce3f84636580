"""Recordings built for the tests of the media stage."""

import csv
import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from unisono.items import Batch
from unisono.media.batch import probe_batch
from unisono.media.options import MediaOptions
from unisono.store import read_rows

MILLI = Fraction(1, 1000)


def write_film(  # noqa: PLR0913  a builder: a test names only what matters to it
    path: Path,
    *,
    picture_ms: Sequence[int] = (),
    clicks: Sequence[float] = (),
    sound: tuple[float, float] | None = None,
    holes: Sequence[tuple[float, float]] = (),
    rate: int = 48000,
    channels: int = 1,
    codec: str = "pcm_s16le",
    options: dict[str, str] | None = None,
) -> Path:
    """Write a film: pictures at the given times, sound from start to end with clicks in it.

    Blocks of sound that touch a hole are left out of the container.
    """
    with av.open(str(path), "w", options=options or {}) as out:
        video = audio = None
        if picture_ms:
            video = out.add_stream("libx264", rate=25)
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            video.codec_context.time_base = MILLI
        if sound:
            audio = out.add_stream(codec, rate=rate)
            audio.layout = {1: "mono", 2: "stereo"}[channels]
            audio.codec_context.time_base = Fraction(1, rate)
        packets = []
        for number, time in enumerate(picture_ms):
            frame = av.VideoFrame.from_ndarray(
                np.full((48, 64, 3), 40 + number % 200, np.uint8), format="rgb24"
            )
            frame.pts, frame.time_base = time, MILLI
            packets += video.encode(frame)
        if video:
            packets += video.encode()
        if audio and sound:
            packets += _sound_packets(audio, sound, clicks, holes, rate, channels)
        packets = [p for p in packets if p.dts is not None]
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            out.mux(packet)
    return path


def _sound_packets(audio, sound, clicks, holes, rate, channels):
    start, end = sound
    first, last = round(start * rate), round(end * rate)
    samples = np.zeros((last - first, channels), np.float32)
    for click in clicks:
        samples[round(click * rate) - first] = 0.9
    kind = audio.codec_context.format.name
    for begin in range(0, last - first, 1024):
        block = samples[begin : begin + 1024]
        times = (first + begin) / rate, (first + begin + len(block)) / rate
        if any(times[0] < hole[1] and times[1] > hole[0] for hole in holes):
            continue
        data = block.T if kind.endswith("p") else block.reshape(1, -1)
        if "s16" in kind:
            data = (data * 32767).astype(np.int16)
        elif "s32" in kind:
            data = (data * (2**31 - 1)).astype(np.int32)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(data), format=kind, layout=audio.layout.name
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, first + begin, Fraction(1, rate)
        yield from audio.encode(frame)
    yield from audio.encode()


@pytest.fixture
def film() -> Callable[..., Path]:
    return write_film


@pytest.fixture
def media(tmp_path: Path) -> Callable[..., tuple[dict, dict, Path]]:
    """Run the stage over files; gives probe rows and accounts by file name, and the folder."""

    def run(
        *paths: Path, batch: str = "0001", relative: bool = False, **options
    ) -> tuple[dict, dict, Path]:
        enrolled = tmp_path / f"{batch}.csv"
        names = ["media_id", "path", "language", "transcript", "speaker_id", "sex", "party"]
        with enrolled.open("w", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            for path in paths:
                writer.writerow(
                    dict.fromkeys(names, "")
                    | {
                        "media_id": path.name,
                        "path": os.path.relpath(path, tmp_path) if relative else str(path),
                        "language": "en",
                    }
                )
        folder = tmp_path / batch
        probe_batch(
            root=tmp_path,
            enrolled=enrolled,
            audio=folder,
            probe=tmp_path / f"{batch}.parquet",
            options=MediaOptions(**options),
            batch=Batch(stage="media", name=batch, accounting=tmp_path / f"{batch}-acc.parquet"),
        )
        probes = {row["media_id"]: row for row in read_rows(tmp_path / f"{batch}.parquet")}
        accounts = {row["media_id"]: row for row in read_rows(tmp_path / f"{batch}-acc.parquet")}
        return probes, accounts, folder

    return run
