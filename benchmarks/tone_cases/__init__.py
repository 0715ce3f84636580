"""Cases of `benchmarks/tone.py`, one module each."""
