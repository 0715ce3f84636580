"""Divide the recordings into those learnt from, chosen by and tested on."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.learn.batch import divide
from unisono.learn.study import SplitOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    divide(
        corpus=Path(snakemake.input.corpus),
        split=snakemake.wildcards.split,
        target=Path(snakemake.output.splits),
        options=SplitOptions.from_plain(snakemake.params.options),
    )
