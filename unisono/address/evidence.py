"""The kernel: graded evidence, for each sentence and party, that the party is addressed.

What a sentence says by itself (`unisono.address.reading`) is put into its place: after an
interjection or a question from the floor, and after sentences that have already told who is
spoken to. The addressee is carried over to the sentences that follow, fading with each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from unisono.address.patterns import Party, Patterns, compile_patterns
from unisono.address.people import Directory, Person, directory
from unisono.address.reading import Grades, Reading, read_sentence
from unisono.address.rules import Rules

_DIALOGUE = 2
"""Speeches before that show a dialogue: A, B, and now A again."""
_LEAST = 0.05
_NOBODY = -1
"""In place of a party: someone is spoken to who stands for none."""
KINDS = ("named", "member_named", "second_person", "vocative", "reply")
"""Kinds of evidence, in the order of the columns."""
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of a protocol; ``party`` is the place of the speaker's party."""

    number: int
    speech: int
    role: str
    speaker: str
    """Last name of who says it."""
    party: int | None
    text: str
    quotation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An interjection by one party: after which sentence, what it is, what is called."""

    after: int
    kind: str
    party: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Rows of sentence and party for which there is any evidence, in this order.

    Attributes
    ----------
    sentence, party
        Number of the sentence and place of the party, shape (rows,).
    own
        Whether the party is the speaker's own, shape (rows,).
    grades
        From 0 to 1, one column for each of `KINDS`, shape (rows, 5).
    """

    sentence: Numbers
    party: Numbers
    own: npt.NDArray[np.bool_]
    grades: Floats


def gather_evidence(
    sentences: Sequence[Said],
    interjections: Sequence[Reaction],
    people: Sequence[Person],
    parties: Sequence[Party],
    rules: Rules,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Evidence:
    """Gather the evidence of one protocol.

    Parameters
    ----------
    sentences
        All sentences, in the order of the protocol. The presiding officer's are passed over.
    interjections
        What parties threw in, in order.
    people
        Who may be named.
    parties
        Parties; they are told by their place here.
    rules
        Rules of the protocol's language.
    groups
        Names that stand for several parties, with their keys.

    Raises
    ------
    ConfigError
        When a group has a key that no party has.
    """
    patterns = compile_patterns(rules, parties, groups)
    known = directory(people)
    reactions: dict[int, list[Reaction]] = {}
    for reaction in interjections:
        reactions.setdefault(reaction.after, []).append(reaction)
    floor = _Floor(patterns=patterns, people=known, reactions=reactions)
    rows: list[tuple[int, int, bool, tuple[float, ...]]] = []
    for said in sentences:
        graded = floor.hear(said)
        for party in sorted(set().union(*graded)):
            grades = tuple(kind.get(party, 0.0) for kind in graded)
            if any(grades):
                rows.append((said.number, party, party == said.party, grades))
    return Evidence(
        sentence=np.array([row[0] for row in rows], dtype=np.int32),
        party=np.array([row[1] for row in rows], dtype=np.int32),
        own=np.array([row[2] for row in rows], dtype=np.bool_),
        grades=np.array([row[3] for row in rows], dtype=np.float64).reshape(-1, len(KINDS)),
    )


@dataclass(slots=True, kw_only=True)
class _Floor:
    """Who has the floor, and whom they have been speaking to."""

    patterns: Patterns
    people: Directory
    reactions: Mapping[int, Sequence[Reaction]]
    addressed: dict[int, float] = field(default_factory=dict)
    """Reach of each party now."""
    topic: dict[int, float] = field(default_factory=dict)
    """Parties that were named in the speech, fading slowly."""
    turns: list[Said] = field(default_factory=list)
    """First sentences of who held this and the last two speeches."""
    before: Said | None = None
    """The sentence just before, the presiding officer's left out."""
    last: int | None = None
    """Number of the sentence just before, whoever said it."""
    holder: int | None = None
    """Party of who holds the speech."""
    fresh: bool = False
    """Whether who speaks has just got the floor from another within the speech."""

    def hear(self, said: Said) -> tuple[Grades, ...]:
        """Evidence of the next sentence, one mapping for each of `KINDS`."""
        last, self.last = self.last, said.number
        if self.before is None or self.before.speech != said.speech:
            self._open(said)
        if said.role == "presiding":
            return ({},) * len(KINDS)
        if self.before is not None and self.before.speaker != said.speaker:
            self._hand_over(said, self.before)
        reading = read_sentence(
            said.text, self.patterns, self.people, speaker=said.speaker, quotation=said.quotation
        )
        reply = {} if said.quotation else self._reply(said, reading, last)
        vocative = self._with_bare(reading, reply)
        reach = self._reach(said, reading, vocative, reply)
        second = {p: reading.second * grade for p, grade in reach.items() if p != _NOBODY}
        self._carry(said, reading, vocative, reach)
        self.before, self.fresh = said, False
        return (reading.named, reading.member_named, second, vocative, reply)

    def _open(self, said: Said) -> None:
        """Begin a speech: as a turn of a dialogue, its speaker answers the one before."""
        if said.role == "presiding":
            return
        self.turns = [*self.turns[-2:], said]
        self.addressed, self.topic, self.before, self.fresh = {}, {}, None, False
        self.holder = said.party
        earlier = self.turns[:-1]
        if len(earlier) == _DIALOGUE and earlier[0].speaker == said.speaker != earlier[1].speaker:
            other = earlier[1].party
            self.addressed = {
                _NOBODY if other is None else other: self.patterns.rules.reply.dialogue
            }

    def _hand_over(self, said: Said, before: Said) -> None:
        """Give the floor to someone else within a speech, who speaks to the one before."""
        rules = self.patterns.rules.reply
        asks = said.role == "intervention"
        other = self.holder if asks else before.party
        self.fresh = not asks
        self.addressed = {
            _NOBODY if other is None else other: rules.to_speaker if asks else rules.intervention
        }

    def _reply(self, said: Said, reading: Reading, last: int | None) -> dict[int, float]:
        rules = self.patterns.rules.reply
        grades = {p: grade for p, grade in self.addressed.items() if self.fresh and p != _NOBODY}
        if last is None or self.before is None or reading.other:
            return grades
        cue = max(
            rules.mark if reading.marked else 0.0,
            rules.answer if reading.answers else 0.0,
            rules.second_person * reading.second,
            rules.plain,
        )
        heard = [
            (one.party, self._grade(one))
            for one in self.reactions.get(last, ())
            if one.party != said.party
        ]
        heard = [(party, grade) for party, grade in heard if grade]
        for place, (party, grade) in enumerate(heard):
            factor = 1.0 if place == len(heard) - 1 else rules.earlier
            grades[party] = max(grades.get(party, 0.0), grade * factor * cue)
        return grades

    def _grade(self, reaction: Reaction) -> float:
        rules = self.patterns.rules.reply
        grade = rules.kinds.get(reaction.kind, 0.0)
        approves = self.patterns.approval.match(reaction.text) is not None
        return grade * rules.approval if approves else grade

    def _with_bare(self, reading: Reading, reply: Grades) -> dict[int, float]:
        """The vocatives, with calls that have no name given to who is most likely meant."""
        vocative = dict(reading.vocative)
        likely = {p: grade for p, grade in (reply or self.addressed).items() if p != _NOBODY}
        if reading.bare and not vocative and likely:
            party = max(sorted(likely), key=lambda one: likely[one])
            vocative[party] = self.patterns.rules.vocative.bare_grade
        return vocative

    def _reach(
        self, said: Said, reading: Reading, vocative: Grades, reply: Grades
    ) -> dict[int, float]:
        """How far each party is in reach of the second person in the sentence."""
        rules = self.patterns.rules.reach
        if vocative:
            return dict(vocative)
        if reading.other:
            return {_NOBODY: 1.0}
        factor = rules.house if reading.house else 1.0
        turned = reading.marked or reading.answers
        answered = max(reply.values(), default=0.0) if turned else 0.0
        reach = {  # who answers a call has turned away from those spoken to before
            party: grade * factor * (1.0 if party in reply else 1.0 - answered)
            for party, grade in self.addressed.items()
        }
        strongest = max(*reach.values(), answered, 0.0)
        for party, grade in reply.items():
            reach[party] = max(reach.get(party, 0.0), grade)
        if reading.second:
            for grades, weight in (
                (reading.named, rules.same_sentence),
                (reading.member_named, rules.member_same_sentence),
                (self.topic, rules.topic),
            ):
                for party, grade in grades.items():
                    if party != said.party:
                        new = grade * weight * (1 - strongest)
                        reach[party] = max(reach.get(party, 0.0), new)
        return reach

    def _carry(
        self, said: Said, reading: Reading, vocative: Grades, reach: Mapping[int, float]
    ) -> None:
        rules = self.patterns.rules.reach
        kept = rules.spoken if reading.second or vocative else rules.silent
        self.addressed = {p: g * kept for p, g in reach.items() if g * kept >= rules.least}
        self.topic = {
            p: g * rules.topic_kept for p, g in self.topic.items() if g * rules.topic_kept >= _LEAST
        }
        for grades in (reading.named, reading.member_named, vocative):
            for party, grade in grades.items():
                if party != said.party:
                    self.topic[party] = max(self.topic.get(party, 0.0), grade)


def combine(
    evidence: Evidence, weights: Mapping[str, float], zero_shot: Floats | None = None
) -> Floats:
    """Score from 0 to 1 for each row: a noisy or of the weighted evidence.

    Naming the speaker's own party, or a member of it, does not count.

    Parameters
    ----------
    evidence
        Evidence.
    weights
        Weight of each of `KINDS` and of ``zero_shot``, from 0 to 1.
    zero_shot
        Probabilities of a language model, shape (rows,), where there is one.
    """
    weighted = evidence.grades * np.array([weights[kind] for kind in KINDS])
    weighted[evidence.own, : KINDS.index("second_person")] = 0.0
    remaining: Floats = np.prod(1.0 - weighted, axis=1)
    if zero_shot is not None:
        remaining = remaining * (1.0 - weights["zero_shot"] * zero_shot)
    return 1.0 - remaining
