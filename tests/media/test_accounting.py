"""Every enrolled recording has its row and its reason, whatever the file is."""

import hashlib
import os
import shutil
import socket

import av
import numpy as np
import pytest
import soundfile

from unisono.container import packets
from unisono.errors import UnisonoError
from unisono.items import ItemError
from unisono.media.sound import NormalisedSound
from unisono.reasons import Reason

PICTURES = range(0, 4000, 40)
SUBTITLES = "1\n00:00:01,000 --> 00:00:02,000\nhear, hear\n\n"
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{target}\n#EXT-X-ENDLIST\n"


def refused(folder):
    """Files that are no recordings, with the code that each should get."""
    (folder / "inside").mkdir()
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("Mr Speaker, I rise to ask a question.\n" * 20)
    (folder / "text.txt").write_text("Mr Speaker, I rise to ask a question.\n" * 20)
    (folder / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(5000))
    (folder / "subs.srt").write_text(SUBTITLES * 3)
    (folder / "script.txt").write_text("ffconcat version 1.0\nfile 'film.mkv'\n")
    (folder / "list.m3u8").write_text(PLAYLIST.format(target=folder / "film.mkv"))
    (folder / "session.sdp").write_text("v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n")
    (folder / "head.mp4").write_bytes((folder / "film.mp4").read_bytes()[:400])
    return {
        "inside": Reason.UNREADABLE,
        "nowhere.mp4": Reason.NOT_FOUND,
        "empty.mp4": Reason.EMPTY_FILE,
        "text.mp4": Reason.NOT_MEDIA,
        "text.txt": Reason.NOT_MEDIA,
        "noise.mp4": Reason.NOT_MEDIA,
        "subs.srt": Reason.NO_STREAMS,
        "script.txt": Reason.NOT_MEDIA,
        "list.m3u8": Reason.NOT_MEDIA,
        "session.sdp": Reason.NOT_MEDIA,
        "head.mp4": Reason.TRUNCATED,
    }


def test_what_is_no_recording_fails_alone_with_a_reason(film, media, tmp_path):
    film(tmp_path / "film.mkv", picture_ms=PICTURES, sound=(0, 4))
    film(tmp_path / "film.mp4", picture_ms=PICTURES, sound=(0, 4), codec="aac")
    expected = refused(tmp_path)
    probes, accounts, folder = media(
        *(tmp_path / name for name in expected), tmp_path / "film.mkv", tmp_path / "film.mp4"
    )
    assert {name: accounts[name]["code"] for name in expected} == expected
    for name in expected:
        assert probes[name]["status"] == accounts[name]["status"] == "failed"
        assert probes[name]["kind"] == "none"
        assert probes[name]["reason"] == accounts[name]["reason"]
        assert len(accounts[name]["reason"]) > 20
    assert accounts["film.mkv"]["status"] == accounts["film.mp4"]["status"] == "ok"
    assert sorted(p.name for p in folder.iterdir()) == ["film.mkv.flac", "film.mp4.flac"]


def test_a_playlist_opens_no_other_file_and_no_connection(film, media, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        target = f"http://127.0.0.1:{server.getsockname()[1]}/film.ts"
        (tmp_path / "list.m3u8").write_text(PLAYLIST.format(target=target))
        (tmp_path / "disguised.mp4").write_text(PLAYLIST.format(target=target))
        _, accounts, _ = media(tmp_path / "list.m3u8", tmp_path / "disguised.mp4")
        with pytest.raises(TimeoutError):
            server.accept()
    assert {row["code"] for row in accounts.values()} == {Reason.NOT_MEDIA}


def test_a_pipe_is_refused_without_waiting_for_it(media, tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    _, accounts, _ = media(tmp_path / "pipe.mp4")
    assert accounts["pipe.mp4"]["code"] == Reason.UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_says_so(film, media, tmp_path):
    path = film(tmp_path / "film.mkv", sound=(0, 1))
    path.chmod(0)
    _, accounts, _ = media(path)
    assert accounts["film.mkv"]["code"] == Reason.UNREADABLE
    assert "permission" in accounts["film.mkv"]["reason"].lower()


def test_pictures_without_sound_are_fine_and_said(film, media, tmp_path):
    probes, accounts, folder = media(film(tmp_path / "mute.mkv", picture_ms=PICTURES))
    assert accounts["mute.mkv"]["status"] == "ok"
    assert accounts["mute.mkv"]["code"] == Reason.NO_AUDIO
    assert probes["mute.mkv"]["kind"] == "video"
    assert probes["mute.mkv"]["audio"] is None
    assert probes["mute.mkv"]["duration"] == pytest.approx(4.0)
    assert list(folder.iterdir()) == []


def test_sound_without_pictures_is_fine_and_said(film, media, tmp_path):
    probes, accounts, _ = media(film(tmp_path / "radio.mka", sound=(0, 2), codec="flac"))
    assert accounts["radio.mka"]["status"] == "ok"
    assert accounts["radio.mka"]["code"] == Reason.NO_VIDEO
    assert probes["radio.mka"]["kind"] == "audio"
    assert probes["radio.mka"]["width"] is None
    assert probes["radio.mka"]["duration"] == pytest.approx(2.0)


def test_a_cover_picture_is_no_video(media, tmp_path):
    with av.open(str(tmp_path / "song.mp3"), "w") as out:
        audio = out.add_stream("mp3", rate=44100)
        cover = out.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))
        for packet in [*cover.encode(picture), *cover.encode()]:
            out.mux(packet)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), format="fltp",
                                           layout="mono")  # fmt: skip
        sound.sample_rate = 44100
        for packet in [*audio.encode(sound), *audio.encode()]:
            out.mux(packet)
    probes, accounts, _ = media(tmp_path / "song.mp3")
    assert probes["song.mp3"]["kind"] == "audio"
    assert "cover picture" in probes["song.mp3"]["streams"]
    assert accounts["song.mp3"]["code"] == Reason.NO_VIDEO


def faststart(film, path):
    """A film whose index comes first, long enough to be cut in its content."""
    return film(path, picture_ms=range(0, 20_000, 40), sound=(0, 20), clicks=np.arange(0, 20, 0.01),
                codec="aac", options={"movflags": "+faststart"})  # fmt: skip


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.wav"])
def test_a_recording_that_was_cut_off_is_used_as_far_as_it_goes(film, media, tmp_path, name):
    whole = tmp_path / f"whole{name[3:]}"
    if name.endswith("mp4"):
        faststart(film, whole)
    else:
        pictures = () if name.endswith("wav") else PICTURES
        film(whole, picture_ms=pictures, sound=(0, 4), clicks=[1])
    data = whole.read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * 0.8)])
    probes, accounts, folder = media(tmp_path / name, whole)
    assert accounts[whole.name]["status"] == "ok"
    assert accounts[name]["status"] == probes[name]["status"] == "partial"
    assert accounts[name]["code"] == Reason.TRUNCATED
    assert "cut off" in accounts[name]["reason"]
    assert 0.2 < probes[name]["duration"] / probes[whole.name]["duration"] < 0.95
    assert soundfile.info(folder / f"{name}.flac").duration <= probes[name]["duration"] + 0.1


def test_packets_that_cannot_be_decoded_become_silence_and_are_counted(film, media, tmp_path):
    data = bytearray(faststart(film, tmp_path / "a.mp4").read_bytes())
    with av.open(str(tmp_path / "a.mp4")) as container:
        places = [(p.pos, p.size) for p in container.demux(audio=0) if p.size]
    for pos, size in places[100:200]:
        data[pos : pos + size] = b"\xff" * size
    (tmp_path / "b.mp4").write_bytes(data)
    probes, accounts, folder = media(tmp_path / "b.mp4")
    assert accounts["b.mp4"]["status"] == "partial"
    assert accounts["b.mp4"]["code"] == Reason.DAMAGED
    assert "audio packets cannot be decoded" in accounts["b.mp4"]["reason"]
    assert soundfile.info(folder / "b.mp4.flac").duration == pytest.approx(20, abs=0.05)
    assert probes["b.mp4"]["duration"] == pytest.approx(20, abs=0.05)


def test_packets_end_quietly_where_a_stream_has_appeared_midway():
    class Packet:
        def __init__(self, size):
            self.size = size

    class Container:
        def demux(self):
            yield from (Packet(3), Packet(0), Packet(2))
            raise IndexError  # as PyAV does when it appends the empty packets

    assert [packet.size for packet in packets(Container())] == [3, 2]


def test_announced_streams_without_content_are_no_recording(media, tmp_path):
    soundfile.write(tmp_path / "none.wav", np.zeros(0), 16_000)
    _, accounts, folder = media(tmp_path / "none.wav")
    assert accounts["none.wav"]["code"] == Reason.NO_DURATION
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("rate", "samples"), [(8_000, 1), (44_100, 2), (96_000, 6)])
def test_sound_too_short_for_one_sample_is_no_recording(media, tmp_path, rate, samples):
    soundfile.write(tmp_path / "tiny.wav", np.full(samples, 0.1), rate)
    probes, accounts, folder = media(tmp_path / "tiny.wav")
    assert accounts["tiny.wav"]["code"] == Reason.NO_DURATION
    assert probes["tiny.wav"]["audio"] is None
    assert list(folder.iterdir()) == []


def test_a_recording_beyond_the_longest_length_is_cut_there(film, media, tmp_path):
    path = film(tmp_path / "long.mkv", picture_ms=PICTURES, sound=(0, 4), clicks=[1])
    probes, accounts, folder = media(path, max_hours=2 / 3600)
    assert accounts["long.mkv"]["code"] == Reason.TOO_LARGE
    assert probes["long.mkv"]["duration"] == pytest.approx(2.0)
    assert soundfile.info(folder / "long.mkv.flac").duration == pytest.approx(2.0)


def test_a_file_beyond_the_largest_size_is_not_read(film, media, tmp_path):
    path = film(tmp_path / "big.mkv", sound=(0, 1))
    probes, accounts, _ = media(path, max_gigabytes=1e-6)
    assert accounts["big.mkv"]["code"] == Reason.TOO_LARGE
    assert probes["big.mkv"]["sha256"] is None


def test_the_fingerprint_is_that_of_the_bytes(film, media, tmp_path):
    path = film(tmp_path / "a.mkv", sound=(0, 1))
    probes, _, _ = media(path)
    assert probes["a.mkv"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_relative_path_starts_at_the_manifest(film, media, tmp_path):
    path = film(tmp_path / "a.mkv", sound=(0, 1))
    probes, accounts, _ = media(path, relative=True)
    assert accounts["a.mkv"]["status"] == "ok"
    assert probes["a.mkv"]["path"] == str(path)


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b", ""])
def test_an_id_that_is_no_file_name_is_refused(film, media, tmp_path, name, monkeypatch):
    from unisono.media import batch

    row = {"media_id": name, "path": str(film(tmp_path / "a.mkv", sound=(0, 1)))}
    with pytest.raises(ItemError, match="cannot name a file"):
        batch._probe_one(row, tmp_path, batch.MediaOptions(), None)


def test_a_stale_sound_file_of_a_recording_that_now_fails_is_removed(film, media, tmp_path):
    path = film(tmp_path / "a.mkv", sound=(0, 1))
    _, _, folder = media(path)
    assert (folder / "a.mkv.flac").exists()
    path.write_text("no more")
    media(path)
    assert list(folder.iterdir()) == []


def test_the_first_fault_stops_the_batch_when_asked(tmp_path):
    from unisono.items import Batch
    from unisono.media.batch import probe_batch
    from unisono.media.options import MediaOptions

    enrolled = tmp_path / "b.csv"
    enrolled.write_text("media_id,path,language\nx,/nowhere/x.mp4,en\n")
    with pytest.raises(UnisonoError, match="x: there is no such file"):
        probe_batch(
            root=tmp_path, enrolled=enrolled, audio=tmp_path / "audio",
            probe=tmp_path / "p.parquet", options=MediaOptions(),
            batch=Batch(stage="media", name="b", accounting=tmp_path / "a.parquet",
                        on_error="fail"),
        )  # fmt: skip


def test_a_failed_write_leaves_no_sound_file(tmp_path):
    with (
        pytest.raises(RuntimeError),
        NormalisedSound(tmp_path / "x.flac", drift=0.02, max_seconds=10),
    ):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_real_films_are_all_accounted_for(shared_data, media, tmp_path, capfd):
    files = sorted(
        path
        for folder in ("video", "speech", "aligned")
        for path in (shared_data / folder).iterdir()
    )
    probes, accounts, folder = media(*files)
    assert len(probes) == len(accounts) == len(files)
    readable = [p.name for p in files if p.suffix not in (".txt", ".json", ".csv")]
    assert {accounts[name]["status"] for name in readable} == {"ok"}
    rest = [p.name for p in files if p.name not in readable]
    assert {accounts[name]["status"] for name in rest} == {"failed"}
    nasa = probes["nasa_13013.mp4"]
    assert (nasa["video_stream"], nasa["width"], nasa["height"]) == (3, 480, 270)
    assert accounts["nasa_13013.mp4"]["code"] == Reason.SEVERAL_STREAMS
    assert (probes["video_90.mov"]["width"], probes["video_90.mov"]["height"]) == (320, 568)
    assert probes["issue-134-rotate.mp4"]["rotation"] == 90
    assert (folder / "nasa_13013.mp4.flac").exists()
    assert capfd.readouterr() == ("", "")


def test_half_of_a_real_film_is_partial(shared_data, media, tmp_path):
    data = (shared_data / "video" / "issue-134-rotate.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: len(data) // 2])
    shutil.copy(shared_data / "video" / "issue-134-rotate.mp4", tmp_path / "whole.mp4")
    _, accounts, _ = media(tmp_path / "half.mp4", tmp_path / "whole.mp4")
    assert accounts["whole.mp4"]["status"] == "ok"
    assert accounts["half.mp4"]["status"] in ("partial", "failed")
    assert accounts["half.mp4"]["code"] == Reason.TRUNCATED
