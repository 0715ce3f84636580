"""The transcribe stage for one batch: recordings in, one row for each utterance out."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from unisono.audio import audio_blocks, read_audio
from unisono.items import Batch, Item, ItemError, run_items
from unisono.reasons import Reason
from unisono.store import TableWriter, read_rows
from unisono.transcribe.activity import Activity, Region, activity, joined, regions
from unisono.transcribe.channels import own_speech
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.registry import (
    GIVEN,
    RECOGNISERS,
    Recogniser,
    check_language,
    find_recogniser,
    recognise,
)
from unisono.transcribe.speakers import COLUMNS, Speakers
from unisono.transcribe.transcript import read_transcript
from unisono.transcribe.utterances import Utterance

logger = logging.getLogger(__name__)

_COLUMNS = (*COLUMNS, "duration", "language", "transcript")
_QUIET = 0.01
"""Peak (full scale is 1) below which a recording without speech is called too quiet: -40 dB."""


def transcribe_batch(
    *,
    probe: Path,
    upstream: Sequence[Path],
    audio: Path,
    segments: Path,
    options: TranscribeOptions,
    batch: Batch,
) -> None:
    """Write what is said in every recording of a batch.

    Parameters
    ----------
    probe
        Table ``probe`` of the batch.
    upstream
        Accounting of the media stage.
    audio
        Folder of the batch's normalised audio; read by recognisers, and where it is to tell
        who speaks.
    segments
        Table ``segments`` to write.
    options
        Where the text comes from, and who says it.
    batch
        Where the accounting goes.

    Raises
    ------
    ConfigError
        When the options name a backend that does not exist.
    InstallError
        When the package or model of a recogniser, or of the diarisation, is missing.
    """
    if options.backend != GIVEN:
        find_recogniser(options.backend)
    hearing = _Hearing(audio, options)
    speakers = Speakers(audio, options)
    with TableWriter("segments", segments) as writer:

        def work(row: Mapping[str, Any], item: Item) -> None:
            levels = speakers.levels(row, item)
            channels = 1 if levels is None else len(levels)
            source, said = _said(row, item, hearing, channels, options)
            named = speakers.told(row, said, levels, item)
            item.rows_out = writer.write(_rows(row["media_id"], source, named))

        run_items(batch, read_rows(probe, columns=_COLUMNS), work, upstream=upstream)


def _said(
    row: Mapping[str, Any],
    item: Item,
    hearing: "_Hearing",
    channels: int,
    options: TranscribeOptions,
) -> tuple[str, Sequence[Utterance]]:
    """Source and utterances of one recording, of which so many channels are one speaker's."""
    recognise = options.backend != GIVEN
    if row["transcript"] and not (recognise and options.given_transcripts == "ignore"):
        transcript = read_transcript(
            Path(row["transcript"]), duration=row["duration"], options=options
        )
        for remark in transcript.remarks:
            item.remark(Reason.TRANSCRIPT_MENDED, remark.sentence, partial=remark.lost)
        return f"{GIVEN}:{transcript.kind}", transcript.utterances
    if recognise:
        return options.backend, hearing.recognised(row, channels)
    raise ItemError(
        Reason.NO_TRANSCRIPT,
        "the manifest gives no transcript; give one, or let a recogniser listen with "
        f"transcribe: backend: {' or '.join(sorted(RECOGNISERS))}",
        skip=True,
    )


class _Hearing:
    """Recognises recordings; the recogniser is loaded for the first one that needs it."""

    def __init__(self, folder: Path, options: TranscribeOptions) -> None:
        self._folder = folder
        self._options = options
        self._recogniser: Recogniser | None = None

    def recognised(self, row: Mapping[str, Any], channels: int) -> list[Utterance]:
        """Everything that is heard in a recording, in the order of its starts.

        Parameters
        ----------
        row
            Of the ``probe`` table.
        channels
            Channels that are heard each by itself; 1 = the mean of all is heard.

        Raises
        ------
        ItemError
            ``LANGUAGE_NOT_SUPPORTED``, ``NO_AUDIO``, ``SILENCE`` or ``TOO_QUIET``.
        """
        check_language(self._options.backend, row["language"])
        if row["audio"] is None:
            raise ItemError(
                Reason.NO_AUDIO,
                "there is no sound to recognise; give its transcript in the manifest",
                skip=True,
            )
        path = self._folder / row["audio"]
        numbers = [None] if channels == 1 else list(range(channels))
        options = self._options
        heard = [activity(audio_blocks(path, channel=c), options.strictness) for c in numbers]
        if channels > 1:
            heard = own_speech(heard, options.crosstalk)
        waiting = [
            (region, channel)
            for channel, one in zip(numbers, heard, strict=True)
            for region in self._stretches(one)
        ]
        utterances = list(self._utterances(path, waiting, row["language"]))
        if not utterances:
            raise _nothing_said(max(heard, key=lambda one: one.peak))
        return utterances

    def _utterances(
        self, path: Path, waiting: Sequence[tuple[Region, int | None]], language: str
    ) -> list[Utterance]:
        """What is said in regions of channels; what overlaps on two channels stays so."""
        found: list[tuple[float, Utterance]] = []
        size = self._options.whisper.batch_size
        for first in range(0, len(waiting), size):
            group = waiting[first : first + size]
            samples = [read_audio(path, one.start, one.end, channel) for one, channel in group]
            heard = recognise(self._loaded(), samples, language)
            for (region, channel), said in zip(group, heard, strict=True):
                for utterance in said:
                    placed = _shifted(utterance, region, channel)
                    found.append((region.start if placed.start is None else placed.start, placed))
        return [utterance for _, utterance in sorted(found, key=lambda pair: pair[0])]

    def _stretches(self, heard: Activity) -> list[Region]:
        """Stretches of speech as the recogniser wants them."""
        found = regions(heard, self._options)
        joins = find_recogniser(self._options.backend).joins
        return joined(found, self._options.max_chunk) if joins else found

    def _loaded(self) -> Recogniser:
        if self._recogniser is None:
            self._recogniser = find_recogniser(self._options.backend).load(self._options)
        return self._recogniser


def _shifted(utterance: Utterance, region: Region, channel: int | None) -> Utterance:
    """An utterance heard in a region, on the recording's clock and within the region."""
    start, end = region.start, region.end
    return replace(
        utterance,
        start=None if utterance.start is None else max(start, start + utterance.start),
        end=None if utterance.end is None else min(end, start + utterance.end),
        channel=channel,
        words=tuple(
            replace(word, start=start + word.start, end=min(end, start + word.end))
            for word in utterance.words
        ),
    )


def _nothing_said(heard: Activity) -> ItemError:
    level = f"{20 * math.log10(heard.peak):.0f} dB" if heard.peak else "digital silence"
    if 0 < heard.peak < _QUIET:
        return ItemError(
            Reason.TOO_QUIET,
            f"no word was heard and the loudest sample is at {level} of full scale; amplify the "
            "recording, or give its transcript",
        )
    return ItemError(
        Reason.SILENCE,
        f"no word was heard (loudest sample: {level}); check that it holds speech, or give its "
        "transcript",
    )


def _rows(media_id: str, source: str, said: Sequence[Utterance]) -> list[dict[str, Any]]:
    return [
        {
            "media_id": media_id,
            "segment": number,
            "start": utterance.start,
            "end": utterance.end,
            "text": utterance.text,
            "speaker_id": utterance.speaker_id,
            "channel": utterance.channel,
            "source": source,
            "confidence": utterance.confidence,
        }
        for number, utterance in enumerate(said)
    ]
