"""What the rules of the stage `learn` ask: which trainings there are, and with which settings."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from unisono.config.load import plain
from unisono.errors import ConfigError, nearest
from unisono.learn.labels import check_labels, read_labels
from unisono.learn.splits import dates_known, make_splits, smaller, split_names
from unisono.learn.study import LearnOptions


class Trained(Protocol):
    """Wildcards of a training."""

    model: str
    seed: str
    split: str


class Tone:
    """The trainings of a run.

    Parameters
    ----------
    options
        Label, models, seeds and splits.
    results
        The results folder.
    manifest
        Gives the rows of the manifest; called when the splits depend on dates.
    """

    def __init__(
        self, options: LearnOptions, results: str, manifest: Callable[[], pd.DataFrame]
    ) -> None:
        self._options = options
        self._results = results
        self._manifest = manifest

    @property
    def on(self) -> bool:
        """Whether there is a label to learn."""
        return self._options.label is not None

    def check(self) -> None:
        """Refuse a label that cannot be learnt, before hours are spent on its features.

        Raises
        ------
        ConfigError
            When the manifest has no such column.
        InputError
            When too few values, classes, groups or dates are there.
        """
        if not self.on:
            return
        label, rows = str(self._options.label), self._labelled
        texts = [str(value).strip() for value in rows[label]]
        labels = read_labels(label, texts, self._options.task)
        groups = list(rows["group"].where(rows["group"] != "", rows["media_id"]))
        check_labels(label, labels, groups)
        dates = [str(day) for day in rows["date"]]
        make_splits(self.splits, labels, groups, dates, self._options.splits)

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """Names of all splits."""
        options = self._options.splits
        dated = options.kind == "auto" and dates_known([str(day) for day in self._labelled["date"]])
        return split_names(options, dated=dated)

    def files(self, folder: str, suffix: str) -> Callable[[Any], list[str]]:
        """Input function: a file of every training, in the order of the configuration."""

        def named(_wildcards: object) -> list[str]:
            return [
                f"{self._results}/{folder}/{split}/{model}-{seed}.{suffix}"
                for split in self.splits
                for model, seed in self._options.trainings()
            ]

        return named

    def measured(self, folder: str) -> Callable[[Any], list[str]]:
        """Input function: tables of every training; nothing while the application is off."""
        named = self.files(folder, "parquet")
        return lambda wildcards: named(wildcards) if self.on else []

    def smaller(self, folder: str) -> Callable[[Any], list[str]]:
        """Input function: tables of the trainings on smaller corpora, of the first split."""

        def named(_wildcards: object) -> list[str]:
            sizes = self._options.sizes
            return [
                f"{self._results}/{folder}/{smaller(self.splits[0], share)}/{model}-{seed}.parquet"
                for share in sizes.shares
                for model, seed in self._options.trainings(sizes.seeds)
            ]

        return lambda wildcards: named(wildcards) if self.on else []

    def split_files(self, _wildcards: object) -> list[str]:
        """Input function: every split."""
        return [f"{self._results}/splits/{split}.parquet" for split in self.splits]

    def comparison(self, _wildcards: object) -> list[str]:
        """Input function: what the target `all` wants; nothing while the application is off."""
        return [f"{self._results}/tone/summary.csv"] if self.on else []

    def target(self, _wildcards: object) -> list[str]:
        """Input function of the target `tone`.

        Raises
        ------
        ConfigError
            When no label is named.
        """
        if not self.on:
            raise ConfigError(
                "tone: learn.label is null; name the column of the manifest that is to be learnt, "
                "for example --config learn={label: label_tone}"
            )
        return self.comparison(_wildcards)

    def gathering(self) -> dict[str, Any]:
        """Options that change what is gathered."""
        options = self._options
        names = {"label", "task", "modalities", "unit"}
        kept = {name: value for name, value in plain(options).items() if name in names}
        return {**kept, "models": ["majority"]}

    def splitting(self, _wildcards: object) -> dict[str, Any]:
        """Options that change one split: more draws leave those there are as they are."""
        options = plain(self._options.splits)
        return options if options["kind"] == "folds" else {**options, "count": 1}

    def settings(self, wildcards: Trained) -> dict[str, Any]:
        """Settings that change one model: its own, and those of the training."""
        own: dict[str, tuple[str, ...]] = {
            "majority": (),
            "early": ("linear", "early"),
            "late-average": ("linear", "late"),
            "late-stack": ("linear", "late"),
            "tensor": ("tensor",),
            "word-aligned": ("word_aligned",),
        }
        model = wildcards.model
        named = own.get(model, ("mult",) if model.startswith("mult") else ("linear",))
        settings = plain(self._options.settings)
        return {name: settings[name] for name in ("training", *named)}

    @cached_property
    def _labelled(self) -> pd.DataFrame:
        rows, label = self._manifest(), str(self._options.label)
        if label not in rows:
            raise ConfigError(
                f'config: learn.label is "{label}", but the manifest has no such column'
                f"{nearest(label, rows.columns)}"
            )
        values = rows[label].map(lambda value: "" if value is None else str(value).strip())
        return rows[~rows[label].isna() & (values != "")]
