"""Train models that tell a label of recordings from text, sound and pictures, and compare them.

`unisono.learn.corpus` is the data in memory, `unisono.learn.gather` makes it from tables;
`unisono.learn.splits` divides it, `unisono.learn.registry` opens the models, and
`unisono.learn.comparison` says which of them is better, and how surely.
"""
