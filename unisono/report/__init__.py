"""The report: one static folder to look at and listen to after a run.

`unisono.report.batch.write_report` reads the tables of a run, file by file, and
writes `index.html` with what came in, what happened to each recording, the tables,
timelines of a few recordings, time and memory, and the configuration. Everything
works offline and without JavaScript; scripts only add sound and zoom. All texts
come from strangers and are escaped by the templates.
"""
