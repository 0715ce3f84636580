"""Readers of parliamentary protocols: files in, speeches with their speakers out.

A library like ``espeak``, not a stage: both `unisono.parliament`, which makes tables of
protocols, and `unisono.transcribe`, for which a protocol is the transcript of a recording,
read their files here.
"""
