"""Who speaks in the demo: invented parties, members of parliament and narrators."""

from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male"]
Bloc = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An invented party. `dative` is its name after "Kollegen" in an address."""

    name: str
    bloc: Bloc
    dative: str
    colour: tuple[int, int, int]
    """Blue, green, red, 0 to 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice of the synthesiser: eSpeak NG variant and words per minute."""

    speaker_id: str
    sex: Sex
    voice: str
    rate: int

    @property
    def pitch_floor(self) -> float:
        """Lowest F0 to look for in Hz."""
        return 100.0 if self.sex == "female" else 75.0

    @property
    def pitch_ceiling(self) -> float:
        """Highest F0 to look for in Hz."""
        return 500.0 if self.sex == "female" else 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Voice):
    """A member of parliament, with what is planted in the voice (Hz)."""

    first: str
    last: str
    party: Party
    f0_base: float
    """Mean of the sentences' F0 medians when no one is addressed."""
    f0_sd: float
    """Standard deviation between sentences."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


ALLIANZ = Party(
    name="Allianz Morgen", bloc="left", dative="von der Allianz Morgen", colour=(70, 150, 60)
)
SOLIDAR = Party(name="Solidarbund", bloc="left", dative="vom Solidarbund", colour=(60, 40, 200))
FORUM = Party(
    name="Freiheitsforum", bloc="centre", dative="vom Freiheitsforum", colour=(40, 190, 230)
)
UNION = Party(name="Bürgerunion", bloc="right", dative="von der Bürgerunion", colour=(60, 60, 60))
HEIMAT = Party(
    name="Heimatliste", bloc="right", dative="von der Heimatliste", colour=(170, 100, 40)
)

PARTIES = (ALLIANZ, SOLIDAR, FORUM, UNION, HEIMAT)
TARGET = HEIMAT
"""The party whose being addressed raises the voice."""

MEMBERS = (
    Member(
        speaker_id="marquardt",
        first="Helene",
        last="Marquardt",
        sex="female",
        party=ALLIANZ,
        voice="de+f2",
        rate=187,
        f0_base=208.0,
        f0_sd=18.0,
    ),
    Member(
        speaker_id="tieck",
        first="Jonas",
        last="Tieck",
        sex="male",
        party=ALLIANZ,
        voice="de+m3",
        rate=192,
        f0_base=126.0,
        f0_sd=10.0,
    ),
    Member(
        speaker_id="oldenrode",
        first="Sabine",
        last="Oldenrode",
        sex="female",
        party=UNION,
        voice="de+f4",
        rate=183,
        f0_base=196.0,
        f0_sd=17.0,
    ),
    Member(
        speaker_id="grabenau",
        first="Torsten",
        last="Grabenau",
        sex="male",
        party=HEIMAT,
        voice="de+m1",
        rate=185,
        f0_base=119.0,
        f0_sd=9.0,
    ),
    Member(
        speaker_id="solberg",
        first="Miriam",
        last="Solberg",
        sex="female",
        party=SOLIDAR,
        voice="de+f5",
        rate=194,
        f0_base=221.0,
        f0_sd=19.0,
    ),
    Member(
        speaker_id="haldern",
        first="Ruben",
        last="Haldern",
        sex="male",
        party=SOLIDAR,
        voice="de+m7",
        rate=181,
        f0_base=121.0,
        f0_sd=10.0,
    ),
    Member(
        speaker_id="wittenbrink",
        first="Clara",
        last="Wittenbrink",
        sex="female",
        party=FORUM,
        voice="de+Andrea",
        rate=172,
        f0_base=214.0,
        f0_sd=18.0,
    ),
    Member(
        speaker_id="lindwedel",
        first="Albrecht",
        last="Lindwedel",
        sex="male",
        party=UNION,
        voice="de+m4",
        rate=185,
        f0_base=132.0,
        f0_sd=11.0,
    ),
)

NARRATORS = (
    Voice(speaker_id="narrator-1", sex="male", voice="en-us+m3", rate=165),
    Voice(speaker_id="narrator-2", sex="female", voice="en-us+f2", rate=165),
    Voice(speaker_id="narrator-3", sex="male", voice="en-gb-x-rp+m7", rate=160),
    Voice(speaker_id="narrator-4", sex="female", voice="en-us+f5", rate=170),
    Voice(speaker_id="narrator-5", sex="male", voice="en-us+m1", rate=160),
    Voice(speaker_id="narrator-6", sex="female", voice="en-gb-x-rp+f4", rate=165),
)
