"""What can be found wrong with the address stage before a run begins."""

from collections.abc import Sequence
from pathlib import Path

from unisono.address.batch import read_people
from unisono.address.options import AddressOptions
from unisono.address.patterns import Party, compile_patterns
from unisono.address.rules import load_rules


def check_address(options: AddressOptions, parties: Sequence[Party], language: str) -> None:
    """Read the rules and the list of people that are configured.

    Parameters
    ----------
    options
        Options of the stage.
    parties
        Parties of the configuration.
    language
        Language of protocols that do not tell theirs.

    Raises
    ------
    ConfigError
        When there are no rules for the language, or rules or groups have faults.
    InputError
        When the list of people has faults.
    """
    compile_patterns(load_rules(language, options.rules), parties, options.groups)
    if options.members:
        read_people(Path(options.members), parties)
