"""Media files: the decoded sound is on the clock of what was encoded, the bytes the same."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from scipy.signal import correlate

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.film import CLOCK, Film, Picture, regular_times, write_film, write_sound

Decode = Callable[[Path], tuple[float, Samples]]

FILM = Film(width=64, height=48, fps=Fraction(25, 2))
HALF_A_SECOND = SAMPLE_RATE // 2


@pytest.fixture(scope="module")
def sound() -> Samples:
    """Four seconds of coloured noise with gaps, which fits itself at one lag only."""
    rng = np.random.default_rng(7)
    noise = np.convolve(rng.normal(0, 0.1, 4 * SAMPLE_RATE), np.ones(8) / 8, mode="same")
    noise[SAMPLE_RATE : SAMPLE_RATE + HALF_A_SECOND] = 0
    return noise.astype(np.float32)


def grey(times: list[int]) -> Iterator[tuple[int, Picture]]:
    for place, pts in enumerate(times):
        yield pts, np.full((FILM.height * 3 // 2, FILM.width), 2 * place, dtype=np.uint8)


def write(path: Path, sound: Samples) -> None:
    if path.suffix == ".mp4":
        write_film(path, FILM, grey(regular_times(FILM, len(sound) / SAMPLE_RATE)), sound)
    else:
        write_sound(path, sound)


def lag(decoded: Samples, sound: Samples) -> int:
    """Samples by which the decoded sound comes late."""
    length = min(len(decoded), len(sound))
    return int(np.argmax(correlate(decoded[:length], sound[:length]))) - (length - 1)


@pytest.mark.parametrize("suffix", [".mp4", ".flac", ".wav", ".ogg"])
def test_no_format_shifts_the_sound(
    suffix: str, tmp_path: Path, sound: Samples, decode_sound: Decode
) -> None:
    path = tmp_path / f"sound{suffix}"
    write(path, sound)
    start, decoded = decode_sound(path)
    assert start == 0
    assert abs(lag(decoded, sound)) <= 1
    assert 0 <= len(decoded) - len(sound) <= 1100  # the last AAC frame is filled up


@pytest.mark.parametrize("suffix", [".mp4", ".flac", ".wav", ".ogg"])
def test_the_same_sound_makes_the_same_bytes(suffix: str, tmp_path: Path, sound: Samples) -> None:
    paths = [tmp_path / f"{name}{suffix}" for name in ("first", "second")]
    for path in paths:
        write(path, sound)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_frames_have_the_times_that_were_asked_for(tmp_path: Path, sound: Samples) -> None:
    times = [0, 20, 140, 177, 500, 1001]
    path = tmp_path / "film.mp4"
    assert write_film(path, FILM, grey(times), sound) == len(times)
    with av.open(str(path)) as container:
        decoded = [frame.time for frame in container.decode(video=0)]
    assert decoded == pytest.approx([float(time * CLOCK) for time in times], abs=1e-6)


def test_a_film_without_sound_has_no_audio_stream(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    write_film(path, FILM, grey([0, 80, 160]), None)
    with av.open(str(path)) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_sound_and_pictures_are_interleaved(tmp_path: Path, sound: Samples) -> None:
    path = tmp_path / "film.mp4"
    write(path, sound)
    with av.open(str(path)) as container:
        order = [packet.stream.type for packet in container.demux() if packet.size]
    middle = len(order) // 2
    assert {"audio", "video"} == set(order[:middle]) == set(order[middle:])
