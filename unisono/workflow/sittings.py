"""The protocols of a run, as its rules see them: batches of sittings.

What `unisono.workflow.run.Run` is to recordings. Nothing is read before it is asked for.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from unisono.enrolment.batches import Enrolled, read_batch
from unisono.enrolment.plan import EnrolmentPlan
from unisono.errors import ConfigError
from unisono.parliament.enrolment import lists_digest, plan_protocols, protocol_root
from unisono.parliament.options import ParliamentOptions, ReadOptions
from unisono.workflow import resources

TABLES = ("speeches", "sentences", "interjections", "members", "addressing")
"""Tables with one file for each batch of protocols."""


class SittingWildcards(Protocol):
    """What Snakemake passes to the functions of a rule for a batch of protocols."""

    sittings: str


class Sittings:
    """The protocols that a configuration names.

    Parameters
    ----------
    options
        The block ``parliament`` of the configuration.
    results
        The results folder.
    """

    def __init__(self, options: ParliamentOptions, results: str) -> None:
        self._options = options
        self.results = results

    @property
    def configured(self) -> bool:
        """Whether there are protocols at all."""
        return self._options.protocols is not None

    @cached_property
    def plan(self) -> EnrolmentPlan:
        """What is enrolled and what is to be.

        Raises
        ------
        ConfigError
            When no protocols are configured.
        InputError
            When they are not there, or two have the same name.
        """
        if not self.configured:
            raise ConfigError(
                "parliament.protocols is null: set it to the folder of the protocols (docs/"
                "protocols.md)"
            )
        return plan_protocols(self._options, Path(self.results, "sittings"))

    def enrol(self) -> None:
        """Write new batches; called when a run starts."""
        if self.configured and protocol_root(self._options.protocols or "").is_dir():
            self.plan.write()

    def table(self, *names: str) -> Callable[[Any], list[str]]:
        """Input function: all files of tables for the batches of protocols that count."""

        def files(_wildcards: object) -> list[str]:
            return [
                f"{self.results}/{name}/{batch}.parquet"
                for name in names
                for batch in self.plan.current_batches
            ]

        return files

    def accounts(self, *stages: str) -> Callable[[Any], list[str]]:
        """Input function: all accounting files of stages for the batches that count."""

        def files(_wildcards: object) -> list[str]:
            return [
                f"{self.results}/accounting/{stage}-{batch}.parquet"
                for stage in stages
                for batch in self.plan.current_batches
            ]

        return files

    def all_tables(self, wildcards: object) -> list[str]:
        """Input function: every file of the tables of protocols; none where there are none."""
        if not self.configured:
            return []
        roster = [f"{self.results}/protocols/all.parquet"]
        return roster + self.table(*TABLES)(wildcards) + self.accounts("protocols")(wildcards)

    def batch_file(self, wildcards: SittingWildcards) -> str:
        """The batch file of a job: never rewritten, so a param rather than an input."""
        return f"{self.results}/sittings/{wildcards.sittings}.csv"

    @property
    def root(self) -> str:
        """Folder that the paths of the protocols start from."""
        return str(protocol_root(self._options.protocols or ""))

    @property
    def options(self) -> dict[str, Any]:
        """What decides about the tables: neither which protocols, nor what blocs there are."""
        plain = self._options.model_dump(mode="json", include=set(ReadOptions.model_fields))
        for party in plain["parties"]:
            party.update(bloc=None, aliases=[])
        return plain

    @property
    def blocs(self) -> dict[str, str | None]:
        """Bloc of each party, by its key."""
        return {party.key: party.bloc for party in self._options.parties}

    @property
    def labels(self) -> dict[str, str]:
        """Name of each party in figures and tables, by its key."""
        return {party.key: party.name for party in self._options.parties}

    @property
    def names(self) -> dict[str, list[str]]:
        """Under which names each party is spoken of, by its key."""
        return {
            party.key: list(dict.fromkeys((party.name, *party.spellings, *party.aliases)))
            for party in self._options.parties
        }

    @property
    def all_options(self) -> dict[str, Any]:
        """The whole block ``parliament`` as plain values."""
        return self._options.model_dump(mode="json")

    def people(self, _wildcards: object) -> str:
        """Digest of the lists of people and parties that lie beside TEI protocols."""
        return lists_digest(self._options.protocols or "")

    def enrolled(self, _wildcards: object) -> str:
        """Digest of which protocols count, so that the roster follows the folder."""
        state = [dict(self.plan.current), self.plan.verifications]
        return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]

    def memory(self, rule: str) -> Callable[[SittingWildcards, int], int]:
        """Resource function: megabytes for a job of a rule."""
        return lambda wildcards, attempt: resources.memory_mb(
            rule, self._rows(wildcards.sittings), attempt
        )

    def minutes(self, rule: str) -> Callable[[SittingWildcards, int], int]:
        """Resource function: minutes for a job of a rule."""
        return lambda wildcards, attempt: resources.minutes(
            rule, self._rows(wildcards.sittings), attempt
        )

    def _rows(self, batch: str) -> Sequence[Enrolled]:
        if "plan" in self.__dict__:
            return self.plan.batches[batch]
        return read_batch(Path(self.results, "sittings", f"{batch}.csv"))
