"""Describe every sampled frame: light, colour, sharpness, motion, shots and faces.

`unisono.vision.look` and `unisono.vision.shots` measure pictures given as arrays,
`unisono.vision.faces` counts faces, and `unisono.vision.batch` does a whole batch.
"""
