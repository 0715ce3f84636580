"""What a generated corpus plants on being addressed, and whether estimates find it."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Effects = Mapping[tuple[str, str], frozenset[float]]
"""Planted effects in SD by the key of the party addressed and the bloc of the speaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A planted value beside its estimate: one value, or several that a term mixes."""

    low: float
    high: float
    inside: bool | None
    """Whether the one value is in the interval; None for several, or without interval."""


def read_effects(truth: Path | None, keys: Mapping[str, str]) -> Effects:
    """Read which effect is planted where; empty where nothing is known.

    Parameters
    ----------
    truth
        Holds ``sentences.csv`` (``speaker_id, addressed_party, effect_sd``) and
        ``speakers.csv`` (``speaker_id, bloc``).
    keys
        Keys of the parties by their names.
    """
    if truth is None:
        return {}
    blocs = {row["speaker_id"]: row.get("bloc", "") for row in _rows(truth / "speakers.csv")}
    found: dict[tuple[str, str], set[float]] = defaultdict(set)
    for row in _rows(truth / "sentences.csv"):
        key = keys.get(row.get("addressed_party", ""))
        if key and row.get("effect_sd"):
            found[key, blocs.get(row["speaker_id"], "")].add(float(row["effect_sd"]))
    return {where: frozenset(values) for where, values in found.items()}


def held_against(
    effects: Effects,
    party: str,
    blocs: Callable[[str], bool],
    interval: tuple[float | None, float | None],
) -> Held | None:
    """Hold an interval against what is planted; None where that is not known.

    Parameters
    ----------
    effects
        What is planted.
    party
        Key of the party addressed.
    blocs
        Whether speakers of a bloc are among the rows that are estimated from.
    interval
        Its ends.

    Examples
    --------
    >>> effects = {("heimat", "left"): frozenset({0.35}), ("heimat", "right"): frozenset({0.1})}
    >>> held_against(effects, "heimat", lambda bloc: bloc == "left", (0.2, 0.5))
    Held(low=0.35, high=0.35, inside=True)
    >>> held_against(effects, "heimat", lambda bloc: True, (0.2, 0.5))
    Held(low=0.1, high=0.35, inside=None)
    """
    values = {
        value
        for (addressed, bloc), planted in effects.items()
        if addressed == party and blocs(bloc)
        for value in planted
    }
    if not values:
        return None
    first, last = min(values), max(values)
    low, high = interval
    if first != last or low is None or high is None:
        return Held(low=first, high=last, inside=None)
    return Held(low=first, high=last, inside=low <= first <= high)


def admits(conditions: Sequence[Mapping[str, Any]], bloc: str) -> bool:
    """Whether the filter of a specification lets sentences of a bloc's speakers through.

    Examples
    --------
    >>> admits([{"column": "bloc", "op": "!=", "value": "left"}], "left")
    False
    """
    tests: dict[str, Callable[[Any], bool]] = {
        "==": lambda value: bloc == value,
        "!=": lambda value: bloc != value,
        "in": lambda value: bloc in value,
        "not in": lambda value: bloc not in value,
    }
    return all(
        tests[condition["op"]](condition["value"])
        for condition in conditions
        if condition["column"] == "bloc" and condition["op"] in tests
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
