"""The estimates of the address study, drawn, and held against what was planted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from unisono.report.forest import Line, common_axis, forest, written
from unisono.report.planted import Effects, Held, admits, held_against, read_effects
from unisono.report.reading import scan
from unisono.report.svg import Axis

_COLUMNS = (
    "specification",
    "outcome",
    "term",
    "estimate",
    "conf_low",
    "conf_high",
    "p_value",
    "p_wild",
    "p_randomisation",
    "p_romano_wolf",
    "n",
    "clusters",
    "fixed_effects",
    "vcov",
    "engine",
    "note",
)
_EXTRA = {
    "p_wild": "p, wild bootstrap",
    "p_randomisation": "p, randomisation",
    "p_romano_wolf": "p, Romano-Wolf",
}
_MOST_TERMS = 60
"""Terms of a specification that are shown; the files have all."""
_SPLIT = re.compile(r"^(?P<head>[^:\[\]]+)(:(?P<column>[^:\[\]]+)\[(?P<level>.*)\])?$")

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term with its name for readers and what is planted in it."""

    label: str
    term: str
    shown: str
    p_values: tuple[str, ...]
    planted: Held | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One specification: its terms of interest and what is true of the whole regression."""

    name: str
    outcome: str
    terms: tuple[Term, ...]
    p_names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    drawing: Markup
    more: int
    """Terms that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """All specifications; ``inside`` of ``tested`` planted values lie in their intervals."""

    specifications: tuple[Specification, ...]
    confidence: float
    tested: int
    inside: int
    told: tuple[tuple[str, Term], ...]
    """The planted values other than 0, each with its specification."""


def read_estimates(paths: Sequence[Path], config: Config, truth: Path | None) -> Estimates | None:
    """Read what was estimated; None where nothing was.

    Parameters
    ----------
    paths
        Files of the table ``estimates``; those of specifications that the configuration no
        longer has are left out.
    config
        The merged configuration.
    truth
        Folder of the truth beside a generated corpus.
    """
    regress = config.get("regress") or {}
    wanted = {one["name"]: one for one in regress.get("specifications", ())}
    groups = {path.stem: list(_focal(path, wanted.get(path.stem, {}))) for path in paths}
    order = [name for name in wanted or sorted(groups) if groups.get(name)]
    if not order:
        return None
    names = {party["key"]: party["name"] for party in _parties(config)}
    effects = read_effects(truth, {name: key for key, name in names.items()})
    confidence = float(regress.get("confidence", 0.95))
    lines = {
        name: _lines(
            groups[name][:_MOST_TERMS], names, effects, wanted.get(name, {}).get("filter", ())
        )
        for name in order
    }
    axis = common_axis(
        [line for name in order for line, _ in lines[name]],
        f"estimate and {100 * confidence:g} % interval",
    )
    letters = max(len(line.label) for name in order for line, _ in lines[name])
    made = tuple(_specification(groups[name], lines[name], axis, letters) for name in order)
    return _summed_up(made, confidence)


def _summed_up(made: tuple[Specification, ...], confidence: float) -> Estimates:
    held = [
        (one.name, term, term.planted)
        for one in made
        for term in one.terms
        if term.planted is not None and term.planted.inside is not None
    ]
    return Estimates(
        specifications=made,
        confidence=confidence,
        tested=len(held),
        inside=sum(planted.inside is True for _, _, planted in held),
        told=tuple((name, term) for name, term, planted in held if planted.low),
    )


def _parties(config: Config) -> Sequence[Config]:
    parties: Sequence[Config] = (config.get("parliament") or {}).get("parties", ())
    return parties


def _focal(path: Path, specification: Config) -> Iterator[dict[str, Any]]:
    """Treatments and interactions: controls have other units."""
    patterns = specification.get("treatments", ())
    for row in scan(path, _COLUMNS):
        named = any(fnmatchcase(row["term"], pattern) for pattern in patterns)
        if not specification or named or ":" in row["term"]:
            yield row


def _lines(
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    effects: Effects,
    conditions: Sequence[Config],
) -> list[tuple[Line, Held | None]]:
    alone = {row["term"] for row in rows if ":" not in row["term"]}
    found = []
    for row in rows:
        planted = None
        spoken = _addressed(row["term"], names, alone)
        if spoken and row["outcome"].endswith("_z"):  # effects are in SD of the speaker
            party, level = spoken
            planted = held_against(
                effects,
                party,
                partial(_among, level=level, conditions=conditions),
                (row["conf_low"], row["conf_high"]),
            )
        line = Line(
            label=term_label(row["term"], names),
            value=row["estimate"],
            low=row["conf_low"],
            high=row["conf_high"],
            planted=None if planted is None else (planted.low, planted.high),
        )
        found.append((line, planted))
    return found


def _among(bloc: str, *, level: str | None, conditions: Sequence[Config]) -> bool:
    return level in (None, bloc) and admits(conditions, bloc)


def _addressed(
    term: str, names: Mapping[str, str], alone: set[str]
) -> tuple[str, str | None] | None:
    """Party and bloc of the speakers that a term is of, where it is an effect of addressing."""
    parts = _SPLIT.match(term)
    if parts is None or (parts["column"] and (parts["column"] != "bloc" or parts["head"] in alone)):
        return None  # a difference between blocs, or between groups of another kind
    party = parts["head"].removeprefix("score_")
    return (party, parts["level"]) if party != parts["head"] and party in names else None


def term_label(term: str, names: Mapping[str, str]) -> str:
    """A term as a reader wants it: the party's name, who speaks, and the kind of evidence.

    Examples
    --------
    >>> term_label("score_afd:bloc[left]", {"afd": "AfD"})
    'AfD, bloc left'
    >>> term_label("vocative_afd", {"afd": "AfD"})
    'AfD (vocative)'
    """
    parts = _SPLIT.match(term)
    if parts is None:
        return term
    head = parts["head"]
    for key in sorted(names, key=len, reverse=True):
        if head.endswith(f"_{key}"):
            kind = head.removesuffix(f"_{key}")
            head = names[key] if kind == "score" else f"{names[key]} ({kind.replace('_', ' ')})"
            break
    return f"{head}, {parts['column']} {parts['level']}" if parts["column"] else head


def _specification(
    rows: Sequence[Mapping[str, Any]],
    lines: Sequence[tuple[Line, Held | None]],
    axis: Axis,
    letters: int,
) -> Specification:
    first, shown = rows[0], rows[: len(lines)]
    extra = [name for name in _EXTRA if any(row[name] is not None for row in rows)]
    counts = sorted({row["n"] for row in rows})
    return Specification(
        name=first["specification"],
        outcome=first["outcome"],
        terms=tuple(
            Term(
                label=line.label,
                term=row["term"],
                shown=written(line, 3),
                p_values=tuple(p_text(row[name]) for name in ("p_value", *extra)),
                planted=planted,
            )
            for row, (line, planted) in zip(shown, lines, strict=True)
        ),
        p_names=("p", *(_EXTRA[name] for name in extra)),
        facts=(
            ("sentences", " to ".join(f"{n:,}" for n in dict.fromkeys((counts[0], counts[-1])))),
            ("fixed effects", first["fixed_effects"] or "none"),
            ("standard errors", f"{first['vcov']}, clusters: {first['clusters'] or 'none'}"),
            ("engine", first["engine"]),
        ),
        notes=tuple(dict.fromkeys(row["note"] for row in rows if row["note"])),
        drawing=forest(
            [line for line, _ in lines],
            axis,
            title=f"Estimates of {first['specification']}",
            letters=letters,
        ),
        more=len(rows) - len(lines),
    )


def p_text(value: float | None) -> str:
    """A p value for print.

    Examples
    --------
    >>> p_text(0.0001), p_text(0.04), p_text(None)
    ('<0.001', '0.040', '–')
    """
    if value is None:
        return "–"
    return "<0.001" if value < 0.0005 else f"{value:.3f}"
