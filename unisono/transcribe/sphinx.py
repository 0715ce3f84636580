"""The recogniser that comes with the default installation: PocketSphinx, English."""

from statistics import fmean

from pocketsphinx import Decoder

from unisono.audio import SAMPLE_RATE, Samples
from unisono.transcribe.activity import as_pcm
from unisono.transcribe.utterances import Utterance

_FILLERS = ("<", "[", "+")
"""How names of silence and noise begin in the dictionary: ``<sil>``, ``[NOISE]``, ``++UH++``."""

_SHORTEST = 1_600
"""Samples below which nothing can be a word (0.1 s), nor fill the decoder's windows."""


class PocketSphinx:
    """Recognise English with PocketSphinx's own acoustic and trigram language model.

    The limit on active states in a frame (30,000 by default) is lifted: at the same speed
    that lowered the word error rate on eleven clips of read and oratorical speech (229
    words) from 49 to 47 %.
    """

    def __init__(self) -> None:
        self._decoder = Decoder(maxhmmpf=-1, loglevel="FATAL")

    def __call__(self, samples: Samples, language: str) -> list[Utterance]:  # noqa: ARG002
        """Recognise one stretch as one utterance, which lasts as long as the stretch.

        The confidence is the mean posterior probability of its words in the word lattice,
        that is the share of them that the model expects to be right. It is too sure of
        itself, like all such posteriors: use it to compare, not as a rate of error.
        """
        if len(samples) < _SHORTEST:
            return []
        decoder = self._decoder
        decoder.reinit_feat()  # its estimate of the noise would last from stretch to stretch
        decoder.start_utt()
        try:
            # the whole stretch at once, so that the cepstral mean is its own
            decoder.process_raw(as_pcm(samples).tobytes(), full_utt=True)
        finally:
            decoder.end_utt()
        heard = decoder.hyp()
        words = [word for word in decoder.seg() or () if not word.word.startswith(_FILLERS)]
        if heard is None or not words:
            return []
        confidence = min(1.0, max(0.0, fmean(word.prob for word in words)))
        return [
            Utterance(
                text=heard.hypstr,
                start=0.0,
                end=len(samples) / SAMPLE_RATE,
                confidence=confidence,
            )
        ]
