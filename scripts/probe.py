"""Probe and decode every recording of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.items import Batch
from unisono.joblog import job_log
from unisono.media.batch import probe_batch
from unisono.media.options import MediaOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    probe_batch(
        audio=Path(snakemake.output.audio),
        probe=Path(snakemake.output.probe),
        root=Path(snakemake.params.manifest).parent,
        enrolled=Path(snakemake.params.enrolled),
        options=MediaOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("media", snakemake),
    )
