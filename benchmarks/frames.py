"""How fast frames are sampled, against an OpenCV loop that keeps the very same pictures.

    python benchmarks/frames.py
    python benchmarks/frames.py --minutes 2 --repeats 1 --json

The video is generated and kept in a cache folder: 720p H.264 at 25 frames a second with
x264's defaults and a keyframe every 10 s, a speaker who moves before a wall, with camera
noise. One minute is encoded; longer videos repeat its packets. The peers are the loop that
most scripts use (read every frame, keep some) and its thriftier form (grab every frame,
retrieve some); they are told which frames to keep. First both sides run in step and every
picture is compared, untimed; then they are timed in turns. Times are wall-clock.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from unisono.frames.options import FramesOptions
from unisono.frames.sampling import Frame, sample

WIDTH, HEIGHT, RATE = 1280, 720, 25
KEYFRAMES_EVERY = 10 * RATE
SCENE_SECONDS = 60

CASES: dict[str, dict[str, Any]] = {
    "keyframes only": {"mode": "keyframes"},
    "one per 30 s": {"seconds": 30.0},
    "one per 33 s (between keyframes)": {"seconds": 33.0},
    "one per second": {"seconds": 1.0},
    "every frame": {"seconds": 0.0},
}
TARGETS = {"keyframes only": 20.0, "one per 30 s": 3.0, "one per second": 1.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One way of sampling one video, both sides."""

    case: str
    minutes: float
    pictures: int
    same: bool
    """Whether every picture equals the peer's, byte for byte."""
    seconds: float
    opencv_seconds: float
    grab_seconds: float
    cpu_seconds: float
    """Processor time of all threads, ours; other work on the machine does not touch it."""
    opencv_cpu_seconds: float
    ratio: float
    """Time of the OpenCV read loop over ours, medians."""
    ratio_low: float
    """Its fastest run over our slowest."""
    ratio_cpu: float
    """The same of processor times."""
    target: float | None
    repeats: int


def picture(number: int, wall: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Picture of a speaker before a wall, with lips that move and camera noise."""
    image = wall.copy()
    x, y = 640 + int(60 * np.sin(number / 40)), 330 + int(15 * np.sin(number / 11))
    cv2.ellipse(image, (x, y + 420), (330, 260), 0, 180, 360, (70, 50, 40), -1)
    cv2.ellipse(image, (x, y), (120, 160), 0, 0, 360, (150, 170, 210), -1)
    cv2.ellipse(
        image, (x, y + 80), (45, 6 + abs(number % 14 - 7) * 3), 0, 0, 360, (60, 50, 130), -1
    )
    for side in (-45, 45):
        cv2.circle(image, (x + side, y - 30), 12, (40, 40, 40), -1)
    grain = noise.integers(-3, 4, (HEIGHT // 2, WIDTH // 2, 1), dtype=np.int16)
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)
    return (image.astype(np.int16) + grain).clip(0, 255).astype(np.uint8)


def make_scene(path: Path) -> None:
    """Encode the minute that longer videos repeat."""
    noise = np.random.default_rng(20)
    coarse = noise.integers(40, 200, (HEIGHT // 40, WIDTH // 40, 3), dtype=np.uint8)
    wall = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    options = {"g": str(KEYFRAMES_EVERY), "keyint_min": str(KEYFRAMES_EVERY), "sc_threshold": "0"}
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(SCENE_SECONDS * RATE):
            frame = av.VideoFrame.from_ndarray(picture(number, wall, noise), format="bgr24")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def make_video(folder: Path, minutes: int) -> Path:
    """The video of the given length, made when it is not in the folder yet."""
    folder.mkdir(parents=True, exist_ok=True)
    scene, path = folder / "scene-1.mp4", folder / f"speech-1-{minutes}.mp4"
    for target, make in ((scene, make_scene), (path, lambda to: repeat(scene, to, minutes))):
        if not target.exists():
            part = target.with_name(f"part-{os.getpid()}.mp4")
            make(part)
            part.replace(target)
    return path


def repeat(scene: Path, path: Path, times: int) -> None:
    """Write the packets of a video several times, one after the other."""
    with av.open(str(scene)) as source, av.open(str(path), "w") as out:
        given = source.streams.video[0]
        stream = out.add_stream_from_template(given)
        base = given.time_base
        if base is None:
            raise RuntimeError("the scene has no time base")
        for round_ in range(times):
            source.seek(0)
            shift = round(round_ * SCENE_SECONDS / base)
            for packet in source.demux(given):
                if packet.pts is None or packet.dts is None:
                    continue
                packet.pts, packet.dts, packet.stream = (
                    packet.pts + shift,
                    packet.dts + shift,
                    stream,
                )
                out.mux(packet)


def read_loop(path: Path, kept: set[int]) -> Iterator[np.ndarray]:
    """The peer: read every frame, keep some."""
    capture = cv2.VideoCapture(str(path))
    number = 0
    while True:
        there, image = capture.read()
        if not there:
            return
        if number in kept:
            yield image
        number += 1


def grab_loop(path: Path, kept: set[int]) -> Iterator[np.ndarray]:
    """The thriftier peer: decode every frame, convert some."""
    capture = cv2.VideoCapture(str(path))
    number = 0
    while capture.grab():
        if number in kept:
            yield capture.retrieve()[1]
        number += 1


def number_of(frame: Frame) -> int:
    """Number of a frame in a video of constant rate that begins at 0."""
    return round(frame.time * RATE)


def all_same(path: Path, options: FramesOptions, kept: set[int]) -> bool:
    """Run both in step and compare every picture."""
    pairs = zip(sample(path, options), read_loop(path, kept), strict=True)
    return all(np.array_equal(ours.picture, theirs) for ours, theirs in pairs)


def timed(draw: Callable[[], Iterator[Any]]) -> tuple[float, float]:
    """Wall-clock and processor seconds until an iterator is drawn to its end."""
    start, cpu = time.perf_counter(), time.process_time()
    for _ in draw():
        pass
    return time.perf_counter() - start, time.process_time() - cpu


def compare(case: str, path: Path, minutes: int, repeats: int) -> Result:
    """Check and time one case."""
    options = FramesOptions.model_validate({"max_side": 0, **CASES[case]})
    kept = {number_of(frame) for frame in sample(path, options)}
    same = all_same(path, options, kept)
    runs = [
        (
            *timed(lambda: sample(path, options)),
            *timed(lambda: read_loop(path, kept)),
            timed(lambda: grab_loop(path, kept))[0],
        )
        for _ in range(repeats)
    ]
    ours, our_cpu, read, read_cpu, grab = (
        [round(value, 3) for value in column] for column in zip(*runs, strict=True)
    )
    middle = statistics.median
    return Result(
        case=case,
        minutes=minutes,
        pictures=len(kept),
        same=same,
        seconds=middle(ours),
        opencv_seconds=middle(read),
        grab_seconds=middle(grab),
        cpu_seconds=middle(our_cpu),
        opencv_cpu_seconds=middle(read_cpu),
        ratio=round(middle(read) / middle(ours), 2),
        ratio_low=round(min(read) / max(ours), 2),
        ratio_cpu=round(middle(read_cpu) / middle(our_cpu), 2),
        target=TARGETS.get(case),
        repeats=repeats,
    )


def machine() -> dict[str, object]:
    """Where the figures come from."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "python": platform.python_version(),
        "pyav": av.__version__,
        "opencv": cv2.__version__,
    }


def print_table(results: list[Result]) -> None:
    """Print the results for a reader."""
    print(" ".join(f"{name} {value}" for name, value in machine().items()))
    print(
        f"{'case':34}{'pictures':>9}{'same':>6}{'ours, s':>9}{'read, s':>9}{'grab, s':>9}"
        f"{'ratio':>8}{'lowest':>8}{'of cpu':>8}{'target':>8}"
    )
    for row in results:
        target = "" if row.target is None else f"{row.target:g}"
        print(
            f"{row.case:34}{row.pictures:9d}{'yes' if row.same else 'NO':>6}{row.seconds:9.2f}"
            f"{row.opencv_seconds:9.2f}{row.grab_seconds:9.2f}{row.ratio:8.2f}"
            f"{row.ratio_low:8.2f}{row.ratio_cpu:8.2f}{target:>8}"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=5, help="length of the video")
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each side")
    parser.add_argument("--cases", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--json", action="store_true", help="one JSON row a case")
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir()) / "unisono-benchmarks"
    )
    arguments = parser.parse_args()
    path = make_video(arguments.cache, arguments.minutes)
    results = [
        compare(case, path, arguments.minutes, arguments.repeats) for case in arguments.cases
    ]
    if arguments.json:
        for row in results:
            print(json.dumps(asdict(row) | machine()))
    else:
        print_table(results)


if __name__ == "__main__":
    main()
