# Acoustics: how the voice sounds, by word and segment, and within the speaker.
#
# needs   probe, audio, segments, words; enrolment for the aggregate
# makes   pitch, measures, acoustics, speakers, accounting
# config  item_seconds, on_error, acoustics


rule measure:
    """Measure the voice in every recording of a batch."""
    input:
        probe="<results>/probe/{batch}.parquet",
        segments="<results>/segments/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        media="<results>/accounting/media-{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
        audio="<results>/audio/{batch}",
    output:
        pitch="<results>/pitch/{batch}.parquet",
        measures="<results>/measures/{batch}.parquet",
        accounting="<results>/accounting/acoustics-{batch}.parquet",
    log:
        "<logs>/measure/{batch}.log",
    benchmark:
        "<benchmarks>/measure/{batch}.tsv"
    conda:
        "../envs/acoustics.yaml"
    resources:
        mem_mb=run.memory("measure"),
        runtime=run.minutes("measure"),
        on_error=run.config.on_error,
    params:
        options=run.options("acoustics"),
        item_seconds=run.config.item_seconds,
        model=run.model("praat"),
        code=run.code("measure"),
    script:
        "../scripts/measure.py"


rule standardise:
    """Standardise pitch within each speaker over the whole corpus."""
    input:
        measures=run.table("measures"),
        enrolment="<results>/enrolment/all.parquet",
    output:
        acoustics=directory("<results>/acoustics"),
        speakers="<results>/speakers/all.parquet",
    log:
        "<logs>/standardise.log",
    benchmark:
        "<benchmarks>/standardise/all.tsv"
    conda:
        "../envs/acoustics.yaml"
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        code=run.code("standardise"),
    script:
        "../scripts/standardise.py"


rule pitch:
    """Target: all pitch contours."""
    input:
        run.table("pitch"),


rule acoustics:
    """Target: the voice measured and standardised."""
    input:
        rules.standardise.output,
