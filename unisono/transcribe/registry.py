"""Recognisers: what one is, and which there are.

A new one is a module of its own, which imports its library and makes a `Recogniser`
from the options, and a row in `RECOGNISERS`; its name goes into
`unisono.transcribe.options.BackendName`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from unisono.audio import Samples
from unisono.errors import ConfigError
from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.utterances import Utterance
from unisono.transcribe.whisper_family import LANGUAGES

GIVEN = "transcript"
"""The backend that recognises nothing and takes the text that is given."""


class Recogniser(Protocol):
    """Hears one stretch of speech and says what it heard.

    What it says depends on the samples and the language alone, not on what it heard
    before, so that a recording's text is the same in every batch.
    """

    def __call__(self, samples: Samples, language: str) -> list[Utterance]:
        """Recognise.

        Parameters
        ----------
        samples
            16 kHz mono, shape (samples,), at most ``max_chunk`` seconds.
        language
            BCP 47 tag of the speech.

        Returns
        -------
        list of Utterance
            In order, with times in seconds from the first sample and a confidence; empty
            where no word was heard.
        """
        ...


@runtime_checkable
class ManyRecogniser(Recogniser, Protocol):
    """A recogniser that is faster when it hears several stretches at once."""

    def many(self, stretches: Sequence[Samples], language: str) -> list[list[Utterance]]:
        """Recognise stretches of one recording: for each what a call with it alone gives."""
        ...


def recognise(
    recogniser: Recogniser, stretches: Sequence[Samples], language: str
) -> list[list[Utterance]]:
    """What is said in each of several stretches, heard at once where that is possible."""
    if isinstance(recogniser, ManyRecogniser):
        return recogniser.many(stretches, language)
    return [recogniser(samples, language) for samples in stretches]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One kind of recogniser.

    Attributes
    ----------
    load
        Makes the recogniser; called once in a batch, and only if there is work for it.
        Raises `unisono.errors.InstallError` when its package or its model is missing.
    languages
        Primary subtags of the languages that it knows; empty means every language.
    joins
        Whether it finds utterances by itself, so that neighbouring stretches are given to
        it in one piece as long as that stays within ``max_chunk``.
    """

    load: Callable[[TranscribeOptions], Recogniser]
    languages: frozenset[str] = frozenset()
    joins: bool = False


def _load_pocketsphinx(_options: TranscribeOptions) -> Recogniser:
    from unisono.transcribe.sphinx import PocketSphinx

    return PocketSphinx()


def _load_faster_whisper(options: TranscribeOptions) -> Recogniser:
    from unisono.transcribe.faster_whisper import FasterWhisper

    return FasterWhisper(options.whisper)


def _load_openai_whisper(options: TranscribeOptions) -> Recogniser:
    from unisono.transcribe.openai_whisper import OpenAiWhisper

    return OpenAiWhisper(options.whisper)


def _load_whisperx(options: TranscribeOptions) -> Recogniser:
    from unisono.transcribe.whisperx import WhisperX

    return WhisperX(options.whisper)


RECOGNISERS: dict[str, Backend] = {
    "pocketsphinx": Backend(load=_load_pocketsphinx, languages=frozenset({"en"})),
    "faster-whisper": Backend(load=_load_faster_whisper, languages=LANGUAGES, joins=True),
    "openai-whisper": Backend(load=_load_openai_whisper, languages=LANGUAGES, joins=True),
    "whisperx": Backend(load=_load_whisperx, languages=LANGUAGES, joins=True),
}


def find_recogniser(name: str) -> Backend:
    """Recogniser of a name.

    Raises
    ------
    ConfigError
        When there is none of this name; the message lists those there are.
    """
    if name not in RECOGNISERS:
        valid = ", ".join([GIVEN, *sorted(RECOGNISERS)])
        raise ConfigError(f'transcribe: backend: there is no "{name}"; valid: {valid}')
    return RECOGNISERS[name]


def check_language(name: str, language: str) -> None:
    """Make sure that a recogniser knows a language.

    Raises
    ------
    ItemError
        ``LANGUAGE_NOT_SUPPORTED``.
    """
    known = find_recogniser(name).languages
    primary = language.partition("-")[0].lower()
    if not known or primary in known:
        return
    others = sorted(
        other
        for other, backend in RECOGNISERS.items()
        if not backend.languages or primary in backend.languages
    )
    choice = f", or set transcribe: backend to {' or '.join(others)}" if others else ""
    raise ItemError(
        Reason.LANGUAGE_NOT_SUPPORTED,
        f"{name} recognises {', '.join(sorted(known))} and the recording's language is "
        f'"{language}"; give its transcript in the manifest{choice}',
    )
