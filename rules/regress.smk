# Regress: does the voice rise when a party is addressed; and the target of the application.
#
# needs   panel
# makes   estimates, curve, address/*.{tex,html,md,csv,svg,png}
# config  parliament, regress


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
        mem_mb=run.regressions.memory(),
        runtime=60,
    params:
        name="{specification}",
        options=run.regressions.of,
        model=run.model("regress"),
        code=run.code("estimate"),
    script:
        "../scripts/estimate.py"


rule publish_estimates:
    """Write the estimates as tables and plots."""
    input:
        estimates=run.regressions.estimates,
        panel="<results>/panel/all.parquet",
    output:
        tex="<results>/address/estimates.tex",
        html="<results>/address/estimates.html",
        markdown="<results>/address/estimates.md",
        csv="<results>/address/estimates.csv",
        coefficients=multiext("<results>/address/coefficients", ".svg", ".png"),
        parties=multiext("<results>/address/parties", ".svg", ".png"),
        bins=multiext("<results>/address/bins", ".svg", ".png"),
    log:
        "<logs>/publish_estimates.log",
    benchmark:
        "<benchmarks>/publish_estimates/all.tsv"
    conda:
        "../envs/regress.yaml"
    resources:
        mem_mb=run.regressions.memory(),
        runtime=30,
    params:
        options=run.options("regress"),
        code=run.code("publish_estimates"),
    script:
        "../scripts/publish_estimates.py"


rule publish_curve:
    """Estimate the specification curve and draw it."""
    input:
        panel="<results>/panel/all.parquet",
    output:
        curve="<results>/curve/all.parquet",
        plot=multiext("<results>/address/curve", ".svg", ".png"),
    log:
        "<logs>/publish_curve.log",
    benchmark:
        "<benchmarks>/publish_curve/all.tsv"
    conda:
        "../envs/regress.yaml"
    resources:
        mem_mb=run.regressions.memory(),
        runtime=240,
    params:
        options=run.options("regress"),
        model=run.model("regress"),
        code=run.code("publish_curve"),
    script:
        "../scripts/publish_curve.py"


rule address:
    """Target: from protocols and recordings to the table of estimates."""
    input:
        run.regressions.published,
