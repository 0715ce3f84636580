"""Embed the sampled frames of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.embed.batch import embed_image_batch
from unisono.embed.options import ImageEmbedOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    embed_image_batch(
        frames=Path(snakemake.input.frames),
        upstream=[Path(snakemake.input.sampled)],
        embeddings=Path(snakemake.output.embeddings),
        options=ImageEmbedOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("embed_image", snakemake),
    )
