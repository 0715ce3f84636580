"""Gather the features and the label of all recordings."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.learn.gather import Tables, gather
from unisono.learn.study import LearnOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    gather(
        Tables.of_results(Path(snakemake.params.results), Path(snakemake.input.acoustics)),
        enrolment=Path(snakemake.input.enrolment),
        folder=Path(snakemake.output.corpus),
        accounting=Path(snakemake.output.accounting),
        options=LearnOptions.from_plain(snakemake.params.options),
        on_error=snakemake.resources.on_error,
    )
