"""What a recording holds, found by walking through it once."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer

from unisono.container import (
    choose_audio,
    choose_video,
    describe_streams,
    open_media,
    origin,
    packets,
    prepare_decoder,
)
from unisono.items import ItemError
from unisono.media.clipping import AUDIBLE_SHARE
from unisono.media.options import MediaOptions
from unisono.media.sound import NormalisedSound
from unisono.media.tracks import AnyTrack, PictureTrack, SoundTrack, Track
from unisono.reasons import Reason

DECLARE_LENGTH = frozenset(
    {"mov", "matroska", "avi", "asf", "flv", "wav", "w64", "flac", "aiff", "caf", "au", "mxf"}
    | {"nut", "ape", "wv", "tta", "dsf", "tak"}
)
"""Containers whose header states the length; of others FFmpeg only estimates it."""

AUDIBLE_GAP = 1.0
"""Silence filled in, or sound left out, that is worth a remark, seconds in all."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a user should know about a recording."""

    code: Reason
    sentence: str
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A recording as found. Fields are those of the ``probe`` table."""

    kind: str
    duration: float
    fps: float | None = None
    width: int | None = None
    height: int | None = None
    rotation: int | None = None
    video_stream: int | None = None
    video_start: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    audio_stream: int | None = None
    audio_start: float | None = None
    streams: str = ""
    remarks: tuple[Remark, ...] = ()


def probe(path: Path, flac: Path, options: MediaOptions) -> Probe:
    """Probe a recording and write its sound as 16 kHz FLAC.

    Every packet is read once. Sound is decoded whole; of the video only the first
    picture, since its length and its truncation show in the packets.

    Parameters
    ----------
    path
        The recording.
    flac
        File for the normalised sound; made only when there is some.
    options
        Options of the stage.

    Raises
    ------
    ItemError
        When nothing in the file can be used.
    """
    with open_media(path) as container, ExitStack() as stack:
        zero = origin(container)
        film = choose_video(container)
        voice = choose_audio(container, film)
        if film is None and voice is None:
            raise ItemError(Reason.NO_STREAMS, _nothing_inside(container))
        picture = None
        if film is not None:
            prepare_decoder(film, 1)
            picture = PictureTrack(film, zero)
        sound = None
        if voice is not None:
            written = stack.enter_context(
                NormalisedSound(
                    flac,
                    drift=options.drift,
                    max_seconds=options.max_hours * 3600,
                    keep_channels=options.channels == "keep",
                )
            )
            sound = SoundTrack(voice, zero, written)
        walk = _walk(container, [t for t in (picture, sound) if t is not None], zero, options)
        stack.close()  # the last samples leave the resampler
        return _conclude(container, picture, sound, walk, options)


@dataclass(frozen=True, slots=True)
class _Walk:
    broken: str = ""
    """Error at which the demuxer stopped."""
    others: Fraction = Fraction(0)
    """End of the last packet of the streams that are not used."""
    too_long: bool = False


def _walk(
    container: InputContainer, tracks: list[AnyTrack], zero: Fraction, options: MediaOptions
) -> _Walk:
    chosen = {track.stream.index: track for track in tracks}
    others = {s.index: Track(s, zero) for s in container.streams if s.index not in chosen}
    limit = options.max_hours * 3600
    broken = ""
    too_long = False
    try:
        for packet in packets(container):
            track = chosen.get(packet.stream_index) or others.get(packet.stream_index)
            if track is None:  # a stream that appears midway
                continue
            track.take(packet)
            if track.end > limit and track in tracks:
                too_long = True
                if all(other.end > limit for other in tracks):
                    break
    except av.error.FFmpegError as error:
        broken = error.strerror or type(error).__name__
    for track in tracks:
        track.finish()
    end = max((track.end for track in others.values()), default=Fraction(0))
    return _Walk(broken, end, too_long)


def _conclude(
    container: InputContainer,
    picture: PictureTrack | None,
    sound: SoundTrack | None,
    walk: _Walk,
    options: MediaOptions,
) -> Probe:
    seen = picture is not None and picture.start is not None
    heard = sound is not None and sound.sound.heard
    if not seen and not heard:
        raise ItemError(
            Reason.NO_DURATION,
            "the file announces streams, but not one picture or sample can be decoded; "
            "get a complete copy",
        )
    ends = [picture.last] if picture is not None and seen else []
    ends += [sound.sound.end] if sound is not None and heard else []
    used = [t.stream.index for t, there in ((picture, seen), (sound, heard)) if t and there]
    remarks = [
        *_stream_remarks(container, picture, sound),
        *_content_remarks(sound if heard else None),
        *_end_remarks(container, [t for t in (picture, sound) if t is not None], walk, options),
    ]
    found: dict[str, object] = {}
    if picture is not None and seen:
        found |= _video_facts(picture)
    if sound is not None and heard:
        found |= _audio_facts(sound)
    return Probe(
        kind="video" if seen else "audio",
        duration=min(max(ends), options.max_hours * 3600),
        streams=describe_streams(container, used),
        remarks=tuple(remarks),
        **found,  # type: ignore[arg-type]  # of the types that Probe declares
    )


def _video_facts(picture: PictureTrack) -> dict[str, object]:
    rate = picture.stream.average_rate
    return {
        "fps": float(rate) if rate else None,
        "width": picture.width,
        "height": picture.height,
        "rotation": picture.orientation.rotation,
        "video_stream": picture.stream.index,
        "video_start": picture.start,
    }


def _audio_facts(sound: SoundTrack) -> dict[str, object]:
    codec = sound.stream.codec_context
    return {
        "sample_rate": codec.sample_rate,
        "channels": codec.channels,
        "audio_stream": sound.stream.index,
        "audio_start": sound.sound.start,
    }


def _nothing_inside(container: InputContainer) -> str:
    kinds = sorted({stream.type for stream in container.streams})
    if not kinds:
        return "the file holds no streams at all; get a complete copy"
    if kinds == ["subtitle"]:
        return "the file holds only subtitles; name it as transcript and give the recording as path"
    pictures = "a cover picture" if "video" in kinds else ""
    rest = ", ".join([pictures, *(kind for kind in kinds if kind != "video")]).strip(", ")
    return f"neither sound nor moving pictures inside, only {rest}; give the recording itself"


def _stream_remarks(
    container: InputContainer, picture: PictureTrack | None, sound: SoundTrack | None
) -> Iterator[Remark]:
    for track, kind in ((picture, "video"), (sound, "audio")):
        same = [str(stream.index) for stream in container.streams if stream.type == kind]
        if track is not None and len(same) > 1:
            yield Remark(
                Reason.SEVERAL_STREAMS,
                f"{len(same)} {kind} streams ({', '.join(same)}): "
                f"{track.stream.index}, the default, is used",
            )
    if picture is None:
        yield Remark(Reason.NO_VIDEO, "no video stream: there will be no frames")
    if sound is None:
        yield Remark(Reason.NO_AUDIO, "no audio stream: there will be no words and no pitch")


def _content_remarks(sound: SoundTrack | None) -> Iterator[Remark]:
    if sound is None:
        return
    if (share := sound.sound.clipping.share) >= AUDIBLE_SHARE:
        yield Remark(
            Reason.CLIPPED,
            f"clipped: {100 * share:.1f} % of the samples are cut off at full scale, so loudness "
            "and voice quality are not to be trusted",
        )
    if sound.sound.silence >= AUDIBLE_GAP:
        yield Remark(
            Reason.GAPS,
            f"gaps in the sound, filled with {sound.sound.silence:.1f} s of silence",
            partial=True,
        )
    if sound.sound.dropped >= AUDIBLE_GAP:
        yield Remark(
            Reason.GAPS,
            f"timestamps of the sound jump back; {sound.sound.dropped:.1f} s that overlap were "
            "left out; rewrite the file with a converter to keep them",
            partial=True,
        )


def _end_remarks(
    container: InputContainer, tracks: list[AnyTrack], walk: _Walk, options: MediaOptions
) -> Iterator[Remark]:
    for track in tracks:
        kind = track.stream.type
        if isinstance(track, PictureTrack) and track.start is None:
            yield Remark(Reason.DAMAGED, "the video stream cannot be decoded", partial=True)
        elif isinstance(track, SoundTrack) and not track.sound.heard:
            yield Remark(Reason.DAMAGED, "the audio stream cannot be decoded", partial=True)
        elif lost := track.lost - track.lost_last:  # the last one means truncation
            yield Remark(
                Reason.DAMAGED,
                f"{lost} of {track.packets} {kind} packets cannot be decoded",
                partial=True,
            )
    if walk.too_long:
        sentence = f"longer than max_hours ({options.max_hours:g}); what comes later is left out"
        yield Remark(Reason.TOO_LARGE, sentence, partial=True)
        return
    missing = _shortfall(container, tracks, walk)
    end = float(max(track.end for track in tracks))
    if missing > 0:
        yield Remark(
            Reason.TRUNCATED,
            f"cut off: {end:.2f} s are there, the header announces {end + missing:.2f} s; "
            "get a complete copy",
            partial=True,
        )
    elif walk.broken or any(track.lost_last for track in tracks):
        yield Remark(
            Reason.TRUNCATED,
            f"cut off after {end:.2f} s ({walk.broken or 'the last packet is incomplete'}); "
            "get a complete copy",
            partial=True,
        )


def _shortfall(container: InputContainer, tracks: list[AnyTrack], walk: _Walk) -> float:
    """Seconds that the header announces but the packets do not hold; 0 when all is there.

    Headers are rounded and encoders sloppy: a second, or a twentieth of a short
    recording, is not taken for truncation.
    """
    if container.format.name.split(",")[0] not in DECLARE_LENGTH:
        return 0.0
    pairs = [(track.declared_end(), track.end) for track in tracks]
    if all(declared is None for declared, _ in pairs) and container.duration:
        end = max(walk.others, *(track.end for track in tracks))
        pairs = [(Fraction(container.duration, 1_000_000), end)]
    missing = 0.0
    for declared, end in pairs:
        if declared is None:
            continue
        short = float(declared - end)
        if short > min(1.0, 0.05 * float(declared) + 0.1):
            missing = max(missing, float(declared) - float(max(track.end for track in tracks)))
    return missing
