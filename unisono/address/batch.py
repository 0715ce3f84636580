"""The address stage for one file of protocols: sentences in, ``addressing`` out."""

import csv
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from unisono.address.evidence import (
    KINDS,
    Evidence,
    Floats,
    Reaction,
    Said,
    combine,
    gather_evidence,
)
from unisono.address.options import AddressOptions
from unisono.address.patterns import Party
from unisono.address.people import Person
from unisono.address.rules import Rules, load_rules
from unisono.address.zero_shot import Judge, open_judge
from unisono.errors import Faults, InputError, nearest
from unisono.store import TableWriter, read_rows

logger = logging.getLogger(__name__)

_MAX_PEOPLE = 200_000
_Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFiles:
    """The tables of a batch of protocols."""

    speeches: Path
    sentences: Path
    interjections: Path
    members: Path


def detect_addresses(
    *,
    files: ProtocolFiles,
    addressing: Path,
    parties: Sequence[Party],
    options: AddressOptions,
) -> None:
    """Write the ``addressing`` table of a batch of protocols.

    Parameters
    ----------
    files
        Tables of the batch, each sorted by protocol.
    addressing
        Table to write.
    parties
        Parties of the configuration. Others that the tables have are known by their keys.
    options
        Rules, weights and model.

    Raises
    ------
    ConfigError
        When there are no rules for a language, or the rules or groups have faults.
    InputError
        When the file of members has faults.
    InstallError
        When the model is not there.
    """
    judge = open_judge(options)
    listed = read_people(Path(options.members), parties) if options.members else ()
    speeches, others, members = (
        _by_protocol(path) for path in (files.speeches, files.interjections, files.members)
    )
    loaded: dict[str, Rules] = {}
    with TableWriter("addressing", addressing) as writer:
        for name, sentences in _protocols(files.sentences):
            language = speeches[name][0]["language"] if name in speeches else "de"
            if language not in loaded:
                loaded[language] = load_rules(language, options.rules)
            book = _Book(
                sentences=sentences,
                interjections=others.get(name, []),
                members=members.get(name, []),
                listed=listed,
                parties=with_unknown(parties, sentences, others.get(name, [])),
            )
            rows = _addressing(name, book, loaded[language], options, judge)
            writer.write(rows)
            logger.info("address: %s: %d sentences, %d rows", name, len(sentences), len(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """One protocol: rows of its tables, and the parties by place."""

    sentences: _Rows
    interjections: _Rows
    members: _Rows
    listed: Sequence[tuple[str, str, str]]
    parties: Sequence[Party]


def parties_of(names: Mapping[str, Sequence[str]]) -> tuple[Party, ...]:
    """Parties from the plain values of a rule's params: their names by their keys."""
    return tuple(Party(key=key, names=tuple(called)) for key, called in names.items())


def with_unknown(parties: Sequence[Party], *tables: _Rows) -> tuple[Party, ...]:
    """The parties, and after them those that only the tables know, without names."""
    known = {party.key for party in parties}
    found = {row["party"] for table in tables for row in table if row["party"]}
    return (*parties, *(Party(key=key, names=()) for key in sorted(found - known)))


def _addressing(
    name: str, book: _Book, rules: Rules, options: AddressOptions, judge: Judge | None
) -> _Rows:
    places = {party.key: place for place, party in enumerate(book.parties)}
    people = [
        Person(first=row["first"] or "", last=row["last"], party=places.get(row["party"] or ""))
        for row in book.members
    ]
    people += [Person(first=f, last=last, party=places[key]) for f, last, key in book.listed]
    people += _hecklers(book, places)
    evidence = gather_evidence(
        _said(book, places),
        _reactions(book, places),
        people,
        book.parties,
        rules,
        groups=options.groups,
    )
    judged = None if judge is None else _judged(book, evidence, judge)
    scores = combine(evidence, options.weights.model_dump(), judged)
    return [
        {
            "protocol": name,
            "sentence": int(evidence.sentence[row]),
            "party": book.parties[evidence.party[row]].key,
            **dict(zip(KINDS, evidence.grades[row].tolist(), strict=True)),
            "zero_shot": None if judged is None else float(judged[row]),
            "score": float(scores[row]),
        }
        for row in range(len(scores))
    ]


def _said(book: _Book, places: Mapping[str, int]) -> list[Said]:
    last_names = {row["speaker_id"]: row["last"] for row in book.members}
    return [
        Said(
            number=row["sentence"],
            speech=row["speech"],
            role=row["role"],
            speaker=last_names.get(row["speaker_id"]) or row["speaker"],
            party=places.get(row["party"] or ""),
            text=row["text"],
            quotation=row["quotation"],
        )
        for row in book.sentences
    ]


def _reactions(book: _Book, places: Mapping[str, int]) -> list[Reaction]:
    return [
        Reaction(after=row["after"], kind=row["kind"], party=places[row["party"]], text=row["text"])
        for row in book.interjections
        if row["after"] is not None and row["party"]
    ]


def _hecklers(book: _Book, places: Mapping[str, int]) -> list[Person]:
    """People whom the notes of interjections name with their parties."""
    found = []
    for row in book.interjections:
        words = (row["name"] or "").split()
        while words and words[0].endswith("."):  # Dr., Prof., h., c.
            words.pop(0)
        if len(words) > 1 and row["party"]:
            found.append(
                Person(first=words[0], last=" ".join(words[1:]), party=places[row["party"]])
            )
    return found


def _judged(book: _Book, evidence: Evidence, judge: Judge) -> Floats:
    """What the model says of each row; only pairs with other evidence are put to it."""
    texts = {row["sentence"]: row["text"] for row in book.sentences}
    pairs = [
        (texts[int(sentence)], _spoken_name(book.parties[party]))
        for sentence, party in zip(evidence.sentence, evidence.party, strict=True)
    ]
    return np.asarray(judge.probabilities(pairs), dtype=np.float64)


def _spoken_name(party: Party) -> str:
    return party.names[0] if party.names else party.key


def _protocols(path: Path) -> Iterator[tuple[str, _Rows]]:
    rows = sorted(read_rows(path), key=lambda row: (row["protocol"], row["sentence"]))
    for name, group in groupby(rows, key=lambda row: str(row["protocol"])):
        yield name, list(group)


def _by_protocol(path: Path) -> dict[str, _Rows]:
    found: dict[str, _Rows] = {}
    for row in read_rows(path):
        found.setdefault(row["protocol"], []).append(row)
    return found


def read_people(path: Path, parties: Sequence[Party]) -> tuple[tuple[str, str, str], ...]:
    """Read a list of people: first name (may be empty), last name and key of the party.

    Raises
    ------
    InputError
        All faults at once: no such file, missing columns, parties that config does not know.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            columns = list(reader.fieldnames or ())
            rows = [row for row, _ in zip(reader, range(_MAX_PEOPLE + 1), strict=False)]
    except OSError as error:
        raise InputError(f"address.members: {path} cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"address.members: {path} is no CSV in UTF-8: {error}") from error
    missing = [name for name in ("last", "party") if name not in columns]
    if missing:
        raise InputError(
            f'{path}: column "{missing[0]}" is missing; it needs last and party, and may have first'
        )
    if len(rows) > _MAX_PEOPLE:
        raise InputError(f"{path}: more than {_MAX_PEOPLE} people; list only those of your corpus")
    keys = [party.key for party in parties]
    faults = [fault for n, row in enumerate(rows, start=2) for fault in _faults(path, n, row, keys)]
    if faults:
        raise Faults(faults)
    return tuple(
        ((row.get("first") or "").strip(), row["last"].strip(), row["party"].strip())
        for row in rows
    )


def _faults(path: Path, line: int, row: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    if not (row["last"] or "").strip():
        yield f"{path} row {line}: last is empty; write the last name or remove the row"
    key = (row["party"] or "").strip()
    if key not in keys:
        yield (
            f'{path} row {line}: party is "{key}", which parliament.parties does not know'
            f"{nearest(key, keys)}"
        )
