# Link: the sentences of protocols on the recordings.
#
# needs   media, words; speeches and sentences of the protocols
# makes   links, spoken, accounting
# config  item_seconds, on_error, link, parliament


rule link_protocols:
    """Find the sentences of protocols on the recordings of a batch."""
    input:
        media="<results>/media/{batch}.parquet",
        words="<results>/words/{batch}.parquet",
        align="<results>/accounting/align-{batch}.parquet",
        speeches=run.linking.protocols("speeches"),
        sentences=run.linking.protocols("sentences"),
    output:
        links="<results>/links/{batch}.parquet",
        spoken="<results>/spoken/{batch}.parquet",
        accounting="<results>/accounting/link-{batch}.parquet",
    log:
        "<logs>/link_protocols/{batch}.log",
    benchmark:
        "<benchmarks>/link_protocols/{batch}.tsv"
    conda:
        "../envs/speech.yaml"
    resources:
        mem_mb=run.memory("link_protocols"),
        runtime=run.minutes("link_protocols"),
        on_error=run.config.on_error,
    params:
        left=run.linking.left,
        options=run.options("link"),
        item_seconds=run.config.item_seconds,
        code=run.code("link_protocols"),
    script:
        "../scripts/link_protocols.py"


rule links:
    """Target: where on the recordings the sentences of the protocols are said."""
    input:
        run.linking.all_tables,
