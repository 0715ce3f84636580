"""The house around a speech of the demo: who calls out, who is answered, who chairs.

Nothing of it is on the recordings, which hear the speaker's microphone alone; it stands in
the protocols, so that the parties addressed can be told from the parties named.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from unisono.demo.cast import MEMBERS, Member, Party
from unisono.demo.rhetoric import (
    APPLAUSE,
    APPROVALS,
    CHAIR,
    OBJECTIONS,
    PEOPLE,
    REPLIES,
)
from unisono.demo.sentence import Sentence

CHAIRWOMAN = "Präsidentin Ada Lohengrün"
"""Who chairs; no member, and no party's."""

_REPLY_SHARE = 0.4
"""How many addresses answer a call instead of calling the party by name."""
_CALL_SHARE = 0.15
"""How many of the other sentences follow a call that nobody answers."""
_CHAIR_SHARE = 0.4
"""How many speeches the presiding officer interrupts."""


def with_house(
    rng: np.random.Generator, speaker: Member, sentences: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """Turn some addresses into answers, and put calls and the chair between sentences.

    Parameters
    ----------
    rng
        Source of chance.
    speaker
        Who holds the speech.
    sentences
        The speech; opening and closing are left as they are.
    """
    body = [_answering(rng, sentence) for sentence in sentences[1:-1]]
    body = [_called(rng, speaker, sentence) for sentence in body]
    calm = [place for place, sentence in enumerate(body) if not sentence.comment]
    if calm and rng.random() < _CHAIR_SHARE:
        place = calm[int(rng.integers(len(calm)))]
        party = _others(rng, (speaker.party,))
        body[place] = replace(body[place], chair=_one(rng, CHAIR).format(party=party.dative))
    return (sentences[0], *body, sentences[-1])


def applause(rng: np.random.Generator, speaker: Member) -> str:
    """The note at the end of a speech."""
    return f"({_one(rng, APPLAUSE).format(side=_side(speaker.party))})"


def _answering(rng: np.random.Generator, sentence: Sentence) -> Sentence:
    party = sentence.addressed
    if party is None or rng.random() >= _REPLY_SHARE:
        return sentence
    people = PEOPLE[int(rng.integers(len(PEOPLE)))]
    return replace(
        sentence,
        text=_one(rng, REPLIES).format(people=people),
        form="reply",
        comment=_call(rng, party, OBJECTIONS),
    )


def _called(rng: np.random.Generator, speaker: Member, sentence: Sentence) -> Sentence:
    """A call that nobody answers: an approval from the own ranks, or one of no weight."""
    if sentence.addressed is not None or rng.random() >= _CALL_SHARE:
        return sentence
    own = rng.random() < 0.5
    party = speaker.party if own else _others(rng, (speaker.party,))
    return replace(sentence, comment=_call(rng, party, APPROVALS if own else OBJECTIONS, speaker))


def _call(
    rng: np.random.Generator, party: Party, calls: Sequence[str], speaker: Member | None = None
) -> str:
    people = [member for member in MEMBERS if member.party is party and member is not speaker]
    if not people:
        return f"(Zuruf {party.dative}: {_one(rng, calls)})"
    caller = people[int(rng.integers(len(people)))]
    return f"({caller.name} [{party.name}]: {_one(rng, calls)})"


def _others(rng: np.random.Generator, but: Sequence[Party]) -> Party:
    parties = list(dict.fromkeys(member.party for member in MEMBERS if member.party not in but))
    return parties[int(rng.integers(len(parties)))]


def _one(rng: np.random.Generator, pool: Sequence[str]) -> str:
    return pool[int(rng.integers(len(pool)))]


def _side(party: Party) -> str:
    return party.dative.replace("von ", "bei ", 1).replace("vom ", "beim ", 1)
