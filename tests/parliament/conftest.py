"""Builders of small protocols."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from unisono.protocols.parties import Parties

ADA = ("11", "Ada", "Lang", "SPD", "")
KURT = ("12", "Kurt", "Beil", "BÜNDNIS\xa090/\nDIE GRÜNEN", "")
MINISTER = ("13", "Mia", "Amt", "", "Bundesministerin der Finanzen")


def redner(person: tuple[str, str, str, str, str], printed: str = "") -> str:
    """A paragraph that names who speaks next."""
    number, first, last, party, office = person
    party_tag = f"<fraktion>{party}</fraktion>" if party else ""
    office_tag = f"<rolle><rolle_lang>{office}</rolle_lang></rolle>" if office else ""
    behind = printed or f"{first} {last}" + (f" ({party})" if party else f", {office}") + ":"
    return (
        f'<p klasse="redner"><redner id="{number}"><name><vorname>{first}</vorname>'
        f"<nachname>{last}</nachname>{party_tag}{office_tag}</name></redner>{behind}</p>"
    )


def rede(*parts: str, number: str = "ID1") -> str:
    """A speech."""
    return f'<rede id="{number}">{"".join(parts)}</rede>'


def p(text: str, style: str = "J") -> str:
    """A paragraph."""
    return f'<p klasse="{style}">{text}</p>'


def protocol(*parts: str, annex: str = "", people: str = "", head: str = "") -> str:
    """A whole protocol."""
    return (
        f'{head}<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE dbtplenarprotokoll SYSTEM "dbtplenarprotokoll.dtd">\n'
        '<dbtplenarprotokoll wahlperiode="20" sitzung-nr="7" sitzung-datum="05.07.2023">'
        "<vorspann><inhaltsverzeichnis><p klasse='J'>Inhalt</p></inhaltsverzeichnis></vorspann>"
        "<sitzungsverlauf><tagesordnungspunkt top-id='Tagesordnungspunkt 1'>"
        f"{''.join(parts)}</tagesordnungspunkt></sitzungsverlauf>"
        f"<anlagen>{annex}</anlagen><rednerliste>{people}</rednerliste></dbtplenarprotokoll>"
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes, str], Path]:
    """Write a file and say where it is."""

    def make(content: str | bytes, name: str = "a.xml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def parties() -> Parties:
    """A small table of parties."""
    return Parties(
        {
            "cdu_csu": ["CDU/CSU"],
            "spd": ["SPD"],
            "afd": ["AfD"],
            "fdp": ["FDP"],
            "gruene": ["BÜNDNIS 90/DIE GRÜNEN", "BÜNDNISSES 90/DIE GRÜNEN"],
            "linke": ["DIE LINKE", "LINKEN"],
        },
        ["fraktionslos"],
    )


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The builders of this file."""
    return SimpleNamespace(
        redner=redner, rede=rede, p=p, protocol=protocol, ada=ADA, kurt=KURT, minister=MINISTER
    )
