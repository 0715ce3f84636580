"""What eSpeak NG would say for a word: its phonemes, in the IPA.

Uses ``espeak_TextToPhonemes`` of ``speak_lib.h`` (eSpeak NG 1.52).
"""

import ctypes
import re
from functools import lru_cache

from unisono.errors import InputError
from unisono.espeak.library import CHARS_UTF8, espeak, set_voice

LONGEST = 400
"""Characters of a text that are looked at; no spoken word is longer."""

_IPA = 0x02
_SEPARATOR = "_"
_PHONEME_MODE = _IPA | ord(_SEPARATOR) << 8
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_SWITCH = re.compile(r"\([a-z0-9-]+\)")  # "(en)": the voice changes language inside a text
_NOT_SOUND = re.compile(r"[ˈˌ.0-9‿\-\u200d]")  # stress, syllables, tones, ties between words
_VOICES = {"en": "en-us", "zh": "cmn", "no": "nb", "iw": "he", "in": "id"}
"""Voices for tags that eSpeak NG does not know, or knows as another accent."""


@lru_cache(maxsize=256)
def voice_of(language: str) -> str:
    """Name of the eSpeak NG voice that speaks a language.

    Parameters
    ----------
    language
        A BCP 47 tag; when its region is not known, the language alone is tried.

    Raises
    ------
    InputError
        When eSpeak NG speaks no such language.
    """
    tag = language.strip().lower().replace("_", "-")
    if not _TAG.fullmatch(tag):
        raise InputError(f'"{language}" is no language tag; write e.g. "de" or "en-GB" (BCP 47)')
    primary = tag.split("-", maxsplit=1)[0]
    candidates = [_VOICES.get(tag, tag), _VOICES.get(primary, primary), primary]
    for voice in candidates:
        try:
            set_voice(voice)
        except InputError:
            continue
        return voice
    raise InputError(f'eSpeak NG speaks no "{language}"; mend the language tag (BCP 47)')


@lru_cache(maxsize=65536)
def phonemes(text: str, language: str) -> tuple[str, ...]:
    """Phonemes of a word, or of several, in the order in which they are said.

    Parameters
    ----------
    text
        What is said; numbers and signs are read as the language reads them.
    language
        A BCP 47 tag.

    Returns
    -------
    tuple of str
        IPA symbols, of one character or more each, without stress and tone; empty when
        there is nothing to say. Length marks are kept.

    Raises
    ------
    InputError
        When eSpeak NG speaks no such language.
    """
    set_voice(voice_of(language))
    clauses = _text_to_phonemes(" ".join(text.replace("\0", " ").split())[:LONGEST])
    plain = _SWITCH.sub(_SEPARATOR, _SEPARATOR.join(clauses))
    pieces = re.split(rf"[{_SEPARATOR}\s]+", _NOT_SOUND.sub("", plain))
    return tuple(piece for piece in pieces if piece)


def _text_to_phonemes(text: str) -> list[str]:
    """One string for each clause of the text."""
    translate = espeak().espeak_TextToPhonemes
    translate.restype = ctypes.c_char_p
    translate.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    data = text.encode("utf-8", errors="ignore")
    buffer = ctypes.create_string_buffer(data)
    place = ctypes.c_void_p(ctypes.addressof(buffer))
    clauses: list[str] = []
    while place.value and len(clauses) <= len(data):
        spoken = translate(ctypes.byref(place), CHARS_UTF8, _PHONEME_MODE)
        clauses.append((spoken or b"").decode("utf-8", errors="replace"))
    return clauses
