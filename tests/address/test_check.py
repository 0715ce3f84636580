"""Faults of the address stage are found before a run begins."""

import pytest

from unisono.address.check import check_address
from unisono.address.options import AddressOptions
from unisono.address.patterns import Party
from unisono.errors import ConfigError, InputError
from unisono.parliament.options import ParliamentOptions
from unisono.workflow.addressing import Addressing
from unisono.workflow.sittings import Sittings

PARTIES = (Party(key="spd", names=("SPD",)),)


def test_sound_options_pass(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("last,party\nVogt,spd\n", "utf-8")
    check_address(AddressOptions(groups={"X": ("spd",)}, members=str(people)), PARTIES, "de-DE")


@pytest.mark.parametrize(
    ("options", "language", "error", "message"),
    [
        (AddressOptions(groups={"X": ("sdp",)}), "de", ConfigError, 'has the party "sdp"'),
        (AddressOptions(rules="none.yaml"), "de", ConfigError, r"none\.yaml cannot be read"),
        (AddressOptions(members="none.csv"), "de", InputError, r"none\.csv cannot be read"),
        (AddressOptions(), "fi", ConfigError, 'for the language "fi"'),
    ],
)
def test_faults_are_sentences(options, language, error, message):
    with pytest.raises(error, match=message):
        check_address(options, PARTIES, language)


def test_a_changed_file_of_rules_changes_the_params(tmp_path):
    path = tmp_path / "rules.yaml"
    sittings = Sittings(ParliamentOptions(), "results")
    addressing = Addressing(AddressOptions(rules=str(path)), sittings)
    path.write_text("language: de\n", "utf-8")
    before = addressing.files
    path.write_text("language: en\n", "utf-8")
    assert len(before) == 1
    assert addressing.files != before


def test_the_model_is_part_of_the_params_only_where_it_judges():
    sittings = Sittings(ParliamentOptions(), "results")
    assert Addressing(AddressOptions(), sittings).model == "none"
    assert "mDeBERTa" in Addressing(AddressOptions(backend="nli"), sittings).model
