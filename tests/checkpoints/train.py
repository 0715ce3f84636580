"""Trains the small checkpoints on which the backends with weights are tested.

``python tests/checkpoints/train.py FOLDER`` writes ``demo.pt``, ``ctranslate2``, ``whisper`` and
``wav2vec2`` below a folder, in some minutes on two cores and the same at every run. The folder is
left as it is when it was made by the same scripts.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpus import make_clips, windows
from ctc_training import loss as ctc_loss
from ctc_training import new_model
from formats import write_ctc, write_whisper
from torch import Tensor, nn
from transformers import Wav2Vec2ForCTC
from whisper.model import Whisper
from whisper_training import Student, example, losses

MADE_BY = "made-by.txt"
SHORT_STEPS, LONG_STEPS = 300, 600
CTC_STEPS = 1_100


def train_whisper() -> Whisper:
    """Short windows first, then as many seconds as Whisper hears, most of them silent."""
    torch.manual_seed(1)
    student = Student(width=64, heads=2, layers=2)
    rng = np.random.default_rng(1)
    short = windows(make_clips(), 8.0, rng)
    long = windows(make_clips(), 15.0, rng)

    def batches() -> Iterator[Tensor]:
        for step in range(SHORT_STEPS + LONG_STEPS):
            if step < SHORT_STEPS or step % 2:
                chosen = [example(next(short), bool(n % 2), 8.0) for n in range(12)]
            else:
                chosen = [example(next(long), bool(n % 2), 30.0) for n in range(6)]
            yield torch.stack(losses(student, chosen)).sum()

    _descend("whisper", student, batches(), SHORT_STEPS + LONG_STEPS)
    return student.finished()


def train_ctc() -> Wav2Vec2ForCTC:
    """Six seconds at a time."""
    torch.manual_seed(2)
    model = new_model()
    drawn = windows(make_clips(), 6.0, np.random.default_rng(2))
    batches = (ctc_loss(model, [next(drawn) for _ in range(6)]) for _ in range(CTC_STEPS))
    _descend("wav2vec2", model, batches, CTC_STEPS)
    return model


def _descend(name: str, model: nn.Module, values: Iterator[Tensor], steps: int) -> None:
    """Take one step for each loss; the learning rate rises and falls once."""
    learnt = [one for one in model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.15)
    model.train()
    started = time.monotonic()
    for step, value in enumerate(values):
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        rate.step()
        if step % 50 == 0 or step == steps - 1:
            spent = time.monotonic() - started
            sys.stdout.write(f"{name}: step {step}, loss {value.item():.3f}, {spent:.0f} s\n")
            sys.stdout.flush()


def digest() -> str:
    """What tells checkpoints made by these scripts from others."""
    scripts = sorted(Path(__file__).resolve().parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest()[:16]


PARTS: dict[str, tuple[Callable[[], Any], Callable[[Any, Path], None]]] = {
    "whisper": (train_whisper, write_whisper),
    "wav2vec2": (train_ctc, write_ctc),
}


def make(folder: Path, part: str) -> None:
    """Train and write one part."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # two that share their cores with others wait for each other
    train, write = PARTS[part]
    write(train(), folder)


def make_all(folder: Path) -> None:
    """Train all parts side by side and move them to their place at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        fresh = Path(place) / "fresh"
        fresh.mkdir()
        command = [sys.executable, __file__, str(fresh), "--part"]
        alone = {**os.environ, "OMP_NUM_THREADS": "1"}
        jobs = [subprocess.Popen([*command, part], env=alone) for part in sorted(PARTS)]
        codes = [job.wait() for job in jobs]
        if any(codes):
            sys.exit("a checkpoint was not made; see above")
        (fresh / MADE_BY).write_text(digest() + "\n", "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)


def main() -> None:
    """Make what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=sorted(PARTS), help="make only this one, in the folder")
    chosen = parser.parse_args()
    made_by = chosen.folder / MADE_BY
    if chosen.part:
        make(chosen.folder, chosen.part)
    elif not made_by.is_file() or made_by.read_text("utf-8").strip() != digest():
        make_all(chosen.folder)


if __name__ == "__main__":
    main()
