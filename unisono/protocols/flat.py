"""Speeches in a CSV file or as JSON lines: one row or object for each paragraph or turn.

The columns are in docs/protocols.md; only ``text`` and ``speaker`` must be there.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unisono.errors import nearest
from unisono.protocols.builder import note, one_line
from unisono.protocols.limits import Limits
from unisono.protocols.markup import text_blocks
from unisono.protocols.record import Person, Protocol, ProtocolError, Role
from unisono.protocols.turns import Facts, Remark, Text, Turn, Turns, speakers

COLUMNS = (
    "text",
    "speaker",
    "speaker_id",
    "party",
    "office",
    "role",
    "kind",
    "quotation",
    "speech_id",
    "spoken",
    "date",
    "session",
    "legislature",
    "agenda_item",
    "language",
)
"""Columns that are read; others are left alone."""

_DELIMITERS = (",", ";", "\t")
_ROLES: dict[str, Role | None] = {
    "": None,
    "speaker": "speaker",
    "presiding": "presiding",
    "chair": "presiding",
    "intervention": "intervention",
}
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")


def read_csv(path: Path, limits: Limits) -> Protocol:
    """Read speeches from a CSV file: UTF-8, a header line; comma, semicolon or tab.

    Raises
    ------
    ProtocolError
        When it cannot be read, lacks a column, or a row has a value that is not allowed.
    """
    return _protocol("csv", path, _csv_rows(path, limits), limits)


def read_jsonl(path: Path, limits: Limits) -> Protocol:
    """Read speeches from a file of JSON lines: UTF-8, one object on each.

    Raises
    ------
    ProtocolError
        As `read_csv`.
    """
    return _protocol("jsonl", path, _json_rows(path, limits), limits)


def _protocol(
    kind: str, path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], limits: Limits
) -> Protocol:
    turns = Turns()
    for number, row in rows:
        if len(turns.speeches) >= limits.speeches:
            raise ProtocolError(
                "too_large", f"{path.name} has more than {limits.speeches:,} speeches; split it"
            )
        if len(row.get("text", "")) > limits.paragraph:
            raise ProtocolError(
                "too_large",
                f"{path.name} row {number}: text has more than {limits.paragraph:,} characters; "
                "split it or raise parliament.reading.paragraph",
            )
        turns.add(_turn(row, f"{path.name} row {number}"))
    turns.close()
    if not any(part.text for speech in turns.speeches for part in speech.paragraphs):
        raise ProtocolError("empty", f"{path.name} holds no speech: no row has a text")
    return Protocol(kind=kind, speeches=tuple(turns.speeches), members=speakers(turns.speeches))


def _turn(row: Mapping[str, str], where: str) -> Turn:
    value = {name: one_line(row.get(name, "")) for name in COLUMNS}
    role = value["role"].lower()
    if role not in _ROLES:
        raise _wrong(where, "role", value["role"], "speaker, presiding or intervention")
    kind = value["kind"].lower()
    if kind not in ("", "speech", "comment"):
        raise _wrong(where, "kind", value["kind"], "speech or comment")
    text = value["text"]
    quotation = _truth(value["quotation"], where, "quotation", default=False)
    part = Remark(text=note(text)) if kind == "comment" else Text(text=text, quotation=quotation)
    return Turn(
        person=Person(
            name=value["speaker"] or value["speaker_id"],
            speaker_id=value["speaker_id"],
            party=value["party"],
            office=value["office"],
        ),
        parts=(part,),
        speech_id=value["speech_id"],
        named=bool(value["speech_id"]),
        role=_ROLES[role],
        facts=Facts(
            agenda_item=value["agenda_item"],
            date=value["date"],
            session=value["session"],
            legislature=value["legislature"],
            language=value["language"],
            spoken=_truth(value["spoken"], where, "spoken", default=True),
        ),
    )


def _truth(text: str, where: str, column: str, *, default: bool) -> bool:
    folded = text.lower()
    if folded in _TRUE or folded in _FALSE:
        return folded in _TRUE
    if folded:
        raise _wrong(where, column, text, "true or false")
    return default


def _wrong(where: str, column: str, value: str, allowed: str) -> ProtocolError:
    return ProtocolError("unreadable", f'{where}: {column} is "{value[:80]}"; write {allowed}')


def _csv_rows(path: Path, limits: Limits) -> Iterator[tuple[int, Mapping[str, str]]]:
    lines = _lines(path, limits)
    header = next(lines, "")
    names, delimiter = _header(header, path.name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=2):
            if not row:
                continue
            if len(row) != len(names):
                raise ProtocolError(
                    "unreadable",
                    f"{path.name} row {number}: {len(row)} fields, but the header has "
                    f"{len(names)}; quote values that contain the separator",
                )
            yield number, dict(zip(names, row, strict=True))
    except csv.Error as error:
        raise ProtocolError(
            "unreadable", f"{path.name} is not proper CSV after row {reader.line_num}: {error}"
        ) from error


def _header(line: str, name: str) -> tuple[list[str], str]:
    for delimiter in _DELIMITERS:
        names = [one.strip() for one in next(csv.reader([line], delimiter=delimiter), [])]
        if "text" in names:
            break
    else:
        names = [one.strip() for one in next(csv.reader([line]), [])]
        raise ProtocolError(
            "not_protocol", f'{name}: column "text" is missing{nearest("text", names)}'
        )
    if not {"speaker", "speaker_id"} & set(names):
        raise ProtocolError(
            "not_protocol", f'{name}: column "speaker" is missing{nearest("speaker", names)}'
        )
    return names, delimiter


def _json_rows(path: Path, limits: Limits) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(_lines(path, limits), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ProtocolError(
                "unreadable", f"{path.name} line {number} is not JSON ({error}); mend the line"
            ) from error
        if not isinstance(value, dict) or "text" not in value:
            raise ProtocolError(
                "not_protocol",
                f'{path.name} line {number} is no object with a "text" (docs/protocols.md)',
            )
        if not {"speaker", "speaker_id"} & set(value):
            raise ProtocolError(
                "not_protocol", f'{path.name} line {number} has no "speaker" (docs/protocols.md)'
            )
        yield number, {key: _plain(value[key]) for key in COLUMNS if key in value}


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value)


def _lines(path: Path, limits: Limits) -> Iterator[str]:
    """Lines of a file with their ends, never more of one than a paragraph may be long."""
    rest = ""
    most = 8 * limits.paragraph  # a paragraph in JSON's escapes, and what is beside it
    for block in text_blocks(path, limits):
        rest += block
        *whole, rest = rest.split("\n")
        yield from (line + "\n" for line in whole)
        if len(rest) > most:
            raise ProtocolError(
                "too_large", f"{path.name} has a line of more than {most:,} characters; split it"
            )
    if rest:
        yield rest
