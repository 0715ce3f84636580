"""Estimate one specification of the regressions."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.regress.batch import write_estimates
from unisono.regress.options import RegressOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_estimates(
        panel=Path(snakemake.input.panel),
        name=snakemake.params.name,
        estimates=Path(snakemake.output.estimates),
        options=RegressOptions.from_plain(snakemake.params.options),
    )
