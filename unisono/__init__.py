"""Unisono turns recordings of political speech into aligned, analysable tables.

The Snakemake workflow at the top of this repository calls this library; the
same functions work from a notebook. One folder is one stage of the workflow.
"""
