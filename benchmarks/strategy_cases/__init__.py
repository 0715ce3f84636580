"""Cases of the benchmark of the advice."""
