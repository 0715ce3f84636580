"""The recogniser faster-whisper: Whisper on CTranslate2, several chunks at once.

Decoding is greedy or a beam search at temperature 0: no fallback to sampling, so that the same
sound gives the same text, and no text of the chunk before as a prompt.
"""

import logging
from collections.abc import Iterable, Sequence
from math import exp
from pathlib import Path

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InstallError
from unisono.transcribe.utterances import SaidWord, Utterance
from unisono.transcribe.whisper_family import (
    INSTEAD,
    SHORTEST,
    Heard,
    utterances,
    whisper_language,
)
from unisono.transcribe.whisper_options import WhisperOptions
from unisono.weights import is_path, missing_package, model_folder

NEEDS = ("model.bin", "config.json", "tokenizer.json")
"""Files of a model in CTranslate2's format that must be there; else the hub would be asked."""

_HOP = 160  # samples between frames of the spectrogram
_STAMP = 0.02  # seconds between time stamps


def ctranslate2_folder(options: WhisperOptions, backend: str) -> Path:
    """Folder of a model in CTranslate2's format, by its name, hub id or path.

    Raises
    ------
    InstallError
        When faster-whisper or the model is missing.
    """
    try:
        from faster_whisper import utils
    except ImportError as error:
        raise missing_package(backend, "whisper", INSTEAD, error) from error
    model = options.model
    if not is_path(model):
        model = getattr(utils, "_MODELS", {}).get(model, model)
    return model_folder(
        model, backend=backend, option="transcribe: whisper: model", needs=NEEDS, instead=INSTEAD
    )


def not_loadable(backend: str, options: WhisperOptions, error: Exception) -> InstallError:
    """The error for weights that are there and cannot be used."""
    reason = " ".join(str(error).split())[:300]
    return InstallError(
        f'the model "{options.model}" of the backend "{backend}" cannot be loaded with device '
        f'"{options.device}" and compute_type "{options.compute_type}": {reason}; correct '
        f"transcribe: whisper, or set {INSTEAD}"
    )


class FasterWhisper:
    """Recognise with faster-whisper.

    Parameters
    ----------
    options
        Model, device and decoding.

    Raises
    ------
    InstallError
        When the package or the model is missing, or the device cannot compute with it.
    """

    def __init__(self, options: WhisperOptions) -> None:
        folder = ctranslate2_folder(options, "faster-whisper")
        import ctranslate2
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        logging.getLogger("faster_whisper").setLevel(logging.WARNING)
        ctranslate2.set_log_level(logging.ERROR)
        try:
            model = WhisperModel(
                str(folder),
                device=options.device,
                compute_type=options.compute_type,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise not_loadable("faster-whisper", options, error) from error
        self._pipeline = BatchedInferencePipeline(model)
        self._first_stamp = model.hf_tokenizer.token_to_id("<|0.00|>")
        self._options = options

    def __call__(self, samples: Samples, language: str) -> list[Utterance]:
        """Recognise one stretch of at most 30 seconds."""
        return self.many([samples], language)[0]

    def many(self, stretches: Sequence[Samples], language: str) -> list[list[Utterance]]:
        """Recognise several stretches at once; see `unisono.transcribe.registry`."""
        found: list[list[Heard]] = [[] for _ in stretches]
        for group in _groups(stretches, whisper_language(language, self._options.language)):
            for number, heard in self._heard(stretches, *group):
                found[number].append(heard)
        return [
            utterances(heard, len(samples) / SAMPLE_RATE)
            for heard, samples in zip(found, stretches, strict=True)
        ]

    def _heard(
        self, stretches: Sequence[Samples], numbers: Sequence[int], language: str | None
    ) -> Iterable[tuple[int, Heard]]:
        """Segments of some stretches, each with the stretch's number."""
        if not numbers:
            return
        starts, sound = _joined([stretches[number] for number in numbers])
        segments, _ = self._pipeline.transcribe(
            sound,
            language=language,
            beam_size=self._options.beam_size,
            temperature=0.0,
            word_timestamps=True,
            without_timestamps=False,
            clip_timestamps=[
                {"start": (start + 0.5) / SAMPLE_RATE, "end": (end + 0.5) / SAMPLE_RATE}
                for start, end in starts
            ],
            batch_size=self._options.batch_size,
        )
        places = {start // _HOP: place for place, (start, _) in enumerate(starts)}
        for segment in segments:
            yield numbers[places[segment.seek]], self._segment(segment)

    def _segment(self, segment: object) -> Heard:
        """A segment of faster-whisper on the clock of its stretch."""
        base = segment.seek * _HOP / SAMPLE_RATE  # type: ignore[attr-defined]
        stamps = [token - self._first_stamp for token in segment.tokens]  # type: ignore[attr-defined]
        times = [stamp * _STAMP for stamp in stamps if stamp >= 0]
        words = [
            SaidWord(
                text=word.word,
                start=float(word.start) - base,
                end=float(word.end) - base,
                confidence=float(word.probability),
            )
            for word in segment.words or ()  # type: ignore[attr-defined]
        ]
        end = float(segment.end) - base  # type: ignore[attr-defined]
        return Heard(
            text=segment.text,  # type: ignore[attr-defined]
            start=times[0] if times else 0.0,
            end=times[-1] if len(times) > 1 else end,
            words=words,
            confidence=exp(min(0.0, segment.avg_logprob)),  # type: ignore[attr-defined]
        )


def _groups(
    stretches: Sequence[Samples], language: str | None
) -> list[tuple[list[int], str | None]]:
    """Numbers of the stretches to hear together; one by one where each has its own language."""
    numbers = [n for n, samples in enumerate(stretches) if len(samples) >= SHORTEST]
    if language is None:
        return [([number], None) for number in numbers]
    return [(numbers, language)]


def _joined(stretches: Sequence[Samples]) -> tuple[list[tuple[int, int]], Samples]:
    """Put stretches one after the other, and say at which samples each starts and ends.

    faster-whisper takes chunks as times in one recording and counts them in frames, rounded
    down; each therefore begins in the middle of a frame, where rounding cannot lose one.
    """
    places: list[tuple[int, int]] = []
    parts: list[Samples] = []
    position = 0
    for samples in stretches:
        before = _HOP // 2 - position % _HOP
        before += _HOP if before < 0 else 0
        parts += [np.zeros(before, dtype=np.float32), samples]
        places.append((position + before, position + before + len(samples)))
        position = places[-1][1]
    return places, np.concatenate(parts)
