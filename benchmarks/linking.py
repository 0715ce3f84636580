"""Sentences of a protocol found on recordings: precision, recall and time by word error rate.

    python benchmarks/linking.py --data FOLDER [--json figures.json]

The recordings are word tables made from real protocols, with planted recognition errors
(70 % other words, 15 % left out, 15 % too many), so that what is said when is known: a whole
sitting, single speeches, speeches far apart, a passage of some sentences, speeches of which
three in ten sentences were said otherwise, and recordings of another sitting, where whatever
is linked is wrong.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from alignment_cases.rows import Row, machine
from linking_cases.said import Said, Score, Sentences, link, of_protocol, say, score

RATES = (0.0, 0.1, 0.2, 0.3, 0.4)
_PROTOCOL, _OTHER = "20114.xml", "20201.xml"
_TIMES = 40

Case = Callable[[float, random.Random], Said]


def cases(protocol: Sentences, other: Sentences) -> dict[str, Case]:
    """What is said, by the name of the case."""
    texts, numbers = protocol.texts, sorted(set(protocol.speeches))

    def speeches(count: int) -> Case:
        return lambda rate, rng: say(texts, protocol.of(rng.sample(numbers, count)), rate, rng)

    def passage(rate: float, rng: random.Random) -> Said:
        first = rng.randrange(len(texts) - 5)
        return say(texts, range(first, first + 5), rate, rng)

    def edited(rate: float, rng: random.Random) -> Said:
        changed = list(texts)
        chosen = protocol.of([rng.choice(numbers)])
        others = {place for place in chosen if rng.random() < 0.3}
        for place in others:
            changed[place] = rng.choice(other.texts)
        said = say(changed, chosen, rate, rng)
        owners = [None if owner in others else owner for owner in said.sentences]
        return Said(words=said.words, sentences=owners)

    def foreign(rate: float, rng: random.Random) -> Said:
        chosen = other.of([rng.choice(sorted(set(other.speeches)))])
        said = say(other.texts, chosen, rate, rng)
        return Said(words=said.words, sentences=[None] * len(said.words))

    return {
        "one speech": speeches(1),
        "six speeches": speeches(6),
        "five sentences": passage,
        "three in ten said otherwise": edited,
        "another sitting": foreign,
    }


def measure(protocol: Sentences, other: Sentences, seed: int) -> list[Row]:
    """All figures."""
    rows: list[Row] = []
    for rate in RATES:
        rng = random.Random(seed)
        said = say(protocol.texts, range(len(protocol.texts)), rate, rng)
        begun = time.perf_counter()
        links = link(protocol, said)
        seconds = time.perf_counter() - begun
        name = f"whole sitting, {rate:.0%} wrong"
        rows.append(Row(case=name, system="unisono", figure="s", value=round(seconds, 2)))
        rows += _figures(name, score(links, said))
        for case, make in cases(protocol, other).items():
            total = Score()
            for _ in range(_TIMES):
                said = make(rate, rng)
                total += score(link(protocol, said), said)
            rows += _figures(f"{case}, {rate:.0%} wrong", total)
    return rows


def _figures(case: str, total: Score) -> list[Row]:
    said = total.right + total.wrong + total.lost
    figures = {"precision": total.precision, "recall": total.recall, "wrong": float(total.wrong)}
    return [
        Row(case=case, system="unisono", figure=figure, value=round(value, 4), n=said)
        for figure, value in figures.items()
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file to write the rows to")
    given = parser.parse_args()
    folder = given.data / "protocols"
    protocol, other = of_protocol(folder / _PROTOCOL), of_protocol(folder / _OTHER)
    warm = say(protocol.texts, range(60), 0.2, random.Random(0))
    link(protocol, warm)  # the inner loops are compiled now
    words = sum(len(text.split()) for text in protocol.texts)
    print(f"{len(protocol.texts)} sentences, {words} words; {machine()}")
    rows = measure(protocol, other, given.seed)
    for row in rows:
        print(f"{row.case:45} {row.figure:10} {row.value:>8} {row.n or '':>6}")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")


if __name__ == "__main__":
    main()
