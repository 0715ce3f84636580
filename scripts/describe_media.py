"""Join what was probed with every column that the manifest has now."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.enrolment.roster import write_media
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_media(
        probe=Path(snakemake.input.probe),
        media=Path(snakemake.output.media),
        manifest=Path(snakemake.params.manifest),
    )
