"""What the rules are told: which trainings there are, and faults before anything runs."""

from types import SimpleNamespace

import pandas as pd
import pytest

from unisono.errors import ConfigError, InputError
from unisono.learn.study import LearnOptions
from unisono.workflow.tone import Tone


def manifest(count=18, dates=None):
    return pd.DataFrame(
        {
            "media_id": [f"ad-{number:02d}" for number in range(count)],
            "group": [f"g{number // 3}" for number in range(count)],
            "date": dates or [""] * count,
            "label_tone": ["attack", "contrast", "promote"] * (count // 3),
        }
    )


def tone(rows=None, **options):
    options = LearnOptions.from_plain({"label": "label_tone", **options})
    return Tone(options, "results", lambda: manifest() if rows is None else rows)


def test_every_training_has_its_files():
    asked = tone(models=["majority", "mult"], seeds=2, splits={"kind": "grouped", "count": 2})
    assert asked.files("scores", "parquet")(None) == [
        f"results/scores/{split}/{name}.parquet"
        for split in ("grouped-0", "grouped-1")
        for name in ("majority-0", "mult-0", "mult-1")
    ]


def test_smaller_corpora_are_of_the_first_split_and_have_seeds_of_their_own():
    sizes = {"shares": [0.25, 0.5], "seeds": 1}
    asked = tone(
        models=["majority", "mult"], seeds=2, splits={"kind": "grouped", "count": 2}, sizes=sizes
    )
    assert asked.smaller("scores")(None) == [
        f"results/scores/grouped-0_{percent}/{name}-0.parquet"
        for percent in (25, 50)
        for name in ("majority", "mult")
    ]
    assert tone(sizes={"shares": []}).smaller("scores")(None) == []


def test_dates_in_the_manifest_add_the_split_by_time():
    dates = [f"2022-{number // 3 + 1:02d}-01" for number in range(18)]
    assert tone(manifest(dates=dates)).splits == ("time-0", "grouped-0")
    assert tone(manifest(dates=["", *dates[1:]])).splits == ("grouped-0",)


def test_the_manifest_is_not_read_while_the_application_is_off():
    def refuse():
        raise AssertionError("the manifest was read")

    off = Tone(LearnOptions(), "results", refuse)
    off.check()
    assert off.comparison(None) == []
    with pytest.raises(ConfigError, match=r"learn\.label is null"):
        off.target(None)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"label": "label_tune"}, 'no such column; did you mean "label_tone"'),
        ({"label": "date"}, "no recording has a value"),
        ({"splits": {"kind": "time"}}, "18 of 18 recordings with a label have no date"),
        ({"splits": {"kind": "folds", "count": 9}}, "9 folds need as many groups"),
    ],
)
def test_faults_are_told_before_anything_runs(options, sentence):
    with pytest.raises((ConfigError, InputError), match=sentence):
        tone(**options).check()


def test_a_setting_belongs_to_the_models_that_it_changes():
    plain, changed = tone(), tone(settings={"mult": {"layers": 2}})
    for model in ("mult", "mult-shuffled"):
        wildcards = SimpleNamespace(model=model)
        assert plain.settings(wildcards) != changed.settings(wildcards)
    for model in ("majority", "linear-text", "early", "late-stack", "tensor", "word-aligned"):
        wildcards = SimpleNamespace(model=model)
        assert plain.settings(wildcards) == changed.settings(wildcards)


def test_a_model_asked_for_without_its_modality_is_refused():
    with pytest.raises(ValueError, match=r"has linear-image, but learn\.modalities has no image"):
        LearnOptions.from_plain({"modalities": ["text"], "models": ["linear-image"]})
