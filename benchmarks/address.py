"""How well the evidence tells who is addressed, on sentences labelled by hand.

    python benchmarks/address.py PROTOCOLS [LABELS]
    python benchmarks/address.py demo

PROTOCOLS is the folder of the protocols, LABELS the table of labels (default
tests/address/labels.csv): which party a sentence addresses, if any. The sentences are found
again by the digest of their words, whatever splits the text into sentences. Printed is a
table in Markdown with precision and recall of each kind of evidence, of the score, and of
naming alone (the baseline), for the half that the rules were tuned on and for the other,
with 95 % intervals (Wilson). With "demo" the same is printed for the protocols of the demo
parliament, against what is planted there.
"""

import csv
import hashlib
import math
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from unisono.address.batch import ProtocolFiles, detect_addresses
from unisono.address.evidence import KINDS
from unisono.address.options import AddressOptions
from unisono.address.patterns import Party
from unisono.demo.options import DemoOptions
from unisono.demo.parliament import SpeechPlan, plan_parliament
from unisono.demo.protocol import protocol
from unisono.parliament.options import BUNDESTAG, ParliamentOptions
from unisono.parliament.rows import protocol_rows
from unisono.protocols.read import read_protocol
from unisono.store import read_rows, write_table

LABELS = Path(__file__).parents[1] / "tests" / "address" / "labels.csv"
COALITIONS = {"Ampel": ("spd", "gruene", "fdp"), "GroKo": ("cdu_csu", "spd")}
"""Groups of parties in the 19th and 20th term of the Bundestag."""
OPTIONS = AddressOptions(groups=COALITIONS)
PARTIES = tuple(
    Party(key=one.key, names=(one.name, *one.spellings, *one.aliases)) for one in BUNDESTAG
)
BUNDESTAGS = ParliamentOptions()
DEMO = Path(__file__).parents[1] / "config" / "demo.yaml"
Grades = dict[str, float]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A labelled sentence and what was detected in it, by party."""

    half: str
    stratum: str
    seen: str
    """The most telling evidence that the reader saw."""
    parties: frozenset[str]
    detected: Mapping[str, Grades]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Pairs of sentence and party: rightly found, wrongly found, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / max(1, self.right + self.missed)


def read_tables(
    protocols: Path, folder: Path, names: Iterable[str], options: ParliamentOptions = BUNDESTAGS
) -> ProtocolFiles:
    """Read protocols into one file for each table."""
    tables: dict[str, list[Row]] = {name: [] for name in ProtocolFiles.__slots__}
    for name in sorted(names):
        read = read_protocol(protocols / f"{name}.xml", options.limits())
        rows = protocol_rows(name, read, options.party_table(), options)
        for table, found in tables.items():
            found += getattr(rows, table)
    for table, found in tables.items():
        write_table(table, folder / f"{table}.parquet", found)
    return ProtocolFiles(**{name: folder / f"{name}.parquet" for name in tables})


def labelled(protocols: Path, folder: Path, labels: Path = LABELS) -> list[Label]:
    """Detect who is addressed and bring it together with the labels.

    Parameters
    ----------
    protocols
        Folder of the protocols.
    folder
        Where the tables go.
    labels
        Table of labels.

    Raises
    ------
    LookupError
        When a labelled sentence is not in the protocols.
    """
    with labels.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    files = read_tables(protocols, folder, {row["protocol"] for row in rows})
    addressing = folder / "addressing.parquet"
    detect_addresses(files=files, addressing=addressing, parties=PARTIES, options=OPTIONS)
    detected = detections(addressing)
    words = _words_by_speech(files)
    return [_label(row, words, detected) for row in rows]


def demo_labelled(folder: Path, seed: int = 1) -> list[Label]:
    """Every sentence of the demo parliament: what is planted, and what is detected.

    Parameters
    ----------
    folder
        Where protocols and tables go.
    seed
        Seed of the demo.
    """
    plans = plan_parliament(DemoOptions(seed=seed))
    for session in sorted({plan.session for plan in plans}):
        speeches = [plan for plan in plans if plan.session == session]
        (folder / f"sitting-{session}.xml").write_bytes(protocol(speeches))
    parties = yaml.safe_load(DEMO.read_text("utf-8"))["parliament"]["parties"]
    options = ParliamentOptions.from_plain({"parties": parties})
    files = read_tables(folder, folder, {f"sitting-{plan.session}" for plan in plans}, options)
    known = tuple(
        Party(key=one.key, names=(one.name, *one.spellings, *one.aliases))
        for one in options.parties
    )
    addressing = folder / "addressing.parquet"
    detect_addresses(files=files, addressing=addressing, parties=known, options=AddressOptions())
    keys = {one.name: one.key for one in options.parties}
    return _planted(plans, files, detections(addressing), keys)


def _planted(
    plans: Sequence[SpeechPlan],
    files: ProtocolFiles,
    detected: Mapping[tuple[str, int], dict[str, Grades]],
    keys: Mapping[str, str],
) -> list[Label]:
    """Labels of the speakers' own sentences, in the order of the plan.

    Raises
    ------
    LookupError
        When a protocol was read to other sentences than were planned.
    """
    spoken = [row for row in read_rows(files.sentences) if row["role"] == "speaker"]
    planned = [sentence for plan in plans for sentence in plan.sentences]
    if [row["text"] for row in spoken] != [sentence.text for sentence in planned]:
        raise LookupError("the protocols of the demo are not read to the sentences planned")
    return [
        Label(
            half="demo",
            stratum="demo",
            seen=sentence.form,
            parties=frozenset([keys[sentence.addressed.name]] if sentence.addressed else []),
            detected=detected.get((row["protocol"], row["sentence"]), {}),
        )
        for row, sentence in zip(spoken, planned, strict=True)
    ]


def detections(addressing: Path) -> dict[tuple[str, int], dict[str, Grades]]:
    """Grades of each party by protocol and sentence."""
    found: dict[tuple[str, int], dict[str, Grades]] = {}
    for row in read_rows(addressing):
        grades = {kind: row[kind] for kind in (*KINDS, "score")}
        found.setdefault((row["protocol"], row["sentence"]), {})[row["party"]] = grades
    return found


def digest(words: Sequence[str]) -> str:
    """Digest of some words, by which a labelled sentence is found again."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def words_of(text: str) -> list[str]:
    """Words of a text in small letters, without signs."""
    return re.findall(r"\w+", text.lower())


def _words_by_speech(files: ProtocolFiles) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """All words of each speech in order, each with the number of its sentence."""
    ids = {(row["protocol"], row["speech"]): row["speech_id"] for row in read_rows(files.speeches)}
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in read_rows(files.sentences):
        key = (row["protocol"], ids[row["protocol"], row["speech"]])
        words = [(word, row["sentence"]) for word in words_of(row["text"])]
        found.setdefault(key, []).extend(words)
    return found


def _label(
    row: Mapping[str, str],
    words: Mapping[tuple[str, str], list[tuple[str, int]]],
    detected: Mapping[tuple[str, int], dict[str, Grades]],
) -> Label:
    merged: dict[str, Grades] = {}
    for sentence in _sentences(row, words[row["protocol"], row["speech_id"]]):
        for party, grades in detected.get((row["protocol"], sentence), {}).items():
            best = merged.setdefault(party, dict.fromkeys(grades, 0.0))
            merged[party] = {kind: max(best[kind], grades[kind]) for kind in grades}
    return Label(
        half=row["half"],
        stratum=row["stratum"],
        seen=row["evidence"],
        parties=frozenset(filter(None, row["party"].split(";"))),
        detected=merged,
    )


def _sentences(row: Mapping[str, str], words: Sequence[tuple[str, int]]) -> list[int]:
    """Numbers of the sentences that hold the labelled words, nearest to where they were."""
    count, place = int(row["words"]), int(row["word"])
    starts = sorted(range(len(words) - count + 1), key=lambda start: abs(start - place))
    for start in starts:
        chosen = words[start : start + count]
        if digest([word for word, _ in chosen]) == row["digest"]:
            return sorted({sentence for _, sentence in chosen})
    raise LookupError(f"{row['protocol']} {row['speech_id']}: sentence {row['sentence']} not found")


def count(labels: Iterable[Label], says: Callable[[Grades], float], threshold: float) -> Count:
    """Compare what a column says at a threshold with the labels."""
    right = wrong = missed = 0
    for label in labels:
        found = {party for party, grades in label.detected.items() if says(grades) >= threshold}
        right += len(found & label.parties)
        wrong += len(found - label.parties)
        missed += len(label.parties - found)
    return Count(right=right, wrong=wrong, missed=missed)


def measures() -> list[tuple[str, Callable[[Grades], float], float]]:
    """Rows of the table: what is measured, its column and its threshold."""
    kinds: list[tuple[str, Callable[[Grades], float], float]] = [
        (f"{kind} >= 0.5", lambda grades, kind=kind: grades[kind], 0.5)  # type: ignore[misc]
        for kind in KINDS
    ]
    kinds[0] = ("named (baseline)", kinds[0][1], 0.5)
    return kinds + [
        (f"score >= {threshold}", lambda grades: grades["score"], threshold)
        for threshold in (0.3, 0.4, 0.5, 0.6)
    ]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval (95 %) of a share."""
    if of == 0:
        return 0.0, 1.0
    z, share = 1.959964, hits / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def table(labels: Sequence[Label]) -> str:
    """Precision and recall in Markdown."""
    lines = [
        "| half | evidence | precision | 95 % | recall | 95 % | found | addressed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for half in sorted({label.half for label in labels}):
        chosen = [label for label in labels if label.half == half]
        for name, says, threshold in measures():
            got = count(chosen, says, threshold)
            found, there = got.right + got.wrong, got.right + got.missed
            low, high = wilson(got.right, found)
            least, most = wilson(got.right, there)
            lines.append(
                f"| {half} | {name} | {got.precision:.2f} | {low:.2f} to {high:.2f} "
                f"| {got.recall:.2f} | {least:.2f} to {most:.2f} | {found} | {there} |"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the table, and how long it takes."""
    if not arguments:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        if arguments[0] == "demo":
            print(table(demo_labelled(Path(folder))))
            return
        labels = labelled(Path(arguments[0]), Path(folder), *map(Path, arguments[1:2]))
        print(table(labels))
        files = ProtocolFiles(
            **{name: Path(folder) / f"{name}.parquet" for name in ProtocolFiles.__slots__}
        )
        sentences = len(read_rows(files.sentences))
        started = time.perf_counter()
        detect_addresses(
            files=files,
            addressing=Path(folder) / "again.parquet",
            parties=PARTIES,
            options=OPTIONS,
        )
        seconds = time.perf_counter() - started
    print(f"\n{sentences} sentences in {seconds:.2f} s, tables read and written")


if __name__ == "__main__":
    main(sys.argv[1:])
