"""Write the page that shows what came in and what became of it."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.report.batch import write_report
from unisono.report.options import ReportOptions
from unisono.store import table_files

snakemake: Snakemake

with job_log(snakemake.log[0]):
    write_report(
        results=Path(snakemake.params.results),
        report=Path(snakemake.output.page).parent,
        tables=table_files(snakemake.params.results),
        benchmarks=Path(snakemake.params.results, "benchmarks"),
        config=snakemake.params.config,
        options=ReportOptions.from_plain(snakemake.params.options),
        truth=snakemake.params.truth and Path(snakemake.params.truth),
    )
