"""Make a part of the demo parliament's speeches."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.demo.batch import make_parliament
from unisono.demo.options import DemoOptions
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    make_parliament(
        corpus=Path(snakemake.params.corpus),
        part=int(snakemake.wildcards.part),
        parts=snakemake.params.parts,
        options=DemoOptions.from_plain(snakemake.params.options),
    )
