"""A run of the workflow with recognisers and aligners that need weights, on small checkpoints."""

import numpy as np
import pytest
import soundfile

from unisono.demo.voices import record
from unisono.store import read_rows


@pytest.mark.parametrize(
    ("recogniser", "weights", "aligner"),
    [("faster-whisper", "ctranslate2", "ctc"), ("openai-whisper", "demo.pt", "whisperx")],
)
def test_recordings_without_transcripts_become_words(
    recogniser, weights, aligner, checkpoints, learnt, project
):
    spoken = {}
    # two recordings of which the small Whisper gets every word: how many it gets is tested apart
    for language, number, first in (("de", 0, 0), ("en", 1, 3)):
        voice = learnt.VOICES[language][number]
        sentences = learnt.SENTENCES[language][first : first + 3]
        one = record(sentences, voice, np.random.default_rng(number))
        project.add(f"{language}-ad", language=language, transcript="", speaker_id=voice.speaker_id)
        soundfile.write(project.files / f"{language}-ad.wav", one.samples, 16_000)
        spoken[f"{language}-ad"] = [word for s in one.sentences for word in s.words]
    whisper = f"{{model: {checkpoints / weights}, device: cpu}}"
    wav2vec = f"{{model: {checkpoints / 'wav2vec2'}, device: cpu}}"
    jobs = project.run(
        "words",
        config=(
            f"transcribe={{backend: {recogniser}, whisper: {whisper}}}",
            f"align={{backend: {aligner}, wav2vec: {wav2vec}}}",
        ),
    )
    assert jobs["transcribe"] == jobs["align"] == 1
    words = read_rows(project.results / "words" / "0001.parquet")
    for media_id, truth in spoken.items():
        own = [row for row in words if row["media_id"] == media_id]
        assert [row["text"] for row in own] == [word.text for word in truth]
        assert {(row["status"], row["method"]) for row in own} == {("aligned", aligner)}
        errors = [abs(row["start"] - word.start) for row, word in zip(own, truth, strict=True)]
        assert np.mean(errors) <= 0.060
    accounts = read_rows(project.results / "accounting" / "transcribe-0001.parquet")
    assert {row["status"] for row in accounts} == {"ok"}
    log = (project.results / "logs" / "transcribe" / "0001.log").read_text()
    assert len(log.splitlines()) <= 10
