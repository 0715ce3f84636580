"""Which speech is on a recording, from where to where, from the links of its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from unisono.link.sentences import LINKED, MISSING, PARTIAL, Link

_MOST_LACKING = 2
"""Sentences that may be missing at an end of a speech before it counts as cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One speech on a recording; times are None where it is missing, reason where linked."""

    start: float | None
    end: float | None
    sentences: int
    sentences_linked: int
    status: str
    reason: str | None
    cut: bool
    """Whether the recording begins within the speech or ends within it."""


def spoken(links: Sequence[Link], *, first: bool, last: bool) -> Spoken:
    """Sum up the sentences of one speech.

    Parameters
    ----------
    links
        Of its sentences, in order; at least one.
    first, last
        Whether it is the first or last speech on the recording, so that what it lacks at
        its beginning or end lies outside of the recording.
    """
    there = [place for place, link in enumerate(links) if link.status != MISSING]
    linked = sum(link.status == LINKED for link in links)
    if not there:
        return Spoken(
            start=None, end=None, sentences=len(links), sentences_linked=0, status=MISSING,
            reason="none of its sentences is found on the recording", cut=False,
        )  # fmt: skip
    late = first and there[0] >= _MOST_LACKING
    early = last and len(links) - 1 - there[-1] >= _MOST_LACKING
    status, reason = _judged(linked, len(links), late=late, early=early)
    return Spoken(
        start=min(link.start for link in links if link.start is not None),
        end=max(link.end for link in links if link.end is not None),
        sentences=len(links),
        sentences_linked=linked,
        status=status,
        reason=reason,
        cut=late or early,
    )


def _judged(linked: int, count: int, *, late: bool, early: bool) -> tuple[str, str | None]:
    if late or early:
        where = " and ".join(
            text
            for holds, text in ((late, "begins after it does"), (early, "ends before it does"))
            if holds
        )
        return PARTIAL, (f"the recording holds only {linked} of its {count} sentences: it {where}")
    if 2 * linked < count:
        return PARTIAL, (
            f"only {linked} of its {count} sentences are found: other words are heard than the "
            "protocol has"
        )
    return LINKED, None
