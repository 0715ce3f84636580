"""WhisperX's own step from words to times: a CTC path through wav2vec2, in bounded stretches.

Used for the words that WhisperX recognises and for words that are given. WhisperX divides its
text into sentences with NLTK's Punkt, whose parameters it would fetch; words are passed to it
without marks, as one sentence, so that empty parameters are right.
"""

import contextlib
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InstallError
from unisono.weights import missing_package, model_folder

NEEDS = ("config.json", "preprocessor_config.json", "model.safetensors|pytorch_model.bin")
"""Files of a wav2vec2 with a CTC head that must be there, beside its vocabulary."""

_PUNKT = ("collocations.tab", "sent_starters.txt", "abbrev_types.txt", "ortho_context.tab")
_LANGUAGE, _LANGUAGE_NAME = "en", "english"
"""What WhisperX is told of every language: it matters to Punkt, and where no spaces are written."""

_SHORTEST = 400  # samples that wav2vec2 needs for one frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a word is, in seconds from the first sample, and how sure that is, 0 to 1."""

    start: float
    end: float
    score: float


class WhisperXWords:
    """Finds words with WhisperX and a wav2vec2.

    Parameters
    ----------
    model
        Hub id or folder of a wav2vec2 with a CTC head.
    device
        ``auto``, ``cpu`` or ``cuda``.
    option, instead
        For errors: the option that names the model, and what works without it.

    Raises
    ------
    InstallError
        When WhisperX or the model is missing.
    """

    def __init__(self, model: str, *, device: str, option: str, instead: str) -> None:
        prepare()
        try:
            import torch
            import whisperx
        except ImportError as error:
            raise missing_package("whisperx", "whisperx", instead, error) from error
        folder = model_folder(
            model, backend="whisperx", option=option, needs=NEEDS, instead=instead
        )
        self._align = whisperx.align
        self._device = device
        if device == "auto":
            self._device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            with quiet():
                self._model, self._units = whisperx.load_align_model(
                    _LANGUAGE, self._device, model_name=str(folder), model_cache_only=True
                )
        except (OSError, RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())[:300]
            raise InstallError(
                f'the model "{model}" of the backend "whisperx" cannot be loaded as a wav2vec2 '
                f"with a CTC head: {reason}; correct {option}, or set {instead}"
            ) from error

    def find(self, samples: Samples, words: Sequence[str]) -> list[Found | None]:
        """Find words in a stretch that is short enough for one pass.

        Parameters
        ----------
        samples
            16 kHz mono.
        words
            Without white space in them; characters that the model does not know match any.

        Returns
        -------
        list of Found or None
            One for each word; None where there is no path.
        """
        if not words or len(samples) < _SHORTEST:
            return [None] * len(words)
        text = " ".join(words)
        segment = {"start": 0.0, "end": len(samples) / SAMPLE_RATE, "text": text}
        with quiet():
            said = self._align(
                [segment], self._model, self._units, np.ascontiguousarray(samples), self._device
            )["word_segments"]
        found = [_found(one) for one in said]
        return found if len(found) == len(words) else [None] * len(words)


def _found(word: dict[str, Any]) -> Found | None:
    """A word of WhisperX; one that it only interpolated has no score."""
    if not {"start", "end", "score"} <= word.keys():
        return None
    start, end = float(word["start"]), float(word["end"])
    return Found(start=start, end=max(start, end), score=min(1.0, max(0.0, float(word["score"]))))


def prepare() -> None:
    """Keep WhisperX and what it imports quiet and off the network."""
    os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")  # it would report its use
    os.environ.setdefault("TORCHCODEC_SUPPRESS_WARNINGS", "1")
    for name in ("whisperx", "faster_whisper", "pyannote", "lightning", "pytorch_lightning"):
        logging.getLogger(name).setLevel(logging.ERROR)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Within the block, what is printed goes nowhere, and Punkt finds its parameters."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        import nltk

        folder = str(_empty_punkt()[0])
        if folder not in nltk.data.path:
            nltk.data.path.insert(0, folder)
        before = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(before)


@cache
def _empty_punkt() -> tuple[Path, "tempfile.TemporaryDirectory[str]"]:
    """A folder of NLTK data with parameters of Punkt that know nothing (removed at exit)."""
    folder = tempfile.TemporaryDirectory(prefix="unisono-nltk-")
    own = Path(folder.name) / "tokenizers" / "punkt_tab" / _LANGUAGE_NAME
    own.mkdir(parents=True)
    for name in _PUNKT:
        (own / name).touch()
    return Path(folder.name), folder
