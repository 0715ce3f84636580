# Media: what the recordings are, their sound on the recording's clock, and the roster.
#
# needs   the manifest and its files; results/batches/ (written when a run starts)
# makes   enrolment, probe, audio, media, accounting
# config  manifest, batch_size, batch_gigabytes, on_error, item_seconds, media


rule enrolment:
    """Say which enrolment of each recording counts, and account for those that left."""
    output:
        enrolment="<results>/enrolment/all.parquet",
        accounting="<results>/accounting/enrolment.parquet",
    log:
        "<logs>/enrolment.log",
    benchmark:
        "<benchmarks>/enrolment/all.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        manifest=run.config.manifest,
        batches=f"{run.results}/batches",
        probe=f"{run.results}/probe",
        enrolled=run.enrolled,
        code=run.code("enrolment"),
    script:
        "../scripts/enrolment.py"


rule probe:
    """Probe and decode every recording of a batch."""
    output:
        probe="<results>/probe/{batch}.parquet",
        audio=directory("<results>/audio/{batch}"),
        accounting="<results>/accounting/media-{batch}.parquet",
    log:
        "<logs>/probe/{batch}.log",
    benchmark:
        "<benchmarks>/probe/{batch}.tsv"
    conda:
        "../envs/media.yaml"
    resources:
        mem_mb=run.memory("probe"),
        runtime=run.minutes("probe"),
        on_error=run.config.on_error,
    params:
        manifest=run.config.manifest,
        enrolled=run.batch_file,
        options=run.options("media"),
        item_seconds=run.config.item_seconds,
        code=run.code("probe"),
    script:
        "../scripts/probe.py"


rule describe_media:
    """Join what was probed with every column that the manifest has now."""
    input:
        probe="<results>/probe/{batch}.parquet",
    output:
        media="<results>/media/{batch}.parquet",
    log:
        "<logs>/describe_media/{batch}.log",
    benchmark:
        "<benchmarks>/describe_media/{batch}.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=run.memory("describe_media"),
        runtime=run.minutes("describe_media"),
    params:
        manifest=run.config.manifest,
        carried=run.carried,
        code=run.code("describe_media"),
    script:
        "../scripts/describe_media.py"


rule media:
    """Target: all recordings probed and decoded."""
    input:
        run.table("media"),
        run.accounts("media"),
        rules.enrolment.output,
