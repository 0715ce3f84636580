"""One run of the workflow, as the Snakefile sees it.

Nothing is read before it is asked for, so that the job of a cluster, which parses the
Snakefile again, does not read the manifest.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import yaml
from pydantic import BaseModel

from unisono.config.load import load_config, plain
from unisono.enrolment.batches import Enrolled, read_batch
from unisono.enrolment.manifest import KNOWN, Manifest, read_manifest
from unisono.enrolment.plan import EnrolmentPlan, plan_enrolment
from unisono.errors import ConfigError, InputError, UnisonoError
from unisono.link.choice import COLUMNS
from unisono.transcribe.whisper_options import WHISPERS
from unisono.workflow import resources
from unisono.workflow.addressing import Addressing
from unisono.workflow.code import code_digest
from unisono.workflow.environments import speech_environment
from unisono.workflow.linking import Linking
from unisono.workflow.models import model_identity
from unisono.workflow.regressions import Regressions
from unisono.workflow.sittings import Sittings
from unisono.workflow.tone import Tone

STAGES = (
    "media",
    "frames",
    "transcribe",
    "align",
    "acoustics",
    "vision",
    "embed_text",
    "embed_audio",
    "embed_image",
    "fuse",
)
"""Stages as ``accounting`` names them, in the order of the data."""

BATCH_TABLES = (
    "media",
    "frames",
    "segments",
    "words",
    "edits",
    "verdicts",
    "pitch",
    "measures",
    "vision",
    "embeddings/text",
    "embeddings/audio",
    "embeddings/image",
    "aligned",
)
"""Tables with one file for each batch, as folders of the results."""


class Wildcards(Protocol):
    """What Snakemake passes to the functions of a rule."""

    batch: str


class Run:
    """A checked configuration, the enrolment it leads to, and what rules ask about both.

    Parameters
    ----------
    config
        The merged configuration.
    root
        Folder of the Snakefile.

    Raises
    ------
    ConfigError
        All faults of the configuration at once.
    """

    def __init__(self, config: Mapping[str, Any], root: str | Path) -> None:
        self.config = load_config(config)
        if self.config.demo is not None and self.manifest_path.name != "manifest.csv":
            raise ConfigError(
                f'config: manifest is "{self.config.manifest}"; the demo writes its own, so name '
                "it FOLDER/manifest.csv or set demo: null"
            )
        self.root = Path(root)
        self._rows_on_disk: dict[str, list[Enrolled]] = {}
        self.results = self.config.results.rstrip("/") or "/"

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is, relative to the working directory or absolute."""
        return Path(self.config.manifest)

    @cached_property
    def plan(self) -> EnrolmentPlan:
        """What is enrolled and what is to be; reads the manifest.

        Raises
        ------
        InputError
            When the manifest is not there or has faults.
        """
        if self.config.demo is not None and not self.manifest_path.is_file():
            raise InputError(
                f"the demo corpus is not made yet ({self.manifest_path}); run first: "
                "snakemake --cores 2 --configfile config/demo.yaml corpus"
            )
        return plan_enrolment(
            self._manifest,
            self._folder("batches"),
            probe=self._folder("probe"),
            batch_size=self.config.batch_size,
            batch_gigabytes=self.config.batch_gigabytes,
        )

    @cached_property
    def sittings(self) -> Sittings:
        """The protocols, batch by batch."""
        return Sittings(self.config.parliament, self.results)

    @cached_property
    def linking(self) -> Linking:
        """Which protocols each batch of recordings needs."""
        return Linking(self.sittings, self._named, lambda: self.plan.current_batches)

    @cached_property
    def addressing(self) -> Addressing:
        """How the addressed are detected."""
        return Addressing(self.config.address, self.sittings)

    @cached_property
    def _manifest(self) -> Manifest:
        return read_manifest(self.manifest_path)

    def enrol(self) -> None:
        """Write new batches and the merged configuration; called when a run starts."""
        merged = yaml.safe_dump(plain(self.config), sort_keys=False, allow_unicode=True)
        target = self._folder("config.yaml")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("# The configuration of the last run, merged.\n" + merged, "utf-8")
        if self.manifest_path.is_file():
            self.plan.write()
        self.sittings.enrol()

    def table(self, *names: str) -> Callable[[Any], list[str]]:
        """Input function: all files of tables for the batches that count."""

        def files(_wildcards: object) -> list[str]:
            return [
                f"{self.results}/{name}/{batch}.parquet"
                for name in names
                for batch in self.plan.current_batches
            ]

        return files

    def all_tables(self, wildcards: object) -> list[str]:
        """Input function: every file of every table that is made batch by batch."""
        recordings = self.table(*BATCH_TABLES)(wildcards) + self.accounts(*STAGES)(wildcards)
        protocols = self.sittings.all_tables(wildcards) + self.linking.all_tables(wildcards)
        return recordings + protocols

    def accounts(self, *stages: str) -> Callable[[Any], list[str]]:
        """Input function: all accounting files of stages for the batches that count."""

        def files(_wildcards: object) -> list[str]:
            return [
                f"{self.results}/accounting/{stage}-{batch}.parquet"
                for stage in stages
                for batch in self.plan.current_batches
            ]

        return files

    def folders(self, name: str) -> Callable[[Any], list[str]]:
        """Input function: folders of files, one for each batch that counts."""

        def paths(_wildcards: object) -> list[str]:
            return [f"{self.results}/{name}/{batch}" for batch in self.plan.current_batches]

        return paths

    def left(self, wildcards: Wildcards) -> list[str]:
        """Recordings of a batch that no longer count: removed, or enrolled again."""
        ids = [row.media_id for row in self._rows(wildcards.batch)]
        return [name for name in ids if self.plan.current.get(name) != wildcards.batch]

    def advice(self, _wildcards: object) -> list[str]:
        """Input function: the recommended alignments, where a full run is to have them."""
        wanted = self.config.strategies.advise
        return [f"{self.results}/recommendations/all.parquet"] if wanted else []

    def corpus_folder(self, _wildcards: object) -> str:
        """Folder of the manifest."""
        return self.corpus

    def folder(self, _wildcards: object) -> str:
        """The results folder."""
        return self.results

    def batch_file(self, wildcards: Wildcards) -> str:
        """The batch file of a job: never rewritten, so a param rather than an input."""
        return f"{self.results}/batches/{wildcards.batch}.csv"

    def options(self, *path: str) -> dict[str, Any]:
        """Options of a stage as plain values, e.g. ``options("embed", "text")``.

        Empty for a block that is switched off with null.
        """
        block: Any = self.config
        for name in path:
            block = getattr(block, name)
        return plain(block) if isinstance(block, BaseModel) else {}

    @property
    def corpus(self) -> str:
        """Folder of the manifest: where the demo corpus is made."""
        return str(self.manifest_path.parent)

    @property
    def truth(self) -> str | None:
        """Folder of the truth beside the demo corpus.

        A param of the report and not its input, so that the corpus is made by its own
        target alone and never under a run that has already enrolled it.
        """
        return f"{self.corpus}/truth" if self.config.demo is not None else None

    def code(self, rule: str) -> str:
        """Digest of a rule's script and the modules it uses."""
        return code_digest(self.root / "scripts" / f"{rule}.py", self.root)

    def model(self, backend: str) -> str:
        """Identity of the model behind a backend."""
        return model_identity(backend)

    def recogniser_model(self) -> str:
        """Identity of the recogniser and of the weights that it reads."""
        options = self.config.transcribe
        if options.backend not in WHISPERS:
            return model_identity(options.backend)
        words = options.whisper.word_model if options.backend == "whisperx" else ""
        return model_identity(options.backend, options.whisper.model, words)

    def speakers_model(self) -> str:
        """Identity of what tells speakers apart: a pipeline where they are diarised."""
        options = self.config.transcribe
        weights = options.diarisation.model if options.speakers == "diarise" else ""
        return model_identity(options.speakers, weights)

    def aligner_model(self) -> str:
        """Identity of the aligner and of the weights that it reads."""
        options = self.config.align
        weights = options.wav2vec.model if options.backend in ("ctc", "whisperx") else ""
        return model_identity(options.backend, weights)

    def needs(self, stage: str, *backends: str) -> str:
        """What a stage's job needs is another thing where a backend loads weights."""
        light = speech_environment(*backends) == "speech"
        return stage if light else f"{stage} with weights"

    def environment(self, *backends: str) -> str:
        """Conda file for the rule of a stage whose backends may need weights."""
        return f"../envs/{speech_environment(*backends)}.yaml"

    def carried(self, wildcards: Wildcards) -> str:
        """Digest of a batch's carried columns as the manifest has them now."""
        ids = [row.media_id for row in self._rows(wildcards.batch)]
        rows = self._carried_by_id
        return _digest([[name, *rows.get(name, ())] for name in ids] + [list(self._carried_names)])

    @cached_property
    def regressions(self) -> Regressions:
        """The regressions of the address study."""
        return Regressions(self.config.regress, self.results, self.sittings)

    @cached_property
    def tone(self) -> Tone:
        """The trainings of the label, if one is named."""
        return Tone(self.config.learn, self.results, lambda: self._manifest.rows)

    def enrolled(self, _wildcards: object) -> str:
        """Digest of which enrolments count, so that the roster follows the manifest."""
        return _digest([dict(self.plan.current), self.plan.verifications])

    def memory(self, rule: str) -> Callable[[Wildcards, int], int]:
        """Resource function: megabytes for a job of a rule."""
        return lambda wildcards, attempt: resources.memory_mb(
            rule, self._rows(wildcards.batch), attempt
        )

    def minutes(self, rule: str) -> Callable[[Wildcards, int], int]:
        """Resource function: minutes for a job of a rule."""
        return lambda wildcards, attempt: resources.minutes(
            rule, self._rows(wildcards.batch), attempt
        )

    @cached_property
    def _carried_names(self) -> list[str]:
        enrolled = [name for name in KNOWN if name not in ("group", "date")]
        return [name for name in self._manifest.rows.columns if name not in enrolled]

    @cached_property
    def _carried_by_id(self) -> dict[str, tuple[str, ...]]:
        rows = self._manifest.rows[["media_id", *self._carried_names]]
        return {
            values[0]: tuple(map(str, values[1:]))
            for values in rows.itertuples(index=False, name=None)
        }

    @cached_property
    def _named_by_id(self) -> dict[str, dict[str, Any]]:
        names = [name for name in self._manifest.rows.columns if name in COLUMNS]
        rows = self._manifest.rows[["media_id", *names]]
        return {
            media_id: dict(zip(names, values, strict=True))
            for media_id, *values in rows.itertuples(index=False, name=None)
        }

    def _named(self, batch: str) -> list[dict[str, Any]]:
        """What the manifest says of the sittings of a batch's recordings."""
        known = self._named_by_id
        return [known[row.media_id] for row in self._rows(batch) if row.media_id in known]

    def _rows(self, batch: str) -> Sequence[Enrolled]:
        if "plan" in self.__dict__:
            return self.plan.batches[batch]
        if batch not in self._rows_on_disk:
            self._rows_on_disk[batch] = read_batch(self._folder(f"batches/{batch}.csv"))
        return self._rows_on_disk[batch]

    def _folder(self, name: str) -> Path:
        return Path(self.results) / name


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def start(config: Mapping[str, Any], root: str | Path, *, main: bool) -> Run:
    """Begin a run; faults of the configuration or manifest end it, one line for each.

    Parameters
    ----------
    config, root
        See `Run`.
    main
        Whether this is the process that plans the run, and so has to read the manifest.
        The demo's manifest may be missing: its corpus is a target of the workflow.
    """
    # Jobs run in environments of their own (conda, a cluster's nodes): they find the library here.
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    try:
        run = Run(config, root)
        if main and (run.config.demo is None or run.manifest_path.is_file()):
            _ = run.plan
            run.tone.check()
            if run.sittings.configured:
                _ = run.sittings.plan
                run.addressing.check(run.config.parliament.language)
    except UnisonoError as error:
        sys.exit(f"{error}")
    return run
