"""Which alignment strategy to choose: trials on planted corpora, and the decision framework."""
