"""The recogniser openai-whisper: the original, on PyTorch, one chunk at a time."""

import os
from contextlib import suppress
from math import exp
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InstallError
from unisono.transcribe.faster_whisper import not_loadable
from unisono.transcribe.utterances import SaidWord, Utterance
from unisono.transcribe.whisper_family import (
    INSTEAD,
    SHORTEST,
    Heard,
    utterances,
    whisper_language,
)
from unisono.transcribe.whisper_options import WhisperOptions
from unisono.weights import is_path, missing_package

_BACKEND = "openai-whisper"
_STAMP = 0.02  # seconds between time stamps


class OpenAiWhisper:
    """Recognise with openai-whisper.

    The weights are read with PyTorch's restricted loader, which runs no code of the file.
    Decoding is at temperature 0, without fallback to sampling and without a prompt.

    Parameters
    ----------
    options
        Model, device and decoding.

    Raises
    ------
    InstallError
        When the package or the model is missing, or cannot be used.
    """

    def __init__(self, options: WhisperOptions) -> None:
        try:
            import torch
            import whisper
        except ImportError as error:
            raise missing_package(_BACKEND, "whisper", INSTEAD, error) from error
        device = options.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if options.compute_type not in ("default", "float32", "float16"):
            raise not_loadable(_BACKEND, options, ValueError("it knows float32 and float16"))
        path = _file(options, whisper)
        try:
            model = whisper.load_model(str(path), device=device)
        except (RuntimeError, ValueError, KeyError, TypeError, EOFError, UnpicklingError) as error:
            raise not_loadable(_BACKEND, options, error) from error
        heads = whisper._ALIGNMENT_HEADS.get(path.stem)
        if heads is not None:
            with suppress(RuntimeError):  # another model in a file of the same name
                model.set_alignment_heads(heads)
        half = {"float16": True, "float32": False}
        self._half = half.get(options.compute_type, device == "cuda")
        self._model = model
        self._options = options

    def __call__(self, samples: Samples, language: str) -> list[Utterance]:
        """Recognise one stretch; longer ones than 30 seconds are heard window by window."""
        if len(samples) < SHORTEST:
            return []
        beam = self._options.beam_size
        result = self._model.transcribe(
            samples,
            language=whisper_language(language, self._options.language),
            beam_size=beam if beam > 1 else None,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=self._half,
            verbose=None,
        )
        first = int(self._model.dims.n_vocab) - 1_501
        heard = [_segment(segment, first) for segment in result["segments"]]
        return utterances(heard, len(samples) / SAMPLE_RATE)


def _segment(segment: dict[str, Any], first_stamp: int) -> Heard:
    base = segment["seek"] * 0.01
    times = [base + (one - first_stamp) * _STAMP for one in segment["tokens"] if one >= first_stamp]
    return Heard(
        text=segment["text"],
        start=times[0] if times else 0.0,
        end=times[-1] if len(times) > 1 else float(segment["end"]),
        words=[
            SaidWord(
                text=word["word"],
                start=float(word["start"]),
                end=float(word["end"]),
                confidence=float(word["probability"]),
            )
            for word in segment.get("words", ())
        ],
        confidence=exp(min(0.0, segment["avg_logprob"])),
    )


def _file(options: WhisperOptions, whisper: Any) -> Path:
    """The .pt file of a model: the one that is named, or the one in openai-whisper's cache."""
    model = options.model
    cache = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "whisper"
    if is_path(model) or model.endswith(".pt"):
        path = Path(model).expanduser()
        fetch = "name another file"
    else:
        address = whisper._MODELS.get(model, "")
        path = cache / (Path(address).name or f"{model}.pt")
        fetch = f"get it once with `python -c \"import whisper; whisper.load_model('{model}')\"`"
        if not address:
            fetch = f"names that it knows: {', '.join(whisper.available_models())}"
    if path.is_file():
        return path
    raise InstallError(
        f'the model "{model}" of the backend "{_BACKEND}" was not found (looked for {path}); '
        f"{fetch} (transcribe: whisper: model), or set {INSTEAD}"
    )
