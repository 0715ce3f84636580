"""Adaptation brings a model back to sound that was bent away from it."""

from collections.abc import Iterator

import numpy as np

from unisono.align import hmm, voices
from unisono.align.acoustic_model import AcousticModel
from unisono.align.hmm import HmmAligner
from unisono.align.stretches import Stretch, gaps
from unisono.align.tokens import tokenise
from unisono.espeak.synthesis import synthesise

GERMAN = (
    "Wir beraten heute über den Haushalt des kommenden Jahres. Die Bürger erwarten zu Recht, "
    "dass wir ihre Sorgen ernst nehmen. Deshalb schlagen wir vor, die Mittel für Schulen und "
    "Straßen deutlich zu erhöhen. Ich danke dem Minister für seine Antwort, aber die Frage "
    "bleibt offen. Wer über Steuern spricht, darf über Löhne und Mieten nicht schweigen."
)


def models(aligner: HmmAligner, monkeypatch) -> Iterator[AcousticModel]:
    """Models that the aligner adapts while it aligns."""
    seen = []
    original = voices.adapted

    def spy(*arguments):
        seen.append((arguments[0], original(*arguments)))
        return seen[-1][1]

    monkeypatch.setattr(voices, "adapted", spy)
    speech = synthesise(f"{GERMAN} {GERMAN}", voice="de+m3")
    aligner.align(speech.samples, tokenise(f"{GERMAN} {GERMAN}", "de"), "de")
    return seen


def test_a_voice_far_from_the_model_raises_the_scores_of_its_words(aligner, monkeypatch):
    speech = synthesise(f"{GERMAN} {GERMAN}", voice="de+m3")
    tokens = tokenise(f"{GERMAN} {GERMAN}", "de")
    near = np.mean([one.score or 0.0 for one in aligner.align(speech.samples, tokens, "de")])
    monkeypatch.setattr(hmm, "LEAST_LEARNT_FROM", len(speech.samples))
    far = np.mean([one.score or 0.0 for one in aligner.align(speech.samples, tokens, "de")])
    assert near > far


def test_means_move_and_weights_and_transitions_stay(aligner, monkeypatch):
    ((before, after), *_) = models(aligner, monkeypatch)
    assert not np.allclose(before.means, after.means)
    assert (after.variances > 0).all()
    assert np.isfinite(after.means).all()
    assert after.weights is before.weights
    assert after.transitions is before.transitions


def test_gaps_lie_between_the_words_found_where_others_are_missing():
    found = [(0, 0, 10), (1, 10, 20), (4, 60, 70), (5, 70, 80)]
    stretch = Stretch(0, 7, 0, 100)
    assert gaps(found, stretch, context=0) == [Stretch(2, 4, 20, 60), Stretch(6, 7, 80, 100)]
    assert gaps(found, stretch) == [Stretch(1, 7, 10, 100)]
    assert gaps(found[:2], Stretch(0, 2, 0, 100)) == []


def test_half_a_minute_with_few_words_is_adapted_to_as_well(aligner):
    speech = synthesise("Guten Morgen, meine Damen und Herren.", voice="de")
    pause = np.zeros(16_000 * 35, dtype=np.float32)
    samples = np.concatenate([speech.samples, pause])
    tokens = tokenise("Guten Morgen, meine Damen und Herren.", "de")
    assert all(one.found for one in aligner.align(samples, tokens, "de"))
