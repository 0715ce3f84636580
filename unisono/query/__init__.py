"""Sentences across modalities: what is said, to whom, how high, and what is seen meanwhile.

`unisono.query.find` gives the sentences of a results folder that fit a pattern or address a
party; `unisono.query.page` writes a page that plays them.
"""
