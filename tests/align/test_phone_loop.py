"""The loop of phones tells pauses from speech."""

import numpy as np

from unisono.align.acoustic_model import AcousticModel
from unisono.align.cepstra import cepstra, normalised, with_differences
from unisono.align.phone_loop import heard
from unisono.align.senones import nearest_gaussians, prepare_gaussians
from unisono.espeak.synthesis import synthesise


def test_silence_between_sentences_is_a_pause_and_words_are_not(model: AcousticModel) -> None:
    first = synthesise("Ladies and gentlemen", voice="en-us", rate=150)
    last = synthesise("we have a motion before us", voice="en-us", rate=150)
    silence = np.zeros(12_800, dtype=np.float32)
    values = normalised(cepstra(np.concatenate([first.samples, silence, last.samples])))
    nearest = nearest_gaussians(prepare_gaussians(model), with_differences(values, 0, len(values)))
    (frames,) = heard([nearest], model, len(values))
    assert frames.pause is not None
    begin = round(100 * first.words[-1].end)
    end = round(100 * (len(first.samples) + len(silence)) / 16_000)
    assert frames.pause[begin + 8 : end - 8].mean() > 0.9
    spoken = np.concatenate([frames.pause[5 : begin - 5], frames.pause[end + 10 : -20]])
    assert spoken.mean() < 0.15
