"""Tell which party each sentence of a protocol addresses, by graded evidence.

`unisono.address.evidence` is the kernel: sentences, interjections, members, parties and
rules in, evidence out. The rules of a language are data (``rules/*.yaml``, read by
`unisono.address.rules`); `unisono.address.batch` makes the ``addressing`` table of a file of
protocols; `unisono.address.zero_shot` has the optional language models.
"""
