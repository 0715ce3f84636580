"""Join sentences, pitch and evidence of addressing over the whole corpus."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.joblog import job_log
from unisono.panel.build import Sources, build_panel
from unisono.panel.options import PanelOptions

snakemake: Snakemake

with job_log(snakemake.log[0]):
    build_panel(
        Sources(
            speeches=[Path(path) for path in snakemake.input.speeches],
            sentences=[Path(path) for path in snakemake.input.sentences],
            addressing=[Path(path) for path in snakemake.input.addressing],
            protocols=Path(snakemake.input.protocols),
            media=[Path(path) for path in snakemake.input.media],
            links=[Path(path) for path in snakemake.input.links],
            pitch=[Path(path) for path in snakemake.input.pitch],
            enrolment=Path(snakemake.input.enrolment),
        ),
        parties=snakemake.params.parties,
        options=PanelOptions.from_plain(snakemake.params.options),
        panel=Path(snakemake.output.panel),
        steps=Path(snakemake.output.steps),
    )
