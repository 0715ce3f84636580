"""Sampled frames are exactly those that a full decode shows at the instants.

The peer decodes every frame in one thread and picks by a loop; ours plans, seeks and
skips. Pictures are compared bit for bit.
"""

import gc
import json
from fractions import Fraction
from itertools import accumulate, islice, pairwise

import av
import cv2
import numpy as np
import pytest

from unisono.container import Orientation, choose_video, open_media
from unisono.frames import decode, sampling
from unisono.frames.index import read_index
from unisono.frames.options import FramesOptions
from unisono.frames.pictures import bounded_size, turned
from unisono.frames.sampling import sample
from unisono.frames.shots import detect_shots
from unisono.items import ItemError
from unisono.reasons import Reason

STEADY = range(0, 10_000, 40)
VARIABLE = np.cumsum(np.random.default_rng(7).choice([20, 40, 40, 120, 700], 200)).tolist()
LONG = {"g": "120", "keyint_min": "120"}

CASES = {
    "b-frames.mp4": (STEADY, {"options": LONG}),
    "b-frames.mkv": (STEADY, {"options": LONG}),
    "short-groups.mp4": (STEADY, {"options": {"g": "12"}}),
    "open-groups.mp4": (STEADY, {"options": {"x264-params": "keyint=30:open-gop=1:bframes=4"}}),
    "open-groups.ts": (STEADY, {"options": {"x264-params": "keyint=30:open-gop=1:bframes=4"}}),
    "variable.mkv": (VARIABLE, {"options": {"g": "40"}}),
    "variable.mp4": (VARIABLE, {"options": {"g": "40"}}),
    "late.mp4": (range(1500, 6000, 40), {"options": LONG}),
    "broadcast.ts": (STEADY, {"options": {"g": "50"}}),
    "one-group.flv": (STEADY, {"options": {"g": "9999"}}),
    "hevc.mp4": (range(0, 4000, 40), {"codec": "libx265",
                 "options": {"x265-params": "keyint=25:log-level=none"}}),
    "vp9.webm": (range(0, 4000, 40), {"codec": "libvpx-vp9", "options": {"g": "30",
                 "deadline": "realtime", "cpu-used": "8"}}),
    "vp8.webm": (range(0, 4000, 40), {"codec": "libvpx", "options": {"g": "30",
                 "auto-alt-ref": "1", "lag-in-frames": "16"}}),
    "xvid.avi": (range(0, 4000, 40), {"codec": "mpeg4", "options": {"bf": "2", "g": "30"}}),
    "plain.avi": (range(0, 4000, 40), {"codec": "mpeg4", "options": {"g": "30"}}),
    "dvd.mpg": (range(0, 4000, 40), {"codec": "mpeg2video", "options": {"bf": "2", "g": "15"}}),
    "motion-jpeg.mov": (range(0, 2000, 40), {"codec": "mjpeg", "pixels": "yuvj420p"}),
    "odd.mp4": (range(0, 2000, 40), {"pixels": "yuv444p", "size": (98, 66)}),
    "ten-bit.mkv": (range(0, 2000, 40), {"pixels": "yuv420p10le"}),
    "single.mp4": ([0], {}),
}  # fmt: skip

MODES = {
    "every-frame": {"seconds": 0.0},
    "every-second": {"seconds": 1.0},
    "every-0.3": {"seconds": 0.3},
    "sparse": {"seconds": 4.7},
    "count": {"mode": "count", "count": 7},
    "keyframes": {"mode": "keyframes"},
}


def expected(frames, seconds=None, mode="every", count=0):
    """Choose from all frames by a loop over the instants.

    A frame whose time has been taken by the one before does not count.
    """
    if mode == "keyframes":
        frames = [frame for frame in frames if frame[1]]
    latest = [Fraction(-1), *accumulate((frame[0] for frame in frames), max)]
    frames = [f for f, time in zip(frames, latest, strict=False) if f[0] > time]
    if mode == "keyframes":
        return frames
    times = [frame[0] for frame in frames]
    end = times[-1] + (times[-1] - times[-2] if len(times) > 1 else Fraction(1, 25))
    if mode == "count":
        instants = [times[0] + number * (end - times[0]) / count for number in range(count)]
    elif seconds == 0:
        instants = times
    else:
        step = Fraction(str(seconds))
        instants = [times[0] + k * step for k in range(int((end - times[0]) / step) + 2)]
        instants = [instant for instant in instants if instant < end]
    chosen = {max(i for i, time in enumerate(times) if time <= t) for t in instants}
    return [frames[i] for i in sorted(chosen)]


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Each case is encoded and decoded once for all modes."""
    made = {}

    def get(name, video, everything):
        if name not in made:
            times, how = CASES[name]
            path = video(tmp_path_factory.mktemp("films") / name, times, **how)
            made[name] = path, everything(path)
        return made[name]

    return get


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CASES)
def test_samples_are_what_a_full_decode_shows(films, video, everything, name, mode):
    path, frames = films(name, video, everything)
    wanted = expected(frames, **MODES[mode])
    got = list(sample(path, max_side=0, **MODES[mode]))
    assert [g.time for g in got] == pytest.approx([float(w[0]) for w in wanted], abs=2e-6)
    assert len(got) > 0
    for ours, theirs in zip(got, wanted, strict=True):
        assert ours.keyframe == theirs[1]
        assert np.array_equal(ours.picture, theirs[2])


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_threads_change_nothing(films, video, everything, threads):
    path, frames = films("b-frames.mp4", video, everything)
    wanted = expected(frames, seconds=0.7)
    got = list(sample(path, max_side=0, seconds=0.7, threads=threads))
    assert all(np.array_equal(g.picture, w[2]) for g, w in zip(got, wanted, strict=True))


def test_sparse_samples_decode_few_packets(films, video, everything, monkeypatch):
    path, _ = films("short-groups.mp4", video, everything)
    drawn = []
    read = decode.PacketReader.read
    monkeypatch.setattr(
        decode.PacketReader, "read",
        lambda self, run: (drawn.append(item) or item for item in read(self, run)),
    )  # fmt: skip
    got = list(sample(path, seconds=4.8))  # every tenth group of 12 frames
    assert len(got) == 3
    assert len(drawn) <= 3 * 12


@pytest.mark.parametrize("name", ["b-frames.mp4", "b-frames.mkv"])
def test_seeking_leads_to_the_same_frames(films, video, everything, monkeypatch, name):
    path, frames = films(name, video, everything)
    monkeypatch.setattr(decode, "SEEK_PACKETS", 0)
    sought = []
    near = decode.PacketReader._go_near
    monkeypatch.setattr(
        decode.PacketReader, "_go_near", lambda self, p: (sought.append(p), near(self, p))
    )
    got = list(sample(path, max_side=0, seconds=4.9))
    wanted = expected(frames, seconds=4.9)
    assert sought
    assert all(np.array_equal(g.picture, w[2]) for g, w in zip(got, wanted, strict=True))


def test_a_plan_that_fails_midway_goes_on_by_decoding_all(films, video, everything, monkeypatch):
    path, frames = films("b-frames.mp4", video, everything)
    read = decode.PacketReader.read

    def break_off(self, run):
        yield from islice(read(self, run), 150)
        raise decode.PlanFailed

    monkeypatch.setattr(decode.PacketReader, "read", break_off)
    got = list(sample(path, max_side=0, seconds=0.5))
    wanted = expected(frames, seconds=0.5)
    assert all(np.array_equal(g.picture, w[2]) for g, w in zip(got, wanted, strict=True))


@pytest.mark.parametrize("mode", ["every-frame", "every-0.3", "sparse", "count"])
@pytest.mark.parametrize("name", ["variable.mkv", "b-frames.mp4", "dvd.mpg", "single.mp4"])
def test_without_an_index_the_same_frames_are_found(
    films, video, everything, monkeypatch, name, mode
):
    path, frames = films(name, video, everything)
    monkeypatch.setattr(sampling, "read_index", lambda *_: None)
    got = list(sample(path, max_side=0, **MODES[mode]))
    wanted = expected(frames, **MODES[mode])
    assert [g.time for g in got] == pytest.approx([float(w[0]) for w in wanted], abs=2e-6)
    assert all(np.array_equal(g.picture, w[2]) for g, w in zip(got, wanted, strict=True))


def test_timestamps_that_jump_back_are_passed_over(films, video, everything, tmp_path):
    path, frames = films("broadcast.ts", video, everything)
    (tmp_path / "twice.ts").write_bytes(path.read_bytes() * 2)
    with open_media(tmp_path / "twice.ts") as container:
        assert read_index(container, choose_video(container)) is None
    got = list(sample(tmp_path / "twice.ts", seconds=0.0))
    assert [g.time for g in got[:250]] == pytest.approx([float(f[0]) for f in frames], abs=2e-6)
    assert all(a.time < b.time for a, b in pairwise(got))


def test_pictures_are_those_of_opencv(films, video, everything):
    for name in ("b-frames.mp4", "odd.mp4", "ten-bit.mkv", "motion-jpeg.mov", "variable.mkv"):
        path, frames = films(name, video, everything)
        capture = cv2.VideoCapture(str(path))
        got = list(sample(path, max_side=0, seconds=0.0))
        assert len(got) == len(frames)
        assert all(np.array_equal(frame.picture, capture.read()[1]) for frame in got)


def test_one_frame_comes_from_the_middle_of_every_shot(films, video, everything):
    path, frames = films("b-frames.mp4", video, everything)
    got = list(sample(path, mode="shots", max_side=0, threshold=25.0))
    middles = [(40 * n + min(40 * n + 40, 250) - 1) // 2 for n in range(7)]
    assert [round(g.time * 25) for g in got] == middles
    assert [g.shot for g in got] == list(range(7))
    for ours, middle in zip(got, middles, strict=True):
        assert np.array_equal(ours.picture, frames[middle][2])


def picture_of(size, value, time):
    frame = av.VideoFrame.from_ndarray(np.full((*size, 3), value, np.uint8), format="bgr24")
    frame.pts = time
    return frame


def test_shots_of_a_video_that_changes_its_size_are_found():
    frames = [picture_of((48, 64), 30, n) for n in range(30)]
    frames += [picture_of((96, 100), 30 if n < 50 else 220, n) for n in range(30, 80)]
    shots = detect_shots(frames, rate=Fraction(25), threshold=27.0, shot_seconds=0.6)
    assert shots.cuts == (50,)
    assert shots.middles.tolist() == [24, 64]


def test_no_frames_make_no_shots():
    shots = detect_shots([], rate=Fraction(25), threshold=27.0, shot_seconds=0.6)
    assert len(shots.middles) == 0


def test_shot_numbers_are_only_given_in_mode_shots(films, video, everything):
    path, _ = films("single.mp4", video, everything)
    assert [frame.shot for frame in sample(path)] == [None]


MATRICES = {
    90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0), "flip": (-1, 0, 0, 1),
    "flip-90": (0, 1, 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("turn", MATRICES)
def test_the_display_matrix_is_applied(video, everything, tmp_path, turn):
    path = video(tmp_path / "a.mp4", range(0, 200, 40))
    upright = everything(path)[0][2]
    data = bytearray(path.read_bytes())
    a, b, c, d = (value * 65536 for value in MATRICES[turn])
    place = data.index(b"tkhd") + 4 + 40  # ISO/IEC 14496-12, 8.3.2, version 0
    for offset, value in zip((0, 4, 12, 16), (a, b, c, d), strict=True):
        data[place + offset : place + offset + 4] = value.to_bytes(4, "big", signed=True)
    path.write_bytes(data)
    shown = {
        90: upright.transpose(1, 0, 2)[:, ::-1],
        180: upright[::-1, ::-1],
        270: upright.transpose(1, 0, 2)[::-1],
        "flip": upright[:, ::-1],
        "flip-90": upright.transpose(1, 0, 2),
    }[turn]
    assert np.array_equal(next(sample(path, max_side=0)).picture, shown)


def test_turning_goes_clockwise():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    assert turned(picture, Orientation(90))[:, :, 0].tolist() == [[3, 0], [4, 1], [5, 2]]


def test_pictures_are_made_smaller_but_never_larger(films, video, everything):
    path, _ = films("b-frames.mp4", video, everything)
    assert next(sample(path, max_side=48)).picture.shape == (32, 48, 3)
    assert next(sample(path, max_side=640)).picture.shape == (64, 96, 3)
    assert bounded_size(1, 5000, 100) == (1, 100)
    assert bounded_size(1920, 1080, 640) == (640, 360)


def test_a_recording_without_video_says_so(tmp_path):
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.zeros(1000), 16_000)
    with pytest.raises(ItemError, match="no video stream") as caught:
        list(sample(tmp_path / "a.wav"))
    assert caught.value.code == Reason.NO_VIDEO


def test_decoded_frames_are_freed_as_the_samples_are_drawn(films, video, everything):
    path, _ = films("b-frames.mp4", video, everything)
    gc.collect()
    gc.disable()  # what lives on now, lives on until the next collection in a real run too
    try:
        alive = [
            sum(type(thing) is av.VideoFrame for thing in gc.get_objects())
            for _ in islice(sample(path, seconds=0.0), 0, None, 80)
        ]
    finally:
        gc.enable()
    assert len(alive) == 4
    assert max(alive) - alive[0] < 20


def test_options_are_given_whole_or_one_by_one(films, video, everything):
    path, _ = films("b-frames.mp4", video, everything)
    whole = [f.time for f in sample(path, FramesOptions(mode="count", count=3))]
    assert whole == [f.time for f in sample(path, mode="count", count=3)]


def test_times_of_a_real_film_are_those_published(shared_data):
    truth = json.loads((shared_data / "video" / "nasa_13013.stream3.frames.json").read_text())
    got = list(sample(shared_data / "video" / "nasa_13013.mp4", seconds=0.0))
    assert [f"{frame.time:.6f}" for frame in got] == [entry["pts_time"] for entry in truth]
    assert len(got) == 390
    assert got[0].picture.shape == (270, 480, 3)


REAL = ["nasa_13013.mp4", "delayed_start.mp4", "issue-134-rotate.mp4", "unordered.mov",
        "video_90.mov"]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("mode", ["every-frame", "every-second", "count", "keyframes"])
def test_samples_of_real_films_are_what_a_full_decode_shows(shared_data, everything, name, mode):
    if (name, mode) == ("issue-134-rotate.mp4", "every-frame"):
        mode = "every-0.3"  # 240 large frames do not tell more
    path = shared_data / "video" / name
    wanted = expected(everything(path), **MODES[mode])
    got = list(sample(path, max_side=0, **MODES[mode]))
    assert [g.time for g in got] == pytest.approx([float(w[0]) for w in wanted], abs=2e-6)
    assert all(np.array_equal(g.picture, w[2]) for g, w in zip(got, wanted, strict=True))
