# Parliament: protocols as speeches, sentences, interjections and members.
#
# needs   the protocols; results/sittings/ (written when a run starts)
# makes   protocols, speeches, sentences, interjections, members, accounting
# config  on_error, item_seconds, parliament


rule list_protocols:
    """Say which reading of each protocol counts, and account for those that left."""
    output:
        protocols="<results>/protocols/all.parquet",
        accounting="<results>/accounting/protocols.parquet",
    log:
        "<logs>/list_protocols.log",
    benchmark:
        "<benchmarks>/list_protocols/all.tsv"
    conda:
        "../envs/parliament.yaml"
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        batches=f"{run.results}/sittings",
        options=run.sittings.all_options,
        enrolled=run.sittings.enrolled,
        code=run.code("list_protocols"),
    script:
        "../scripts/list_protocols.py"


rule read_protocols:
    """Read a batch of protocols."""
    output:
        speeches="<results>/speeches/{sittings}.parquet",
        sentences="<results>/sentences/{sittings}.parquet",
        interjections="<results>/interjections/{sittings}.parquet",
        members="<results>/members/{sittings}.parquet",
        accounting="<results>/accounting/protocols-{sittings}.parquet",
    log:
        "<logs>/read_protocols/{sittings}.log",
    benchmark:
        "<benchmarks>/read_protocols/{sittings}.tsv"
    conda:
        "../envs/parliament.yaml"
    resources:
        mem_mb=run.sittings.memory("read_protocols"),
        runtime=run.sittings.minutes("read_protocols"),
        on_error=run.config.on_error,
    params:
        folder=run.sittings.root,
        enrolled=run.sittings.batch_file,
        people=run.sittings.people,
        options=run.sittings.options,
        item_seconds=run.config.item_seconds,
        code=run.code("read_protocols"),
    script:
        "../scripts/read_protocols.py"


rule protocols:
    """Target: all protocols read, and whom their sentences address."""
    input:
        rules.list_protocols.output,
        run.sittings.table(
            "speeches", "sentences", "interjections", "members", "addressing"
        ),
        run.sittings.accounts("protocols"),
