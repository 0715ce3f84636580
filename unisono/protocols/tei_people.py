"""People and parties of a ParlaMint corpus: ``listPerson`` and ``listOrg``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from unisono.protocols.builder import one_line
from unisono.protocols.limits import Limits
from unisono.protocols.markup import read_markup
from unisono.protocols.record import Person, ProtocolError

LISTS = ("-listPerson.xml", "-listOrg.xml")
"""Endings of the files of a corpus that list its people and its parties."""

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_GROUPS = ("parliamentaryGroup", "politicalParty", "politicalGroup")
_OFFICES = ("minister", "head", "deputyHead", "primeMinister", "secretary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """Somebody in an organisation, from one day to another; empty days are open."""

    role: str
    organisation: str
    since: str = ""
    until: str = ""

    def holds(self, date: str) -> bool:
        """Whether it holds on a day, ISO 8601; always where no day is known."""
        first, last = self.since[:10], self.until[:10]
        return not date or ((not first or first <= date) and (not last or date <= last))


@dataclass(slots=True)
class Listed:
    """One person of a list."""

    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class People:
    """People and organisations by their ids.

    Attributes
    ----------
    people
        By id.
    parties
        Name of each organisation that is a party or a parliamentary group, by id.
    """

    people: Mapping[str, Listed]
    parties: Mapping[str, str]

    def person(self, speaker_id: str, date: str) -> Person | None:
        """Somebody as of a day; None where the list does not have them."""
        found = self.people.get(speaker_id)
        if found is None:
            return None
        holding = [one for one in found.affiliations if one.holds(date)]
        parties = [
            self.parties.get(one.organisation) or _of_id(one.organisation)
            for one in holding
            if one.organisation in self.parties or _of_id(one.organisation)
        ]
        offices = [one.role for one in holding if one.role in _OFFICES]
        first, last = " ".join(found.first), " ".join(found.last)
        return Person(
            name=" ".join(filter(None, (first, last))) or speaker_id,
            speaker_id=speaker_id,
            first=first,
            last=last,
            party=parties[0] if parties else "",
            office=offices[0] if offices and "minister" in offices else "",
        )


NOBODY = People({}, {})


class PeopleReader:
    """Gathers people and parties from a document, element by element."""

    def __init__(self) -> None:
        self._people: dict[str, Listed] = {}
        self._parties: dict[str, str] = {}
        self._person: Listed | None = None
        self._party = ""
        self._short = False
        self._pieces: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if tag == "person" and attributes.get(_ID):
            self._person = self._people.setdefault(attributes[_ID], Listed())
        elif tag == "affiliation" and self._person is not None:
            self._person.affiliations.append(
                Affiliation(
                    role=attributes.get("role", ""),
                    organisation=attributes.get("ref", "").removeprefix("#"),
                    since=attributes.get("from", ""),
                    until=attributes.get("to", ""),
                )
            )
        elif tag == "org" and attributes.get("role") in _GROUPS:
            self._party = attributes.get(_ID, "")
        elif tag == "orgName" and self._party:
            self._short = attributes.get("full") == "abb"
            self._pieces = []
        elif tag in ("surname", "forename", "nameLink") and self._person is not None:
            self._pieces = []

    def text(self, text: str) -> None:
        """Take text."""
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "person":
            self._person = None
        elif tag == "org":
            self._party = ""
        if self._pieces is None:
            return
        text, pieces = one_line("".join(self._pieces)), self._pieces
        if tag == "orgName" and self._party and (self._short or self._party not in self._parties):
            self._parties[self._party] = text
        elif tag == "forename" and self._person is not None:
            self._person.first.append(text)
        elif tag in ("surname", "nameLink") and self._person is not None:
            self._person.last.append(text)
        else:
            self._pieces = pieces
            return
        self._pieces = None

    def people(self) -> People:
        """What was found so far."""
        return People(self._people, self._parties)


def find_lists(folder: Path) -> list[Path]:
    """Lists of people and parties below a folder, in order."""
    return sorted(path for path in folder.rglob("*.xml") if path.name.endswith(LISTS))


def read_people(paths: Iterable[Path], limits: Limits) -> People:
    """Read lists of people and parties.

    Raises
    ------
    ProtocolError
        When one cannot be read.
    """
    people: dict[str, Listed] = {}
    parties: dict[str, str] = {}
    for found in _read(paths, limits):
        people.update(found.people)
        parties.update(found.parties)
    return People(people, parties)


def _read(paths: Iterable[Path], limits: Limits) -> Iterator[People]:
    for path in paths:
        try:
            reader, _ = read_markup(path, PeopleReader, limits)
        except ProtocolError as error:
            raise ProtocolError(error.kind, f"list of people: {error}") from error
        yield reader.people()


def _of_id(organisation: str) -> str:
    """Name of a party that stands in its id only, as in ``party.SPD``."""
    kind, dot, name = organisation.partition(".")
    return name if dot and kind in ("party", "group", "parliamentaryGroup") else ""
