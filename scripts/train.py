"""Train one model with one seed on one split."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.learn.batch import Outcome, Training, train
from unisono.learn.options import ModelOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    train(
        corpus=Path(snakemake.input.corpus),
        splits=Path(snakemake.input.splits),
        training=Training.of_job(snakemake),
        outcome=Outcome.of_job(snakemake),
        work=Path(snakemake.params.work),
        options=ModelOptions.from_plain(snakemake.params.options),
        bins=snakemake.params.bins,
    )
