"""Write the alignments of a batch for other programs."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.exports.batch import export_batch
from unisono.exports.options import ExportsOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    export_batch(
        probe=Path(snakemake.input.probe),
        segments=Path(snakemake.input.segments),
        words=Path(snakemake.input.words),
        upstream=[Path(snakemake.input.align)],
        folder=Path(snakemake.output.folder),
        left=snakemake.params.left,
        options=ExportsOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("exports", snakemake),
    )
