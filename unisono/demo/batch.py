"""The jobs that make the demo corpus: parts of the media side by side, then the manifest.

A part is a folder ``parliament/<part>/`` or ``ads/<part>/`` with media, transcripts and
the rows that these contribute to manifest and truth. What is in a recording does not
depend on the number of parts, only its folder does.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.demo.ads import AdPlan, beat_cuts, beat_f0, cut_times, plan_ads, record_ad
from unisono.demo.cast import MEMBERS, TARGET
from unisono.demo.faults import Fault, truncate
from unisono.demo.film import Film, regular_times, write_film, write_sound
from unisono.demo.options import DemoOptions
from unisono.demo.parliament import SpeechPlan, plan_parliament
from unisono.demo.protocol import protocol
from unisono.demo.scene import PARLIAMENT_FILM, parliament_pictures
from unisono.demo.storyboard import AD_FILM, ad_pictures, variable_times
from unisono.demo.transcripts import write_transcript
from unisono.demo.truth import (
    MANIFEST_COLUMNS,
    RECORDING_COLUMNS,
    SENTENCE_COLUMNS,
    SPEAKER_COLUMNS,
    TRUTH_COLUMNS,
    WORD_COLUMNS,
    Row,
    read_rows,
    seconds,
    sentence_rows,
    word_rows,
    write_rows,
)
from unisono.demo.voices import Recording, SpokenSentence, record

logger = logging.getLogger(__name__)

TABLES = {
    "recordings": RECORDING_COLUMNS,
    "sentences": SENTENCE_COLUMNS,
    "words": WORD_COLUMNS,
}
"""Tables of every part, as ``<table>.csv`` in its folder."""

_Tables = dict[str, list[Row]]


def make_parliament(*, corpus: Path, part: int, parts: int, options: DemoOptions) -> None:
    """Make one part of the speeches, in ``corpus/parliament/<part>/``.

    Parameters
    ----------
    corpus
        Folder of the corpus.
    part, parts
        Which part, from 1, of how many.
    options
        Size and contents of the whole corpus.
    """
    plans = plan_parliament(options)
    folder = _folder(corpus, "parliament", part)
    tables: _Tables = {name: [] for name in TABLES}
    for plan in plans[part - 1 :: parts]:
        other = plans[(plan.number + 1) % len(plans)]
        _make_speech(corpus, folder, plan, other, options, tables)
        logger.info("demo: made %s", plan.media_id)
    _write_tables(folder, tables)


def make_ads(*, corpus: Path, part: int, parts: int, options: DemoOptions) -> None:
    """Make one part of the campaign ads, in ``corpus/ads/<part>/``; see `make_parliament`."""
    folder = _folder(corpus, "ads", part)
    tables: _Tables = {name: [] for name in TABLES}
    for plan in plan_ads(options)[part - 1 :: parts]:
        _make_ad(corpus, folder, plan, options, tables)
        logger.info("demo: made %s", plan.media_id)
    _write_tables(folder, tables)


def make_manifest(*, corpus: Path, parts: Sequence[Path], options: DemoOptions) -> None:
    """Join the parts: ``manifest.csv``, ``truth/*.csv`` and ``protocols/*.xml`` in `corpus`.

    Parameters
    ----------
    corpus
        Folder of the corpus.
    parts
        Folders of all parts of parliament and ads.
    options
        The same as for the parts.
    """
    for name, columns in TABLES.items():
        rows = [row for part in parts for row in read_rows(part / f"{name}.csv")]
        rows.sort(key=lambda row: row["media_id"])
        if name == "recordings":
            _write_chosen(corpus / "manifest.csv", MANIFEST_COLUMNS, rows)
            columns = TRUTH_COLUMNS
        _write_chosen(corpus / "truth" / f"{name}.csv", columns, rows)
    write_rows(corpus / "truth" / "speakers.csv", SPEAKER_COLUMNS, _speaker_rows())
    protocols = corpus / "protocols"
    protocols.mkdir(parents=True, exist_ok=True)
    for session, speeches in groupby(plan_parliament(options), key=lambda plan: plan.session):
        (protocols / f"sitting-{session}.xml").write_bytes(protocol(tuple(speeches)))


def _folder(corpus: Path, kind: str, part: int) -> Path:
    folder = corpus / kind / str(part)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_tables(folder: Path, tables: _Tables) -> None:
    for name, columns in TABLES.items():
        write_rows(folder / f"{name}.csv", columns, tables[name])


def _write_chosen(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    write_rows(path, columns, ({name: row[name] for name in columns} for row in rows))


def _speaker_rows() -> list[Row]:
    return [
        {
            "speaker_id": member.speaker_id,
            "name": member.name,
            "sex": member.sex,
            "voice": member.voice,
            "party": member.party.name,
            "bloc": member.party.bloc,
            "f0_base": member.f0_base,
            "f0_sd": member.f0_sd,
        }
        for member in MEMBERS
    ]


def _make_speech(
    corpus: Path,
    folder: Path,
    plan: SpeechPlan,
    other: SpeechPlan,
    options: DemoOptions,
    tables: _Tables,
) -> None:
    rng = np.random.default_rng([options.seed, 5, plan.number])
    texts = [sentence.text for sentence in plan.sentences]
    f0 = [sentence.f0 for sentence in plan.sentences]
    recording = record(texts, plan.member, rng, f0=f0)
    swapped = plan.fault is Fault.OTHER_TRANSCRIPT
    transcript = folder / f"{plan.media_id}.{plan.transcript}"
    said = recording.sentences
    if swapped:
        said = tuple(SpokenSentence(sentence.text, ()) for sentence in other.sentences)
    write_transcript(transcript, said, recording.duration)
    if plan.fault is Fault.SILENCE:
        recording = Recording(np.zeros_like(recording.samples), ())
    path = folder / f"{plan.media_id}{plan.suffix}"
    looks = _write_speech(path, plan, recording.samples)
    tables["recordings"].append(
        {
            "media_id": plan.media_id,
            "path": path.relative_to(corpus).as_posix(),
            "language": "de",
            "transcript": transcript.relative_to(corpus).as_posix(),
            "speaker_id": plan.member.speaker_id,
            "sex": plan.member.sex,
            "group": plan.member.speaker_id,
            "date": plan.date,
            "corpus": "parliament",
            "party": plan.member.party.name,
            "bloc": plan.member.party.bloc,
            "session": plan.session,
            "agenda_item": plan.agenda_item,
            "speech_id": plan.speech_id,
            "fault": plan.fault or "",
            "transcript_of": other.media_id if swapped else plan.media_id,
            "duration": seconds(recording.duration),
            **looks,
        }
    )
    tables["words"] += word_rows(plan.media_id, recording)
    tables["sentences"] += sentence_rows(
        plan.media_id, recording, plan.member.speaker_id, plan.sentences, TARGET.name
    )


def _write_speech(path: Path, plan: SpeechPlan, sound: Samples) -> Row:
    """Write the media file of a speech; returns its looks for the truth."""
    if plan.suffix != ".mp4":
        write_sound(path, sound)
        return {}
    times = regular_times(PARLIAMENT_FILM, len(sound) / SAMPLE_RATE)
    pictures = parliament_pictures(plan.member, plan.number, sound, times)
    frames = write_film(path, PARLIAMENT_FILM, pictures, sound)
    if plan.fault is Fault.TRUNCATED:
        truncate(path)
    return _looks(PARLIAMENT_FILM, frames)


def _looks(film: Film, frames: int) -> dict[str, object]:
    return {
        "fps": f"{float(film.fps):g}",
        "frames": frames,
        "width": film.width,
        "height": film.height,
        "rotation": film.rotation,
    }


def _make_ad(
    corpus: Path, folder: Path, plan: AdPlan, options: DemoOptions, tables: _Tables
) -> None:
    recording = record_ad(options, plan)
    path = folder / f"{plan.media_id}.mp4"
    transcript = folder / f"{plan.media_id}.{plan.transcript}"
    write_transcript(transcript, recording.sentences, recording.duration)
    if plan.beats:
        cuts = beat_cuts(recording.sentences)
    else:
        cuts = cut_times(options, plan, recording.duration)
    looks = _write_ad(path, plan, recording, cuts)
    tables["recordings"].append(
        {
            "media_id": plan.media_id,
            "path": path.relative_to(corpus).as_posix(),
            "language": "en",
            "transcript": transcript.relative_to(corpus).as_posix(),
            "speaker_id": plan.narrator.speaker_id,
            "sex": plan.narrator.sex,
            "group": plan.campaign.name,
            "date": plan.date,
            "corpus": "ads",
            "label_tone": plan.tone,
            "sponsor": plan.campaign.sponsor,
            "fault": plan.fault or "",
            "transcript_of": plan.media_id,
            "music": int(plan.music),
            "tone_shown": plan.shown,
            "duration": seconds(recording.duration),
            "cuts": ";".join(seconds(cut) for cut in cuts),
            **looks,
        }
    )
    if plan.fault is not Fault.NO_AUDIO:
        tables["words"] += word_rows(plan.media_id, recording)
        said = sentence_rows(plan.media_id, recording, plan.narrator.speaker_id)
        tables["sentences"] += _with_cues(plan, said)


def _with_cues(plan: AdPlan, rows: list[Row]) -> list[Row]:
    """Rows of the sentences with what coincides in each, where the ad has beats."""
    if not plan.beats:
        return rows
    return [
        {
            **row,
            "cue": beat.word,
            "concept": beat.concept,
            "look": beat.look,
            "level": beat.level,
            "f0_planted": f"{f0:.3f}",
        }
        for row, beat, f0 in zip(rows, plan.beats, beat_f0(plan), strict=True)
    ]


def _write_ad(path: Path, plan: AdPlan, recording: Recording, cuts: Sequence[float]) -> Row:
    """Write the film of an ad, with its fault; returns its looks for the truth."""
    film = AD_FILM
    times = regular_times(film, recording.duration)
    if plan.fault is Fault.VARIABLE_FRAME_RATE:
        times = variable_times(plan.number, recording.duration)
    lying = plan.fault is Fault.ROTATED
    if lying:
        film = replace(film, width=film.height, height=film.width, rotation=90)
    pictures = ad_pictures(plan, times, cuts, lying=lying)
    sound = None if plan.fault is Fault.NO_AUDIO else recording.samples
    frames = write_film(path, film, pictures, sound)
    looks = _looks(replace(film, width=AD_FILM.width, height=AD_FILM.height), frames)
    if plan.fault is Fault.VARIABLE_FRAME_RATE:
        looks["fps"] = ""
    return looks
