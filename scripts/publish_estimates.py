"""Write the estimates as tables and plots."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.regress.options import RegressOptions
from unisono.regress.publishing import Publication, publish_estimates

snakemake: Snakemake

with job_log(snakemake.log[0]):
    publish_estimates(
        estimates=[Path(path) for path in snakemake.input.estimates],
        panel=Path(snakemake.input.panel),
        publication=Publication.of_files(snakemake.output),
        options=RegressOptions.from_plain(snakemake.params.options),
    )
