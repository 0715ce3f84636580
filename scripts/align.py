"""Find the start and end of every word of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.align.batch import AlignedTables, align_batch
from unisono.align.options import AlignOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    align_batch(
        probe=Path(snakemake.input.probe),
        segments=Path(snakemake.input.segments),
        upstream=[Path(snakemake.input.media), Path(snakemake.input.transcribe)],
        audio=Path(snakemake.input.audio),
        tables=AlignedTables(
            words=Path(snakemake.output.words),
            edits=Path(snakemake.output.edits),
            verdicts=Path(snakemake.output.verdicts),
        ),
        options=AlignOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("align", snakemake),
    )
