"""The file itself: its size and its fingerprint."""

import hashlib
from pathlib import Path

from unisono.container import check_file
from unisono.items import ItemError
from unisono.reasons import Reason


def fingerprint(path: Path, max_gigabytes: float) -> str:
    """SHA-256 of a file's bytes, read in pieces.

    Raises
    ------
    ItemError
        When the file is not there, not readable, empty or too large.
    """
    size = check_file(path)
    if size > max_gigabytes * 1e9:
        raise ItemError(
            Reason.TOO_LARGE,
            f"the file has {size / 1e9:.1f} GB, more than max_gigabytes ({max_gigabytes:g}); "
            "raise the limit or split the file",
        )
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ItemError(
            Reason.UNREADABLE, f"reading the file failed ({error.strerror}); check the disk"
        ) from error
