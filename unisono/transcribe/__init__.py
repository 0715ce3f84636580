"""The transcribe stage: what is said, as given in a transcript or as recognised.

Transcripts are read by `unisono.transcribe.transcript`; recognisers stand in
`unisono.transcribe.registry` and hear one stretch of speech at a time, which
`unisono.transcribe.activity` finds.
"""
