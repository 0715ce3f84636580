"""Find sentences in a results folder, with all that is known while they are said."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from unisono.errors import ConfigError, InputError
from unisono.query.options import QueryOptions
from unisono.views import connect

NEEDED = ("sentences", "speeches", "links", "media", "words")
_ORDERS = {
    "time": "date nulls last, protocol, sentence, media_id",
    "score": "score desc nulls last, protocol, sentence, media_id",
    "pitch": "f0_mean_z desc nulls last, protocol, sentence, media_id",
}

_MATCHES = """
create temp table matches as
select s.protocol, s.sentence, s.speech, s.text, s.speaker, s.speaker_id, s.party,
    h.date, h.session, h.agenda_item, h.language,
    l.media_id, l.start, l."end", l.first_word, l.last_word, m.path, m.kind,
    a.score, p.f0_mean, p.f0_median, p.f0_mean_z, p.intensity, p.rate,
    regexp_extract(s.text, coalesce($pattern, '^$')) as hit
from links l
join sentences s using (protocol, sentence)
join speeches h on h.protocol = s.protocol and h.speech = s.speech
join media m on m.media_id = l.media_id
left join addressing a on a.protocol = s.protocol and a.sentence = s.sentence and a.party = $party
left join panel p on p.protocol = s.protocol and p.sentence = s.sentence
    and p.media_id = l.media_id
where l.status = 'linked'
    and ($pattern is null or regexp_matches(s.text, $pattern))
    and ($party is null or a.score >= $min_score)
"""
_EMPTY = {
    "addressing": "select null::varchar as protocol, null::int as sentence, null::varchar as "
    "party, null::double as score where false",
    "panel": "select null::varchar as protocol, null::int as sentence, null::varchar as media_id, "
    "null::double as f0_mean, null::double as f0_median, null::double as f0_mean_z, "
    "null::double as intensity, null::double as rate where false",
    "frames": "select null::varchar as media_id, null::int as frame, null::double as time, "
    "null::blob as image where false",
    "pitch": "select null::varchar as media_id, null::double as start, null::double as step, "
    "null::float[] as f0 where false",
}
"""What stands for a table that has no files: its columns and no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word and when it is said, seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One sampled frame that is on screen during the sentence."""

    number: int
    time: float
    image: bytes
    """JPEG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One sentence found, on one recording."""

    facts: Mapping[str, Any]
    """Columns of `COLUMNS`."""
    hit: str
    """What of the text fits the pattern."""
    words: tuple[Word, ...]
    frames: tuple[Frame, ...]
    times: npt.NDArray[np.float64]
    """Times of the frames of the contour, seconds."""
    f0: npt.NDArray[np.float64]
    """Hz, NaN where unvoiced."""

    def row(self) -> dict[str, Any]:
        """The match as a row of a CSV."""
        words = [[word.text, round(word.start, 3), round(word.end, 3)] for word in self.words]
        frames = [[frame.number, round(frame.time, 3)] for frame in self.frames]
        return {
            **self.facts,
            "words": json.dumps(words, ensure_ascii=False),
            "frames": json.dumps(frames),
        }


COLUMNS = (
    "protocol", "sentence", "speech", "date", "session", "agenda_item", "speaker_id", "speaker",
    "party", "text", "media_id", "path", "start", "end", "score", "f0_mean", "f0_median",
    "f0_mean_z", "intensity", "rate", "language", "kind",
)  # fmt: skip
"""What is known of a match; ``score`` is that of the party asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query gives."""

    matches: tuple[Match, ...]
    count: int
    """All that fit, of which no more than the limit are in ``matches``."""


def find_sentences(results: str | Path, options: QueryOptions) -> Found:
    """Sentences that hold a pattern, address a party, or both, and are on a recording.

    Parameters
    ----------
    results
        A results folder of the target `address`.
    options
        What to look for. The pattern is searched by RE2, in time that rises with the
        length of the text alone.

    Raises
    ------
    ConfigError
        When neither pattern nor party is given, or the pattern is no regular expression.
    InputError
        When tables are missing.

    Examples
    --------
    >>> options = QueryOptions(party="afd", min_score=0.8)
    >>> found = find_sentences("results", options)  # doctest: +SKIP
    """
    if options.pattern is None and options.party is None:
        raise ConfigError(
            "query: set pattern (a regular expression), party (a key of parliament.parties) or both"
        )
    with connect(results) as connection:
        _complete(connection, Path(results))
        try:
            connection.execute(
                _MATCHES,
                {
                    "pattern": options.pattern,
                    "party": options.party,
                    "min_score": options.min_score,
                },
            )
        except duckdb.InvalidInputException as error:
            raise ConfigError(
                f"query.pattern: {options.pattern!r} is no regular expression: {error}"
            ) from error
        total = connection.execute("select count(*) from matches").fetchone()
        connection.execute(
            "create temp table shown as select row_number() over () as place, * from "  # noqa: S608
            f"(select * from matches order by {_ORDERS[options.order]} limit {options.limit:d})"
        )
        return Found(matches=_matches(connection, options.frames), count=total[0] if total else 0)


def _complete(connection: "duckdb.DuckDBPyConnection", results: Path) -> None:
    views = {
        row[0] for row in connection.execute("select view_name from duckdb_views()").fetchall()
    }
    missing = [name for name in NEEDED if name not in views]
    if missing:
        raise InputError(f"{results} has no table {missing[0]}; run the target address on it first")
    for name, sql in _EMPTY.items():
        if name not in views:
            connection.execute(f"create view {name} as {sql}")


def _matches(connection: "duckdb.DuckDBPyConnection", most_frames: int) -> tuple[Match, ...]:
    words = _grouped(
        connection,
        'select place, w.text, w.start, w."end" from shown join words w on w.media_id = '
        "shown.media_id and w.word between first_word and last_word where w.start is not null "
        "order by place, w.start, w.word",
    )
    frames = _frames(connection, most_frames) if most_frames else {}
    contours = _grouped(
        connection,
        "select place, p.start, p.step, p.f0 from shown join pitch p on p.media_id = "
        'shown.media_id and p.start < shown."end" and p.start + p.step * len(p.f0) > '
        "shown.start order by place, p.start",
    )
    names = (*COLUMNS, "hit", "place")
    columns = ", ".join(f'"{name}"' for name in names)
    rows = connection.execute(f"select {columns} from shown order by place").fetchall()  # noqa: S608
    found = []
    for row in rows:
        facts = dict(zip(names, row, strict=True))
        place, hit = facts.pop("place"), facts.pop("hit")
        times, f0 = _contour(contours.get(place, []), facts["start"], facts["end"])
        found.append(
            Match(
                facts=facts,
                hit=hit or "",
                words=tuple(
                    Word(text=text, start=start, end=end)
                    for text, start, end in words.get(place, [])
                ),
                frames=tuple(frames.get(place, ())),
                times=times,
                f0=f0,
            )
        )
    return tuple(found)


def _grouped(connection: "duckdb.DuckDBPyConnection", sql: str) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by the place of their match, which is their first column."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for place, *values in connection.execute(sql).fetchall():
        groups[place].append(tuple(values))
    return groups


def _frames(connection: "duckdb.DuckDBPyConnection", most: int) -> dict[int, list[Frame]]:
    """Frames on screen during each match, evenly chosen; pictures of these alone are read."""
    seen = _grouped(
        connection,
        "select place, f.frame, f.time from shown join frames f on f.media_id = shown.media_id "
        'and f.time < shown."end" and f.time >= shown.start - 10 order by place, f.time, f.frame',
    )
    starts = dict(connection.execute("select place, start from shown").fetchall())
    connection.execute("create temp table picked (place bigint, frame bigint)")
    picked = [
        [place, number]
        for place, frames in seen.items()
        for number in _chosen(frames, starts[place], most)
    ]
    if picked:
        connection.executemany("insert into picked values (?, ?)", picked)
    rows = _grouped(
        connection,
        "select place, f.frame, f.time, f.image from picked join shown using (place) join frames f "
        "on f.media_id = shown.media_id and f.frame = picked.frame order by place, f.time",
    )
    return {
        place: [Frame(number=number, time=time, image=image) for number, time, image in found]
        for place, found in rows.items()
    }


def _chosen(frames: Sequence[tuple[Any, ...]], start: float, most: int) -> list[int]:
    """Numbers of the frames shown: the one on screen at the start, and those that follow."""
    before = [number for number, time in frames if time <= start]
    shown = before[-1:] + [number for number, time in frames if time > start]
    if len(shown) <= most:
        return shown
    return [shown[place * len(shown) // most] for place in range(most)]


def _contour(
    segments: Sequence[tuple[Any, ...]], start: float, end: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    times: list[npt.NDArray[np.float64]] = [np.zeros(0)]
    values: list[npt.NDArray[np.float64]] = [np.zeros(0)]
    for first, step, f0 in segments:
        times.append(np.float64(first) + step * np.arange(len(f0), dtype=np.float64))
        values.append(np.array([np.nan if one is None else one for one in f0], np.float64))
    joined = np.concatenate(times)
    inside = (joined >= start) & (joined < end)
    return joined[inside], np.concatenate(values)[inside]
