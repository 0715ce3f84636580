# Strategies: which alignment to choose for each pair of modalities, and what bad alignment costs.
#
# needs   enrolment, words, embeddings; scores and predictions, where a label is learnt
# makes   alignment_trials, alignment_quality, recommendations, strategies
# config  strategies, learn


rule try_strategies:
    """Try every alignment strategy on planted corpora."""
    output:
        trials="<results>/alignment_trials/all.parquet",
    log:
        "<logs>/try_strategies.log",
    benchmark:
        "<benchmarks>/try_strategies/all.tsv"
    conda:
        "../envs/strategy.yaml"
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        options=run.options("strategies", "trials"),
        settings=run.options("strategies", "correspond"),
        packages=run.model("strategy"),
        code=run.code("try_strategies"),
    script:
        "../scripts/try_strategies.py"


rule disturb_alignment:
    """Measure what models lose when words are shifted, jittered, dropped or swapped."""
    output:
        quality="<results>/alignment_quality/all.parquet",
    log:
        "<logs>/disturb_alignment.log",
    benchmark:
        "<benchmarks>/disturb_alignment/all.tsv"
    conda:
        "../envs/strategy.yaml"
    resources:
        mem_mb=3000,
        runtime=600,
    params:
        options=run.options("strategies", "quality"),
        models=run.options("learn", "settings"),
        packages=run.model("strategy"),
        code=run.code("disturb_alignment"),
    script:
        "../scripts/disturb_alignment.py"


rule recommend:
    """Recommend an alignment for each pair of modalities."""
    input:
        enrolment="<results>/enrolment/all.parquet",
        words=run.table("words"),
        text=run.table("embeddings/text"),
        audio=run.table("embeddings/audio"),
        image=run.table("embeddings/image"),
        scores=run.tone.measured("scores"),
        predictions=run.tone.measured("predictions"),
        sizes=run.tone.smaller("scores"),
        trials="<results>/alignment_trials/all.parquet",
        quality="<results>/alignment_quality/all.parquet",
    output:
        recommendations="<results>/recommendations/all.parquet",
        table="<results>/strategies/recommendations.csv",
        costs="<results>/strategies/costs.csv",
        slopes="<results>/strategies/slopes.csv",
        fragment="<results>/strategies/strategies.html",
        figures=directory("<results>/strategies/figures"),
    log:
        "<logs>/recommend.log",
    benchmark:
        "<benchmarks>/recommend/all.tsv"
    conda:
        "../envs/strategy.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        options=run.options("strategies"),
        code=run.code("recommend"),
    script:
        "../scripts/recommend.py"


rule strategies:
    """Target: an alignment recommended for each pair of modalities, with its evidence."""
    input:
        rules.recommend.output,
