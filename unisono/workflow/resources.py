"""What a job needs, from what its batch holds.

The figures are measured on the demo and on hours of parliament (docs/benchmarks.md)
and are upper estimates; each further attempt asks for half as much again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from unisono.enrolment.batches import Enrolled


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Memory and time of a rule as linear functions of its batch."""

    base_mb: int
    """Memory before any recording is open."""
    mb_per_gigabyte: int = 0
    """Memory for each 10^9 bytes of the largest file of the batch."""
    base_minutes: int = 10
    minutes_per_gigabyte: float = 2.0
    """Time for each 10^9 bytes of the whole batch."""
    seconds_per_recording: float = 1.0


NEEDS = {
    "probe": Need(base_mb=500, minutes_per_gigabyte=3.0),
    "describe_media": Need(base_mb=500, seconds_per_recording=0.1),
    "sample_frames": Need(base_mb=1000, minutes_per_gigabyte=10.0),
    "transcribe": Need(base_mb=800, minutes_per_gigabyte=30.0),
    "align": Need(base_mb=1200, mb_per_gigabyte=400, minutes_per_gigabyte=10.0),
    "transcribe with weights": Need(base_mb=10_000, minutes_per_gigabyte=120.0),
    "align with weights": Need(base_mb=6_000, mb_per_gigabyte=400, minutes_per_gigabyte=60.0),
    "measure": Need(base_mb=800, mb_per_gigabyte=200, minutes_per_gigabyte=10.0),
    "describe_frames": Need(base_mb=600, minutes_per_gigabyte=3.0),
    "embed_text": Need(base_mb=600, mb_per_gigabyte=100),
    "embed_audio": Need(base_mb=600, mb_per_gigabyte=200),
    "embed_image": Need(base_mb=600, mb_per_gigabyte=100),
    "fuse": Need(base_mb=600, mb_per_gigabyte=100),
    "read_protocols": Need(base_mb=800, seconds_per_recording=5.0),
    "link_protocols": Need(base_mb=1000, mb_per_gigabyte=100, seconds_per_recording=2.0),
    "detect_address": Need(base_mb=800),
    "detect_address with weights": Need(base_mb=6_000, seconds_per_recording=600.0),
    "export": Need(base_mb=600, mb_per_gigabyte=100),
}


def memory_mb(rule: str, rows: Sequence[Enrolled], attempt: int) -> int:
    """Memory that a rule needs for a batch, megabytes (10^6 bytes)."""
    need = NEEDS[rule]
    largest = max((max(row.size, 0) for row in rows), default=0) / 1e9
    return round((need.base_mb + need.mb_per_gigabyte * largest) * _growth(attempt))


def minutes(rule: str, rows: Sequence[Enrolled], attempt: int) -> int:
    """Time that a rule needs for a batch, minutes."""
    need = NEEDS[rule]
    gigabytes = sum(max(row.size, 0) for row in rows) / 1e9
    wanted = need.base_minutes + need.minutes_per_gigabyte * gigabytes
    wanted += need.seconds_per_recording * len(rows) / 60
    return round(wanted * _growth(attempt))


def panel_mb(file_mb: float, attempt: int) -> int:
    """Memory for regressions on a panel whose file has a size, both megabytes."""
    return round((1500 + 25 * file_mb) * _growth(attempt))


def _growth(attempt: int) -> float:
    return 1.0 + 0.5 * (attempt - 1)
