"""The aligner ctc: letters heard by a wav2vec2 in windows, and the project's own search."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from unisono.align.emissions import place_emissions
from unisono.align.options import AlignOptions
from unisono.align.registry import SILENT, Placed
from unisono.align.tokens import Token
from unisono.audio import SAMPLE_RATE, Samples
from unisono.errors import InstallError
from unisono.weights import missing_package, model_folder

Floats = npt.NDArray[np.float32]

NEEDS = ("config.json", "vocab.json", "model.safetensors|pytorch_model.bin")
"""Files of a wav2vec2 with a CTC head that must be there."""

INSTEAD = "align: backend to hmm or dtw"
"""What works without weights."""

CONTEXT = 2.0
"""Seconds before and after a window that are heard with it, since the network looks around."""

_FEWEST_LETTERS = 10
_TINY = 1e-7  # keeps the level of silence from being divided by nothing
_SPELT_OUT = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "oe",
    "å": "aa",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameClock:
    """Which samples a frame of the network stands for.

    Attributes
    ----------
    stride, field
        Samples from frame to frame, and those that a frame sees.
    """

    stride: int
    field: int

    @classmethod
    def of(cls, kernels: Sequence[int], strides: Sequence[int]) -> "FrameClock":
        """The clock of a stack of convolutions (wav2vec2: stride 320, field 400)."""
        stride, field = 1, 1
        for kernel, step in zip(kernels, strides, strict=True):
            field += (kernel - 1) * stride
            stride *= step
        return cls(stride=stride, field=field)

    def frames(self, samples: int) -> int:
        """Frames that so many samples give."""
        return max(0, (samples - self.field) // self.stride + 1)

    def boundary(self, frame: int) -> float:
        """Seconds at which a frame begins to stand for the sound.

        Frame n sees samples from n · stride to n · stride + field, so its middle is at
        n · stride + field / 2, and it stands for half a stride on both sides of that.
        """
        return (frame * self.stride + (self.field - self.stride) / 2) / SAMPLE_RATE


class CtcAligner:
    """The ``ctc`` backend.

    Parameters
    ----------
    options
        Model, device and window; costs of the search.

    Raises
    ------
    InstallError
        When transformers or the model is missing, or its units are not letters.
    """

    def __init__(self, options: AlignOptions) -> None:
        try:
            import torch
            from transformers import AutoModelForCTC
        except ImportError as error:
            raise missing_package("ctc", "whisper", INSTEAD, error) from error
        own = options.wav2vec
        folder = model_folder(
            own.model, backend="ctc", option="align: wav2vec: model", needs=NEEDS, instead=INSTEAD
        )
        device = own.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            model = AutoModelForCTC.from_pretrained(str(folder), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise _unusable(own.model, " ".join(str(error).split())[:300]) from error
        self._model = model.to(device).eval()
        self._device = device
        self._units = _Units.read(folder, own.model)
        self._even = _normalises(folder)
        self._clock = FrameClock.of(model.config.conv_kernel, model.config.conv_stride)
        self._options = options

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:  # noqa: ARG002
        """Find the tokens; see `unisono.align.registry.Aligner`."""
        placed = [Placed()] * len(tokens)
        spelt = [(n, s) for n, token in enumerate(tokens) if (s := self._units.spellings(token))]
        if not spelt or np.max(np.abs(samples), initial=0.0) < SILENT:
            return placed
        heard = self.emissions(samples)
        if not len(heard):
            return placed
        found = place_emissions(
            heard,
            [spellings for _, spellings in spelt],
            blank=self._units.blank,
            delimiter=self._units.delimiter,
        )
        duration = len(samples) / SAMPLE_RATE
        for word, (first, last, score) in found.items():
            start, end = self._clock.boundary(first), self._clock.boundary(last)
            placed[spelt[word][0]] = Placed(
                start=min(start, duration), end=min(end, duration), score=score
            )
        return placed

    def emissions(self, samples: Samples) -> Floats:
        """Log probability of every unit in every frame, shape (frames, units).

        The network hears windows that overlap, and of each only the middle is kept, so that
        memory does not grow with the recording but for the result.
        """
        import torch

        clock, seconds = self._clock, self._options.wav2vec.window
        total = clock.frames(len(samples))
        result = np.empty((total, self._units.width), dtype=np.float32)
        if self._even:
            samples = _even(samples)
        around = round(CONTEXT * SAMPLE_RATE / clock.stride)
        for first, last in _windows(total, round(seconds * SAMPLE_RATE / clock.stride)):
            low, high = max(0, first - around), min(total, last + around)
            part = samples[low * clock.stride : (high - 1) * clock.stride + clock.field]
            with torch.inference_mode():
                values = torch.from_numpy(np.ascontiguousarray(part))[None].to(self._device)
                logits = self._model(values).logits[0]
                logs = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
            result[first:last] = logs[first - low : last - low, : self._units.width]
        return result


def _windows(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of frames; the last is at least half a window, or all there is."""
    first = 0
    while first < total:
        last = total if total - first < size + size // 2 else first + size
        yield first, last
        first = last


def _even(samples: Samples) -> Samples:
    """Mean 0 and variance 1 over the stretch, as the feature extractor of wav2vec2 does."""
    mean = float(np.mean(samples, dtype=np.float64))
    spread = float(np.var(samples, dtype=np.float64))
    evened: Samples = (samples - np.float32(mean)) / np.float32(np.sqrt(spread + _TINY))
    return evened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    """The vocabulary of a model: letters, the blank and the mark between words."""

    letters: Mapping[str, int]
    blank: int
    delimiter: int | None
    width: int

    @classmethod
    def read(cls, folder: Path, name: str) -> "_Units":
        vocabulary: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))
        config = json.loads((folder / "config.json").read_text("utf-8"))
        if vocabulary and all(isinstance(part, dict) for part in vocabulary.values()):
            raise _unusable(name, "it has a vocabulary for each of several languages")
        letters: dict[str, int] = {}
        for unit, number in sorted(vocabulary.items(), key=lambda pair: pair[1]):
            if len(unit) == 1 and (unit.isalnum() or unit == "'"):
                letters.setdefault(unit.lower(), number)
        if len(letters) < _FEWEST_LETTERS:
            raise _unusable(name, "its units are not letters")
        blank = config.get("pad_token_id")
        return cls(
            letters=letters,
            blank=vocabulary.get("<pad>", 0) if blank is None else blank,
            delimiter=vocabulary.get("|"),
            width=config.get("vocab_size", max(vocabulary.values()) + 1),
        )

    def spellings(self, token: Token) -> list[list[int]]:
        """How a token may be spelt in the model's letters; none where it cannot be."""
        words = (token.normalised or "").split()
        found: list[list[int]] = []
        for spell in (_as_is, _spelt_out, _bare):
            spelt = [self._numbers(spell(word)) for word in words]
            joined = self._joined([numbers for numbers in spelt if numbers])
            if joined and joined not in found:
                found.append(joined)
        return found

    def _numbers(self, word: str) -> list[int]:
        return [self.letters[c] for c in word if c in self.letters]

    def _joined(self, words: Sequence[Sequence[int]]) -> list[int]:
        joined: list[int] = []
        for numbers in words:
            if joined and self.delimiter is not None:
                joined.append(self.delimiter)
            joined += numbers
        return joined


def _as_is(word: str) -> str:
    return word


def _spelt_out(word: str) -> str:
    return "".join(_SPELT_OUT.get(c, c) for c in word)


def _bare(word: str) -> str:
    """Letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _normalises(folder: Path) -> bool:
    """Whether the model was trained on sound of even level."""
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return True
    return bool(json.loads(path.read_text("utf-8")).get("do_normalize", True))


def _unusable(model: str, reason: str) -> InstallError:
    return InstallError(
        f'the model "{model}" of the backend "ctc" cannot be used: {reason}; name a wav2vec2 with '
        f"a CTC head over letters in align: wav2vec: model, or set {INSTEAD}"
    )
