"""Say which enrolment of each recording counts, and account for those that left."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.enrolment.roster import write_enrolment
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_enrolment(
        enrolment=Path(snakemake.output.enrolment),
        accounting=Path(snakemake.output.accounting),
        manifest=Path(snakemake.params.manifest),
        batches=Path(snakemake.params.batches),
        probe=Path(snakemake.params.probe),
    )
