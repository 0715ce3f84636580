"""The stage on batches of recordings whose voice is known."""

import numpy as np
import pytest

from unisono.audio import SAMPLE_RATE
from unisono.store import write_table

TONE = 120.0


def only(rows, unit):
    return [row for row in rows if row["unit"] == unit]


def test_a_steady_voice_is_measured_in_words_and_segment(corpus, make):
    corpus.add(
        "a",
        make.harmonics(TONE, seconds=3.0),
        [(0.5, 2.5)],
        [(0, 0.5, 1.0, "nation"), (0, 1.5, 2.5, "make")],
        speaker_id="s",
    )
    _, measures, accounting = corpus.measure()
    assert [(row["unit"], row["segment"], row["word"]) for row in measures] == [
        ("segment", 0, None),
        ("word", 0, 0),
        ("word", 0, 1),
    ]
    for row in measures:
        assert row["f0_mean"] == pytest.approx(TONE, abs=0.05)
        assert row["f0_median"] == pytest.approx(TONE, abs=0.05)
        assert row["f0_sd"] < 0.05
        assert row["voiced"] == 1.0
        assert row["hnr"] > 30
        assert row["jitter"] < 0.001
        assert row["shimmer"] < 0.001
        assert row["speaker_id"] == "s"
    segment, nation, make_ = measures
    assert (segment["pauses"], segment["pause_time"]) == (1, pytest.approx(0.5))
    assert segment["rate"] == pytest.approx(3 / 1.5)
    assert (nation["rate"], make_["rate"]) == (pytest.approx(2 / 0.5), pytest.approx(1 / 1.0))
    assert nation["pauses"] is None
    assert accounting[0]["status"] == "ok"
    assert (accounting[0]["rows_in"], accounting[0]["rows_out"]) == (3, 3)


def test_the_contour_lies_on_the_grid_and_covers_the_segment(corpus, make):
    corpus.add("a", make.harmonics(TONE, seconds=3.0), [(0.503, 2.5)])
    pitch, _, _ = corpus.measure(step=0.01)
    row = pitch[0]
    assert (row["start"], row["step"]) == (0.51, 0.01)
    assert len(row["f0"]) == len(row["intensity"]) == 199
    assert (row["floor"], row["ceiling"]) == (75.0, 600.0)
    np.testing.assert_allclose(row["f0"], TONE, atol=0.05)


def test_unvoiced_frames_are_nan_in_the_contour_and_lower_the_voiced_share(corpus, make):
    samples = np.concatenate([make.harmonics(TONE, seconds=1.0), np.zeros(SAMPLE_RATE)])
    corpus.add("a", samples, [(0.0, 2.0)], [(0, 0.2, 0.8), (0, 1.2, 1.8), (0, 0.2, 0.204)])
    pitch, measures, _ = corpus.measure()
    voiced = ~np.isnan(pitch[0]["f0"])
    assert voiced[:90].all()
    assert not voiced[105:].any()
    spoken, silent, short = only(measures, "word")
    assert spoken["voiced"] == 1.0
    assert silent["voiced"] == 0.0
    measured = ("f0_mean", "f0_median", "f0_sd", "hnr", "jitter", "shimmer")
    assert [silent[name] for name in measured] == [None] * 6
    assert short["f0_sd"] is None  # one frame
    assert only(measures, "segment")[0]["voiced"] == pytest.approx(0.5, abs=0.02)


def test_pitch_is_looked_for_between_the_limits_of_the_sex(corpus, make):
    samples = make.harmonics(400.0, seconds=1.0)
    for sex in ("female", "male", "unknown"):
        corpus.add(sex, samples, [(0.1, 0.9)], sex=sex)
    pitch, measures, _ = corpus.measure()
    limits = [(row["media_id"], row["floor"], row["ceiling"]) for row in pitch]
    assert limits == [("female", 100, 500), ("male", 75, 300), ("unknown", 75, 600)]
    female, male, unknown = (row["f0_mean"] for row in measures)
    assert female == pytest.approx(400, abs=0.5)
    assert unknown == pytest.approx(400, abs=0.5)
    assert male is None or male < 300


def test_the_sex_of_the_manifest_is_not_that_of_another_speaker(corpus, make):
    samples = make.harmonics(TONE, seconds=2.0)
    corpus.add("a", samples, [(0.1, 0.9), (1.0, 1.9, "other")], sex="female", speaker_id="s")
    pitch, measures, _ = corpus.measure()
    assert [row["floor"] for row in pitch] == [100, 75]
    assert [row["speaker_id"] for row in measures] == ["s", "other"]


def test_two_passes_find_the_limits_of_each_speaker(corpus, make):
    low = make.harmonics(np.linspace(100, 120, 2 * SAMPLE_RATE))
    high = make.harmonics(np.linspace(200, 240, 2 * SAMPLE_RATE))
    segments = [(0.0, 2.0, "low"), (2.0, 4.0, "high")]
    corpus.add("a", np.concatenate([low, high]), segments)
    pitch, _, _ = corpus.measure(method="two_pass")
    assert pitch[0]["floor"] == pytest.approx(105 * 0.75, rel=0.02)
    assert pitch[0]["ceiling"] == pytest.approx(115 * 1.5, rel=0.02)
    assert pitch[1]["floor"] == pytest.approx(210 * 0.75, rel=0.02)
    assert pitch[1]["ceiling"] == pytest.approx(230 * 1.5, rel=0.02)
    pooled, _, _ = corpus.measure(method="two_pass", pool_by="recording", two_pass_ceiling=2.5)
    assert pooled[0]["floor"] == pooled[1]["floor"] == pytest.approx(110 * 0.75, rel=0.02)
    assert pooled[0]["ceiling"] == pytest.approx(220 * 2.5, rel=0.02)


def test_a_voice_with_too_few_frames_keeps_wide_limits_and_it_is_said(corpus, make):
    corpus.add("a", make.harmonics(TONE, seconds=0.5), [(0.0, 0.5)])
    pitch, _, accounting = corpus.measure(method="two_pass")
    assert (pitch[0]["floor"], pitch[0]["ceiling"]) == (75, 600)
    assert accounting[0]["status"] == "ok"
    assert accounting[0]["reason"] == (
        "1 of 1 voices have fewer than 100 voiced frames or too narrow a range of them; "
        "they keep the limits of the first pass"
    )


def test_segments_without_times_reach_from_the_first_timed_word_to_the_last(corpus, make):
    samples = make.harmonics(TONE, seconds=3.0)
    words = [(0, None, None), (0, 0.5, 0.9), (0, 1.1, 1.6), (1, None, None)]
    corpus.add("a", samples, [(None, None), (None, None)], words)
    _, measures, accounting = corpus.measure()
    assert [(row["start"], row["end"]) for row in measures] == [
        (0.5, 1.6), (0.5, 0.9), (1.1, 1.6)
    ]  # fmt: skip
    assert accounting[0]["status"] == "partial"
    assert accounting[0]["reason"] == "1 of 2 segments have no times and are not measured"


def test_segments_are_measured_when_no_word_has_times(corpus, make):
    samples = make.harmonics(TONE, seconds=3.0)
    corpus.add("a", samples, [(0.5, 1.5)], [(0, None, None), (0, None, None)])
    pitch, measures, accounting = corpus.measure()
    assert len(pitch) == len(measures) == 1
    assert measures[0]["f0_mean"] == pytest.approx(TONE, abs=0.05)
    assert [measures[0][name] for name in ("rate", "pauses", "pause_time")] == [None] * 3
    assert accounting[0]["status"] == "partial"
    assert accounting[0]["code"] == "words_unaligned"
    assert accounting[0]["reason"] == (
        "none of its 2 words has a time, so only whole segments are measured"
    )


def test_a_recording_without_any_time_fails_alone(corpus, make):
    samples = make.harmonics(TONE, seconds=1.0)
    corpus.add("a", samples, [(None, None)], [(0, None, None)])
    corpus.add("b", samples, [(0.1, 0.9)])
    corpus.add("c", samples)
    corpus.add("d", None, [(0.1, 0.9)])
    _, measures, accounting = corpus.measure()
    assert [row["media_id"] for row in measures] == ["b"]
    assert [(row["status"], row["code"]) for row in accounting] == [
        ("failed", "words_unaligned"),
        ("ok", None),
        ("skipped", "upstream"),
        ("skipped", "no_audio"),
    ]


def test_what_failed_upstream_is_skipped_and_the_next_one_still_found(corpus, make, tmp_path):
    samples = make.harmonics(TONE, seconds=1.0)
    for media_id in ("a", "b", "c"):
        corpus.add(media_id, samples, [(0.1, 0.9)], [(0, 0.2, 0.6)])
    row = {"media_id": "b", "stage": "align", "batch": "0001", "status": "failed"}
    row |= {"code": "no_path", "reason": "why", "rows_in": 1, "rows_out": 0, "seconds": 0.0}
    write_table("accounting", tmp_path / "align.parquet", [row])
    _, measures, accounting = corpus.measure(upstream=[tmp_path / "align.parquet"])
    assert [row["media_id"] for row in measures] == ["a", "a", "c", "c"]
    assert accounting[1]["reason"] == "align failed: why"


@pytest.mark.parametrize(
    "span", [(-1e300, 1e300), (-5.0, 0.5), (0.5, 1e12), (0.0, 1.0), (0.99, 1.0), (0.3, 0.3001)]
)
def test_spans_beyond_the_recording_are_measured_as_far_as_it_goes(corpus, make, span):
    corpus.add("a", make.harmonics(TONE, seconds=1.0), [span], [(0, *span)])
    pitch, measures, accounting = corpus.measure()
    assert accounting[0]["status"] == "ok"
    assert len(measures) == 2
    assert len(pitch[0]["f0"]) <= 100
    for row in measures:
        assert row["f0_mean"] is None or row["f0_mean"] == pytest.approx(TONE, abs=0.1)


def test_segments_outside_the_recording_have_empty_rows_and_it_is_said(corpus, make):
    corpus.add("a", make.harmonics(TONE, seconds=1.0), [(0.1, 0.9), (7.0, 8.0)], [(1, 7.1, 7.5)])
    pitch, measures, accounting = corpus.measure()
    assert len(pitch[1]["f0"]) == 0
    assert [row["voiced"] for row in measures] == [1.0, None, None]
    assert accounting[0]["code"] == "mismatch"
    assert accounting[0]["reason"] == (
        "1 of 2 segments lie outside the recording, which lasts 1.0 s; "
        "check that the transcript belongs to it"
    )


def test_words_outside_their_segments_own_span_are_measured_all_the_same(corpus, make):
    corpus.add("a", make.harmonics(TONE, seconds=3.0), [(1.0, 1.5)], [(0, 0.5, 0.9), (0, 1.6, 2.0)])
    pitch, measures, _ = corpus.measure()
    assert measures[0]["start"] == 1.0
    assert pitch[0]["start"] == 0.5
    assert [row["voiced"] for row in measures] == [1.0, 1.0, 1.0]


def test_a_long_segment_gives_the_same_in_pieces_as_in_one(corpus, make):
    truth = 130 + 20 * np.sin(np.arange(12 * SAMPLE_RATE) / SAMPLE_RATE * 2)
    edges = np.arange(0.2, 11.8, 0.4)
    samples = make.harmonics(truth)
    for edge in edges:  # silence between the words
        samples[round((edge + 0.3) * SAMPLE_RATE) : round((edge + 0.4) * SAMPLE_RATE)] = 0
    words = [(0, float(edge), float(edge) + 0.3) for edge in edges]
    corpus.add("a", samples, [(0.0, 12.0)], words)
    whole_pitch, whole, _ = corpus.measure(longest=600.0)
    pitch, cut, _ = corpus.measure(longest=5.0)
    assert len(pitch[0]["f0"]) == len(whole_pitch[0]["f0"])
    np.testing.assert_allclose(pitch[0]["intensity"], whole_pitch[0]["intensity"], atol=1e-6)
    assert len(cut) == len(whole) == len(words) + 1
    for one, other in zip(cut, whole, strict=True):
        assert one["f0_median"] == pytest.approx(other["f0_median"], abs=0.1)
        assert one["hnr"] == pytest.approx(other["hnr"], abs=0.5)
        assert one["jitter"] == pytest.approx(other["jitter"], abs=2e-4)
        assert one["shimmer"] == pytest.approx(other["shimmer"], abs=2e-3)


def test_a_language_without_phonemes_has_no_rate_and_it_is_said(corpus, make):
    corpus.add("a", make.harmonics(TONE, seconds=1.0), [(0.1, 0.9)], [(0, 0.2, 0.6)], language="xx")
    _, measures, accounting = corpus.measure()
    assert [row["rate"] for row in measures] == [None, None]
    assert accounting[0]["status"] == "ok"
    assert accounting[0]["code"] == "language_not_supported"
    assert accounting[0]["reason"].startswith('no speech rate, since eSpeak NG speaks no "xx"')


def test_the_same_input_gives_the_same_bytes(corpus, make, tmp_path):
    samples = make.harmonics(TONE, seconds=1.0) + make.noise(1.0, level=0.01)
    corpus.add("a", samples, [(0.1, 0.9)], [(0, 0.2, 0.6)])
    names = ("pitch", "measures")
    found = []
    for _ in range(2):
        corpus.measure()
        found.append([(tmp_path / name / "0001.parquet").read_bytes() for name in names])
    assert found[0] == found[1]


def test_real_speech_is_measured_from_end_to_end(corpus, shared_data):
    parselmouth = pytest.importorskip("parselmouth")
    sound = parselmouth.Sound(str(shared_data / "aligned" / "msajc003.wav"))
    samples = sound.resample(SAMPLE_RATE).values[0]
    words = [(0, 0.19, 0.67, "amongst"), (0, 0.67, 0.74, "her"), (0, 0.74, 1.29, "friends")]
    corpus.add("a", np.clip(samples, -1, 1), [(None, None)], words, sex="male")
    _, measures, accounting = corpus.measure()
    assert accounting[0]["status"] == "ok"
    for row in measures:
        assert 80 < row["f0_median"] < 250
        assert 0.2 < row["voiced"] <= 1
        assert -5 < row["hnr"] < 30
