# Report: the page to look at, views for whoever queries the tables, and their description.
#
# needs   every table and every accounting file; figures and files of the studies
# makes   report/index.html, views.sql, datapackage.json
# config  report


rule views:
    """Define views that leave out removed and superseded recordings."""
    input:
        rules.enrolment.output,
        rules.standardise.output,
        run.all_tables,
        run.regressions.study,
        run.tone.comparison,
        run.advice,
    output:
        sql="<results>/views.sql",
    log:
        "<logs>/views.log",
    benchmark:
        "<benchmarks>/views/all.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        results=run.folder,
        code=run.code("views"),
    script:
        "../scripts/views.py"


rule datapackage:
    """Describe all tables as a data package."""
    input:
        rules.enrolment.output,
        rules.standardise.output,
        run.all_tables,
        run.regressions.study,
        run.tone.comparison,
        run.advice,
    output:
        package="<results>/datapackage.json",
    log:
        "<logs>/datapackage.log",
    benchmark:
        "<benchmarks>/datapackage/all.tsv"
    conda:
        "../envs/tables.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        results=run.folder,
        code=run.code("datapackage"),
    script:
        "../scripts/datapackage.py"


rule report:
    """Write the page that shows what came in and what became of it."""
    input:
        rules.enrolment.output,
        rules.standardise.output,
        run.all_tables,
        run.regressions.study,
        run.tone.comparison,
        run.advice,
    output:
        page="<results>/report/index.html",
    log:
        "<logs>/report.log",
    benchmark:
        "<benchmarks>/report/all.tsv"
    conda:
        "../envs/report.yaml"
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        results=run.folder,
        config=run.options(),
        options=run.options("report"),
        truth=run.truth,
        code=run.code("report"),
    script:
        "../scripts/report.py"
