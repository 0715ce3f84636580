"""Detect which parties the sentences of a batch of protocols address."""

from pathlib import Path

from snakemake.iocontainers import Snakemake

from unisono.address.batch import ProtocolFiles, detect_addresses, parties_of
from unisono.address.options import AddressOptions
from unisono.joblog import job_log

snakemake: Snakemake

with job_log(snakemake.log[0]):
    detect_addresses(
        files=ProtocolFiles(
            speeches=Path(snakemake.input.speeches),
            sentences=Path(snakemake.input.sentences),
            interjections=Path(snakemake.input.interjections),
            members=Path(snakemake.input.members),
        ),
        addressing=Path(snakemake.output.addressing),
        parties=parties_of(snakemake.params.parties),
        options=AddressOptions.from_plain(snakemake.params.options),
    )
