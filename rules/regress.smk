# Regress: the pitch of those who are addressed, and the target of the whole application.
#
# needs   panel
# makes   estimates
# config  regress, results


rule estimate:
    """Estimate one specification of the regressions."""
    input:
        panel="<results>/panel/all.parquet",
    output:
        estimates="<results>/estimates/{specification}.parquet",
    log:
        "<logs>/estimate/{specification}.log",
    benchmark:
        "<benchmarks>/estimate/{specification}.tsv"
    conda:
        "../envs/regress.yaml"
    resources:
        mem_mb=lambda wildcards, input, attempt: run.panel_memory(input, attempt),
        runtime=60,
    params:
        name="{specification}",
        options=run.regression,
        model=run.model("regress"),
        code=run.code("estimate"),
    script:
        "../scripts/estimate.py"


rule address:
    """Target: from protocols and recordings to the table of estimates."""
    input:
        run.estimates,
