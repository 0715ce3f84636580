"""Describe every sampled frame of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.items import Batch
from unisono.joblog import job_log
from unisono.vision.batch import describe_batch
from unisono.vision.options import VisionOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    describe_batch(
        frames=Path(snakemake.input.frames),
        upstream=[Path(snakemake.input.sampled)],
        vision=Path(snakemake.output.vision),
        options=VisionOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("vision", snakemake),
    )
