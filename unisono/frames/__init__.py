"""Pictures of a recording at chosen moments, each with its exact presentation time."""
