"""The aligner whisperx: WhisperX's own CTC step on a transcript that is given."""

from collections.abc import Sequence

import numpy as np

from unisono.align.options import AlignOptions
from unisono.align.registry import SILENT, Placed
from unisono.align.tokens import Token
from unisono.audio import SAMPLE_RATE, Samples
from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.whisperx_words import Found, WhisperXWords

INSTEAD = "align: backend to hmm or dtw"
"""What works without weights."""

OPTION = "align: wav2vec: model"

LONGEST = 120.0
"""Seconds of sound that WhisperX takes in one pass here: its memory grows with their square."""


class WhisperXAligner:
    """The ``whisperx`` backend.

    Words are given to WhisperX as they are said, numbers in words and without marks, so that
    what it cannot spell does not break it.

    Parameters
    ----------
    options
        Model and device.

    Raises
    ------
    InstallError
        When WhisperX or the model is missing.
    """

    def __init__(self, options: AlignOptions) -> None:
        own = options.wav2vec
        self._words = WhisperXWords(own.model, device=own.device, option=OPTION, instead=INSTEAD)

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:  # noqa: ARG002
        """Find the tokens; see `unisono.align.registry.Aligner`.

        Raises
        ------
        ItemError
            ``NO_PATH`` when the stretch is too long for WhisperX.
        """
        said = [(token.normalised or "").split() for token in tokens]
        if np.max(np.abs(samples), initial=0.0) < SILENT:
            return [Placed()] * len(tokens)
        if len(samples) > LONGEST * SAMPLE_RATE and any(said):
            raise ItemError(
                Reason.NO_PATH,
                f"{sum(map(len, said))} words have to be found in "
                f"{len(samples) / SAMPLE_RATE:.0f} s at once and whisperx takes "
                f"{LONGEST:g} s; give the transcript times, or set {INSTEAD} or ctc",
            )
        found = self._words.find(samples, [word for words in said for word in words])
        placed: list[Placed] = []
        position = 0
        for words in said:
            placed.append(_joined(found[position : position + len(words)]))
            position += len(words)
        return placed


def _joined(parts: Sequence[Found | None]) -> Placed:
    """Where a token is that is said as several words."""
    known = [part for part in parts if part is not None]
    if not known:
        return Placed()
    return Placed(
        start=known[0].start,
        end=max(part.end for part in known),
        score=sum(part.score for part in known) / len(known),
    )
