"""A small corpus of the tables that the panel reads, with everything that can be missing."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from unisono.panel.build import Sources
from unisono.store import write_table

PARTIES = {"rot": "left", "blau": "right", "grau": None}


@dataclass
class Corpus:
    folder: Path
    sources: Sources


def media_row(media_id, **values):
    row = {
        "media_id": media_id, "path": f"/films/{media_id}.mp4", "sha256": None, "kind": "video",
        "duration": 100.0, "fps": 25.0, "width": 8, "height": 8, "rotation": 0,
        "video_stream": 0, "video_start": 0.0, "sample_rate": 16000, "channels": 1,
        "audio_stream": 0, "audio_start": 0.0, "audio": None, "streams": "", "language": "de",
        "transcript": None, "speaker_id": None, "sex": "unknown", "status": "ok", "reason": None,
        "group": None, "date": None,
    }  # fmt: skip
    return row | values


def make(folder, seed=1, speeches=12):
    rng = random.Random(seed)
    noise = np.random.default_rng(seed)
    sentences, held, links, addressing, pitch, media = [], [], [], [], [], []
    number = 0
    for speech in range(speeches):
        speaker = f"s{speech % 4}"
        party = [*PARTIES, None][speech % 4]
        count = rng.randint(6, 12)
        held.append({
            "protocol": "p1", "speech": speech, "speech_id": f"i{speech}", "legislature": "1",
            "session": "7", "date": "2024-01-02", "language": "de", "agenda_item": "TOP 1",
            "speaker_id": speaker, "speaker": speaker, "party": party, "role": None,
            "spoken": speech != 3, "sentences": count,
        })  # fmt: skip
        media_id = f"m{speech:02d}"
        media.append(media_row(media_id, sex="female" if speech % 2 else "male"))
        time = 0.5
        for place in range(count):
            role = "presiding" if place == count - 1 else "speaker"
            sentences.append({
                "protocol": "p1", "sentence": number, "speech": speech, "paragraph": speech,
                "speaker_id": "chair" if role == "presiding" else speaker, "speaker": speaker,
                "party": party, "role": role, "quotation": False, "text": "x",
            })  # fmt: skip
            status = rng.choice(["linked"] * 6 + ["partial", "missing"])
            words = rng.randint(3, 12)
            there = status != "missing"
            length = words * 0.4
            if speech != 5:  # of this one there is no recording
                links.append({
                    "media_id": media_id, "protocol": "p1", "sentence": number, "speech": speech,
                    "start": time if there else None, "end": time + length if there else None,
                    "first_word": place * 20 if there else None,
                    "last_word": place * 20 + words - 1 if there else None,
                    "words": words, "words_found": words - 1 if there else 0, "status": status,
                })  # fmt: skip
            addressing += [
                {
                    "protocol": "p1", "sentence": number, "party": name,
                    "named": rng.random(), "member_named": 0.0, "second_person": 1.0,
                    "vocative": 0.0, "reply": 0.0, "zero_shot": None, "score": rng.random(),
                }
                for name in PARTIES
                if rng.random() < 0.3
            ]  # fmt: skip
            time += length + 0.3
            number += 1
        if speech != 6:  # its sound could not be measured
            frames = int(time / 0.01)
            f0 = noise.normal(150 + 10 * (speech % 4), 20, frames)
            f0[noise.random(frames) < 0.4] = np.nan
            f0[: int(1.0 / 0.01)] = np.nan if speech == 7 else f0[: int(1.0 / 0.01)]
            half = frames // 2
            for segment, (a, b) in enumerate([(0, half + 10), (half, frames)]):  # they overlap
                pitch.append({
                    "media_id": media_id, "segment": segment, "start": a * 0.01, "step": 0.01,
                    "f0": f0[a:b].astype(np.float32), "floor": 75.0, "ceiling": 600.0,
                    "intensity": noise.normal(60, 5, b - a).astype(np.float32),
                })  # fmt: skip
    links.append(links[0] | {"media_id": "m20", "words_found": 0})  # once more, worse
    links.sort(key=lambda row: (row["media_id"], row["sentence"]))
    media.append(media_row("m20"))
    return write(folder, held, sentences, links, addressing, pitch, media)


def write(folder, held, sentences, links, addressing, pitch, media):
    tables = {
        "speeches": held, "sentences": sentences, "addressing": addressing,
        "links": links, "pitch": pitch, "media": media,
    }  # fmt: skip
    for name, rows in tables.items():
        write_table(name, folder / name / "0001.parquet", rows)
    write_table("links", folder / "links" / "0002.parquet", [links[1] | {"media_id": "gone"}])
    old = [row | {"text": "old"} for row in sentences[:3]]
    write_table("sentences", folder / "sentences" / "0002.parquet", old)
    write_table("speeches", folder / "speeches" / "0002.parquet", held[:1])
    roster = [{"protocol": "p1", "batch": b, "state": s, "path": "p1.xml"}
              for b, s in (("0001", "current"), ("0002", "superseded"))]  # fmt: skip
    write_table("protocols", folder / "protocols" / "all.parquet", roster)
    enrolment = [{"media_id": row["media_id"], "batch": "0001", "state": "current",
                  "path": row["path"]} for row in media]  # fmt: skip
    enrolment.append({"media_id": "gone", "batch": "0002", "state": "removed", "path": "x"})
    enrolment.sort(key=lambda row: row["media_id"])
    write_table("enrolment", folder / "enrolment" / "all.parquet", enrolment)
    files = {name: sorted((folder / name).glob("*.parquet")) for name in tables}
    return Corpus(
        folder=folder,
        sources=Sources(
            **files,
            protocols=folder / "protocols" / "all.parquet",
            enrolment=folder / "enrolment" / "all.parquet",
        ),
    )


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    return make(tmp_path_factory.mktemp("panel"))
