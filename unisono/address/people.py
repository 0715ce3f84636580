"""People who can be named in a sentence, found by their last names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unisono.address.patterns import REACH, Patterns

_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_AFTER = re.compile(r" ?[,!?.:;…–—]| ?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; ``party`` is the place of the party, None for people without one."""

    first: str
    last: str
    party: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed:
    """A person named in a sentence.

    Attributes
    ----------
    shares
        Grade for each party: 1, less where people of several parties bear the name.
    called
        Whether the person is called, rather than spoken of.
    """

    shares: Mapping[int, float]
    called: bool


Directory = Mapping[str, tuple[Person, ...]]
"""People by the last word of their last name."""


def directory(people: Iterable[Person]) -> Directory:
    """Sort people by the last word of their last names; each once."""
    found: dict[str, dict[Person, None]] = {}
    for person in people:
        words = _NAME.findall(person.last)
        if words:
            found.setdefault(words[-1], {})[person] = None
    return {name: tuple(persons) for name, persons in found.items()}


def people_named(
    text: str, known: Directory, patterns: Patterns, *, but: str = ""
) -> list[PersonNamed]:
    """People whom a text names by title and last name, or by first and last name.

    Parameters
    ----------
    text
        A sentence, its blanks single.
    known
        People to look for.
    patterns
        Compiled rules.
    but
        Last name of the speaker, who is not looked for.
    """
    found: list[PersonNamed] = []
    for match in _NAME.finditer(text):
        candidates = known.get(match[0]) or known.get(match[0].removesuffix("s"), ())
        for last in {person.last: None for person in candidates}:
            start = _start(text, match, last)
            same = [person for person in candidates if person.last == last]
            if start is None or last == but:
                continue
            named = _named(text, start, match.end(), same, patterns)
            if named is not None:
                found.append(named)
                break
    return found


def _start(text: str, match: re.Match[str], last: str) -> int | None:
    """Where the whole last name begins, or None when the text does not have it."""
    ending = match[0]
    lead = last[: -len(ending)] if last.endswith(ending) else last[: 1 - len(ending)]
    if not last.endswith(ending) and not last.endswith(ending.removesuffix("s")):
        return None
    start = match.start() - len(lead)
    return start if start >= 0 and text[start : match.start()] == lead else None


def _named(
    text: str, start: int, end: int, same: list[Person], patterns: Patterns
) -> PersonNamed | None:
    begin, exact = _with_first_name(text, start, same)
    low = max(0, begin - REACH)
    titled = patterns.titled_before.search(text, low, begin)
    fond = patterns.adjective_before.search(text, low, begin)
    if not exact and titled is None and fond is None:
        return None
    chosen = exact or same
    parties = {person.party for person in chosen}
    shares = {party: 1 / len(parties) for party in parties if party is not None}
    called = (
        (titled is not None or fond is not None)
        and patterns.called_before.search(text, low, begin) is not None
        and _AFTER.match(text, end) is not None
        and patterns.relative_after.match(text, end) is None
    )
    return PersonNamed(shares=shares, called=called)


def _with_first_name(text: str, start: int, same: list[Person]) -> tuple[int, list[Person]]:
    """Where the name begins with its first name, if that is there, and whose it is."""
    for length in sorted({len(person.first) for person in same if person.first}, reverse=True):
        begin = start - length - 1
        if begin < 0 or (begin and text[begin - 1].isalnum()):
            continue
        exact = [person for person in same if text[begin:start] == f"{person.first} "]
        if exact:
            return begin, exact
    return start, []
