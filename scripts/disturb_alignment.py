"""Measure what models lose when words are shifted, jittered, dropped or swapped."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.learn.options import ModelOptions
from unisono.strategy.batch import disturb_alignment
from unisono.strategy.options import QualityOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    disturb_alignment(
        Path(snakemake.output.quality),
        options=QualityOptions.from_plain(snakemake.params.options),
        models=ModelOptions.from_plain(snakemake.params.models),
    )
