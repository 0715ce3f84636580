"""Estimate the specification curve and draw it."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.regress.options import RegressOptions
from unisono.regress.publishing import publish_curve

snakemake: Snakemake

with job_log(snakemake.log[0]):
    publish_curve(
        panel=Path(snakemake.input.panel),
        curve=Path(snakemake.output.curve),
        plot=(Path(snakemake.output[1]), Path(snakemake.output[2])),
        options=RegressOptions.from_plain(snakemake.params.options),
    )
