"""Recordings as they come: probed, accounted for, their sound brought to one form."""
