"""Read a batch of protocols."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.parliament.batch import ProtocolTables, of_sittings, read_protocols
from unisono.parliament.options import ReadOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    read_protocols(
        folder=Path(snakemake.params.folder),
        enrolled=Path(snakemake.params.enrolled),
        tables=ProtocolTables(
            speeches=Path(snakemake.output.speeches),
            sentences=Path(snakemake.output.sentences),
            interjections=Path(snakemake.output.interjections),
            members=Path(snakemake.output.members),
        ),
        options=ReadOptions.from_plain(snakemake.params.options),
        batch=of_sittings("protocols", snakemake),
    )
