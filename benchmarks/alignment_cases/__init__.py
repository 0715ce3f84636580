"""Cases of ``benchmarks/alignment.py``: speech with known words, planted edits, peers, figures."""
