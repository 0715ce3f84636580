"""Language models that judge, without training, whether a sentence addresses a party.

To add one, write a module with an ``open_judge(options)`` that returns a `Judge`, and give
it a line in the table below and in `unisono.address.options.Backend`. The module imports
its heavy libraries itself.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from unisono.address.options import AddressOptions
from unisono.errors import ConfigError, nearest


class Judge(Protocol):
    """A model that judges pairs of sentence and party."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Probability, for each sentence and name of a party, that it is addressed."""


def _none(_options: AddressOptions) -> None:
    return None


def _nli(options: AddressOptions) -> Judge:
    from unisono.address.nli import open_judge

    return open_judge(options.nli)


JUDGES: dict[str, Callable[[AddressOptions], Judge | None]] = {"none": _none, "nli": _nli}
"""How each backend is opened; None where there is no model."""


def open_judge(options: AddressOptions) -> Judge | None:
    """Open the configured model.

    Raises
    ------
    ConfigError
        When there is no such backend.
    InstallError
        When its package or weights are missing.
    """
    if options.backend not in JUDGES:
        raise ConfigError(
            f'config: address.backend is "{options.backend}"{nearest(options.backend, JUDGES)}'
        )
    return JUDGES[options.backend](options)
