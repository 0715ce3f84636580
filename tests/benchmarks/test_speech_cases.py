"""Clips, noise, emissions and statistics of the alignment benchmark."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from alignment_cases.boundaries import by_group, errors
from alignment_cases.case_edited import Flags, in_stretch, words_of
from alignment_cases.clips import Clip, generated, timit, with_noise
from alignment_cases.edits import Spot
from alignment_cases.emissions import BAR, BLANK, FRAME, made_emissions
from alignment_cases.rows import Report, auc, resampled
from alignment_cases.sentences import drawn, lexicon, written
from alignment_cases.speech import noisy, voices
from alignment_cases.systems import together

from unisono.audio import SAMPLE_RATE
from unisono.demo.cast import MEMBERS, NARRATORS

QUIET = 1e-6


def a_clip(words: int = 2, name: str = "a") -> Clip:
    truth = tuple((0.1 + n, 0.9 + n) for n in range(words))
    return Clip(
        name=name,
        group=name,
        samples=np.zeros(SAMPLE_RATE * words, dtype=np.float32),
        language="en",
        words=("word",) * words,
        truth=truth,
        exact=(True,) * words,
    )


def test_there_are_sixty_varied_german_sentences_with_numbers_among_them() -> None:
    sentences = written("de")
    assert len(set(sentences)) >= 60
    assert sum(any(c.isdigit() for c in one) for one in sentences) >= 10


def test_drawn_sentences_hardly_repeat() -> None:
    source = drawn("de", np.random.default_rng(0))
    sentences = [next(source) for _ in range(500)]
    assert len(set(sentences)) > 450
    assert not any("{" in one for one in sentences)


def test_voices_and_rates_are_not_those_of_the_demo() -> None:
    known = {one.voice for one in (*MEMBERS, *NARRATORS)}
    rates = {one.rate for one in (*MEMBERS, *NARRATORS)}
    for language in ("de", "en"):
        chosen = voices(language, 40)  # type: ignore[arg-type]
        assert not {one.name.split("+")[1] for one in chosen} & {v.split("+")[-1] for v in known}
        assert not {one.rate for one in chosen} & rates


def test_words_of_the_lexicon_are_plain_words() -> None:
    assert all(word.isalpha() for word in lexicon("de"))
    assert len(lexicon("de")) > 300


@pytest.mark.parametrize("kind", ["white", "pink", "babble"])
def test_noise_has_the_power_that_was_asked_for(kind: str) -> None:
    generator = np.random.default_rng(0)
    speech = (0.1 * generator.standard_normal(SAMPLE_RATE)).astype(np.float32)
    other = [(0.01 * generator.standard_normal(7000)).astype(np.float32)] * 3
    mixed = noisy(speech, [(0.0, 1.0)], kind, 10.0, (other, 0))  # type: ignore[arg-type]
    noise = mixed - speech
    ratio = 10 * np.log10(np.mean(speech**2) / np.mean(noise**2))
    assert ratio == pytest.approx(10.0, abs=0.1)


def test_pink_noise_falls_by_three_decibels_an_octave() -> None:
    speech = np.full(16 * SAMPLE_RATE, 0.1, dtype=np.float32)
    noise = noisy(speech, [(0.0, 16.0)], "pink", 10.0, ([], 0)) - speech
    power = np.abs(np.fft.rfft(noise)) ** 2
    hertz = np.fft.rfftfreq(len(noise), 1 / SAMPLE_RATE)
    bands = [power[(hertz >= low) & (hertz < 2 * low)].mean() for low in (250, 500, 1000, 2000)]
    steps = 10 * np.diff(np.log10(bands))
    assert steps == pytest.approx([-3.0] * 3, abs=0.4)


def test_generated_clips_keep_words_and_times_with_every_noise() -> None:
    clips = generated("de", limit=2)
    assert [clip.words for clip in clips] == [tuple(one.split()) for one in written("de")[:2]]
    for noised in with_noise(clips, 10.0).values():
        assert [clip.truth for clip in noised] == [clip.truth for clip in clips]


@pytest.mark.parametrize("names", [("SA1.WAV", "SA1.WRD"), ("sa1.wav", "sa1.wrd")])
def test_a_folder_in_timit_layout_is_read_in_capitals_and_without(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    folder = tmp_path / "DR1" / "FCJF0"
    folder.mkdir(parents=True)
    kind = "NIST" if names[0].isupper() else "WAV"
    soundfile.write(folder / names[0], np.zeros(32000), SAMPLE_RATE, format=kind)
    (folder / names[1]).write_text("1600 8000 she\n8000 16000 had\n")
    (clip,) = timit(tmp_path)
    assert clip.group == "fcjf0"
    assert clip.words == ("she", "had")
    assert clip.truth == ((0.1, 0.5), (0.5, 1.0))
    assert len(clip.samples) == 32000


def test_a_sound_without_words_is_left_out(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(1000), SAMPLE_RATE)
    assert list(timit(tmp_path)) == []


def test_errors_are_of_found_words_in_milliseconds() -> None:
    clip = a_clip(3)
    found = errors(clip, [(0.12, 0.9), None, (2.1, 2.95)])
    assert found == pytest.approx(np.array([[20.0, 0.0], [0.0, 50.0]]))


def test_errors_can_be_kept_to_words_that_others_found_too() -> None:
    clip = a_clip(2)
    times = list(clip.truth)
    assert len(errors(clip, times, [[None, (1.1, 1.9)]])) == 1


def test_values_of_a_group_come_together() -> None:
    clips = [a_clip(name=name) for name in ("b", "a", "b")]
    groups = by_group(clips, [np.array([1.0]), np.array([2.0]), np.array([3.0])])
    assert [group.tolist() for group in groups] == [[2.0], [1.0, 3.0]]


def test_tokens_of_several_words_get_one_span_and_silent_ones_none() -> None:
    spans = [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]
    assert together(spans, [2, 0, 1]) == [(0.0, 2.0), None, (2.0, 3.0)]


def test_area_counts_pairs_in_order_and_ties_half() -> None:
    assert auc(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx(3.5 / 4)
    assert np.isnan(auc(np.array([1.0]), np.zeros(0)))


def test_an_interval_holds_the_mean_and_needs_three_groups() -> None:
    generator = np.random.default_rng(0)
    groups = [generator.normal(5.0, 1.0, 20) for _ in range(30)]
    interval = resampled(groups, lambda values: float(values.mean()))
    assert interval is not None
    assert interval[0] < 5.0 < interval[1]
    assert interval[1] - interval[0] < 0.5
    assert resampled(groups[:2], lambda values: float(values.mean())) is None


def test_a_figure_that_is_not_a_number_is_kept_as_none(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.of("case", "system").add("mean, ms", float("nan"), 0)
    assert report.rows[0].value is None
    assert "case" in capsys.readouterr().out


def a_spot(first: int, last: int, start: float, end: float) -> Spot:
    return Spot(
        kind="replaced" if last > first else "audio_without_text",
        unit="word",
        first_word=first,
        last_word=last,
        start=start,
        end=end,
        said=("x",),
    )


def test_flags_beside_missing_text_speak_for_it() -> None:
    assert words_of(a_spot(3, 5, 0, 1), 9) == slice(3, 5)
    assert words_of(a_spot(3, 3, 0, 1), 9) == slice(2, 4)
    assert words_of(a_spot(0, 0, 0, 1), 9) == slice(0, 1)
    assert words_of(a_spot(9, 9, 0, 1), 9) == slice(8, 9)


def test_flagged_sound_must_lie_near_the_spot() -> None:
    flags = Flags(suspicion=np.zeros(1), marked=np.zeros(1, dtype=bool), stretches=((5.0, 6.0),))
    assert in_stretch(a_spot(1, 1, 6.2, 6.4), flags.stretches)
    assert not in_stretch(a_spot(1, 1, 6.5, 7.0), flags.stretches)


def test_emissions_favour_the_symbols_of_their_words_at_their_times() -> None:
    emissions = made_emissions(0.5, seed=1)
    assert np.exp(emissions.values).sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    best = emissions.values.argmax(axis=1)
    firsts = [word[0] for word in emissions.words]
    starts = [round(start / FRAME) for start, _ in emissions.truth]
    right = np.mean([best[frame] == symbol for frame, symbol in zip(starts, firsts, strict=True)])
    assert right > 0.5
    assert len(emissions.words) > 30
    assert {BLANK} | {BAR} | set(emissions.targets) <= set(range(32))
    assert len(emissions.targets) < len(emissions.values) / 2
