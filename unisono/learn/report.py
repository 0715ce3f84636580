"""The last job of the stage: compare all trainings and write tables and figures."""

import logging
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from unisono.items import Job
from unisono.learn.comparison import compare
from unisono.learn.plots import write_figures, write_sizes_figure
from unisono.learn.runs import Study
from unisono.learn.sizes import sizes_of, write_sizes
from unisono.learn.study import CompareOptions
from unisono.learn.summary import fragment, markdown, write_csv

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What is written."""

    summary: Path
    costs: Path
    pairs: Path
    sizes: Path
    markdown: Path
    fragment: Path
    figures: Path
    """A folder."""

    @classmethod
    def of_job(cls, job: Job) -> Self:
        """What a job of the workflow writes."""
        return cls(**{entry.name: Path(getattr(job.output, entry.name)) for entry in fields(cls)})


def write_comparison(study: Study, files: Files, options: CompareOptions) -> None:
    """Compare all models of a study.

    Parameters
    ----------
    study
        What the trainings left behind.
    files
        What to write.
    options
        How models are compared.
    """
    comparison = compare(study, options)
    write_csv(comparison, summary=files.summary, costs=files.costs, pairs=files.pairs)
    sizes = sizes_of(study.spent, comparison.metric)
    write_sizes(files.sizes, sizes)
    files.markdown.write_text(markdown(comparison, sizes), encoding="utf-8")
    files.fragment.write_text(fragment(comparison, sizes), encoding="utf-8")
    write_figures(study, comparison, files.figures, bins=options.bins)
    write_sizes_figure(files.figures, sizes)
    for family in comparison.families:
        best = comparison.ranked(family)[0]
        value = best.estimates[comparison.metric].value
        logger.info("%s: best is %s, %s %.3f", family, best.model, comparison.metric, value)
