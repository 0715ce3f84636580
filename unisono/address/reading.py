"""What the words of one sentence say about who is addressed, whatever stands around it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from unisono.address.patterns import REACH, Patterns, blanked, without_quotations
from unisono.address.people import Directory, people_named

Grades = Mapping[int, float]
"""A grade from 0 to 1 for each party, by its place; those left out have none."""
_HYPHENED = re.compile(r"-\w")
_CLAUSE_ENDS = frozenset('.!?:–—„“”"»(-')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The evidence of one sentence alone."""

    named: Grades
    member_named: Grades
    vocative: Grades
    second: float
    """Grade of the second person."""
    house: bool
    """The whole house is called."""
    other: bool
    """Someone is called who stands for no party."""
    bare: bool
    """A person is called without a name."""
    marked: bool
    """The protocol marks it as an answer."""
    answers: bool
    """It begins like an answer."""


def read_sentence(
    text: str, patterns: Patterns, people: Directory, *, speaker: str = "", quotation: bool = False
) -> Reading:
    """Read one sentence.

    Parameters
    ----------
    text
        The sentence.
    patterns
        Compiled rules and parties.
    people
        People who may be named.
    speaker
        Last name of who says it.
    quotation
        Whether it is printed as a quotation: then only names count.
    """
    text = " ".join(text.split())
    own_words = "" if quotation else without_quotations(text)
    named, called = _parties(text, own_words, patterns)
    member_named: dict[int, float] = {}
    other = patterns.other.search(own_words) is not None
    for person in people_named(text, people, patterns, but=speaker):
        _raise(member_named, person.shares)
        if person.called and not quotation:
            _raise(called, person.shares)
            other = other or not person.shares
    unmarked, marked = _without_mark(own_words, patterns)
    return Reading(
        named=named,
        member_named=member_named,
        vocative=called,
        second=_second_person(own_words, patterns),
        house=not called and patterns.house.search(own_words) is not None,
        other=other,
        bare=not called and patterns.bare.search(own_words) is not None,
        marked=marked,
        answers=patterns.answer.match(unmarked) is not None,
    )


def _parties(
    text: str, own_words: str, patterns: Patterns
) -> tuple[dict[int, float], dict[int, float]]:
    """Grades of the parties named, and of those called."""
    named: dict[int, float] = {}
    called: dict[int, float] = {}
    before, grade_before = -1, 0.0
    searched = blanked(patterns.not_name, text)
    for match in patterns.name.finditer(searched):
        places = patterns.named[match[1]]
        body = patterns.body.match(searched, match.end())
        end = body.end() if body else match.end()
        compound = _HYPHENED.match(searched, end) is not None
        _raise(named, dict.fromkeys(places, patterns.rules.names.compound if compound else 1.0))
        if compound or not own_words[match.start() : match.end()].strip():
            before = -1
            continue
        grade = _call(own_words, match.start(), patterns)
        chained = before >= 0 and patterns.between.fullmatch(own_words, before, match.start())
        if not grade and chained:
            grade = grade_before
        before, grade_before = (end, grade) if grade else (-1, 0.0)
        if grade:
            _raise(called, dict.fromkeys(places, grade))
    return named, called


def _call(text: str, start: int, patterns: Patterns) -> float:
    """Grade of the call that ends where a party's name begins, 0 for none."""
    low = max(0, start - REACH)
    whole = (patterns.salutation_before, patterns.adjective_before, patterns.pronoun_before)
    if any(pattern.search(text, low, start) for pattern in whole):
        return 1.0
    toward = patterns.toward_before.search(text, low, start)
    return patterns.rules.vocative.toward if toward else 0.0


def _second_person(text: str, patterns: Patterns) -> float:
    rules = patterns.rules.second_person
    text = blanked(patterns.not_second, text)
    formulas = [match.span() for match in patterns.formula.finditer(text)]
    best = 0.0
    for pattern, at_start in ((patterns.certain, 1.0), (patterns.inside, rules.at_start)):
        for match in pattern.finditer(text):
            grade = at_start if _begins_clause(text, match.start()) else 1.0
            if any(low <= match.start() < high for low, high in formulas):
                grade *= rules.formula
            best = max(best, grade)
    return best


def _begins_clause(text: str, start: int) -> bool:
    before = text[:start].rstrip()[-1:] if start < 3 else text[start - 2 : start].rstrip()[-1:]
    return not before or before in _CLAUSE_ENDS


def _without_mark(text: str, patterns: Patterns) -> tuple[str, bool]:
    for mark in patterns.rules.reply.marks:
        if text.startswith(mark):
            return text.removeprefix(mark).lstrip(), True
    return text, False


def _raise(grades: dict[int, float], by: Grades) -> None:
    for party, grade in by.items():
        grades[party] = max(grades.get(party, 0.0), grade)
