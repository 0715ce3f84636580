"""Sample frames from every video of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.frames.batch import sample_batch
from unisono.frames.options import FramesOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    sample_batch(
        probe=Path(snakemake.input.probe),
        upstream=[Path(snakemake.input.media)],
        frames=Path(snakemake.output.frames),
        options=FramesOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("frames", snakemake),
    )
