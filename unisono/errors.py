"""What can go wrong, sorted by what the reader must do about it.

Every error of Unisono is one sentence (or one line for each fault) that names
the place, the value and the remedy, so that it can be shown without a
traceback.
"""

import difflib
from collections.abc import Iterable, Sequence


class UnisonoError(Exception):
    """Base of every error that Unisono raises on purpose."""


class InputError(UnisonoError):
    """Something in the user's files must be mended: manifest, transcript, media."""


class ConfigError(UnisonoError):
    """Something in the configuration must be mended."""


class InstallError(UnisonoError):
    """A package or model that the configuration asks for is not there."""


class TableError(UnisonoError):
    """A table does not keep its contract; a fault of the code, not of the data."""


class Faults(InputError):
    """Several faults of one input, reported at once.

    Parameters
    ----------
    faults
        One sentence for each fault, in the order in which a person would mend them.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def nearest(name: str, valid: Iterable[str]) -> str:
    """Say which valid name was probably meant.

    Returns
    -------
    str
        ``'; did you mean "x"?'`` or, when nothing is close, the list of valid names.
    """
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else f"; valid: {', '.join(names)}"
