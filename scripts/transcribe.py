"""Read or recognise what is said in every recording of a batch."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.items import Batch
from unisono.joblog import job_log
from unisono.transcribe.batch import transcribe_batch
from unisono.transcribe.options import TranscribeOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    transcribe_batch(
        probe=Path(snakemake.input.probe),
        upstream=[Path(snakemake.input.media)],
        audio=Path(snakemake.input.audio),
        segments=Path(snakemake.output.segments),
        options=TranscribeOptions.from_plain(snakemake.params.options),
        batch=Batch.of_job("transcribe", snakemake),
    )
