# Align: when each word is said.
#
# needs   probe, audio, segments
# makes   words, edits, verdicts, accounting
# config  item_seconds, on_error, align


rule align:
    """Find the start and end of every word of a batch."""
    input:
        probe="<results>/probe/{batch}.parquet",
        segments="<results>/segments/{batch}.parquet",
        transcribe="<results>/accounting/transcribe-{batch}.parquet",
        media="<results>/accounting/media-{batch}.parquet",
        audio="<results>/audio/{batch}",
    output:
        words="<results>/words/{batch}.parquet",
        edits="<results>/edits/{batch}.parquet",
        verdicts="<results>/verdicts/{batch}.parquet",
        accounting="<results>/accounting/align-{batch}.parquet",
    log:
        "<logs>/align/{batch}.log",
    benchmark:
        "<benchmarks>/align/{batch}.tsv"
    conda:
        run.environment(run.config.align.backend)
    resources:
        mem_mb=run.memory(run.needs("align", run.config.align.backend)),
        runtime=run.minutes(run.needs("align", run.config.align.backend)),
        on_error=run.config.on_error,
    params:
        options=run.options("align"),
        item_seconds=run.config.item_seconds,
        model=run.aligner_model(),
        code=run.code("align"),
    script:
        "../scripts/align.py"


rule words:
    """Target: all words on the clock."""
    input:
        run.table("words"),
