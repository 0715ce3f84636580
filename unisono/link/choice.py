"""Which protocol a recording belongs to, and which speeches of it, from its manifest row."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unisono.items import ItemError
from unisono.reasons import Reason

COLUMNS = ("session", "legislature", "date", "speech_id", "speaking_order")
"""Columns of the manifest that say where in the protocols a recording belongs."""

_PRINTED = re.compile(r"(\d+)\s*/\s*(\d+)")
_ORDER = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the manifest says of one recording; empty where it says nothing."""

    session: str = ""
    legislature: str = ""
    date: str = ""
    speech_ids: tuple[str, ...] = ()
    order: tuple[int, int] | None = None
    """First and last speech, counted from 1."""

    @property
    def narrowed(self) -> bool:
        """Whether the speeches are named, and not the sitting alone."""
        return bool(self.speech_ids or self.order)

    @property
    def sitting(self) -> str:
        """The sitting in words."""
        parts = [
            f'session "{self.session}"' if self.session else "the sitting" * bool(self.date),
            f"of legislature {self.legislature}" if self.session and self.legislature else "",
            f"of {self.date}" if self.date else "",
        ]
        return " ".join(part for part in parts if part) or f'speech "{self.speech_ids[0]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What is known of one protocol without reading its sentences."""

    protocol: str
    source: str
    """Name of the table file that holds it."""
    legislature: str
    session: str
    date: str
    speech_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One speech that was held, as the choice needs it."""

    speech: int
    speech_id: str
    counted: bool
    """Whether anyone but the presiding officer speaks in it."""


def wanted(row: Mapping[str, Any]) -> Wanted:
    """Read what a row of ``media`` says; several speech ids stand with ``;`` between.

    Raises
    ------
    ItemError
        When it names no sitting, or its ``speaking_order`` is neither "3" nor "3-5".

    Examples
    --------
    >>> wanted({"session": "20/114", "speaking_order": "3-5"})
    Wanted(session='114', legislature='20', date='', speech_ids=(), order=(3, 5))
    """
    values = {name: _plain(row.get(name)) for name in COLUMNS}
    session, legislature = values["session"], values["legislature"]
    printed = _PRINTED.fullmatch(session)
    if printed:
        legislature, session = printed[1], printed[2]
    found = Wanted(
        session=plain_number(session),
        legislature=plain_number(legislature),
        date=values["date"][:10],
        speech_ids=tuple(part.strip() for part in values["speech_id"].split(";") if part.strip()),
        order=_order(values["speaking_order"]),
    )
    if not (found.session or found.date or found.speech_ids):
        raise ItemError(
            Reason.PROTOCOL_NOT_NAMED,
            "its manifest row has neither session nor date nor speech_id, so it is looked for "
            "in no protocol",
            skip=True,
        )
    return found


def choose_sittings(wish: Wanted, sittings: Iterable[Sitting]) -> list[Sitting]:
    """The protocols that a recording may belong to: mostly one.

    A session counts more than a date, a date decides between legislatures, and without
    either the speech id has to be found.

    Raises
    ------
    ItemError
        When there is none.
    """
    known = list(sittings)
    if wish.session:
        chosen = [one for one in known if plain_number(one.session) == wish.session]
        chosen = _prefer(chosen, "legislature", wish.legislature, needed=True)
        chosen = _prefer(chosen, "date", wish.date)
    elif wish.date:
        chosen = [one for one in known if one.date == wish.date]
    else:
        chosen = [one for one in known if one.speech_ids & set(wish.speech_ids)]
    if not chosen:
        raise ItemError(
            Reason.NO_PROTOCOL,
            f"no protocol for {wish.sitting}; add it to parliament.protocols or mend the manifest",
            skip=not wish.session,  # dates alone stand in manifests of anything
        )
    return chosen


def choose_speeches(wish: Wanted, speeches: Sequence[Speech]) -> list[int]:
    """Numbers of the speeches in which a recording is looked for, in order.

    Raises
    ------
    ItemError
        When the protocol does not have those that are named.
    """
    chosen = [one.speech for one in speeches]
    if wish.speech_ids:
        chosen = [one.speech for one in speeches if one.speech_id in wish.speech_ids]
        missing = [i for i in wish.speech_ids if i not in {one.speech_id for one in speeches}]
        if missing:
            raise ItemError(
                Reason.NO_SUCH_SPEECH,
                f'the protocol for {wish.sitting} has no spoken speech "{missing[0]}"; mend '
                "speech_id in the manifest",
            )
    if wish.order:
        counted = [one.speech for one in speeches if one.counted]
        first, last = wish.order
        if last > len(counted):
            raise ItemError(
                Reason.NO_SUCH_SPEECH,
                f"speaking_order asks for speech {last}, but the protocol for {wish.sitting} has "
                f"{len(counted)}; mend it in the manifest",
            )
        allowed = set(counted[first - 1 : last])
        chosen = [number for number in chosen if number in allowed]
    if not chosen:
        raise ItemError(
            Reason.NO_SUCH_SPEECH, f"the protocol for {wish.sitting} has no spoken sentence of it"
        )
    return chosen


def _prefer(
    sittings: list[Sitting], field: str, value: str, *, needed: bool = False
) -> list[Sitting]:
    """Those that agree in a field; all where the manifest or the protocols do not say."""
    if not value:
        return sittings
    agreeing = [one for one in sittings if plain_number(getattr(one, field)) == value]
    silent = [one for one in sittings if not getattr(one, field)]
    return agreeing or (silent if needed else sittings)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value).strip()


def plain_number(text: str) -> str:
    """A number without zeros before it, so that "043" is "43"; other texts as they are."""
    return text.lstrip("0") or "0" if text.isdecimal() and text.isascii() else text


def _order(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    match = _ORDER.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise ItemError(
            Reason.NO_SUCH_SPEECH,
            f'speaking_order is "{text}"; write the number of the speech, from 1, or a range '
            'such as "3-5"',
        )
    return first, last
