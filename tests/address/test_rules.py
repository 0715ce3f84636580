"""Rules as data: those that come along are whole, faults are sentences, phrases are safe."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from unisono.address.patterns import Party, compile_patterns
from unisono.address.phrases import finder, phrase_pattern
from unisono.address.rules import load_rules
from unisono.errors import ConfigError

GERMAN = Path(__file__).resolve().parents[2] / "unisono" / "address" / "rules" / "de.yaml"


def own(tmp_path, change):
    values = yaml.safe_load(GERMAN.read_text("utf-8"))
    change(values)
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(values, allow_unicode=True), "utf-8")
    return path


@pytest.mark.parametrize("language", ["de", "en", "de-AT", "en_GB"])
def test_german_and_english_come_along(language):
    rules = load_rules(language)
    assert rules.language == language[:2]
    compile_patterns(rules, [Party(key="a", names=("A",))])


def test_another_language_asks_for_rules_of_its_own(tmp_path):
    with pytest.raises(ConfigError, match=r'language "fr" \(there are de, en\); write a file of'):
        load_rules("fr")
    path = own(tmp_path, lambda values: values.update(language="fr"))
    assert load_rules("fr", path).language == "fr"


def test_all_faults_are_named_at_once(tmp_path):
    def spoil(values):
        values["reach"]["spoken"] = 2
        del values["reply"]["mark"]
        values["names"]["title"] = []

    with pytest.raises(ConfigError) as raised:
        load_rules("de", own(tmp_path, spoil))
    lines = str(raised.value).splitlines()
    assert len(lines) == 3
    assert any("reach.spoken" in line and "less than or equal to 1" in line for line in lines)
    assert any("reply.mark: Field required" in line for line in lines)
    assert any("names.title: Extra inputs" in line for line in lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a", "is a mapping"),
        (b"a: [", "no valid YAML"),
        (b"a: &x [1]\nb: *x", "aliases"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"a: !!python/object/apply:os.system [echo]", "no valid YAML"),
        (b"language: !!set {de}", "quotation marks"),
        (b"#" * 200_001, "no file of rules"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path, content, message):
    path = tmp_path / "rules.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        load_rules("de", path)


def test_a_missing_file_says_which(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml cannot be read"):
        load_rules("de", tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("liebe*? Kollegen|Damen", "lieben Kollegen", True),
        ("liebe*? Kollegen|Damen", "Damen", True),
        ("liebe*? Kollegen|Damen", "Kollegenkreis", False),
        ("Dr.", "Dr. Vogt", True),
        ("a.c", "abc", False),
        ("Sie ist|hat", "Sie hat", True),
    ],
)
def test_phrases_match_whole_words(phrase, text, found):
    assert bool(finder([phrase]).search(text)) == found


@pytest.mark.parametrize("phrase", ["Damen?", "", " ", "*", "a |", "?"])
def test_a_phrase_that_says_nothing_is_refused(phrase):
    with pytest.raises(ConfigError, match="cannot be used"):
        phrase_pattern(phrase)


@given(st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1))
def test_signs_in_a_phrase_stand_for_themselves(words):
    phrase = " ".join(word.replace("*", "").replace("|", "").replace("?", "") for word in words)
    if phrase.strip() and phrase == " ".join(phrase.split()):
        assert finder([phrase]).search(phrase) is not None


def test_a_group_of_unknown_parties_is_refused():
    with pytest.raises(ConfigError, match=r'"Ampel" has the party "sdp", which .* did you mean'):
        compile_patterns(
            load_rules("de"), [Party(key="spd", names=("SPD",))], {"Ampel": ("spd", "sdp")}
        )
