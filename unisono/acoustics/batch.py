"""The acoustics stage for one batch: sound and times in, contours and measures out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from unisono.acoustics.grid import Stretch
from unisono.acoustics.limits import Limits, limits_of_sex, limits_of_voice, sex_of
from unisono.acoustics.options import AcousticsOptions
from unisono.acoustics.rows import contour_table, measure_rows
from unisono.acoustics.spans import TimedSegment, timed_segments
from unisono.acoustics.tempo import count_nuclei
from unisono.acoustics.voice import Source, Voice, first_pass, measure_voice
from unisono.audio import SAMPLE_RATE, audio_duration, read_audio
from unisono.errors import InputError
from unisono.espeak.phonemes import phonemes, voice_of
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.recordings import Recordings
from unisono.store import TableWriter, read_rows

logger = logging.getLogger(__name__)

_SEGMENT_COLUMNS = ("segment", "start", "end", "speaker_id")
_WORD_COLUMNS = ("segment", "word", "normalised", "start", "end")
_PROBE_COLUMNS = ("media_id", "audio", "language", "speaker_id", "sex")


def measure_batch(  # noqa: PLR0913  one path for each table
    *,
    probe: Path,
    segments: Path,
    words: Path,
    upstream: Sequence[Path],
    audio: Path,
    pitch: Path,
    measures: Path,
    options: AcousticsOptions,
    batch: Batch,
) -> None:
    """Measure the voice in every segment and word of a batch.

    Parameters
    ----------
    probe, segments, words
        Tables of the batch.
    upstream
        Accounting of the stages without which there is nothing to measure.
    audio
        Folder of the normalised audio.
    pitch, measures
        Tables to write.
    options
        What to measure, and how.
    batch
        Where the accounting goes.
    """
    segments_of = Recordings(segments, columns=_SEGMENT_COLUMNS)
    words_of = Recordings(words, columns=_WORD_COLUMNS)
    with TableWriter("pitch", pitch) as contours, TableWriter("measures", measures) as rows:

        def work(row: Mapping[str, Any], item: Item) -> None:
            media_id = row["media_id"]
            said = segments_of.rows(media_id), words_of.rows(media_id)
            item.rows_in = sum(map(len, said))
            if row["audio"] is None:
                raise ItemError(Reason.NO_AUDIO, "it has no sound to measure", skip=True)
            timed = _timed(*said, row["speaker_id"], item)
            source = _source(audio / Path(row["audio"]).name)
            _remark_outside(timed, source.duration, item)
            syllables = _syllables(row["language"], item)
            voices = _voices(source, timed, row, item, options)
            found = measure_rows(media_id, voices, syllables, options.min_pause)
            contours.write(contour_table(media_id, voices))
            item.rows_out = rows.write(found)

        run_items(batch, read_rows(probe, columns=_PROBE_COLUMNS), work, upstream=upstream)


def _source(path: Path) -> Source:
    def read(first: int, stop: int) -> Stretch:
        first = max(first, 0)
        samples = read_audio(path, first / SAMPLE_RATE, max(first, stop) / SAMPLE_RATE)
        return Stretch(samples=samples.astype(np.float64), first=first)

    return Source(duration=audio_duration(path), read=read)


def _timed(
    segments: Sequence[Mapping[str, Any]],
    words: Sequence[Mapping[str, Any]],
    speaker_id: str | None,
    item: Item,
) -> list[TimedSegment]:
    """Segments with times; what has none is said in the accounting."""
    if not segments and not words:
        raise ItemError(Reason.UPSTREAM, "nothing was transcribed in it", skip=True)
    timed = timed_segments(segments, words, speaker_id)
    if not timed:
        raise ItemError(
            Reason.WORDS_UNALIGNED,
            "no segment or word has a time; see the accounting of align for why",
        )
    if words and not any(segment.words for segment in timed):
        item.remark(
            Reason.WORDS_UNALIGNED,
            f"none of its {len(words)} words has a time, so only whole segments are measured",
        )
    missing = len({row["segment"] for row in (*segments, *words)}) - len(timed)
    if missing:
        item.remark(
            Reason.WORDS_UNALIGNED,
            f"{missing} of {missing + len(timed)} segments have no times and are not measured",
        )
    return timed


def _remark_outside(timed: Sequence[TimedSegment], duration: float, item: Item) -> None:
    outside = sum(segment.reach[0] >= duration or segment.reach[1] <= 0 for segment in timed)
    if outside:
        item.remark(
            Reason.MISMATCH,
            f"{outside} of {len(timed)} segments lie outside the recording, which lasts "
            f"{duration:.1f} s; check that the transcript belongs to it",
        )


def _syllables(language: str, item: Item) -> Callable[[str | None], int]:
    """A function that counts the syllables of normalised text, 0 where it cannot."""
    try:
        voice_of(language)
    except InputError as error:
        item.remark(Reason.LANGUAGE_NOT_SUPPORTED, f"no speech rate, since {error}", partial=False)
        return lambda _text: 0
    return lambda text: count_nuclei(phonemes(text, language)) if text else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    """Whose limits are shared in two passes."""

    speaker_id: str | None
    sex: str


def _voices(
    source: Source,
    timed: Sequence[TimedSegment],
    row: Mapping[str, Any],
    item: Item,
    options: AcousticsOptions,
) -> list[tuple[TimedSegment, Limits, Voice]]:
    speakers = [
        _Speaker(
            speaker_id=segment.speaker_id,
            sex=sex_of(segment.speaker_id, row["speaker_id"], row["sex"]),
        )
        for segment in timed
    ]
    if options.method == "two_pass":
        limits = _two_pass_limits(source, timed, speakers, item, options)
    else:
        limits = [limits_of_sex(speaker.sex, options) for speaker in speakers]
    measure = partial(measure_voice, source, options=options)
    return [
        (segment, allowed, measure(segment=segment, limits=allowed))
        for segment, allowed in zip(timed, limits, strict=True)
    ]


def _two_pass_limits(
    source: Source,
    timed: Sequence[TimedSegment],
    speakers: Sequence[_Speaker],
    item: Item,
    options: AcousticsOptions,
) -> list[Limits]:
    """Limits of each segment from a first pass over the recording."""
    wide = limits_of_sex("unknown", options)
    pool = [speaker.speaker_id if options.pool_by == "speaker" else None for speaker in speakers]
    heard: dict[str | None, list[np.ndarray]] = {}
    for segment, name in zip(timed, pool, strict=True):
        heard.setdefault(name, []).append(first_pass(source, segment, wide, options))
    found = {name: limits_of_voice(np.concatenate(parts), options) for name, parts in heard.items()}
    unfit = sum(limits is None for limits in found.values())
    if unfit:
        item.remark(
            Reason.TOO_QUIET,
            f"{unfit} of {len(found)} voices have fewer than {options.two_pass_frames} voiced "
            "frames or too narrow a range of them; they keep the limits of the first pass",
            partial=False,
        )
    return [found[name] or wide for name in pool]
