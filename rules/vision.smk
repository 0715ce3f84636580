# Vision: what the pictures are like.
#
# needs   frames
# makes   vision, accounting
# config  item_seconds, on_error, vision


rule describe_frames:
    """Describe every sampled frame of a batch."""
    input:
        frames="<results>/frames/{batch}.parquet",
        sampled="<results>/accounting/frames-{batch}.parquet",
    output:
        vision="<results>/vision/{batch}.parquet",
        accounting="<results>/accounting/vision-{batch}.parquet",
    log:
        "<logs>/describe_frames/{batch}.log",
    benchmark:
        "<benchmarks>/describe_frames/{batch}.tsv"
    conda:
        "../envs/media.yaml"
    resources:
        mem_mb=run.memory("describe_frames"),
        runtime=run.minutes("describe_frames"),
        on_error=run.config.on_error,
    params:
        options=run.options("vision"),
        item_seconds=run.config.item_seconds,
        code=run.code("describe_frames"),
    script:
        "../scripts/describe_frames.py"


rule vision:
    """Target: all frames described."""
    input:
        run.table("vision"),
