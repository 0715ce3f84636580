"""The rules of a language: word lists and grades, read from YAML and checked."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from unisono.address.phrases import phrase_pattern
from unisono.errors import ConfigError
from unisono.options import Options

_FOLDER = Path(__file__).parent / "rules"
_MAX_BYTES = 200_000

Grade = Annotated[float, Field(ge=0, le=1)]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=500)]


class _Loader(yaml.SafeLoader):
    """Reads YAML of numbers and texts only: "no" and "on" are words, and no truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.endswith((":int", ":float"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class NameRules(Options):
    """How parties and people are named."""

    endings: Phrases = Field(description="Endings that a party's name may take")
    not_names: Phrases = Field(description="Phrases whose words name no party")
    compound: Grade = Field(description="Grade of a name within a compound (AfD-Antrag)")
    bodies: Phrases = Field(description="Ends of compounds that are the party (AfD-Fraktion)")
    titles: Phrases = Field(description="Words before a person's name, as when called")
    oblique_titles: Phrases = Field(description="Words before a person's name, only when spoken of")
    academic: Phrases = Field(description="Academic titles between these and the name")


class SecondPersonRules(Options):
    """Forms of the second person; upper and lower case count."""

    certain: Phrases = Field(description="Second person wherever they stand")
    inside: Phrases = Field(description="Second person unless they begin a clause")
    at_start: Grade = Field(description="Grade of these where they begin a clause")
    not_second: Phrases = Field(description="Phrases in which they are third person")
    formulas: Phrases = Field(description="Phrases of politeness and of everyone in the house")
    formula: Grade = Field(description="Grade of the second person in such phrases")


class VocativeRules(Options):
    """Calling a party or person; upper and lower case are the same."""

    salutations: Phrases = Field(description="Groups of people who are called")
    adjectives: Phrases = Field(description="Adjectives before salutations, names and parties")
    links: Phrases = Field(description="Between salutation and party")
    pronouns: Phrases = Field(description="You, before pronoun_links and the party (case counts)")
    pronoun_links: Phrases = Field(description="Between pronoun and party")
    towards: Phrases = Field(description="Phrases that direct words at the party that follows")
    toward: Grade = Field(description="Grade of these")
    openers: Phrases = Field(description="Words after which a call may begin without a comma")
    list_links: Phrases = Field(description="Between two parties that are called together")
    relative: Phrases = Field(description="Words after comma that show a name to be spoken of")
    bare: Phrases = Field(description="Calls of a person without a name")
    bare_grade: Grade = Field(description="Grade of these for who has just interjected")
    others: Phrases = Field(description="Calls of those who stand for no party")


class ReplyRules(Options):
    """Answers to interjections: grade of its kind times the strongest cue."""

    kinds: dict[str, Grade] = Field(description="Grade of each kind of interjection")
    earlier: Grade = Field(description="Factor for all but the last of several interjections")
    marks: Phrases = Field(description="Signs with which the protocol opens an answer")
    answers: Phrases = Field(description="Words with which an answer begins")
    mark: Grade = Field(description="Cue: such a sign")
    answer: Grade = Field(description="Cue: such a word")
    second_person: Grade = Field(description="Cue: second person")
    plain: Grade = Field(description="Cue: nothing but the place")
    intervention: Grade = Field(description="Answer to a question or remark from the floor")
    approval: Grade = Field(description="Factor for calls that only approve")
    approvals: Phrases = Field(description="What is called then, before ! or .")
    dialogue: Grade = Field(description="Speech in a dialogue: to who held the one before")
    to_speaker: Grade = Field(description="A question or remark is put to who holds the speech")


class ReachRules(Options):
    """How far an addressee reaches."""

    same_sentence: Grade = Field(description="Party named beside a second person")
    member_same_sentence: Grade = Field(description="Member named beside a second person")
    spoken: Grade = Field(description="Kept per following sentence with a second person")
    silent: Grade = Field(description="Kept per following sentence without")
    house: Grade = Field(description="Kept when the whole house is called")
    topic: Grade = Field(description="Party named earlier in the speech")
    topic_kept: Grade = Field(description="Kept of that per following sentence")
    least: Grade = Field(description="Reach below this ends")


class Rules(Options):
    """All rules of one language."""

    language: str = Field(min_length=2, max_length=20, description="BCP 47")
    names: NameRules
    second_person: SecondPersonRules
    vocative: VocativeRules
    reply: ReplyRules
    reach: ReachRules


def load_rules(language: str, path: str | Path | None = None) -> Rules:
    """Read the rules of a language, or a file of one's own.

    Parameters
    ----------
    language
        BCP 47 tag of the protocols; only its first part counts.
    path
        A file of rules instead of those that come with Unisono.

    Raises
    ------
    ConfigError
        When there are none, or they have faults: one line for each.
    """
    file = Path(path) if path is not None else _FOLDER / f"{_primary(language)}.yaml"
    if path is None and file.name not in {known.name for known in _FOLDER.glob("*.yaml")}:
        known_names = ", ".join(sorted(known.stem for known in _FOLDER.glob("*.yaml")))
        raise ConfigError(
            f'config: there are no rules of address for the language "{language}" (there are '
            f"{known_names}); write a file of rules and name it in address.rules"
        )
    return _parsed(_read(file), file)


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _read(file: Path) -> str:
    try:
        with file.open("rb") as data:
            raw = data.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"config: address.rules: {file} cannot be read ({error.strerror}); name another file "
            "or set address.rules: null"
        ) from error
    if len(raw) > _MAX_BYTES:
        raise ConfigError(f"{file}: more than {_MAX_BYTES} bytes; this is no file of rules")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _parsed(text: str, file: Path) -> Rules:
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise ConfigError(f"{file}: YAML aliases (*name) are not taken; write the list out")
        values = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: no valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{file}: a file of rules is a mapping; begin with language: ...")
    try:
        rules = Rules.from_plain(values)
    except (ValidationError, TypeError) as error:
        raise ConfigError(_faults(file, error)) from error
    for phrase in _phrases(rules):
        phrase_pattern(phrase)
    return rules


def _faults(file: Path, error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return f"{file}: {error}; write texts in quotation marks"
    return "\n".join(
        f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
    )


def _phrases(rules: Rules) -> list[str]:
    """Every phrase of the rules, endings and signs left out."""
    plain = {("names", "endings"), ("reply", "marks")}
    found: list[str] = []
    for part in ("names", "second_person", "vocative", "reply"):
        block = getattr(rules, part)
        for name in type(block).model_fields:
            value = getattr(block, name)
            if isinstance(value, tuple) and (part, name) not in plain:
                found += value
    return found
