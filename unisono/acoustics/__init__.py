"""How the voice sounds: pitch, intensity and voice quality of every word and segment.

Praat measures (through parselmouth), on a grid of frames that is the same for every
recording; `batch` walks through a batch, `standardise` compares each speaker with
themselves over the whole corpus, and the other modules are arithmetic on arrays.
"""
