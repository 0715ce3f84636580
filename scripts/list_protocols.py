"""Say which reading of each protocol counts, and account for those that left."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.parliament.enrolment import write_roster
from unisono.parliament.options import ParliamentOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_roster(
        options=ParliamentOptions.from_plain(snakemake.params.options),
        batches=Path(snakemake.params.batches),
        protocols=Path(snakemake.output.protocols),
        accounting=Path(snakemake.output.accounting),
    )
