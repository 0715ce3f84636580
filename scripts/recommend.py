"""Recommend an alignment for each pair of modalities."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.strategy.batch import Files, advise
from unisono.strategy.options import StrategiesOptions
from unisono.strategy.reading import Sources

snakemake: Snakemake

with job_log(snakemake.log[0]):
    advise(
        Sources.of_job(snakemake),
        Files.of_job(snakemake),
        tried=Path(snakemake.input.trials),
        disturbed=Path(snakemake.input.quality),
        options=StrategiesOptions.from_plain(snakemake.params.options),
    )
