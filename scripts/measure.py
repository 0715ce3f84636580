"""Measure the voice in every recording of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.acoustics.batch import measure_batch
from unisono.acoustics.options import AcousticsOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    measure_batch(
        probe=Path(snakemake.input.probe),
        segments=Path(snakemake.input.segments),
        words=Path(snakemake.input.words),
        upstream=[Path(snakemake.input.media), Path(snakemake.input.align)],
        audio=Path(snakemake.input.audio),
        pitch=Path(snakemake.output.pitch),
        measures=Path(snakemake.output.measures),
        options=AcousticsOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("acoustics", snakemake),
    )
