"""Describe all tables as a data package."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.codebook import write_datapackage
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_datapackage(
        results=Path(snakemake.params.results), package=Path(snakemake.output.package)
    )
