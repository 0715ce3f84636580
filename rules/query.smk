# Query: sentences that hold a pattern or address a party, to read, hear and see.
#
# needs   speeches, sentences, addressing; media, links, words, frames, pitch; panel
# makes   query/matches.csv, query/index.html
# config  query, parliament


rule query:
    """Find sentences across modalities and write the page that plays them; not part of `all`."""
    input:
        rules.panel.output,
        rules.links.input,
        run.table("words", "frames", "pitch"),
    output:
        page="<results>/query/index.html",
        table="<results>/query/matches.csv",
    log:
        "<logs>/query.log",
    benchmark:
        "<benchmarks>/query/all.tsv"
    conda:
        "../envs/report.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        results=run.folder,
        options=run.options("query"),
        names=run.sittings.labels,
        code=run.code("query"),
    script:
        "../scripts/query.py"
