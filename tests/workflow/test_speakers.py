"""Stereo with one speaker a channel, through a real run: who speaks is found by channel."""

import numpy as np
import pyarrow.dataset
import soundfile

from unisono.espeak.synthesis import synthesise

RATE = 16_000
CHANNELS = ('media={"channels": "keep"}', 'transcribe={"speakers": "channels"}')


def test_channels_tell_who_speaks_and_only_what_needs_it_runs_again(project):
    ann = synthesise("We have to decide today.", voice="en-us+f2").samples
    bob = synthesise("That was never agreed upon.", voice="en-us").samples
    sound = np.full((6 * RATE, 2), 0.0)
    sound[RATE : RATE + len(ann), 0] = ann
    sound[3 * RATE : 3 * RATE + len(bob), 1] = bob
    sound += 0.1 * sound[:, ::-1] + np.random.default_rng(0).normal(0, 1e-4, sound.shape)
    project.add("r1", speaker_id="ann;bob", transcript="files/r1.vtt")
    soundfile.write(project.files / "r1.wav", sound, RATE, subtype="PCM_16")
    (project.files / "r1.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.500\nWe have to decide today.\n\n"
        "00:03.000 --> 00:04.500\nThat was never agreed upon.\n"
    )
    project.run("segments", config=CHANNELS)
    folder = pyarrow.dataset.dataset(project.results / "segments", format="parquet")
    rows = folder.to_table().sort_by("segment").to_pylist()
    assert [(row["speaker_id"], row["channel"]) for row in rows] == [("ann", 0), ("bob", 1)]
    kept = soundfile.info(project.results / "audio/0001/r1.flac")
    assert kept.channels == 2

    again = project.plan("segments", config=CHANNELS[:1])
    assert again == {"segments": 1, "transcribe": 1}
    mixed = project.plan("segments")
    assert mixed == {"probe": 1, "segments": 1, "transcribe": 1}


def test_channels_that_are_not_kept_are_refused_before_anything_runs(project):
    project.add("r1")
    done = project.snakemake("segments", config=CHANNELS[1:])
    assert done.returncode != 0
    assert "set media.channels: keep" in done.stdout + done.stderr
    assert not project.results.exists()
