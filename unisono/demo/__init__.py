"""The demo corpus: an invented parliament and invented campaign ads, with their truth.

Everything is made from a seed: what is said, the voices (eSpeak NG), the pitch that is
planted in them (Praat), the pictures and the faults of six recordings. Tables beside the
media hold what an analysis should find, so that every stage can be held against it.
"""
