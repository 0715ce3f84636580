"""Case ``score``: whether scores tell right words from wrong, and segments likewise."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from unisono.audio import Samples

from .clips import read_samples
from .edits import Change, Spot, apply_changes, plain
from .recordings import Planted, planted_clip, word_errors
from .rows import Doubles, Report, auc, resampled
from .sentences import Language
from .stage import Corpus, Job, run_stage

PLANTED: tuple[Planted, ...] = ("none", "replaced", "inserted", "deleted", "mixed", "wrong")
SHARE = 0.15
"""Of the words of a clip that are edited."""

NOT_FOUND = -1.0
"""Score of words of which none is known: below all others."""

_EXPECTED = {"none": "ok", "wrong": "mismatch"}
_VERDICTS = ("ok", "edited", "mismatch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A clip with a text.

    Attributes
    ----------
    source, language, planted, samples
        Generated or read; what was done to the text; the sound.
    words, right
        The text, and whether each word is said.
    beside
        Whether a word stands beside others that the text lacks.
    unclear
        Whether a word of a wrong text is said somewhere else in the clip: finding it is
        neither right nor wrong.
    """

    source: str
    language: Language
    planted: Planted
    samples: Samples
    words: tuple[str, ...]
    right: tuple[bool, ...]
    beside: tuple[bool, ...]
    unclear: tuple[bool, ...]

    @property
    def expected(self) -> str:
        """Verdict that the segment should have."""
        if self.planted in _EXPECTED:
            return _EXPECTED[self.planted]
        return "edited" if any(self.beside) or not all(self.right) else "ok"


def run(
    report: Report,
    *,
    data: Path,
    languages: Sequence[Language],
    count: int,
    seed: int,
    options: Mapping[str, Any],
    keep: Path | None,
) -> None:
    """Plant errors in texts of generated and of read clips, align, compare."""
    cases: list[Case] = []
    for language in languages:
        report.progress(f"score: {count} generated clips of each kind, {language}")
        for planted in PLANTED:
            cases += [_generated(seed + n, planted, language) for n in range(count)]
        cases += _read(data / "speech", language, seed)
    if not any(case.source == "read" for case in cases):
        report.progress(f"no read clips in {data}")
    with TemporaryDirectory(prefix="alignment-", dir=keep) as folder:
        corpus = Corpus(Path(folder))
        for number, case in enumerate(cases):
            corpus.add(f"{number:05}", case.samples, [" ".join(case.words)], case.language)
        report.progress(f"score: {len(cases)} clips to align")
        job = run_stage(corpus, options)
    if keep is not None:
        kept = [(case.planted, job.words[f"{n:05}"]) for n, case in enumerate(cases)]
        (keep / "score.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    tables = [_table(case, job.words[f"{n:05}"]) for n, case in enumerate(cases)]
    for source, language in sorted({(case.source, case.language) for case in cases}):
        own = [n for n, c in enumerate(cases) if (c.source, c.language) == (source, language)]
        _areas(f"score, {source} {language}", [cases[n] for n in own], [tables[n] for n in own],
               report)  # fmt: skip
        pairs = [(cases[n], verdict(job, f"{n:05}")) for n in own]
        _confusion(f"score, {source} {language}", pairs, report)


def _generated(seed: int, planted: Planted, language: Language) -> Case:
    clip = planted_clip(seed, planted, language, SHARE)
    right = tuple(true is not None for true in clip.truth)
    about = ("generated", language, planted)
    return _case(about, clip.samples, clip.words, right, clip.spots)


def _case(
    about: tuple[str, Language, Planted],
    samples: Samples,
    words: Sequence[str],
    right: Sequence[bool],
    spots: Sequence[Spot],
) -> Case:
    beside = np.zeros(len(words), dtype=bool)
    for spot in spots:
        if spot.kind == "audio_without_text":
            beside[max(spot.first_word - 1, 0) : spot.first_word + 1] = True
    said = {plain(word) for spot in spots for word in spot.said}
    wrong = about[2] == "wrong"
    return Case(
        source=about[0],
        language=about[1],
        planted=about[2],
        samples=samples,
        words=tuple(words),
        right=tuple(right),
        beside=tuple(beside.tolist()),
        unclear=tuple(wrong and plain(word) in said for word in words),
    )


def _read(folder: Path, language: Language, seed: int) -> list[Case]:
    """Read clips whose text has errors planted; a wrong text is that of the next clip."""
    files = sorted(folder.glob(f"fleurs-{language}-*.txt")) if folder.is_dir() else []
    texts = [file.read_text(encoding="utf-8").split() for file in files]
    cases = []
    for number, (file, words) in enumerate(zip(files, texts, strict=True)):
        samples = read_samples(file.with_suffix(".ogg"))
        for planted in PLANTED:
            if planted == "wrong":
                other = texts[(number + 1) % len(texts)]
                changes = [Change(0, len(words), tuple(other), "sentence")]
            else:
                changes = word_errors(words, planted, language, SHARE, (seed, number))
            text, source, spots, _ = apply_changes(words, None, [0], changes)
            right = [one is not None for one in source]
            cases.append(_case(("read", language, planted), samples, text, right, spots))
    return cases


def _table(case: Case, rows: Sequence[Mapping[str, Any]]) -> Doubles:
    """Score, whether right, whether beside missing text, of clear words; shape (words, 3)."""
    if [row["text"] for row in rows] != list(case.words):
        raise RuntimeError("the stage did not give one row for each token of the text")
    known = [NOT_FOUND if row["score"] is None else row["score"] for row in rows]
    heard = np.array([row["normalised"] is not None for row in rows])
    columns = np.column_stack([known, case.right, case.beside])
    table: Doubles = columns[heard & ~np.array(case.unclear)].astype(np.float64)
    return table


def _separation(table: Doubles) -> float:
    right, beside = table[:, 1] > 0, table[:, 2] > 0
    return auc(table[right & ~beside, 0], table[~right, 0])


def _separation_beside(table: Doubles) -> float:
    right, beside = table[:, 1] > 0, table[:, 2] > 0
    return auc(table[right & ~beside, 0], table[beside, 0])


def _areas(case: str, cases: Sequence[Case], tables: Sequence[Doubles], report: Report) -> None:
    figures = report.of(case, "hmm")
    untouched = [t for c, t in zip(cases, tables, strict=True) if c.planted == "none"]
    for planted in ("replaced", "inserted", "mixed", "wrong", "deleted"):
        own = [t for c, t in zip(cases, tables, strict=True) if c.planted == planted]
        statistic = _separation_beside if planted == "deleted" else _separation
        name = "words beside deleted" if planted == "deleted" else planted
        together = [*own, *untouched]
        value = statistic(np.concatenate(together))
        column = 2 if planted == "deleted" else 1
        number = int(sum((t[:, column] == (planted == "deleted")).sum() for t in own))
        figures.add(f"AUC, {name}", value, number, resampled(together, statistic))
    every = np.concatenate(tables)
    figures.add("AUC, all", _separation(every), len(every), resampled(tables, _separation))
    right = np.concatenate(untouched)[:, 0]
    figures.add("median score, untouched text", float(np.median(right)), len(right))
    figures.add("not aligned, untouched text, %", 100 * float((right < 0).mean()), len(right))


def verdict(job: Job, media_id: str) -> str:
    """What the stage says of a recording of one segment: ok, edited or mismatch."""
    for rows in (job.words, *job.other.values()):
        for row in rows.get(media_id, ()):
            if row.get("verdict") in _VERDICTS:
                return str(row["verdict"])
    code = str(job.accounting[media_id]["code"] or "")
    if code in ("mismatch", "no_path"):
        return "mismatch"
    return "edited" if code in ("edited", "words_unaligned") else "ok"


def _confusion(case: str, pairs: Sequence[tuple[Case, str]], report: Report) -> None:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for clip, found in pairs:
        counts[clip.expected][found] += 1
    figures = report.of(case, "hmm")
    for expected in _VERDICTS:
        total = sum(counts[expected].values())
        for found in _VERDICTS:
            if total:
                share = 100 * counts[expected][found] / total
                figures.add(f"{expected} called {found}, %", share, total)
