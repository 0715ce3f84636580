# Fuse: everything on the clock of the words.
#
# needs   segments, words, frames, measures
# makes   aligned, accounting
# config  item_seconds, on_error, fuse


rule fuse:
    """Bring together each word of a batch with all that happens while it is said."""
    input:
        segments="<results>/segments/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        frames="<results>/frames/{batch}.parquet",
        measures="<results>/measures/{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
    output:
        aligned="<results>/aligned/{batch}.parquet",
        accounting="<results>/accounting/fuse-{batch}.parquet",
    log:
        "<logs>/fuse/{batch}.log",
    benchmark:
        "<benchmarks>/fuse/{batch}.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=run.memory("fuse"),
        runtime=run.minutes("fuse"),
        on_error=run.config.on_error,
    params:
        options=run.options("fuse"),
        item_seconds=run.config.item_seconds,
        code=run.code("fuse"),
    script:
        "../scripts/fuse.py"


rule aligned:
    """Target: all words with their frames and acoustics."""
    input:
        run.table("aligned"),
