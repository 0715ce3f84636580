"""Bring together each word of a batch with all that happens while it is said."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.fuse.batch import fuse_batch
from unisono.fuse.options import FuseOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    fuse_batch(
        segments=Path(snakemake.input.segments),
        words=Path(snakemake.input.words),
        frames=Path(snakemake.input.frames),
        measures=Path(snakemake.input.measures),
        upstream=[Path(snakemake.input.align)],
        aligned=Path(snakemake.output.aligned),
        options=FuseOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("fuse", snakemake),
    )
