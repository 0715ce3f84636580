"""Voices told apart by pyannote through whisperx, and given to the utterances they overlap."""

import importlib
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from unisono.audio import Samples
from unisono.errors import InstallError
from unisono.transcribe.diarisation_options import DiarisationOptions
from unisono.transcribe.utterances import Utterance
from unisono.weights import missing_package, model_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch in which one voice speaks, seconds; turns of several voices may overlap."""

    start: float
    end: float
    voice: str


class Diariser(Protocol):
    """Tells the voices of a recording apart."""

    def __call__(self, samples: Samples) -> list[Turn]:
        """Find who speaks when.

        Parameters
        ----------
        samples
            The whole recording, 16 kHz, shape (samples,).
        """
        ...


def by_turns(utterances: Sequence[Utterance], turns: Sequence[Turn]) -> list[str | None]:
    """Voice of every utterance: that which speaks longest while it lasts.

    Parameters
    ----------
    utterances
        In any order, with times where these are known.
    turns
        In any order.

    Returns
    -------
    list
        None where no voice speaks or the utterance has no times. Of two voices that speak
        equally long the one that begins first is taken, then the first by name.
    """
    ordered = sorted(turns, key=lambda turn: (turn.start, turn.voice))
    starts = np.array([turn.start for turn in ordered])
    ends = np.array([turn.end for turn in ordered])
    found: list[str | None] = []
    for one in utterances:
        if one.start is None or one.end is None:
            found.append(None)
            continue
        shared = np.minimum(ends, one.end) - np.maximum(starts, one.start)
        seconds: defaultdict[str, float] = defaultdict(float)
        for place in np.flatnonzero(shared > 0):
            seconds[ordered[place].voice] += round(float(shared[place]), 6)  # 0.3 - 0.1 = 0.2
        found.append(max(seconds, key=lambda voice: round(seconds[voice], 6)) if seconds else None)
    return found


def with_voices(
    utterances: Sequence[Utterance],
    turns: Sequence[Turn],
    media_id: str,
    speaker_id: str | None,
) -> list[Utterance]:
    """Give every utterance that names no speaker the voice that says it.

    Parameters
    ----------
    utterances, turns
        As for `by_turns`.
    media_id
        Of the recording; voices are called ``MEDIA_ID:SPEAKER_00`` and so on, since the same
        label means another person in another recording.
    speaker_id
        The manifest's: the name of the voice where there is but one.
    """
    voices = {turn.voice for turn in turns}
    alone = speaker_id if len(voices) == 1 else None
    return [
        one
        if one.speaker_id or voice is None
        else replace(one, speaker_id=alone or f"{media_id}:{voice}")
        for one, voice in zip(utterances, by_turns(utterances, turns), strict=True)
    ]


class Pyannote:
    """The diarisation of whisperx, which is a pipeline of pyannote.

    Parameters
    ----------
    options
        Model, device and number of speakers.

    Raises
    ------
    InstallError
        When whisperx or the model is not there.
    """

    def __init__(self, options: DiarisationOptions) -> None:
        self._options = options
        instead = "transcribe.speakers to manifest or channels"
        os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "false")  # it reports use otherwise
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # pipelines may name models on the hub
        try:
            diarize = importlib.import_module("whisperx.diarize")
        except ImportError as error:
            raise missing_package("diarise", "whisperx", instead, error) from error
        folder = model_folder(
            options.model,
            backend="diarise",
            option="transcribe.diarisation.model",
            needs=("config.yaml",),
            instead=instead,
        )
        try:
            self._pipeline = diarize.DiarizationPipeline(
                model_name=str(folder), device=options.device
            )
        except Exception as error:  # of torch, of the hub or of pyannote, whichever meets it
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise InstallError(
                f'the pipeline "{options.model}" of the backend "diarise" cannot be loaded '
                f"({reason}); get all of it (transcribe.diarisation.model), or set {instead}"
            ) from error

    def __call__(self, samples: Samples) -> list[Turn]:
        """Find who speaks when; see `Diariser`."""
        options = self._options
        table = self._pipeline(
            samples,
            min_speakers=options.min_speakers or None,
            max_speakers=options.max_speakers or None,
        )
        columns = (table["start"], table["end"], table["speaker"])
        return [
            Turn(start=float(start), end=float(end), voice=str(voice))
            for start, end, voice in zip(*columns, strict=True)
        ]
