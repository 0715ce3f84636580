"""The eSpeak NG shared library, initialised once in a process.

Functions and constants are those of ``speak_lib.h`` (eSpeak NG 1.52).
"""

import ctypes
from functools import cache

import espeakng_loader

from unisono.errors import InputError, InstallError

AUDIO_OUTPUT_SYNCHRONOUS = 2
"""The caller gets the sound in its own thread; the library starts and awaits none."""
INITIALIZE_PHONEME_EVENTS = 0x0001
INITIALIZE_DONT_EXIT = 0x8000
CHARS_UTF8 = 1


@cache
def _initialised() -> tuple[ctypes.CDLL, int]:
    """Load and initialise the library, once in a process; with its sampling rate.

    Raises
    ------
    InstallError
        When the library or its data cannot be loaded.
    """
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise InstallError(f"eSpeak NG cannot be loaded ({error}); run `make setup`") from error
    data = str(espeakng_loader.get_data_path()).encode()
    options = INITIALIZE_PHONEME_EVENTS | INITIALIZE_DONT_EXIT
    rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data, options)
    if rate <= 0:
        raise InstallError(f"eSpeak NG finds no data in {data.decode()}; run `make setup`")
    return library, int(rate)


def espeak() -> ctypes.CDLL:
    """The initialised library, the same object at every call."""
    return _initialised()[0]


def sample_rate() -> int:
    """Samples per second of everything that eSpeak NG speaks."""
    return _initialised()[1]


def set_voice(voice: str) -> None:
    """Choose the voice by its name, e.g. ``de`` or ``de+f2``.

    Raises
    ------
    InputError
        When eSpeak NG has no such voice.
    """
    if espeak().espeak_SetVoiceByName(voice.encode()) != 0:
        raise InputError(f'eSpeak NG has no voice "{voice}"')
