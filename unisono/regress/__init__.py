"""Fixed-effects regressions on the panel, and what a reviewer wants to know about them.

`unisono.regress.batch` estimates one specification of config and writes ``estimates``;
`unisono.regress.grid` crosses choices into a specification curve; `unisono.regress.output`
writes tables and plots. The kernels (`demeaning`, `factors`, `least_squares`,
`covariance`, `jackknife`, `wild`, `randomisation`, `romano_wolf`, `power`) take arrays and
know no file.
"""
