"""ELAN annotation files, EAF 3.0 (Max Planck Institute for Psycholinguistics, EAFv3.0.xsd).

Times are whole milliseconds. Words lie inside their utterance with pauses between them, which
in ELAN is the constraint ``Included_In`` (``Time_Subdivision`` allows no gap); words without a
time are a ``Symbolic_Subdivision`` of the utterance, since that asks for none. ELAN knows no
annotation without length, so the shortest is 1 ms. The date is constant: the same alignment
gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Span, latest
from unisono.exports.tiers import (
    Label,
    Lane,
    Placed,
    Tier,
    TierKey,
    key_of,
    lanes,
    segments_of,
    several_speakers,
)
from unisono.exports.writing import milliseconds, printable, untimed_notes, with_untimed

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ANNOTATION_DOCUMENT AUTHOR="Unisono" DATE="1970-01-01T00:00:00Z" FORMAT="3.0" '
    'VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">'
)
_TYPES = {
    "utterances": ("true", None),
    "words": ("true", "Included_In"),
    "status": ("false", "Symbolic_Association"),
    "unaligned": ("false", "Symbolic_Subdivision"),
}
_CONSTRAINTS = {
    "Time_Subdivision": "Time subdivision of parent annotation's time interval, no time gaps "
    "allowed within this interval",
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering "
    "to the same parent are ordered",
    "Symbolic_Association": "1-1 association with a parent annotation",
    "Included_In": "Time alignable annotations within the parent annotation's time interval, "
    "gaps are allowed",
}
_MIME = {
    ".wav": "audio/x-wav", ".mp4": "video/mp4", ".m4v": "video/mp4", ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg", ".mov": "video/quicktime", ".mp3": "audio/*", ".flac": "audio/*",
    ".ogg": "audio/*", ".opus": "audio/*", ".m4a": "audio/*", ".aac": "audio/*",
}  # fmt: skip
_NOTE = "without time "


def to_eaf(alignment: Alignment) -> str:
    """Write an alignment as an ELAN file.

    Tiers are named as in a TextGrid; each speaker is the participant of their tiers. A tier
    ``unaligned`` holds words without a time.
    """
    return "\n".join(_Document(alignment).lines()) + "\n"


def from_eaf(text: str, *, media_id: str = "") -> Alignment:
    """Read the tiers that `to_eaf` writes; others are passed over.

    Parameters
    ----------
    text
        The file's text.
    media_id
        What the file does not tell.

    Raises
    ------
    InputError
        When it is not an ELAN file, or has a document type or entities of its own.
    """
    root = _parsed(text)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise InputError(f'not an ELAN file: its root is "{root.tag[:60]}"')
    times = {
        slot.get("TIME_SLOT_ID", ""): _slot_time(slot) for slot in root.iterfind(".//TIME_SLOT")
    }
    spans = dict(_spans(root, times))
    tiers = [tier for element in root.iterfind("TIER") if (tier := _tier(element, spans))]
    segments = segments_of(tiers)
    notes = [
        element.text or ""
        for element in root.iterfind("HEADER/PROPERTY")
        if element.get("NAME", "").startswith(_NOTE)
    ]
    media = root.find("HEADER/MEDIA_DESCRIPTOR")
    return Alignment(
        media_id=media_id,
        duration=latest(segments),
        media=None if media is None else media.get("RELATIVE_MEDIA_URL"),
        segments=with_untimed(segments, notes),
    )


class _Document:
    """Gives annotations their ids and times their slots."""

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._with_speaker = several_speakers(alignment)
        self._ids = count(1)
        self._slots: list[int] = []

    def lines(self) -> Iterator[str]:
        """Lines of the file."""
        placed = [one for segment in self._alignment.segments if (one := _placed(segment))]
        tiers = [line for lane in lanes(placed) for line in self._lane(lane)]
        if not tiers:
            tiers = list(self._tier("utterances", TierKey(kind="utterances"), None, ()))
        # The schema wants the header and the slots before the tiers that fill them.
        yield _HEAD
        yield from self._header()
        yield from self._time_order()
        yield from tiers
        for name, (alignable, constraint) in _TYPES.items():
            held = f' CONSTRAINTS="{constraint}"' if constraint else ""
            yield (
                f'  <LINGUISTIC_TYPE{held} GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="{name}" '
                f'TIME_ALIGNABLE="{alignable}"/>'
            )
        for stereotype, description in _CONSTRAINTS.items():
            yield f'  <CONSTRAINT DESCRIPTION="{description}" STEREOTYPE="{stereotype}"/>'
        yield "</ANNOTATION_DOCUMENT>"

    def _header(self) -> Iterator[str]:
        yield '  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">'
        if self._alignment.media is not None:
            # ELAN writes paths as they are, without percent signs, and tries the relative one
            # when the other leads nowhere.
            url = _attribute(self._alignment.media)
            suffix = PurePosixPath(self._alignment.media).suffix.lower()
            mime = _MIME.get(suffix, "video/*")
            yield (
                f'    <MEDIA_DESCRIPTOR MEDIA_URL={url} MIME_TYPE="{mime}" '
                f"RELATIVE_MEDIA_URL={url}/>"
            )
        for number, note in enumerate(untimed_notes(self._alignment), 1):
            yield f'    <PROPERTY NAME="{_NOTE}{number}">{_text(note)}</PROPERTY>'
        yield f'    <PROPERTY NAME="lastUsedAnnotationId">{next(self._ids) - 1}</PROPERTY>'
        yield "  </HEADER>"

    def _time_order(self) -> Iterator[str]:
        """Slots by time; their ids are those by which the annotations call them."""
        yield "  <TIME_ORDER>"
        for number in sorted(range(len(self._slots)), key=lambda at: self._slots[at]):
            yield (
                f'    <TIME_SLOT TIME_SLOT_ID="ts{number + 1}" TIME_VALUE="{self._slots[number]}"/>'
            )
        yield "  </TIME_ORDER>"

    def _lane(self, lane: Lane) -> Iterator[str]:
        name = lane.key.name(with_speaker=self._with_speaker)
        ids, annotations = self._timed(lane.utterances)
        yield from self._tier(name, lane.key, None, annotations)
        for words, status in lane.words():
            word_ids, annotations = self._timed(words)
            words_name = words.key.name(with_speaker=self._with_speaker)
            yield from self._tier(words_name, words.key, name, annotations)
            if status is not None:
                named = status.key.name(with_speaker=self._with_speaker)
                yield from self._tier(named, status.key, words_name, self._said(status, word_ids))
        unaligned = list(self._unaligned(lane, ids))
        if unaligned:
            key = replace(lane.key, kind="unaligned")
            named = key.name(with_speaker=self._with_speaker)
            yield from self._tier(named, key, name, unaligned)

    def _tier(
        self, name: str, key: TierKey, parent: str | None, annotations: Iterable[str]
    ) -> Iterator[str]:
        under = "" if parent is None else f" PARENT_REF={_attribute(parent)}"
        who = "" if key.speaker is None else f" PARTICIPANT={_attribute(key.speaker)}"
        yield (f'  <TIER LINGUISTIC_TYPE_REF="{key.kind}"{under}{who} TIER_ID={_attribute(name)}>')
        for annotation in annotations:
            yield f"    <ANNOTATION>{annotation}</ANNOTATION>"
        yield "  </TIER>"

    def _timed(self, tier: Tier) -> tuple[dict[Span, str], list[str]]:
        """Ids of the annotations by their times, and the annotations."""
        ids: dict[Span, str] = {}
        annotations = []
        for label in tier.labels:
            name = f"a{next(self._ids)}"
            ids[label.start, label.end] = name
            first, last = self._slot(label.start), self._slot(label.end)
            annotations.append(
                f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="{first}" '
                f'TIME_SLOT_REF2="{last}">{_value(label.text)}</ALIGNABLE_ANNOTATION>'
            )
        return ids, annotations

    def _slot(self, time: float) -> str:
        self._slots.append(int(time))
        return f"ts{len(self._slots)}"

    def _said(self, status: Tier, ids: dict[Span, str]) -> Iterator[str]:
        for label in status.labels:
            yield (
                f'<REF_ANNOTATION ANNOTATION_ID="a{next(self._ids)}" '
                f'ANNOTATION_REF="{ids[label.start, label.end]}">{_value(label.text)}'
                "</REF_ANNOTATION>"
            )

    def _unaligned(self, lane: Lane, ids: dict[Span, str]) -> Iterator[str]:
        for one in lane.placed:
            previous = ""
            for word in one.segment.tokens:
                if word.span is None:
                    name = f"a{next(self._ids)}"
                    yield (
                        f'<REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{ids[one.span]}"'
                        f"{previous}>{_value(word.text)}</REF_ANNOTATION>"
                    )
                    previous = f' PREVIOUS_ANNOTATION="{name}"'


def _placed(segment: Segment) -> Placed | None:
    """A segment in whole milliseconds, each word at least one long and inside the segment."""
    if segment.span is None:
        return None
    start, end = _rounded(segment.span)
    whole = start, max(end, start + 1)
    words = tuple(
        (_within(_rounded(word.span), whole), word)
        for word in segment.words
        if word.span is not None
    )
    return Placed(segment=segment, span=whole, words=words)


def _rounded(span: Span) -> tuple[int, int]:
    return milliseconds(span[0]), milliseconds(span[1])


def _within(span: tuple[int, int], whole: tuple[int, int]) -> Span:
    start = min(span[0], whole[1] - 1)
    return start, max(span[1], start + 1)


def _value(text: str) -> str:
    return f"<ANNOTATION_VALUE>{_text(text)}</ANNOTATION_VALUE>"


def _text(text: str) -> str:
    return escape(printable(text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(printable(text))


def _parsed(text: str) -> Element:
    """The elements of an XML text that declares no document type and so no entities."""
    builder = TreeBuilder()
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(printable(text).encode(), True)
    except expat.ExpatError as error:
        raise InputError(f"not an ELAN file: {error}; is it cut off?") from error
    return builder.close()


def _refuse(name: str, *_: object) -> None:
    raise InputError(
        f'the file declares a document type "{name[:60]}", which ELAN files do not have; '
        "it is not read"
    )


def _slot_time(slot: Element) -> float | None:
    value = slot.get("TIME_VALUE")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise InputError(f'not an ELAN file: "{value[:60]}" is not a time in milliseconds')
    return int(value) / 1000


def _spans(root: Element, times: dict[str, float | None]) -> Iterator[tuple[str, Span]]:
    """Times of the annotations by their ids; those that refer to others have theirs."""
    found: dict[str, Span] = {}
    for one in root.iterfind(".//ALIGNABLE_ANNOTATION"):
        start, end = (times.get(one.get(f"TIME_SLOT_REF{side}", "")) for side in (1, 2))
        if start is not None and end is not None and start <= end:
            found[one.get("ANNOTATION_ID", "")] = (start, end)
    yield from found.items()
    for one in root.iterfind(".//REF_ANNOTATION"):
        span = found.get(one.get("ANNOTATION_REF", ""))
        if span is not None:
            yield one.get("ANNOTATION_ID", ""), span


def _tier(element: Element, spans: dict[str, Span]) -> Tier | None:
    key = key_of(element.get("TIER_ID", ""))
    if key is None:
        return None
    labels = []
    for one in element.iterfind("ANNOTATION/*"):
        span = spans.get(one.get("ANNOTATION_ID", ""))
        text = one.findtext("ANNOTATION_VALUE") or ""
        if span is not None and text:
            labels.append(Label(start=span[0], end=span[1], text=text))
    labels.sort(key=lambda label: (label.start, label.end))
    speaker = element.get("PARTICIPANT") or key.speaker
    return Tier(key=replace(key, speaker=speaker), labels=tuple(labels))
