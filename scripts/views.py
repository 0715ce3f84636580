"""Define views that leave out removed and superseded recordings."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.views import write_views

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_views(results=Path(snakemake.params.results), sql=Path(snakemake.output.sql))
