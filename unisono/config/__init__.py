"""The configuration: one frozen model from which file, comments and schema are made."""
