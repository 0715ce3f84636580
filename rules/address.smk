# Address: whom each sentence of the protocols addresses.
#
# needs   speeches, sentences, interjections, members
# makes   addressing
# config  address, parliament


rule detect_address:
    """Detect which parties the sentences of a batch of protocols address."""
    input:
        speeches="<results>/speeches/{sittings}.parquet",
        sentences="<results>/sentences/{sittings}.parquet",
        interjections="<results>/interjections/{sittings}.parquet",
        members="<results>/members/{sittings}.parquet",
    output:
        addressing="<results>/addressing/{sittings}.parquet",
    log:
        "<logs>/detect_address/{sittings}.log",
    benchmark:
        "<benchmarks>/detect_address/{sittings}.tsv"
    conda:
        run.environment(run.config.address.backend)
    resources:
        mem_mb=run.sittings.memory(
            run.needs("detect_address", run.config.address.backend)
        ),
        runtime=run.sittings.minutes(
            run.needs("detect_address", run.config.address.backend)
        ),
    params:
        options=run.options("address"),
        parties=run.sittings.names,
        files=run.addressing.files,
        model=run.addressing.model,
        code=run.code("detect_address"),
    script:
        "../scripts/detect_address.py"
