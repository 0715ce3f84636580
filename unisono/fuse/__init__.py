"""Bring words, frames, sound and speakers onto one clock.

`unisono.fuse.batch` writes the ``aligned`` table of a batch; `unisono.fuse.sequences`
gives the sequences of one recording's modalities to train models on;
`unisono.fuse.clock` has the arithmetic of both.
"""
