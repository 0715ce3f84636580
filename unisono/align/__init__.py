"""Finds when each word of a text is said: forced alignment with a hidden Markov model."""
