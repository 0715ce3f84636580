"""Find the sentences of protocols on the recordings of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.items import Batch
from unisono.joblog import job_log
from unisono.link.batch import link_batch
from unisono.link.options import LinkOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    link_batch(
        media=Path(snakemake.input.media),
        words=Path(snakemake.input.words),
        speeches=[Path(path) for path in snakemake.input.speeches],
        sentences=[Path(path) for path in snakemake.input.sentences],
        left=snakemake.params.left,
        upstream=[Path(snakemake.input.align)],
        links=Path(snakemake.output.links),
        spoken_table=Path(snakemake.output.spoken),
        options=LinkOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("link", snakemake),
    )
