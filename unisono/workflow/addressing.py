"""The address stage of a run, as its rule sees it."""

from unisono.address.batch import parties_of
from unisono.address.check import check_address
from unisono.address.options import AddressOptions
from unisono.weights import weights_identity
from unisono.workflow.models import model_identity
from unisono.workflow.sittings import Sittings


class Addressing:
    """How the addressed are detected.

    Parameters
    ----------
    options
        The block ``address`` of the configuration.
    sittings
        The protocols.
    """

    def __init__(self, options: AddressOptions, sittings: Sittings) -> None:
        self._options = options
        self._sittings = sittings

    @property
    def model(self) -> str:
        """Identity of the model that judges, and of its weights."""
        weights = self._options.nli.model if self._options.backend == "nli" else ""
        return model_identity(self._options.backend, weights)

    @property
    def files(self) -> list[str]:
        """What tells the user's own rules and list of people from others of the same name."""
        return [
            weights_identity(path) for path in (self._options.rules, self._options.members) if path
        ]

    def check(self, language: str) -> None:
        """Find faults before a run begins.

        Parameters
        ----------
        language
            Language of protocols that do not tell theirs.

        Raises
        ------
        UnisonoError
            When rules, groups or list of people have faults.
        """
        check_address(self._options, parties_of(self._sittings.names), language)
