"""Find sentences across modalities and write the page that plays them."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.query.options import QueryOptions
from unisono.query.page import query_results

snakemake: Snakemake

with job_log(snakemake.log[0]):
    query_results(
        results=Path(snakemake.params.results),
        options=QueryOptions.from_plain(snakemake.params.options),
        names=snakemake.params.names,
        page=Path(snakemake.output.page),
        table=Path(snakemake.output.table),
    )
