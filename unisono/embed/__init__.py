"""Turn words, segments and frames into vectors, one model for each modality.

`unisono.embed.registry` names the backends, `unisono.embed.batch` does a whole batch.
The embedded defaults need no weights and look at one unit at a time: what is added to
a corpus changes no vector that was there.
"""
