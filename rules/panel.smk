# Panel: one row for each sentence found, with its pitch and whom it addresses.
#
# needs   speeches, sentences, addressing, protocols; media, links, pitch, enrolment
# makes   panel, panel/steps.csv
# config  panel, parliament


rule panel:
    """Join sentences, pitch and evidence of addressing over the whole corpus."""
    input:
        speeches=run.sittings.table("speeches"),
        sentences=run.sittings.table("sentences"),
        addressing=run.sittings.table("addressing"),
        protocols="<results>/protocols/all.parquet",
        media=run.table("media"),
        links=run.table("links"),
        pitch=run.table("pitch"),
        enrolment="<results>/enrolment/all.parquet",
    output:
        panel="<results>/panel/all.parquet",
        steps="<results>/panel/steps.csv",
    log:
        "<logs>/panel.log",
    benchmark:
        "<benchmarks>/panel/all.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=run.config.panel.memory_mb + 1000,
        runtime=120,
    params:
        parties=run.sittings.blocs,
        options=run.options("panel"),
        code=run.code("panel"),
    script:
        "../scripts/panel.py"
