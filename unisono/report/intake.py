"""What came in: the recordings of the corpus, counted by what they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from unisono.report.enrolment import Enrolment
from unisono.report.reading import scan

_COLUMNS = ("media_id", "kind", "duration", "language", "speaker_id", "sex", "audio", "path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One current recording; ``duration`` in seconds is None when nothing was decoded."""

    media_id: str
    batch: str
    kind: str
    duration: float | None
    language: str
    speaker_id: str | None
    sex: str
    audio: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many recordings, and how many seconds of them, have one value."""

    name: str | None
    recordings: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The recordings by one of their properties; ``more`` groups are not listed."""

    title: str
    heading: str
    shares: tuple[Share, ...]
    more: Share | None = None
    more_groups: int = 0


def read_recordings_now(paths: Sequence[Path], enrolment: Enrolment) -> list[Recording]:
    """The current recordings, sorted by id."""
    found: dict[str, Recording] = {}
    for path in sorted(paths):
        for row in scan(path, _COLUMNS):
            if not enrolment.counts(row["media_id"], path.stem):
                continue
            current = enrolment.batches or {}
            batch = current.get(row["media_id"], path.stem)
            found[row["media_id"]] = Recording(batch=batch, **row)
    return [found[media_id] for media_id in sorted(found)]


def total_seconds(recordings: Iterable[Recording]) -> float:
    """Length of the recordings together."""
    return sum(recording.duration or 0.0 for recording in recordings)


def groupings(recordings: Sequence[Recording], *, speakers: int) -> list[Grouping]:
    """The recordings by kind, language, sex and speaker."""
    return [
        _group(recordings, "By kind", "kind", lambda one: one.kind),
        _group(recordings, "By language", "language", lambda one: one.language),
        _group(recordings, "By sex of the speaker", "sex", lambda one: one.sex),
        _group(recordings, "By speaker", "speaker", lambda one: one.speaker_id, most=speakers),
    ]


def _group(
    recordings: Sequence[Recording],
    title: str,
    heading: str,
    key: Callable[[Recording], str | None],
    *,
    most: int = 50,
) -> Grouping:
    counts: dict[str | None, int] = {}
    seconds: dict[str | None, float] = {}
    for recording in recordings:
        name = key(recording)
        counts[name] = counts.get(name, 0) + 1
        seconds[name] = seconds.get(name, 0.0) + (recording.duration or 0.0)
    shares = [Share(name=name, recordings=counts[name], seconds=seconds[name]) for name in counts]
    shares.sort(key=lambda share: (-share.seconds, -share.recordings, share.name or ""))
    listed, rest = shares[:most], shares[most:]
    more = Share(
        name=None,
        recordings=sum(share.recordings for share in rest),
        seconds=sum(share.seconds for share in rest),
    )
    return Grouping(
        title=title,
        heading=heading,
        shares=tuple(listed),
        more=more if rest else None,
        more_groups=len(rest),
    )
