"""Write the report of a run."""

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile
import yaml

from unisono.audio import SAMPLE_RATE, read_audio
from unisono.report.address import read_address
from unisono.report.choice import choose
from unisono.report.costs import read_costs
from unisono.report.enrolment import Enrolment, read_enrolment
from unisono.report.fates import read_fates, read_ledger
from unisono.report.figures import FOLDER, Figure
from unisono.report.intake import Recording, groupings, read_recordings_now, total_seconds
from unisono.report.options import ReportOptions
from unisono.report.pages import asset, environment, printable, put
from unisono.report.shelf import codebook, count_words, read_shelves
from unisono.report.strategies import read_strategies
from unisono.report.thumbnails import Thumbnail, read_thumbnails
from unisono.report.timeline import Timeline, read_timeline
from unisono.report.tone import read_tone
from unisono.report.truth import TOLERANCE, read_truth
from unisono.report.versions import read_versions

logger = logging.getLogger(__name__)

_ASSETS = ("report.css", "report.js")
_MEDIA = "timelines"
"""Folder in the report for the sound and pictures of the timelines."""
_OWN = (".flac", ".jpg", ".svg")
"""Kinds of files that a report puts into its folders."""

Tables = Mapping[str, Sequence[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A timeline and the addresses of its sound and pictures, relative to the page."""

    timeline: Timeline
    audio: str | None
    frames: tuple[tuple[str, Thumbnail, float], ...]
    """Address, picture, and seconds until the next one."""


def write_report(
    *,
    results: Path,
    report: Path,
    tables: Tables,
    benchmarks: Path,
    config: Mapping[str, object],
    options: ReportOptions,
    truth: Path | None = None,
) -> None:
    """Write the report of a run: ``index.html``, ``tables.html`` and what they show.

    Parameters
    ----------
    results
        Folder of the run; sound is in ``audio/BATCH/`` below it.
    report
        Folder to write to; what an earlier report left there is replaced.
    tables
        Files of each table, by its name.
    benchmarks
        Folder of Snakemake's benchmark files; any of them may be missing.
    config
        The merged configuration of the run.
    options
        What to show.
    truth
        Folder with ``words.csv`` and ``sentences.csv`` of a generated corpus.

    Raises
    ------
    ConfigError
        When a timeline is asked for of a recording that is not in the corpus.
    """
    enrolment = read_enrolment(tables.get("enrolment", ()))
    recordings = read_recordings_now(tables.get("media", ()), enrolment)
    logger.info("report on %d recordings", len(recordings))
    page = {
        **_intake(enrolment, recordings, options),
        **_fates(tables, enrolment, recordings, options),
        **_studies(tables, results, config, truth),
        "shelves": read_shelves(tables, results),
        "words": count_words(tables.get("words", ()), enrolment),
        "truth": None if truth is None else read_truth(truth, recordings, tables),
        "tolerance": TOLERANCE,
        "config": printable(
            yaml.safe_dump(_plain(config), allow_unicode=True, sort_keys=True, width=88)
        ),
        "versions": read_versions(),
        "accounting": sorted({path.parent for path in tables.get("accounting", ())}),
    }
    page["costs"], page["unreadable_costs"] = read_costs(benchmarks)
    ledger = page["ledger"]
    faulty = list(page["truth"].faults)[: options.listed] if truth else []
    page["faulty"] = read_fates(tables.get("accounting", ()), enrolment, ledger, faulty)
    chosen = choose(
        recordings,
        ledger.severity,
        tables,
        asked=options.timelines,
        seconds=options.timeline_seconds,
    )
    shown, files = _timelines(results, tables, chosen, options)
    files |= {figure.address: figure.content for figure in _figures(page)}
    _publish(report, {**page, "timelines": shown, "options": options}, files)


def _intake(
    enrolment: Enrolment, recordings: Sequence[Recording], options: ReportOptions
) -> dict[str, Any]:
    known = {recording.media_id for recording in recordings}
    expected = set(enrolment.batches or ())
    return {
        "recordings": recordings,
        "seconds": total_seconds(recordings),
        "groupings": groupings(recordings, speakers=options.speakers),
        "unprobed": sorted(expected - known),
        "past": enrolment.past,
        "listed": options.listed,
    }


def _fates(
    tables: Tables,
    enrolment: Enrolment,
    recordings: Sequence[Recording],
    options: ReportOptions,
) -> dict[str, Any]:
    paths = tables.get("accounting", ())
    expected = {*(enrolment.batches or ()), *(recording.media_id for recording in recordings)}
    ledger = read_ledger(paths, enrolment, expected)
    return {
        "ledger": ledger,
        "stages": ledger.stages(),
        "sums": ledger.sums(),
        "troubled": len(ledger.troubled()),
        "accounted": len(ledger.severity),
        "causes": ledger.listed_causes(),
        "notes": ledger.listed_notes(),
        "fates": read_fates(paths, enrolment, ledger, ledger.order()[: options.listed]),
    }


def _studies(
    tables: Tables, results: Path, config: Mapping[str, object], truth: Path | None
) -> dict[str, Any]:
    return {
        "address": read_address(tables, results, config, truth),
        "tone": read_tone(results, config),
        "strategies": read_strategies(tables.get("recommendations", ()), results),
    }


def _figures(page: Mapping[str, Any]) -> Iterator[Figure]:
    for name in ("address", "tone", "strategies"):
        if page[name] is not None:
            yield from page[name].figures


def _timelines(
    results: Path, tables: Tables, chosen: Sequence[Recording], options: ReportOptions
) -> tuple[list[Shown], dict[str, bytes]]:
    """Timelines, and the files that they need by their address."""
    shown: list[Shown] = []
    files: dict[str, bytes] = {}
    for position, recording in enumerate(chosen, 1):
        timeline = read_timeline(tables, recording, seconds=options.timeline_seconds)
        folder = f"{_MEDIA}/{position}"
        sound = _sound(results, timeline)
        if sound is not None:
            files[f"{folder}/sound.flac"] = sound
        frames = _frames(tables, timeline, folder, options)
        files.update({address: thumbnail.jpeg for address, thumbnail, _ in frames})
        shown.append(
            Shown(
                timeline=timeline,
                audio=None if sound is None else f"{folder}/sound.flac",
                frames=tuple(frames),
            )
        )
    return shown, files


def _frames(
    tables: Tables, timeline: Timeline, folder: str, options: ReportOptions
) -> list[tuple[str, Thumbnail, float]]:
    recording = timeline.recording
    pictures = read_thumbnails(
        tables.get("frames", ()),
        recording.media_id,
        recording.batch,
        stretch=(timeline.start, timeline.end),
        most=options.thumbnails,
        width=options.thumbnail_width,
    )
    changes = [picture.time for picture in pictures] + [timeline.end]
    return [
        (f"{folder}/frame-{picture.frame:06d}.jpg", picture, after - picture.time)
        for picture, after in zip(pictures, changes[1:], strict=True)
    ]


def _sound(results: Path, timeline: Timeline) -> bytes | None:
    """Sound of the stretch as FLAC, or None where the recording has none.

    The name comes from a table: only its last part is used, so that it cannot lead out of
    the folder of its batch.
    """
    recording = timeline.recording
    if recording.audio is None:
        return None
    path = results / "audio" / Path(recording.batch).name / Path(recording.audio).name
    if not path.is_file():
        return None
    samples = read_audio(path, timeline.start, timeline.end)
    if not len(samples):
        return None
    memory = io.BytesIO()
    soundfile.write(memory, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return memory.getvalue()


def _publish(report: Path, page: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write everything; ``index.html`` comes last, so that it never points to nothing."""
    templates = environment(report)
    tables_page = templates.get_template("tables.html").render(tables=codebook())
    index = templates.get_template("index.html").render(page)
    for name in _ASSETS:
        put(report / name, asset(name))
    for name, content in files.items():
        put(report / name, content)
    _sweep(report, files)
    put(report / "tables.html", tables_page.encode("utf-8"))
    put(report / "index.html", index.encode("utf-8"))


def _sweep(report: Path, files: Mapping[str, bytes]) -> None:
    """Remove sound and pictures of an earlier report."""
    found = [*(report / _MEDIA).glob("*/*"), *(report / FOLDER).glob("*/*")]
    for path in sorted(found):
        if path.relative_to(report).as_posix() not in files and path.suffix in _OWN:
            path.unlink()


def _plain(value: object) -> object:
    """The configuration as plain lists, mappings and values that YAML can write."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
