"""Options of the parliament stage."""

from collections.abc import Sequence

from pydantic import Field

from unisono.options import Options
from unisono.protocols.limits import Limits
from unisono.protocols.parties import Parties
from unisono.protocols.splitters import SplitterName

_LIMITS = Limits()


class Party(Options):
    """One party, under all its names."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,30}$",
        description="Name of the party in tables and columns: small letters, digits and _",
    )
    name: str = Field(min_length=1, max_length=100, description="Name in figures and tables")
    spellings: tuple[str, ...] = Field(
        default=(),
        description="As protocols write it, in every case of the language; neither capitals nor "
        "spaces matter where the whole field is the party",
    )
    aliases: tuple[str, ...] = Field(
        default=(), description="What speakers call the party and its members besides"
    )
    bloc: str | None = Field(
        default=None, max_length=50, description="Bloc that the party counts to; null = none"
    )


BUNDESTAG = (
    Party(
        key="cdu_csu",
        name="CDU/CSU",
        spellings=("CDU/CSU", "CDU/ CSU", "CDU-CSU"),
        aliases=("CDU", "CSU", "Union", "Unionsfraktion", "Christdemokraten"),
        bloc="right",
    ),
    Party(
        key="spd",
        name="SPD",
        spellings=("SPD", "SPDSPD"),
        aliases=("Sozialdemokraten", "Sozialdemokratinnen", "Sozialdemokratie"),
        bloc="left",
    ),
    Party(
        key="gruene",
        name="BÜNDNIS 90/DIE GRÜNEN",
        spellings=(
            "BÜNDNIS 90/DIE GRÜNEN",
            "BÜNDNISSES 90/DIE GRÜNEN",
            "Bündnis 90/Die Grünen",
            "Bündnisses 90/Die Grünen",
            "BÜNDNIS 90",
            "DIE GRÜNEN",
        ),
        aliases=("Grüne", "Grünen", "Bündnisgrüne", "Bündnisgrünen"),
        bloc="left",
    ),
    Party(
        key="fdp",
        name="FDP",
        spellings=("FDP", "F.D.P."),
        aliases=("Freie Demokraten", "Freien Demokraten", "Liberale", "Liberalen"),
        bloc="right",
    ),
    Party(
        key="afd",
        name="AfD",
        spellings=("AfD", "Alternative für Deutschland"),
        aliases=("AfDler", "AfD-Fraktion"),
        bloc="right",
    ),
    Party(
        key="linke",
        name="DIE LINKE",
        spellings=("DIE LINKE", "Die Linke", "LINKE", "LINKEN", "Linke", "Linken"),
        aliases=("Linkspartei", "Linksfraktion"),
        bloc="left",
    ),
    Party(
        key="bsw",
        name="BSW",
        spellings=("BSW", "Bündnis Sahra Wagenknecht", "Bündnisses Sahra Wagenknecht"),
        bloc="left",
    ),
)
"""The parliamentary groups of the Bundestag since its 19th term."""


class ReadingOptions(Options):
    """How much of one protocol file is read at most."""

    megabytes: float = Field(
        _LIMITS.megabytes, gt=0, le=1000, description="Size of a file, 10^6 bytes"
    )
    depth: int = Field(_LIMITS.depth, ge=8, le=200, description="XML elements within elements")
    paragraph: int = Field(
        _LIMITS.paragraph, ge=1000, le=5_000_000, description="Characters of one paragraph"
    )
    speeches: int = Field(_LIMITS.speeches, ge=1, le=10_000_000, description="Speeches of one file")


class ReadOptions(Options):
    """What decides about the tables of a protocol that is read."""

    language: str = Field(
        "de",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="Language of protocols that do not tell theirs, BCP 47",
    )
    splitter: SplitterName = Field(
        "rules",
        description="What finds sentences: rules = the rules of Unisono (German, English); "
        "somajo = SoMaJo, about five times slower",
    )
    parties: tuple[Party, ...] = Field(
        BUNDESTAG,
        description="The parties, each with key, name, spellings in protocols, further names in "
        "speech (aliases) and bloc; a party that is missing here gets a key made of its name, and "
        "the accounting says so",
    )
    unaffiliated: tuple[str, ...] = Field(
        ("fraktionslos", "Fraktionslose", "parteilos", "independent"),
        description="Spellings for members of no party",
    )
    reading: ReadingOptions = Field(
        ReadingOptions(), description="How much of one protocol file is read at most"
    )

    def limits(self) -> Limits:
        """The limits as the readers take them."""
        return Limits(**self.reading.model_dump())

    def party_table(self) -> Parties:
        """The table of parties, to look names up."""
        return party_table(self.parties, self.unaffiliated)


class SourceOptions(Options):
    """Which protocols there are."""

    protocols: str | None = Field(
        None,
        min_length=1,
        description="The protocols: a folder, which is searched with all below it, or a pattern "
        "such as protocols/20*.xml; XML of the Bundestag (dbtplenarprotokoll), TEI (ParlaMint), "
        "CSV and JSONL (docs/protocols.md); null = there are none",
    )
    batch_size: int = Field(
        50, ge=1, le=10_000, description="Protocols in a new batch at most; a batch is one job"
    )


class ParliamentOptions(ReadOptions, SourceOptions):
    """The parliament stage: which protocols, and how they are read."""


def party_table(parties: Sequence[Party], unaffiliated: Sequence[str] = ()) -> Parties:
    """The table of parties of a configuration, to look names up."""
    return Parties({one.key: (one.name, *one.spellings) for one in parties}, unaffiliated)
