"""The tables beside the demo corpus: its manifest, and what an analysis should find."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from unisono.demo.sentence import Sentence
from unisono.demo.voices import Recording

Row = Mapping[str, object]

MANIFEST_COLUMNS = (
    "media_id",
    "path",
    "language",
    "transcript",
    "speaker_id",
    "sex",
    "group",
    "date",
    "corpus",
    "party",
    "bloc",
    "session",
    "agenda_item",
    "speech_id",
    "label_tone",
    "sponsor",
)
TRUTH_COLUMNS = (
    "media_id",
    "corpus",
    "fault",
    "transcript_of",
    "label_tone",
    "tone_shown",
    "music",
    "duration",
    "fps",
    "frames",
    "width",
    "height",
    "rotation",
    "cuts",
)
"""Of ``recordings``. ``width`` and ``height`` are upright; ``cuts`` are times with ``;``."""
RECORDING_COLUMNS = tuple(dict.fromkeys(MANIFEST_COLUMNS + TRUTH_COLUMNS))
SENTENCE_COLUMNS = (
    "media_id",
    "segment",
    "start",
    "end",
    "text",
    "speaker_id",
    "addressed_party",
    "mentioned_party",
    "address_form",
    "addresses_target",
    "effect_sd",
    "noise_sd",
    "f0_planted",
    "cue",
    "concept",
    "look",
    "level",
)
WORD_COLUMNS = ("media_id", "segment", "word", "text", "start", "end")
SPEAKER_COLUMNS = ("speaker_id", "name", "sex", "voice", "party", "bloc", "f0_base", "f0_sd")


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a CSV file (UTF-8); what a row lacks stays empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file that `write_rows` wrote."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def word_rows(media_id: str, recording: Recording) -> list[Row]:
    """Every word with its time; ``word`` counts through the recording."""
    pairs = [
        (segment, word)
        for segment, sentence in enumerate(recording.sentences)
        for word in sentence.words
    ]
    return [
        {
            "media_id": media_id,
            "segment": segment,
            "word": number,
            "text": word.text,
            "start": seconds(word.start),
            "end": seconds(word.end),
        }
        for number, (segment, word) in enumerate(pairs)
    ]


def sentence_rows(
    media_id: str,
    recording: Recording,
    speaker_id: str,
    planned: Sequence[Sentence] = (),
    target: str = "",
) -> list[Row]:
    """Every sentence with its time and, where there is a plan, with what is planted in it."""
    rows: list[Row] = []
    for segment, sentence in enumerate(recording.sentences):
        row: dict[str, object] = {
            "media_id": media_id,
            "segment": segment,
            "start": seconds(sentence.start),
            "end": seconds(sentence.end),
            "text": sentence.text,
            "speaker_id": speaker_id,
        }
        if planned:
            row |= _planted(planned[segment], target)
        rows.append(row)
    return rows


def _planted(sentence: Sentence, target: str) -> Row:
    addressed = sentence.addressed.name if sentence.addressed else ""
    return {
        "addressed_party": addressed,
        "mentioned_party": sentence.mentioned.name if sentence.mentioned else "",
        "address_form": sentence.form,
        "addresses_target": int(addressed == target),
        "effect_sd": f"{sentence.effect:.4f}",
        "noise_sd": f"{sentence.noise:.4f}",
        "f0_planted": f"{sentence.f0:.3f}",
    }


def seconds(time: float) -> str:
    """A time as the tables write it."""
    return f"{time:.6f}"
