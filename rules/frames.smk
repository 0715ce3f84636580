# Frames: pictures sampled from the video, at their presentation times.
#
# needs   probe
# makes   frames, accounting
# config  item_seconds, on_error, frames


rule sample_frames:
    """Sample frames from every video of a batch."""
    input:
        probe="<results>/probe/{batch}.parquet",
        media="<results>/accounting/media-{batch}.parquet",
    output:
        frames="<results>/frames/{batch}.parquet",
        accounting="<results>/accounting/frames-{batch}.parquet",
    log:
        "<logs>/sample_frames/{batch}.log",
    benchmark:
        "<benchmarks>/sample_frames/{batch}.tsv"
    conda:
        "../envs/media.yaml"
    resources:
        mem_mb=run.memory("sample_frames"),
        runtime=run.minutes("sample_frames"),
        on_error=run.config.on_error,
    params:
        options=run.options("frames"),
        item_seconds=run.config.item_seconds,
        code=run.code("sample_frames"),
    script:
        "../scripts/sample_frames.py"


rule frames:
    """Target: all frames sampled."""
    input:
        run.table("frames"),
