"""Embed the words and segments of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.embed.batch import embed_text_batch
from unisono.embed.options import TextEmbedOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    embed_text_batch(
        segments=Path(snakemake.input.segments),
        words=Path(snakemake.input.words),
        upstream=[Path(snakemake.input.align)],
        embeddings=Path(snakemake.output.embeddings),
        options=TextEmbedOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("embed_text", snakemake),
    )
