"""The page that plays the sentences found, and the same as a table."""

import csv
import io
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from unisono.query.drawing import contour, picture
from unisono.query.find import COLUMNS, Found, Match, find_sentences
from unisono.query.options import QueryOptions

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def query_results(
    *, results: Path, options: QueryOptions, names: Mapping[str, str], page: Path, table: Path
) -> Found:
    """Find sentences and write the page that plays them, and their table.

    Parameters
    ----------
    results
        The results folder.
    options
        What to look for.
    names
        Names of the parties, by key.
    page, table
        HTML and CSV to write.
    """
    found = find_sentences(results, options)
    for path, text in (
        (table, matches_csv(found, page.name)),
        (page, matches_page(found, options, names, page.parent)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return found


def matches_csv(found: Found, page: str) -> str:
    """The matches as CSV; ``link`` is the place on the page."""
    text = io.StringIO()
    columns = (*COLUMNS, "words", "frames", "link")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for number, match in enumerate(found.matches, start=1):
        writer.writerow({**match.row(), "link": f"{page}#m{number}"})
    return text.getvalue()


def matches_page(
    found: Found, options: QueryOptions, names: Mapping[str, str], folder: Path
) -> str:
    """The page as HTML.

    Parameters
    ----------
    found, options
        The query.
    names
        Names of the parties, by key.
    folder
        Where the page will be: addresses of recordings are relative to it.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("query.html").render(
        question=_clean(question(options, names)),
        count=found.count,
        entries=[_entry(match, options, names, folder) for match in found.matches],
    )


def question(options: QueryOptions, names: Mapping[str, str]) -> str:
    """What was asked for, in words.

    Examples
    --------
    >>> question(QueryOptions(pattern="Klima", party="spd", min_score=0.8), {"spd": "SPD"})
    'Sentences with “Klima” that address SPD with a score of 0.8 or more'
    """
    parts = ["Sentences"]
    if options.pattern is not None:
        parts.append(f"with “{options.pattern}”")
    if options.party is not None:
        name = names.get(options.party, options.party)
        parts.append(f"that address {name} with a score of {options.min_score:g} or more")
    return " ".join(parts)


def media_address(path: str, start: float, end: float, folder: Path) -> str:
    """Address of a stretch of a recording, relative to a folder (W3C media fragment)."""
    relative = os.path.relpath(path, folder.absolute())
    address = quote(os.fsencode(relative))
    safe = f"./{address}" if ":" in address.split("/")[0] else address
    return f"{safe}#t={start:.3f},{end:.3f}"


def _entry(
    match: Match, options: QueryOptions, names: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        key: _clean(v) if isinstance(v, str) else v for key, v in match.facts.items()
    }
    text, hit = facts["text"], _clean(match.hit)
    before, hit, after = text.partition(hit) if hit else (text, "", "")
    start, end = facts["start"], facts["end"]
    pictures = [(frame, picture(frame.image)) for frame in match.frames]
    return {
        "speaker": facts["speaker"],
        "party": names.get(facts["party"], facts["party"]),
        "date": facts["date"],
        "session": facts["session"],
        "agenda": facts["agenda_item"],
        "media_id": facts["media_id"],
        "language": facts["language"],
        "kind": facts["kind"],
        "when": f"{clock(start)} to {clock(end)}",
        "before": before,
        "hit": hit,
        "after": after,
        "drawing": contour(match.times, match.f0, match.words, start, end),
        "figures": _figures(facts, options, names),
        "source": media_address(match.facts["path"], start, end, folder),
        "frames": [
            {"number": frame.number, "when": clock(frame.time), "source": source}
            for frame, source in pictures
            if source is not None
        ],
    }


def _figures(
    facts: Mapping[str, Any], options: QueryOptions, names: Mapping[str, str]
) -> list[tuple[str, str]]:
    figures = [
        ("F0 mean", facts["f0_mean"], "{:.0f} Hz"),
        ("median", facts["f0_median"], "{:.0f} Hz"),
        ("within the speaker", facts["f0_mean_z"], "{:+.2f} SD"),
        ("intensity", facts["intensity"], "{:.0f} dB"),
        ("rate", facts["rate"], "{:.1f} words/s"),
    ]
    if options.party is not None:
        figures.append(
            (f"addresses {names.get(options.party, options.party)}", facts["score"], "{:.2f}")
        )
    return [(name, form.format(value)) for name, value, form in figures if value is not None]


def clock(seconds: float) -> str:
    """A time as a player shows it.

    Examples
    --------
    >>> clock(75.25), clock(3661)
    ('1:15.2', '1:01:01.0')
    """
    tenths = int(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{front}:{rest // 10:02d}.{rest % 10}"


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text).encode("utf-8", "backslashreplace").decode("utf-8")
