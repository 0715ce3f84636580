"""The text of a transcript file: its bytes, bounded, decoded and freed of oddities."""

import codecs
import os
import re
import stat
import unicodedata
from pathlib import Path

from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.transcribe.options import OtherEncoding
from unisono.transcribe.utterances import Remark

MAX_BYTES = 20_000_000
"""Size of a transcript at most; an hour of speech is about 60,000 characters."""
MAX_LINE = 100_000
"""Characters of one line at most: an hour and a half of speech in one breath."""

MAX_LINES = 1_000_000
"""Lines of a transcript at most; word and phone tiers of three hours have half a million."""

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NEWLINE = re.compile(r"\r\n?")


def unreadable(sentence: str) -> ItemError:
    """Error for a transcript that is there but cannot be read."""
    return ItemError(Reason.TRANSCRIPT_UNREADABLE, sentence)


def read_text(path: Path, other: OtherEncoding = "refuse") -> tuple[str, list[Remark]]:
    r"""Read a text file whole.

    UTF-8 (with or without byte-order mark) and UTF-16 with one are recognised; nothing
    else is guessed, since a guess that is wrong in one letter is found by nobody.

    Parameters
    ----------
    path
        The file.
    other
        Encoding of files that are none of these.

    Returns
    -------
    tuple
        The text with line ends as ``\n``, without control and invisible characters, and
        what was odd about it.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_NOT_FOUND`` or ``TRANSCRIPT_UNREADABLE``.
    """
    text, remarks = _decode(_read_bytes(path), path.name, other)
    text = _NEWLINE.sub("\n", text)
    text, removed = _CONTROL.subn(" ", text)
    if removed:
        remarks.append(Remark(sentence=f"{_count(removed, 'control character')} left out"))
    damaged = text.count("\ufffd")
    if damaged:
        remarks.append(
            Remark(
                sentence=f"{_count(damaged, 'replacement character')} (U+FFFD) in the text: an "
                "earlier conversion lost letters there; go back to the original file",
                lost=True,
            )
        )
    _check_lines(text, path.name)
    return text, remarks


def clean(text: str) -> str:
    """One line in Unicode's composed form (NFC), single spaces, nothing invisible."""
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text).replace("\0", " "))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise unreadable(f"the transcript {path} is a folder; give the path of a file")
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(f"the transcript {path} is not an ordinary file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ItemError(
            Reason.TRANSCRIPT_NOT_FOUND,
            f"there is no transcript {path}; correct the manifest or leave the field empty",
        ) from error
    except (OSError, ValueError) as error:
        said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise unreadable(f"the transcript {path} cannot be opened: {said}") from error
    if len(data) > MAX_BYTES:
        raise unreadable(
            f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; is it a transcript? "
            "Give the text of this recording alone"
        )
    return data


def _decode(data: bytes, name: str, other: OtherEncoding) -> tuple[str, list[Remark]]:
    encoding = _UTF16.get(data[:2])
    if encoding is None and b"\0" in data:
        raise unreadable(
            f"{name} is not a text file: byte {data.index(0) + 1:,} is zero (a Word, PDF or other "
            "binary file, or UTF-16 without byte-order mark); save it as plain text in UTF-8"
        )
    remarks: list[Remark] = []
    try:
        text = data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if encoding is not None or other == "refuse":
            raise unreadable(_encoding_fault(data, name, error)) from error
        text = _decode_other(data, name, other)
        remarks.append(Remark(sentence=f"read as {other}, since it is not UTF-8"))
    if "\0" in text:
        raise unreadable(
            f"{name} is not a text file: character {text.index(chr(0)) + 1:,} is zero; "
            "save it as plain text in UTF-8"
        )
    return text, remarks


def _decode_other(data: bytes, name: str, other: OtherEncoding) -> str:
    try:
        return data.decode(other)
    except UnicodeDecodeError as error:
        raise unreadable(
            f"{name} line {_line(data, error.start)}: byte 0x{data[error.start]:02X} is neither "
            f"UTF-8 nor {other}; save the file as UTF-8"
        ) from error


def _encoding_fault(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    if error.encoding != "utf-8":
        return (
            f"{name} begins like {error.encoding.upper()} and is not: {error.reason} at byte "
            f"{error.start + 1:,}; save the file as UTF-8"
        )
    byte = data[error.start : error.start + 1]
    guess = byte.decode("cp1252", errors="ignore")
    meant = f' (in Windows-1252 it is "{guess}")' if guess else ""
    return (
        f"{name} line {_line(data, error.start)}: byte 0x{byte.hex().upper()} is not UTF-8{meant}; "
        "save the file as UTF-8, or set transcribe: other_encoding"
    )


def _check_lines(text: str, name: str) -> None:
    if text.count("\n") >= MAX_LINES:
        raise unreadable(
            f"{name} has more than {MAX_LINES:,} lines; is it a transcript of one recording?"
        )
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise unreadable(
                f"{name} line {number} has {len(line):,} characters, at most {MAX_LINE:,} "
                "are read; give one utterance a line"
            )


def _line(data: bytes, position: int) -> int:
    head = data[:position]
    return head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n") + 1


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
