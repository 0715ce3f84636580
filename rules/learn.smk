# Learn: models that tell a label from text, sound and pictures, compared. Off without a label.
#
# needs   enrolment, media, embeddings, acoustics, vision, aligned
# makes   learn/corpus, splits, predictions, scores, learn/states, tone, accounting
# config  learn, on_error


rule gather:
    """Gather the features and the label of all recordings."""
    input:
        run.table("media", "aligned", "vision"),
        run.table("embeddings/text", "embeddings/audio", "embeddings/image"),
        enrolment="<results>/enrolment/all.parquet",
        acoustics="<results>/acoustics",
    output:
        corpus=directory("<results>/learn/corpus"),
        accounting=directory("<results>/accounting/learn"),
    log:
        "<logs>/gather.log",
    benchmark:
        "<benchmarks>/gather/all.tsv"
    conda:
        "../envs/learn.yaml"
    resources:
        mem_mb=2000,
        runtime=120,
        on_error=run.config.on_error,
    params:
        results=run.folder,
        options=run.tone.gathering(),
        code=run.code("gather"),
    script:
        "../scripts/gather.py"


rule split:
    """Divide the recordings into those learnt from, chosen by and tested on."""
    input:
        corpus="<results>/learn/corpus",
    output:
        splits="<results>/splits/{split}.parquet",
    log:
        "<logs>/split/{split}.log",
    benchmark:
        "<benchmarks>/split/{split}.tsv"
    conda:
        "../envs/learn.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=run.tone.splitting,
        code=run.code("split"),
    script:
        "../scripts/split.py"


rule train:
    """Train one model with one seed on one split."""
    input:
        corpus="<results>/learn/corpus",
        splits="<results>/splits/{split}.parquet",
    output:
        predictions="<results>/predictions/{split}/{model}-{seed}.parquet",
        scores="<results>/scores/{split}/{model}-{seed}.parquet",
        history="<results>/learn/histories/{split}/{model}-{seed}.json",
        state="<results>/learn/states/{split}/{model}-{seed}.safetensors",
    log:
        "<logs>/train/{split}/{model}-{seed}.log",
    benchmark:
        "<benchmarks>/train/{split}/{model}-{seed}.tsv"
    conda:
        "../envs/learn.yaml"
    threads: run.config.learn.settings.training.threads
    resources:
        mem_mb=4000,
        runtime=600,
    params:
        work="<results>/learn/checkpoints/{split}/{model}-{seed}",
        bins=run.config.learn.compare.bins,
        options=run.tone.settings,
        packages=run.model("learn"),
        code=run.code("train"),
    script:
        "../scripts/train.py"


rule compare:
    """Compare all models: intervals, tests, figures."""
    input:
        splits=run.tone.split_files,
        predictions=run.tone.files("predictions", "parquet"),
        scores=run.tone.files("scores", "parquet"),
        histories=run.tone.files("learn/histories", "json"),
        sizes=run.tone.smaller("scores"),
    output:
        summary="<results>/tone/summary.csv",
        costs="<results>/tone/costs.csv",
        pairs="<results>/tone/pairs.csv",
        sizes="<results>/tone/sizes.csv",
        markdown="<results>/tone/summary.md",
        fragment="<results>/tone/summary.html",
        figures=directory("<results>/tone/figures"),
    log:
        "<logs>/compare.log",
    benchmark:
        "<benchmarks>/compare/all.tsv"
    conda:
        "../envs/learn.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        options=run.options("learn", "compare"),
        code=run.code("compare"),
    script:
        "../scripts/compare.py"


rule tone:
    """Target: the models of the label trained and compared."""
    input:
        run.tone.target,
