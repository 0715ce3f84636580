# Transcribe: what is said, from the given transcript or from a recogniser.
#
# needs   probe, audio
# makes   segments, accounting
# config  item_seconds, on_error, transcribe


rule transcribe:
    """Read or recognise what is said in every recording of a batch."""
    input:
        probe="<results>/probe/{batch}.parquet",
        media="<results>/accounting/media-{batch}.parquet",
        audio="<results>/audio/{batch}",
    output:
        segments="<results>/segments/{batch}.parquet",
        accounting="<results>/accounting/transcribe-{batch}.parquet",
    log:
        "<logs>/transcribe/{batch}.log",
    benchmark:
        "<benchmarks>/transcribe/{batch}.tsv"
    conda:
        run.environment(run.config.transcribe.backend, run.config.transcribe.speakers)
    resources:
        mem_mb=run.memory(run.needs("transcribe", run.config.transcribe.backend)),
        runtime=run.minutes(run.needs("transcribe", run.config.transcribe.backend)),
        on_error=run.config.on_error,
    params:
        options=run.options("transcribe"),
        item_seconds=run.config.item_seconds,
        model=run.recogniser_model(),
        speakers=run.speakers_model(),
        code=run.code("transcribe"),
    script:
        "../scripts/transcribe.py"


rule segments:
    """Target: all recordings transcribed."""
    input:
        run.table("segments"),
