# Embed: vectors of what is said, how it sounds and what is seen.
#
# needs   audio, segments, words, frames
# makes   embeddings/{text,audio,image}, accounting
# config  item_seconds, on_error, embed


rule embed_text:
    """Embed the words and segments of a batch."""
    input:
        segments="<results>/segments/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
    output:
        embeddings="<results>/embeddings/text/{batch}.parquet",
        accounting="<results>/accounting/embed_text-{batch}.parquet",
    log:
        "<logs>/embed_text/{batch}.log",
    benchmark:
        "<benchmarks>/embed_text/{batch}.tsv"
    conda:
        "../envs/embed.yaml"
    resources:
        mem_mb=run.memory("embed_text"),
        runtime=run.minutes("embed_text"),
        on_error=run.config.on_error,
    params:
        options=run.options("embed", "text"),
        item_seconds=run.config.item_seconds,
        model=run.model(run.config.embed.text.backend),
        code=run.code("embed_text"),
    script:
        "../scripts/embed_text.py"


rule embed_audio:
    """Embed the sound of the words and segments of a batch."""
    input:
        probe="<results>/probe/{batch}.parquet",
        segments="<results>/segments/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
        audio="<results>/audio/{batch}",
    output:
        embeddings="<results>/embeddings/audio/{batch}.parquet",
        accounting="<results>/accounting/embed_audio-{batch}.parquet",
    log:
        "<logs>/embed_audio/{batch}.log",
    benchmark:
        "<benchmarks>/embed_audio/{batch}.tsv"
    conda:
        "../envs/embed.yaml"
    resources:
        mem_mb=run.memory("embed_audio"),
        runtime=run.minutes("embed_audio"),
        on_error=run.config.on_error,
    params:
        options=run.options("embed", "audio"),
        item_seconds=run.config.item_seconds,
        model=run.model(run.config.embed.audio.backend),
        code=run.code("embed_audio"),
    script:
        "../scripts/embed_audio.py"


rule embed_image:
    """Embed the sampled frames of a batch."""
    input:
        frames="<results>/frames/{batch}.parquet",
        sampled="<results>/accounting/frames-{batch}.parquet",
    output:
        embeddings="<results>/embeddings/image/{batch}.parquet",
        accounting="<results>/accounting/embed_image-{batch}.parquet",
    log:
        "<logs>/embed_image/{batch}.log",
    benchmark:
        "<benchmarks>/embed_image/{batch}.tsv"
    conda:
        "../envs/embed.yaml"
    resources:
        mem_mb=run.memory("embed_image"),
        runtime=run.minutes("embed_image"),
        on_error=run.config.on_error,
    params:
        options=run.options("embed", "image"),
        item_seconds=run.config.item_seconds,
        model=run.model(run.config.embed.image.backend),
        code=run.code("embed_image"),
    script:
        "../scripts/embed_image.py"


rule embeddings:
    """Target: all embeddings."""
    input:
        run.table("embeddings/text", "embeddings/audio", "embeddings/image"),
