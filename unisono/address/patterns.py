"""The rules of a language and the parties of a parliament as compiled searches.

No search can be made slow by a text: nothing that repeats stands inside a repetition, and
whatever looks back from a name looks at most `REACH` characters back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unisono.address.phrases import NEVER, finder, one_of
from unisono.address.rules import Rules
from unisono.errors import ConfigError, nearest

REACH = 160
"""Characters before a name that are looked at."""
_BREAK = r"(?:^|[,;:!?.…–—(„“”\"»«-] ?)"
_QUOTED = re.compile(r"„[^„“”]{0,2000}[“”]|“[^“”]{0,2000}”|»[^»«]{0,2000}«|\"[^\"]{0,2000}\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party: its key and the names by which it is called, without their endings."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Everything that is searched for in a sentence."""

    rules: Rules
    named: Mapping[str, tuple[int, ...]]
    """Places of the parties that a name stands for."""
    name: re.Pattern[str]
    not_name: re.Pattern[str]
    body: re.Pattern[str]
    certain: re.Pattern[str]
    inside: re.Pattern[str]
    not_second: re.Pattern[str]
    formula: re.Pattern[str]
    house: re.Pattern[str]
    other: re.Pattern[str]
    bare: re.Pattern[str]
    answer: re.Pattern[str]
    approval: re.Pattern[str]
    # each of these ends where a name begins
    salutation_before: re.Pattern[str]
    adjective_before: re.Pattern[str]
    pronoun_before: re.Pattern[str]
    toward_before: re.Pattern[str]
    titled_before: re.Pattern[str]
    called_before: re.Pattern[str]
    # what follows
    between: re.Pattern[str]
    relative_after: re.Pattern[str]


def compile_patterns(
    rules: Rules, parties: Sequence[Party], groups: Mapping[str, Sequence[str]] | None = None
) -> Patterns:
    """Compile rules for some parties.

    Parameters
    ----------
    rules
        Rules of the language.
    parties
        Parties; evidence names them by their place here.
    groups
        Names that stand for several parties, with their keys.

    Raises
    ------
    ConfigError
        When a group has a key that no party has.
    """
    named = _named(parties, groups or {})
    calls, names = rules.vocative, rules.names
    adjectives = rf"(?:{one_of(calls.adjectives)} ){{0,4}}"
    start = rf"{_BREAK}(?:{one_of(calls.openers)} ){{0,2}}"
    titles = rf"{one_of(names.titles)} (?:{one_of(names.academic)} ){{0,4}}"
    spoken_of = (
        rf"{one_of(names.titles + names.oblique_titles)} (?:{one_of(names.academic)} ){{0,4}}"
    )
    anyhow = re.IGNORECASE
    return Patterns(
        rules=rules,
        named=named,
        name=_name_pattern(named, rules),
        not_name=finder(names.not_names),
        body=re.compile(rf"-{one_of(names.bodies)}(?!\w)"),
        certain=finder(rules.second_person.certain),
        inside=finder(rules.second_person.inside),
        not_second=finder(rules.second_person.not_second),
        formula=finder(rules.second_person.formulas, any_case=True),
        house=re.compile(rf"{start}{adjectives}{one_of(calls.salutations)}(?= ?[,!.:?–—])", anyhow),
        other=re.compile(rf"{start}{adjectives}{one_of(calls.others)}(?!\w)", anyhow),
        bare=re.compile(rf"{start}{adjectives}{one_of(calls.bare)}(?= ?[,!.:?–—])", anyhow),
        answer=finder(rules.reply.answers, any_case=True),
        approval=re.compile(rf"{one_of(rules.reply.approvals)}[!.]", anyhow),
        salutation_before=re.compile(
            rf"{start}{adjectives}{one_of(calls.salutations)}[ ,]"
            rf"(?: ?{one_of(calls.links)}(?= )){{0,6}} ?$",
            anyhow,
        ),
        adjective_before=re.compile(rf"(?<!\w){one_of(calls.adjectives)} $", anyhow),
        pronoun_before=re.compile(
            rf"(?<!\w){one_of(calls.pronouns)},? {one_of(calls.pronoun_links)} $"
        ),
        toward_before=re.compile(rf"(?<!\w){one_of(calls.towards)} $", anyhow),
        titled_before=re.compile(rf"(?<!\w){spoken_of}$"),
        called_before=re.compile(rf"{start}{adjectives}(?:{titles})?$", anyhow),
        between=re.compile(rf"(?: ?{one_of(calls.list_links)}){{1,6}} ?"),
        relative_after=re.compile(rf", {one_of(calls.relative)}(?!\w)"),
    )


def without_quotations(text: str) -> str:
    """The text with what stands in quotation marks blanked, of the same length."""
    return _QUOTED.sub(_blank, text)


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with what a pattern finds blanked, of the same length."""
    return pattern.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _named(
    parties: Sequence[Party], groups: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, ...]]:
    named: dict[str, tuple[int, ...]] = {}
    places = {party.key: place for place, party in enumerate(parties)}
    for place, party in enumerate(parties):
        named.update({" ".join(name.split()): (place,) for name in party.names if name.strip()})
    for name, keys in groups.items():
        unknown = [key for key in keys if key not in places]
        if unknown:
            raise ConfigError(
                f'config: address.groups: "{name}" has the party "{unknown[0]}", which '
                f"parliament.parties does not know{nearest(unknown[0], places)}"
            )
        named[" ".join(name.split())] = tuple(sorted({places[key] for key in keys}))
    return named


def _name_pattern(named: Mapping[str, tuple[int, ...]], rules: Rules) -> re.Pattern[str]:
    if not named:
        return re.compile(NEVER)
    names = "|".join(re.escape(name) for name in sorted(named, key=lambda name: (-len(name), name)))
    firsts = "".join(sorted({re.escape(name[0]) for name in named}))
    endings = "|".join(map(re.escape, sorted(rules.names.endings, key=len, reverse=True)))
    ending = f"(?:{endings})?" if endings else ""
    return re.compile(rf"(?<!\w)(?=[{firsts}])({names}){ending}(?!\w)")
