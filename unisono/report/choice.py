"""Which recordings are drawn as timelines."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from unisono.errors import ConfigError, nearest
from unisono.report.intake import Recording
from unisono.report.timeline import aligned_share, has_frames

_TRIED = 50
_ENOUGH = 0.95
"""Share of words found in the sound with which no better recording is looked for."""


def choose(
    recordings: Sequence[Recording],
    severity: Mapping[str, int],
    tables: Mapping[str, Sequence[Path]],
    *,
    asked: Sequence[str],
    seconds: float,
) -> list[Recording]:
    """Choose what to draw: what was asked for, else one with video and one with audio only.

    Without being asked, faultless recordings come first, of these the longest that fits
    into the timeline whole; where one of the kinds is missing, the other gives two.

    Raises
    ------
    ConfigError
        When a recording that was asked for is not in the corpus.
    """
    by_id = {recording.media_id: recording for recording in recordings}
    for media_id in asked:
        if media_id not in by_id:
            raise ConfigError(
                f'report.timelines: there is no recording "{media_id}"{_close(media_id, by_id)}'
            )
    if asked:
        return [by_id[media_id] for media_id in dict.fromkeys(asked)]
    ranked = sorted(recordings, key=lambda one: _rank(one, severity, seconds))
    video = _best([one for one in ranked if one.kind == "video"], tables, frames=True)
    audio = _best([one for one in ranked if one.kind == "audio"], tables, frames=False)
    chosen = [one for one in (video, audio) if one is not None]
    if len(chosen) == 1:
        rest = [one for one in ranked if one.kind != "none" and one not in chosen]
        second = _best(rest, tables, frames=False)
        chosen += [second] if second is not None else []
    return chosen


def _rank(
    recording: Recording, severity: Mapping[str, int], seconds: float
) -> tuple[int, bool, bool, float, str]:
    length = recording.duration or 0.0
    fits = length <= seconds
    return (
        severity.get(recording.media_id, 0),
        recording.audio is None,
        not fits,
        -length if fits else length,
        recording.media_id,
    )


def _best(
    ranked: Sequence[Recording], tables: Mapping[str, Sequence[Path]], *, frames: bool
) -> Recording | None:
    """First of the best ones in which nearly all words were found (and frames sampled).

    Where there is none, the one with most of its words found.
    """
    best, most = ranked[0] if ranked else None, 0.0
    for recording in ranked[:_TRIED]:
        share = aligned_share(tables, recording)
        if share > most and (not frames or has_frames(tables, recording)):
            best, most = recording, share
        if most >= _ENOUGH:
            break
    return best


def _close(media_id: str, valid: Mapping[str, Recording]) -> str:
    return nearest(media_id, valid) if len(valid) <= 20 else "; the media table lists all"
