"""The corpus of ads that the models are compared on: what its sequences must be."""

import numpy as np
import pytest
from ads_corpus import AUDIO_FEATURES, Clocks, ads_corpus, coincidences, parts, pooled, spoken

from unisono.demo.ads import AdPlan, beat_cuts, plan_ads, record_ad
from unisono.demo.beats import SEMITONES
from unisono.demo.options import DemoOptions
from unisono.embed.options import TextEmbedOptions
from unisono.embed.registry import open_text
from unisono.learn.corpus import Corpus

OPTIONS = DemoOptions(tone="coincidence", ads=24, faults=False)
CLOCKS = Clocks(frames=0.5, dimension=32)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return ads_corpus(OPTIONS, CLOCKS)


@pytest.fixture(scope="module")
def plans() -> tuple[AdPlan, ...]:
    return plan_ads(OPTIONS)


def test_the_label_is_the_tone_and_groups_are_campaigns_with_narrators(
    corpus: Corpus, plans: tuple[AdPlan, ...]
) -> None:
    assert [corpus.classes[number] for number in corpus.target] == [plan.tone for plan in plans]
    assert all(
        group.startswith(plan.campaign.name)
        for group, plan in zip(corpus.groups, plans, strict=True)
    )


def test_every_value_is_finite_and_every_clock_runs_forward(corpus: Corpus) -> None:
    for track in (*corpus.modalities.values(), *corpus.words.values()):
        assert np.isfinite(track.values).all()
        for place in range(len(track)):
            start, end = track.times(place)
            assert (np.diff(start) > 0).all()
            assert (end > start).all()
    lengths = {name: track.lengths for name, track in corpus.modalities.items()}
    assert (lengths["audio"] > lengths["image"]).all()  # three clocks that differ
    assert (lengths["image"] != lengths["text"]).any()
    assert corpus.modalities["audio"].width == len(AUDIO_FEATURES)


def test_on_the_clock_of_words_all_modalities_have_a_step_for_each_word(
    corpus: Corpus, plans: tuple[AdPlan, ...]
) -> None:
    counts = [sum(len(one.split()) for one in plan.sentences) for plan in plans]
    for track in corpus.words.values():
        assert track.lengths.tolist() == counts


def test_words_are_embedded_as_the_project_embeds_them(
    corpus: Corpus, plans: tuple[AdPlan, ...]
) -> None:
    words = " ".join(plans[3].sentences).split()
    expected = open_text(TextEmbedOptions(dimension=CLOCKS.dimension)).embed(words)
    assert np.array_equal(corpus.modalities["text"].item(3), expected)


def test_modelled_times_are_those_of_the_spoken_ad(plans: tuple[AdPlan, ...]) -> None:
    for plan in plans[:3]:
        modelled, real = spoken(plan), record_ad(OPTIONS, plan).sentences
        for one, other in zip(modelled, real, strict=True):
            assert one.text == other.text
            for ours, theirs in zip(one.words, other.words, strict=True):
                assert abs(ours.start - theirs.start) < 0.25
                length = theirs.end - theirs.start
                assert ours.end - ours.start == pytest.approx(length, abs=0.05)


def test_a_word_has_the_picture_that_is_shown_while_it_is_said(
    corpus: Corpus, plans: tuple[AdPlan, ...]
) -> None:
    image = corpus.modalities["image"]
    for place, plan in enumerate(plans):
        said, frames = spoken(plan), image.item(place)
        times, _ = image.times(place)
        shots = np.searchsorted(beat_cuts(said), times, side="right")
        step = 0
        for shot, sentence in enumerate(said):
            step += len(sentence.words)
            last = corpus.words["image"].item(place)[step - 1]
            nearest = np.argmin(np.linalg.norm(frames - last, axis=1))
            assert shots[nearest] == shot


def test_the_voice_is_as_high_as_the_beat(corpus: Corpus, plans: tuple[AdPlan, ...]) -> None:
    levels, f0 = [], []
    for place, plan in enumerate(plans):
        for beat in plan.beats:
            levels += [SEMITONES[beat.level]] * len(beat.sentence.split())
        f0 += corpus.words["audio"].item(place)[:, 0].tolist()
    assert np.corrcoef(levels, f0)[0, 1] > 0.85


def test_the_same_options_give_the_same_corpus_and_another_seed_another(corpus: Corpus) -> None:
    same = ads_corpus(OPTIONS, CLOCKS)
    for name, track in corpus.modalities.items():
        assert np.array_equal(track.values, same.modalities[name].values)
    other = ads_corpus(OPTIONS.model_copy(update={"seed": 2, "ads": 3}), CLOCKS)
    mine = corpus.subset([0, 1, 2]).modalities["audio"].item(0)[:20]
    assert not np.array_equal(other.modalities["audio"].item(0)[:20], mine)


def test_parts_share_no_group_and_have_their_sizes(corpus: Corpus) -> None:
    train, validation, test = parts(corpus, 1, (8, 3, 4))
    assert [len(part) for part in (train, validation, test)] == [8, 3, 4]
    groups = [set(part.groups) for part in (train, validation, test)]
    assert not groups[0] & groups[1]
    assert not groups[0] & groups[2]
    assert not groups[1] & groups[2]
    with pytest.raises(ValueError, match="too few"):
        parts(corpus, 1, (20, 3, 4))


@pytest.mark.parametrize("tone", ["occurrence", "coincidence"])
def test_pooled_text_tells_the_tone_only_where_it_occurs(tone: str) -> None:
    options = DemoOptions(tone=tone, ads=180, tone_strength=1.0, faults=False)
    corpus = ads_corpus(options, Clocks(frames=3.0, dimension=16))
    assert (separation(pooled(corpus, ("text",)), corpus.target) > 3) == (tone == "occurrence")
    if tone == "coincidence":
        assert separation(coincidences(corpus, "text", "audio"), corpus.target) > 3


def separation(features: np.ndarray, target: np.ndarray) -> float:
    """How far apart classes are in the feature that parts them best; 1 for classes drawn."""
    drawn = np.random.default_rng(0).permutation(target)
    return ratio(features, target) / ratio(features, drawn)


def ratio(features: np.ndarray, target: np.ndarray) -> float:
    parts_of = [features[target == number] for number in range(3)]
    means = np.stack([part.mean(axis=0) for part in parts_of])
    within = np.mean([part.var(axis=0) for part in parts_of], axis=0)
    return float(np.max(means.var(axis=0) / (within + 1e-6)))
