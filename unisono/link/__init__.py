"""Find the sentences of a protocol on a recording.

`unisono.link.batch` writes ``links`` and ``spoken`` of a batch of recordings;
`unisono.link.choice` says which protocol, and which speeches of it, a recording is looked
for in; `unisono.link.matching` aligns the words of both texts and
`unisono.link.sentences` decides from that which sentence is where.
"""
