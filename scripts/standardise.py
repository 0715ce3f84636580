"""Standardise pitch within each speaker over the whole corpus."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.acoustics.standardise import standardise
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    standardise(
        measures=[Path(path) for path in snakemake.input.measures],
        enrolment=Path(snakemake.input.enrolment),
        acoustics=[
            Path(snakemake.output.acoustics, Path(path).name) for path in snakemake.input.measures
        ],
        speakers=Path(snakemake.output.speakers),
    )
