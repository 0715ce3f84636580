"""Try every alignment strategy on planted corpora."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.correspond.options import CorrespondOptions
from unisono.joblog import job_log
from unisono.strategy.batch import try_strategies
from unisono.strategy.options import TrialOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    try_strategies(
        Path(snakemake.output.trials),
        options=TrialOptions.from_plain(snakemake.params.options),
        settings=CorrespondOptions.from_plain(snakemake.params.settings),
    )
