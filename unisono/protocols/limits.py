"""How much of a stranger's file is read at most."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one protocol file.

    The largest of 523 protocols of the Bundestag has 3 MB, is 13 elements deep and its
    longest paragraph has 6,000 characters.
    """

    megabytes: float = 50.0
    """Size of the file, 10^6 bytes."""
    depth: int = 60
    """Elements within elements."""
    paragraph: int = 200_000
    """Characters of one paragraph or comment."""
    speeches: int = 100_000
