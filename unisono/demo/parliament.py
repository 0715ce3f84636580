"""What happens in the demo parliament: who speaks when, about what and how high.

The plan of the whole corpus follows from the seed alone and costs next to nothing, so
every job draws it up anew and makes its own part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from unisono.demo.cast import MEMBERS, PARTIES, TARGET, Member
from unisono.demo.faults import Fault, speech_faults
from unisono.demo.house import applause, with_house
from unisono.demo.options import DemoOptions
from unisono.demo.rhetoric import (
    ADDRESSES,
    CLOSINGS,
    GENERAL,
    MENTIONS,
    OPENINGS,
    PEOPLE,
    TOPICS,
    Topic,
)
from unisono.demo.sentence import Sentence

TranscriptKind = Literal["txt", "srt", "vtt", "TextGrid"]

SITTINGS = (("41", "2024-03-13"), ("42", "2024-03-20"))
"""Number and date of the sittings; each takes half of the speeches."""

_TOPICS_A_SITTING = 3
_TARGET_SHARE = {"left": 0.65, "centre": 0.5, "right": 0.5}
"""How often an address goes to the target party, by bloc of the speaker."""
_MENTION_SHARE = 0.6
_MANY_SENTENCES = 7  # from here on a speech has three addresses, below two
_AUDIO_ONLY = (".flac", ".wav", ".ogg")
_RARE_TRANSCRIPTS: dict[int, TranscriptKind] = {
    2: "srt",
    5: "TextGrid",
    9: "srt",
    13: "vtt",
    16: "srt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPlan:
    """One speech before it is spoken."""

    media_id: str
    speech_id: str
    number: int
    session: str
    date: str
    agenda_item: str
    member: Member
    sentences: tuple[Sentence, ...]
    ending: str
    """What the protocol notes after the speech."""
    suffix: str
    transcript: TranscriptKind
    fault: Fault | None

    @property
    def text(self) -> str:
        """All that is said."""
        return " ".join(sentence.text for sentence in self.sentences)


def plan_parliament(options: DemoOptions) -> tuple[SpeechPlan, ...]:
    """Draw up all speeches of the corpus, in the order in which they are held."""
    faults = speech_faults(options)
    composed = [_compose(options, number) for number in range(options.speeches)]
    planted = _plant(options, composed)
    return tuple(
        _plan(options, number, sentences, faults.get(number))
        for number, sentences in enumerate(planted)
    )


def _rng(options: DemoOptions, *what: int) -> np.random.Generator:
    return np.random.default_rng([options.seed, 1, *what])


def _sitting(options: DemoOptions, number: int) -> tuple[int, int]:
    """Which sitting a speech belongs to, and its number there, both from 0."""
    first = (options.speeches + 1) // 2
    return (0, number) if number < first else (1, number - first)


def _agenda(options: DemoOptions, number: int) -> tuple[int, Topic]:
    """Number of the agenda item within its sitting, from 1, and its topic."""
    sitting, place = _sitting(options, number)
    half = (options.speeches + 1) // 2
    item = min(place * _TOPICS_A_SITTING // half, _TOPICS_A_SITTING - 1)
    return item + 1, TOPICS[(sitting * _TOPICS_A_SITTING + item) % len(TOPICS)]


def _member(number: int) -> Member:
    return MEMBERS[number % len(MEMBERS)]


def _plan(
    options: DemoOptions, number: int, sentences: tuple[Sentence, ...], fault: Fault | None
) -> SpeechPlan:
    sitting, place = _sitting(options, number)
    session, date = SITTINGS[sitting]
    item, topic = _agenda(options, number)
    audio_only = sitting == 1 and place % 2 == 1 and fault is None
    return SpeechPlan(
        media_id=f"rede-{session}-{place + 1:02d}",
        speech_id=f"ID{session}{place + 1:03d}00",
        number=number,
        session=session,
        date=date,
        agenda_item=f"Tagesordnungspunkt {item}: {topic.title}",
        member=_member(number),
        sentences=sentences,
        ending=applause(_rng(options, 3, number), _member(number)),
        suffix=_AUDIO_ONLY[place // 2 % len(_AUDIO_ONLY)] if audio_only else ".mp4",
        transcript="txt" if fault is not None else _RARE_TRANSCRIPTS.get(number % 20, "txt"),
        fault=fault,
    )


def _compose(options: DemoOptions, number: int) -> tuple[Sentence, ...]:
    """Opening, statements, addresses and mentions in random order, closing."""
    rng = _rng(options, 0, number)
    member = _member(number)
    _, topic = _agenda(options, number)
    count = int(rng.integers(options.sentences_min, options.sentences_max + 1))
    middle = count - 2
    addresses = min(middle, 3 if count >= _MANY_SENTENCES else 2)
    mentions = min(middle - addresses, int(rng.random() < _MENTION_SHARE))
    body = [_address(rng, member, text) for text in _draw(rng, ADDRESSES, addresses)]
    body += [_mention(rng, member, text) for text in _draw(rng, MENTIONS, mentions)]
    rest = middle - addresses - mentions
    statements = _draw(rng, topic.statements + GENERAL, rest)
    body += [Sentence(text=_fill(rng, text)) for text in statements]
    order = rng.permutation(len(body))
    opening = _draw(rng, OPENINGS, 1)[0].format(topic=topic.accusative)
    closing = _draw(rng, CLOSINGS, 1)[0]
    speech = (Sentence(text=opening), *(body[place] for place in order), Sentence(text=closing))
    return with_house(_rng(options, 2, number), member, speech)


def _draw(rng: np.random.Generator, pool: Sequence[str], count: int) -> list[str]:
    """Some of a pool, none twice as long as it lasts."""
    order: list[int] = []
    while len(order) < count:
        order += rng.permutation(len(pool)).tolist()
    return [pool[place] for place in order[:count]]


def _fill(rng: np.random.Generator, text: str, party: str = "") -> str:
    people = PEOPLE[int(rng.integers(len(PEOPLE)))]
    return text.format(people=people, party=party)


def _address(rng: np.random.Generator, member: Member, text: str) -> Sentence:
    others = [party for party in PARTIES if party not in (TARGET, member.party)]
    party = others[int(rng.integers(len(others)))]
    if member.party is not TARGET and rng.random() < _TARGET_SHARE[member.party.bloc]:
        party = TARGET
    return Sentence(text=_fill(rng, text, party.dative), addressed=party, form="vocative")


def _mention(rng: np.random.Generator, member: Member, text: str) -> Sentence:
    others = [party for party in PARTIES if party is not member.party]
    party = others[int(rng.integers(len(others)))]
    return Sentence(text=_fill(rng, text, party.dative), mentioned=party)


def _plant(
    options: DemoOptions, speeches: Sequence[Sequence[Sentence]]
) -> list[tuple[Sentence, ...]]:
    """Give every sentence its F0: base + SD * (effect + noise).

    The noise is a set of normal scores for each speaker and condition, in random order:
    its mean is 0 and its SD 1 in each, so that the planted effect is in the data exactly
    and not up to chance.
    """
    cells: dict[tuple[str, bool], list[tuple[int, int]]] = {}
    for number, sentences in enumerate(speeches):
        for place, sentence in enumerate(sentences):
            cell = (_member(number).speaker_id, sentence.addressed is TARGET)
            cells.setdefault(cell, []).append((number, place))
    rng = _rng(options, 1)
    noise: dict[tuple[int, int], float] = {}
    for cell in sorted(cells):
        scores = rng.permutation(_normal_scores(len(cells[cell])))
        noise.update(zip(cells[cell], scores.tolist(), strict=True))
    return [
        tuple(
            _planted(options, _member(number), sentence, noise[number, place])
            for place, sentence in enumerate(sentences)
        )
        for number, sentences in enumerate(speeches)
    ]


def _normal_scores(count: int) -> npt.NDArray[np.float64]:
    """Quantiles of the normal distribution with mean 0 and SD 1 (one alone: 0)."""
    scores: npt.NDArray[np.float64] = norm.ppf((np.arange(count) + 0.5) / count)
    return scores / scores.std() if count > 1 else scores


def _planted(options: DemoOptions, member: Member, sentence: Sentence, noise: float) -> Sentence:
    effect = 0.0
    if sentence.addressed is TARGET:
        effect = options.effect_left if member.party.bloc == "left" else options.effect_other
    f0 = member.f0_base + member.f0_sd * (effect + noise)
    return replace(sentence, effect=effect, noise=noise, f0=f0)
