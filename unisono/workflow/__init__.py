"""What the Snakefile asks: which batches there are, what a rule depends on, what it needs."""
