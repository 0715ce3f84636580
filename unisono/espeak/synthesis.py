"""Speech from text with the time of every word, deterministic to the sample.

eSpeak NG carries state from one utterance to the next (pitch flutter, noise, the
parity of glottal cycles), and nothing in its interface resets it. Each call here
therefore speaks with a copy of the library that is loaded for it and unloaded
after it, which costs about a millisecond, and with a fixed random seed: the same
text and voice give the same samples, whatever was spoken before.
"""

import _ctypes
import ctypes
import shutil
import tempfile
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import espeakng_loader
import numpy as np
import numpy.typing as npt
from scipy.signal import firwin, resample_poly

from unisono.audio import Samples
from unisono.errors import InputError, InstallError
from unisono.espeak.library import (
    AUDIO_OUTPUT_SYNCHRONOUS,
    CHARS_UTF8,
    INITIALIZE_DONT_EXIT,
    INITIALIZE_PHONEME_EVENTS,
)

NATIVE_RATE = 22_050
"""Samples per second of eSpeak NG's own synthesiser."""

_UP, _DOWN = 320, 441  # 22,050 * 320 / 441 = 16,000
_POS_CHARACTER = 1
_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER
_END_OF_EVENTS, _WORD, _PHONEME = 0, 1, 7  # espeak_EVENT_TYPE
_PAUSES = ("_", "_:", "_::", "_!", "_^_")
"""Mnemonics of phonemes that are silence (``_|`` only parts two sounds and lasts no time)."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One whitespace token of the text as it was spoken.

    Attributes
    ----------
    text
        The token, with its punctuation.
    start, end
        Seconds from the first sample. The end is the start of the next word or, before
        a pause, the end of the last sound.
    token
        Position of the token among all tokens of the text, from 0; a token that is not
        spoken, such as a lone dash, has no `SpokenWord`.
    exact
        Whether the start is an event of the synthesiser. It is not where eSpeak NG
        speaks a group such as "of the" as one word: such a group is divided between its
        tokens by their letters, at a boundary of phonemes.
    """

    text: str
    start: float
    end: float
    token: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Speech:
    """Synthetic speech: mono samples at 16 kHz in -1..1, and its words in order."""

    samples: Samples
    words: tuple[SpokenWord, ...]


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of ``speak_lib.h``."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class _Phone:
    sample: int
    pause: bool


@dataclass(slots=True)
class _Take:
    """What one call of the synthesiser delivered, in its own samples."""

    blocks: list[npt.NDArray[np.int16]]
    words: list[tuple[int, int]]  # text position from 0, sample
    phones: list[_Phone]

    def receive(self, wave: object, count: int, events: Sequence[_Event]) -> int:
        """Take one block of sound and its events; returns 0 to go on."""
        if wave and count > 0:
            self.blocks.append(np.ctypeslib.as_array(wave, shape=(count,)).copy())
        position = 0
        while (event := events[position]).type != _END_OF_EVENTS:
            if event.type == _WORD:
                self.words.append((event.text_position - 1, event.sample))
            elif event.type == _PHONEME:
                name = event.id.string.decode("utf-8", "replace")
                self.phones.append(_Phone(event.sample, name in _PAUSES))
            position += 1
        return 0


def synthesise(
    text: str, *, voice: str, rate: int = 160, pitch: int = 50, pitch_range: int = 50
) -> Speech:
    """Speak a text and say when each of its words is spoken.

    Parameters
    ----------
    text
        Plain text; control characters count as spaces.
    voice
        Name of an eSpeak NG voice, with a variant if wanted: ``de``, ``en-us+f2``.
    rate
        Words per minute, 80 to 450.
    pitch, pitch_range
        Height and liveliness, 0 to 99; 50 is the voice's own.

    Returns
    -------
    Speech
        The same for the same arguments, bit by bit.

    Raises
    ------
    InputError
        When eSpeak NG has no such voice.
    InstallError
        When the library or its data cannot be loaded.
    """
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    take = _speak(plain, voice, {_RATE: rate, _PITCH: pitch, _RANGE: pitch_range})
    if not take.blocks:
        return Speech(np.zeros(0, dtype=np.float32), ())
    native = np.concatenate(take.blocks).astype(np.float64) / 32768.0
    samples = resample_poly(native, _UP, _DOWN, window=_low_pass()).astype(np.float32)
    return Speech(samples, tuple(_words(plain, take, len(native))))


@cache
def _low_pass() -> npt.NDArray[np.float64]:
    """The filter that `resample_poly` would design anew at each call, longer than the speech."""
    taps: npt.NDArray[np.float64] = firwin(20 * _DOWN + 1, 1 / _DOWN, window=("kaiser", 5.0))
    return taps


@cache
def _copy() -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """Copy the library to a file that only this process loads (removed at exit)."""
    folder = tempfile.TemporaryDirectory(prefix="unisono-espeak-")
    return Path(shutil.copy(espeakng_loader.get_library_path(), folder.name)), folder


@contextmanager
def _fresh_library() -> Iterator[ctypes.CDLL]:
    """Load the library with nothing left over from earlier speech."""
    try:
        library = ctypes.CDLL(str(_copy()[0]))
    except OSError as error:
        raise InstallError(f"eSpeak NG cannot be loaded ({error}); run `make setup`") from error
    data = str(espeakng_loader.get_data_path()).encode()
    options = INITIALIZE_PHONEME_EVENTS | INITIALIZE_DONT_EXIT
    try:
        rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data, options)
        if rate != NATIVE_RATE:
            raise InstallError(f"eSpeak NG finds no data in {data.decode()}; run `make setup`")
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        yield library
    finally:
        library.espeak_Terminate()
        _ctypes.dlclose(library._handle)


def _speak(text: str, voice: str, parameters: dict[int, int]) -> _Take:
    take = _Take([], [], [])
    callback = _CALLBACK(take.receive)
    encoded = text.encode()
    with _one_at_a_time, _fresh_library() as library:
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise InputError(f'eSpeak NG has no voice "{voice}"')
        for parameter, value in parameters.items():
            library.espeak_SetParameter(parameter, value, 0)
        size = ctypes.c_size_t(len(encoded) + 1)
        library.espeak_Synth(encoded, size, 0, _POS_CHARACTER, 0, CHARS_UTF8, None, None)
        library.espeak_Synchronize()
    return take


def _tokens(text: str) -> list[tuple[int, int]]:
    """First character and end of every whitespace token."""
    spans = []
    start = 0
    for token in text.split():
        start = text.index(token, start)
        spans.append((start, start + len(token)))
        start += len(token)
    return spans


def _words(text: str, take: _Take, length: int) -> Iterator[SpokenWord]:
    """Bring events and tokens together; times in seconds."""
    tokens = _tokens(text)
    ends = [end for _, end in tokens]
    starts: dict[int, int] = {}
    for position, sample in take.words:
        token = bisect_right(ends, position)
        if token < len(tokens):
            starts.setdefault(token, sample)
    order = sorted(starts)
    bounds = [*(starts[token] for token in order), length]
    for place, (token, (start, following)) in enumerate(zip(order, pairwise(bounds), strict=True)):
        phones = [phone for phone in take.phones if start <= phone.sample < following]
        end = _end_of_sound(phones, following)
        stop = order[place + 1] if place + 1 < len(order) else len(tokens)
        group = [n for n in range(token, stop) if _has_letters(text, tokens[n])] or [token]
        letters = [tokens[n][1] - tokens[n][0] for n in group]
        cuts = _cuts(start, end, [phone.sample for phone in phones], letters)
        for number, (first, last) in zip(group, pairwise(cuts), strict=True):
            span = slice(*tokens[number])
            times = (first / NATIVE_RATE, last / NATIVE_RATE)
            yield SpokenWord(text[span], *times, token=number, exact=len(group) == 1)


def _has_letters(text: str, span: tuple[int, int]) -> bool:
    return any(character.isalnum() for character in text[slice(*span)])


def _end_of_sound(phones: Sequence[_Phone], following: int) -> int:
    """Start of the pause that closes a word, or of what follows when there is none."""
    end = following
    for phone in reversed(phones):
        if not phone.pause:
            break
        end = phone.sample
    return end


def _cuts(start: int, end: int, phones: Sequence[int], letters: Sequence[int]) -> list[int]:
    """Divide a group that was spoken as one word, at starts of its phonemes."""
    inner = [sample for sample in phones if start <= sample < end]
    cuts = [start]
    for spoken in np.cumsum(letters)[:-1] / sum(letters):
        place = round(spoken * len(inner))
        cuts.append(inner[place] if place < len(inner) else end)
    return [*cuts, end]
