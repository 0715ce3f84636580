"""What is said in the demo's campaign ads: invented candidates and English sentences by tone."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["attack", "promote", "contrast"]

TONES: tuple[Tone, ...] = ("attack", "promote", "contrast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign: who runs against whom, for what and where, and who pays."""

    name: str
    candidate: str
    opponent: str
    place: str
    sponsor: str


CAMPAIGNS = (
    Campaign(
        name="hartwell-2022",
        candidate="Nora Hartwell",
        opponent="Bill Crane",
        place="Millbrook",
        sponsor="Hartwell for Senate",
    ),
    Campaign(
        name="crane-2022",
        candidate="Bill Crane",
        opponent="Nora Hartwell",
        place="Millbrook",
        sponsor="Friends of Bill Crane",
    ),
    Campaign(
        name="ostrander-2022",
        candidate="Paul Ostrander",
        opponent="Grace Lindell",
        place="Cedar County",
        sponsor="Ostrander for Congress",
    ),
    Campaign(
        name="lindell-2022",
        candidate="Grace Lindell",
        opponent="Paul Ostrander",
        place="Cedar County",
        sponsor="Lindell for Congress",
    ),
    Campaign(
        name="vance-hollow-2022",
        candidate="Martin Sully",
        opponent="Karen Doyle",
        place="Vance Hollow",
        sponsor="Better Roads Now",
    ),
    Campaign(
        name="doyle-2022",
        candidate="Karen Doyle",
        opponent="Martin Sully",
        place="Vance Hollow",
        sponsor="Doyle for Governor",
    ),
    Campaign(
        name="farrow-2022",
        candidate="Henry Farrow",
        opponent="Linda Moss",
        place="Port Ellison",
        sponsor="Harbor Jobs Alliance",
    ),
    Campaign(
        name="moss-2022",
        candidate="Linda Moss",
        opponent="Henry Farrow",
        place="Port Ellison",
        sponsor="Moss for Mayor",
    ),
    Campaign(
        name="whitby-2022",
        candidate="Daniel Whitby",
        opponent="Rose Kettering",
        place="Lake Varden",
        sponsor="Whitby for Senate",
    ),
    Campaign(
        name="kettering-2022",
        candidate="Rose Kettering",
        opponent="Daniel Whitby",
        place="Lake Varden",
        sponsor="Nurses for Kettering",
    ),
)

ISSUES = ("schools", "clinics", "roads", "farms", "factories", "libraries")

OPENINGS: dict[Tone, tuple[str, ...]] = {
    "attack": (
        "{opponent} promised help, then voted against our {issue}.",
        "Behind closed doors {opponent} raised your taxes again.",
        "{opponent} took money from lobbyists while {place} lost its {issue}.",
        "Why did {opponent} vote five times against our {issue}?",
    ),
    "promote": (
        "{candidate} grew up here and fights every day for {place}.",
        "When {place} needed new {issue}, {candidate} got it done.",
        "{candidate} brought neighbors together and saved our {issue}.",
        "A teacher, a parent, a leader: meet {candidate}.",
    ),
    "contrast": (
        "{opponent} closed our {issue}, but {candidate} will open them again.",
        "{candidate} lowered costs, while {opponent} raised them.",
        "{opponent} listens to lobbyists, {candidate} listens to you.",
        "{candidate} built {issue}, {opponent} only built excuses.",
    ),
}
MIDDLES: dict[Tone, tuple[str, ...]] = {
    "attack": (
        "Now families pay the price.",
        "That is reckless, and it is wrong.",
        "Prices rose, jobs left, nobody answered.",
        "We cannot trust that record.",
    ),
    "promote": (
        "Strong jobs, safe streets, honest work.",
        "Good schools and fair wages come first.",
        "Because every family deserves a chance.",
        "Together we build something better.",
    ),
    "contrast": (
        "Two records, two very different plans.",
        "One looks back, one looks forward.",
        "Same promises, very different results.",
        "Compare them yourself.",
    ),
}
ENDINGS: dict[Tone, tuple[str, ...]] = {
    "attack": (
        "Tell {opponent} we have had enough.",
        "{place} deserves better than {opponent}.",
        "Vote no this November.",
    ),
    "promote": (
        "Vote for {candidate}.",
        "{candidate}, working hard for {place}.",
        "This November, choose {candidate}.",
    ),
    "contrast": (
        "The choice is clear: {candidate}.",
        "Choose carefully, choose {candidate}.",
        "Vote {candidate}, not {opponent}.",
    ),
}
