# Exports: the alignment of each recording as files for Praat, ELAN, players and scoring tools.
#
# needs   probe, segments, words
# makes   exports/BATCH/MEDIA_ID.{TextGrid,eaf,vtt,srt,ctm,json}, accounting
# config  item_seconds, on_error, exports


rule export:
    """Write the alignments of a batch for other programs."""
    input:
        probe="<results>/probe/{batch}.parquet",
        segments="<results>/segments/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
    output:
        folder=directory("<results>/exports/{batch}"),
        accounting="<results>/accounting/exports-{batch}.parquet",
    log:
        "<logs>/export/{batch}.log",
    benchmark:
        "<benchmarks>/export/{batch}.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=run.memory("export"),
        runtime=run.minutes("export"),
        on_error=run.config.on_error,
    params:
        left=run.left,
        options=run.options("exports"),
        item_seconds=run.config.item_seconds,
        code=run.code("export"),
    script:
        "../scripts/export.py"


rule exports:
    """Target: the files for other programs; not part of `all`."""
    input:
        run.folders("exports"),
        run.accounts("exports"),
