"""Cases of the benchmark of regressions."""
