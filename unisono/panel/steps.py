"""How many sentences are left after each step on the way to the panel, and why."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("step", "sentences", "lost", "reason")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is left of the sentences, and why others are not."""

    name: str
    sentences: int
    why: str


def write_steps(path: Path, steps: Sequence[Step]) -> None:
    """Write the steps as CSV, each with what it lost."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    before = steps[0].sentences if steps else 0
    for step in steps:
        writer.writerow([step.name, step.sentences, before - step.sentences, step.why])
        before = step.sentences
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
