"""What `benchmarks/linking.py` measures; the tests of linking plant errors with it too."""
