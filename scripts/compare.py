"""Compare all models: intervals, tests, figures."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.learn.report import Files, write_comparison
from unisono.learn.runs import read_study
from unisono.learn.study import CompareOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_comparison(
        read_study(
            splits=[Path(path) for path in snakemake.input.splits],
            predictions=[Path(path) for path in snakemake.input.predictions],
            scores=[Path(path) for path in snakemake.input.scores],
            histories=[Path(path) for path in snakemake.input.histories],
            sizes=[Path(path) for path in snakemake.input.sizes],
        ),
        Files.of_job(snakemake),
        CompareOptions.from_plain(snakemake.params.options),
    )
