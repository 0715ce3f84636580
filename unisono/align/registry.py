"""What an aligner is, and which there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from unisono.align.options import AlignOptions
from unisono.align.tokens import Token
from unisono.audio import Samples
from unisono.errors import ConfigError

SILENT = 0.001
"""Amplitude, of 1, that sound must reach for words to be looked for in it: -60 dB. The level
around a frame is what noise is measured by, so in silence noise would look like speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a token was found.

    Attributes
    ----------
    start, end
        Seconds from the first sample given; ``None`` when the token was not found.
    score
        How well text and sound agree, 0 to 1, also where that is too little for a time;
        ``None`` when not measured.
    """

    start: float | None = None
    end: float | None = None
    score: float | None = None

    @property
    def found(self) -> bool:
        """Whether the token has a time."""
        return self.start is not None and self.end is not None


class Aligner(Protocol):
    """Finds the words of a text in the speech that says it."""

    def align(self, samples: Samples, tokens: Sequence[Token], language: str) -> list[Placed]:
        """Find the tokens.

        Parameters
        ----------
        samples
            Shape (samples,), 16 kHz; any length, also none.
        tokens
            In the order in which they are said; any number, also none.
        language
            A BCP 47 tag.

        Returns
        -------
        list of Placed
            One for each token, times in order. Tokens that make no sound or that nobody
            says are not found.

        Raises
        ------
        InputError
            When the language is not supported.
        """
        ...


def _hmm(_options: AlignOptions) -> Aligner:
    from unisono.align.hmm import HmmAligner

    return HmmAligner()


def _dtw(options: AlignOptions) -> Aligner:
    from unisono.align.dtw import DtwAligner

    return DtwAligner(options)


def _ctc(options: AlignOptions) -> Aligner:
    from unisono.align.ctc import CtcAligner

    return CtcAligner(options)


def _whisperx(options: AlignOptions) -> Aligner:
    from unisono.align.whisperx import WhisperXAligner

    return WhisperXAligner(options)


ALIGNERS: dict[str, Callable[[AlignOptions], Aligner]] = {
    "hmm": _hmm,
    "dtw": _dtw,
    "ctc": _ctc,
    "whisperx": _whisperx,
}
"""Aligners by name: each entry loads its model when it is called."""


def make_aligner(options: AlignOptions) -> Aligner:
    """Load the aligner that the options name.

    Raises
    ------
    ConfigError
        When no aligner has this name.
    InstallError
        When its package or model is not there.
    """
    if options.backend not in ALIGNERS:
        raise ConfigError(
            f'align.backend: there is no aligner "{options.backend}"; '
            f"valid: {', '.join(sorted(ALIGNERS))}"
        )
    return ALIGNERS[options.backend](options)
