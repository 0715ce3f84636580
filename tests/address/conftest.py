"""What the tests of address share: parties, rules and a protocol of a few sentences."""

import importlib.util
import sys
from pathlib import Path

import pytest

from unisono.address.evidence import KINDS, Reaction, Said, combine, gather_evidence
from unisono.address.options import Weights
from unisono.address.patterns import Party
from unisono.address.people import Person
from unisono.address.rules import load_rules

PARTIES = (
    Party(key="afd", names=("AfD", "Alternative für Deutschland")),
    Party(key="spd", names=("SPD",)),
    Party(key="union", names=("CDU/CSU", "CDU", "CSU", "Union")),
    Party(key="gruene", names=("BÜNDNIS 90/DIE GRÜNEN", "Grüne")),
)
PEOPLE = (
    Person(first="Karla", last="Vogt", party=1),
    Person(first="Hans", last="Müller", party=0),
    Person(first="Eva", last="Müller", party=2),
    Person(first="Ute", last="von der Aue", party=2),
    Person(first="Olga", last="Fern", party=None),
)


class Heard(dict):
    """Evidence of the last sentence: ``heard["afd"]["vocative"]``; 0 where there is none."""

    def __missing__(self, key):
        return dict.fromkeys((*KINDS, "score"), 0.0)


@pytest.fixture(scope="session")
def hear():
    """Hear some sentences of one speech; a sentence is a text or (role, speaker, party, text)."""

    def heard(*sentences, calls=(), language="de", parties=PARTIES, party=None, groups=None):
        said = []
        for number, sentence in enumerate(sentences):
            row = ("speaker", "Redner", party, sentence) if isinstance(sentence, str) else sentence
            role, speaker, own, text = row
            said.append(
                Said(number=number, speech=0, role=role, speaker=speaker, party=own, text=text)
            )
        reactions = [
            Reaction(after=after, kind=kind, party=who, text=text)
            for after, kind, who, text in calls
        ]
        evidence = gather_evidence(
            said, reactions, PEOPLE, parties, load_rules(language), groups=groups
        )
        scores = combine(evidence, Weights().model_dump())
        last = len(said) - 1
        return Heard(
            {
                parties[evidence.party[row]].key: dict(
                    zip(KINDS, evidence.grades[row].tolist(), strict=True)
                )
                | {"score": float(scores[row])}
                for row in range(len(scores))
                if evidence.sentence[row] == last
            }
        )

    return heard


@pytest.fixture(scope="session")
def benchmark_module():
    """What measures the evidence: benchmarks/address.py."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "address.py"
    spec = importlib.util.spec_from_file_location("address_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
