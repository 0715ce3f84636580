"""The configuration: unknown keys are refused by name, and its files follow the models."""

import json

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from unisono.config.load import load_config, plain
from unisono.config.model import Config
from unisono.errors import ConfigError
from unisono.generated import ROOT, generated_files


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"batchsize": 3}, 'config: unknown key "batchsize"; did you mean "batch_size"?'),
        (
            {"frames": {"secnds": 1}},
            'config: unknown key "frames.secnds"; did you mean "seconds"?',
        ),
        (
            {"embed": {"text": {"dimensions": 8}}},
            'config: unknown key "embed.text.dimensions"; did you mean "dimension"?',
        ),
        (
            {"batch_size": "many"},
            'config: batch_size is "many"; input should be a valid integer, '
            "unable to parse string as an integer",
        ),
        (
            {"batch_size": 0},
            "config: batch_size is 0; input should be greater than or equal to 1",
        ),
        (
            {"transcribe": {"speakers": "channels"}},
            "config: transcribe.speakers is channels, but the channels are mixed into one; set "
            "media.channels: keep",
        ),
        (
            {"transcribe": {"diarisation": {"min_speakers": 3, "max_speakers": 2}}},
            "config: transcribe.diarisation.max_speakers is below min_speakers; raise it, or set "
            "it to 0 where it is not known",
        ),
        (
            {"on_error": "ignore"},
            "config: on_error is \"ignore\"; input should be 'account' or 'fail'",
        ),
    ],
    ids=["top level", "stage", "nested", "type", "range", "speakers", "voices", "choice"],
)
def test_a_fault_names_the_key_and_what_is_allowed(values, sentence):
    with pytest.raises(ConfigError) as caught:
        load_config(values)
    assert str(caught.value) == sentence


def test_numbers_inside_a_block_on_the_command_line_are_numbers():
    assert load_config({"frames": {"seconds": "2.5"}}).frames.seconds == 2.5


def test_all_faults_are_named_at_once():
    with pytest.raises(ConfigError) as caught:
        load_config({"batch_size": 0, "media": {"dirft": 1}})
    assert len(str(caught.value).splitlines()) == 2


def test_plain_options_come_back_as_the_same_options():
    config = load_config({})
    assert type(config.frames).from_plain(json.loads(json.dumps(plain(config.frames)))) == (
        config.frames
    )


@pytest.mark.parametrize("path", sorted(generated_files()), ids=str)
def test_generated_files_are_up_to_date(path):
    assert (ROOT / path).read_text(encoding="utf-8") == generated_files()[path], (
        f"{path} does not follow the code; run `make generated`"
    )


@pytest.mark.parametrize("name", ["coincidence", "config", "demo"])
def test_shipped_configurations_are_valid(name):
    values = yaml.safe_load((ROOT / f"config/{name}.yaml").read_text(encoding="utf-8"))
    load_config(values)
    schema = json.loads((ROOT / "config/config.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(values, schema)


def test_the_documented_defaults_are_the_defaults():
    values = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    assert load_config(values) == Config()


def test_every_option_is_described():
    def descriptions(model):
        for name, field in model.model_fields.items():
            yield name, field.description
            if isinstance(field.default, BaseModel):
                yield from descriptions(type(field.default))

    found = list(descriptions(Config))
    assert len(found) > 40
    assert [name for name, text in found if not text] == []
