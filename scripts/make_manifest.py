"""Join the parts of the demo corpus: manifest, truth and protocols."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.demo.batch import make_manifest
from unisono.demo.options import DemoOptions
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    make_manifest(
        corpus=Path(snakemake.params.corpus),
        parts=[Path(part) for part in snakemake.input.parts],
        options=DemoOptions.from_plain(snakemake.params.options),
    )
