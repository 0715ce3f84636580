# Unisono: from recordings of political speech to aligned, analysable tables.
# Config -> enrolment -> one rule file for each stage, in the order of the data -> targets.

from snakemake.utils import min_version

from unisono.workflow.run import start

min_version("9.18")  # script objects are typed from this version on


configfile: f"{workflow.basedir}/config/config.yaml"


run = start(config, workflow.basedir, main=workflow.is_main_process)


pathvars:
    results=run.results,
    corpus=run.corpus,
    logs=f"{run.results}/logs",
    benchmarks=f"{run.results}/benchmarks",


wildcard_constraints:
    batch=r"\d\d\d\d+",
    specification=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    sittings=r"\d\d\d\d+",
    split=r"(time|grouped|fold)-\d+(_[\d.]+)?",
    model=r"[a-z-]+",
    seed=r"\d+",


localrules:
    all,
    corpus,
    media,
    frames,
    segments,
    words,
    pitch,
    acoustics,
    vision,
    embeddings,
    aligned,
    protocols,
    links,
    exports,
    address,
    tone,
    strategies,


onstart:
    run.enrol()


include: "rules/demo.smk"
include: "rules/media.smk"
include: "rules/frames.smk"
include: "rules/transcribe.smk"
include: "rules/align.smk"
include: "rules/acoustics.smk"
include: "rules/vision.smk"
include: "rules/embed.smk"
include: "rules/fuse.smk"
include: "rules/parliament.smk"
include: "rules/address.smk"
include: "rules/link.smk"
include: "rules/panel.smk"
include: "rules/query.smk"
include: "rules/regress.smk"
include: "rules/learn.smk"
include: "rules/strategies.smk"
include: "rules/exports.smk"
include: "rules/report.smk"


rule all:
    """Everything: all tables and the report."""
    default_target: True
    input:
        rules.report.output.page,
        rules.views.output.sql,
        rules.datapackage.output.package,
        run.tone.comparison,
        run.advice,
        run.regressions.study,
