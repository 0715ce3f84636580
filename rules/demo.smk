# Demo: a corpus made by the workflow itself, with the truth of all that is planted in it.
#
# needs   nothing
# makes   the folder of the manifest: media, transcripts, protocols, truth, manifest.csv
# config  manifest, demo

DEMO_PARTS = (
    1,
    2,
)  # jobs for each half of the corpus, so that two cores share the work


rule make_parliament:
    """Make a part of the demo parliament's speeches."""
    output:
        part=directory("<corpus>/parliament/{part}"),
    log:
        "<logs>/make_parliament/{part}.log",
    benchmark:
        "<benchmarks>/make_parliament/{part}.tsv"
    conda:
        "../envs/demo.yaml"
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        corpus=run.corpus_folder,
        parts=len(DEMO_PARTS),
        options=run.options("demo"),
        model=run.model("espeak"),
        code=run.code("make_parliament"),
    script:
        "../scripts/make_parliament.py"


rule make_ads:
    """Make a part of the demo campaign ads."""
    output:
        part=directory("<corpus>/ads/{part}"),
    log:
        "<logs>/make_ads/{part}.log",
    benchmark:
        "<benchmarks>/make_ads/{part}.tsv"
    conda:
        "../envs/demo.yaml"
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        corpus=run.corpus_folder,
        parts=len(DEMO_PARTS),
        options=run.options("demo"),
        model=run.model("espeak"),
        code=run.code("make_ads"),
    script:
        "../scripts/make_ads.py"


rule make_manifest:
    """Join the parts of the demo corpus: manifest, truth and protocols."""
    input:
        parts=expand(
            "<corpus>/{half}/{part}", half=["parliament", "ads"], part=DEMO_PARTS
        ),
    output:
        manifest="<corpus>/manifest.csv",
        truth=directory("<corpus>/truth"),
        protocols=directory("<corpus>/protocols"),
    log:
        "<logs>/make_manifest.log",
    benchmark:
        "<benchmarks>/make_manifest/all.tsv"
    conda:
        "../envs/demo.yaml"
    resources:
        mem_mb=500,
        runtime=10,
    params:
        corpus=run.corpus_folder,
        options=run.options("demo"),
        code=run.code("make_manifest"),
    script:
        "../scripts/make_manifest.py"


rule corpus:
    """Target: the demo corpus and its manifest."""
    input:
        rules.make_manifest.output,
