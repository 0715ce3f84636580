"""Embed the sound of the words and segments of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.embed.batch import embed_audio_batch
from unisono.embed.options import AudioEmbedOptions
from unisono.items import Batch
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    embed_audio_batch(
        probe=Path(snakemake.input.probe),
        segments=Path(snakemake.input.segments),
        words=Path(snakemake.input.words),
        upstream=[Path(snakemake.input.align)],
        audio=Path(snakemake.input.audio),
        embeddings=Path(snakemake.output.embeddings),
        options=AudioEmbedOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("embed_audio", snakemake),
    )
