"""Recordings whose transcript is not what is said, with every place of difference known.

from alignment_cases.recordings import edited_recording   # with benchmarks/ on the path
recording = edited_recording(10.0, seed=1)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

import numpy as np

from unisono.audio import Samples

from .edits import KINDS, Change, Kind, Spot, apply_changes, plan_changes
from .sentences import Language, drawn, lexicon
from .speech import Span, Spoken, joined, say, voices

Planted = Literal["none", "replaced", "inserted", "deleted", "mixed", "wrong"]
"""What `planted_clip` does to a text; inserted and deleted are words of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedRecording:
    """Speech, and a text that says nearly the same.

    Attributes
    ----------
    samples
        16 kHz mono, -1..1.
    words
        White-space tokens of the text.
    truth
        Start and end of each word in seconds; ``None`` for words that are not said.
    exact
        Whether these are events of the synthesiser.
    spots
        All edits, in order.
    sentences
        First word of each sentence of the text; what the transcript may break lines at.
    """

    samples: Samples
    words: tuple[str, ...]
    truth: tuple[Span | None, ...]
    exact: tuple[bool, ...]
    spots: tuple[Spot, ...]
    sentences: tuple[int, ...]

    @property
    def text(self) -> str:
        """The text with one sentence a line."""
        bounds = [*self.sentences, len(self.words)]
        lines = (" ".join(self.words[a:b]) for a, b in pairwise(bounds))
        return "\n".join(line for line in lines if line)


def edited(spoken: Spoken, sentences: Sequence[int], changes: Sequence[Change]) -> EditedRecording:
    """Speech with the text that some changes make of its own."""
    text, source, spots, starts = apply_changes(spoken.words, spoken.times, sentences, changes)
    return EditedRecording(
        samples=spoken.samples,
        words=tuple(text),
        truth=tuple(None if n is None else spoken.times[n] for n in source),
        exact=tuple(n is not None and spoken.exact[n] for n in source),
        spots=tuple(spots),
        sentences=tuple(starts),
    )


def recording(
    minutes: float,
    seed: int,
    language: Language,
    accept: Callable[[str], bool] = bool,
) -> tuple[Spoken, list[int]]:
    """Speeches of several voices with pauses; and the first word of each sentence.

    Only sentences that are accepted are said.
    """
    generator = np.random.default_rng((seed, 1))
    sentences = filter(accept, drawn(language, generator))
    cast = voices(language, 8, seed)
    parts: list[Spoken] = []
    pauses: list[float] = []
    heads = [0]
    seconds, left, speaker = 0.0, 0, -1
    while seconds < 60 * minutes:
        if left == 0:
            left, speaker = int(generator.integers(4, 20)), speaker + 1
            pauses.append(float(generator.uniform(0.8, 4.0)))
        else:
            pauses.append(float(generator.uniform(0.1, 1.2)))
        part = None
        while part is None:
            part = say(next(sentences), cast[speaker % len(cast)])
        parts.append(part)
        heads.append(heads[-1] + len(part.words))
        seconds += pauses[-1] + part.seconds
        left -= 1
    return joined(parts, [*pauses, 1.0], seed), heads[:-1]


def edited_recording(
    minutes: float,
    seed: int,
    share: float = 0.05,
    language: Language = "de",
    *,
    whole: float = 0.4,
) -> EditedRecording:
    """Several speeches in one recording, and their edited transcript.

    Parameters
    ----------
    minutes
        Length at least.
    seed
        The same seed gives the same recording, bit by bit.
    share
        Of the words said that are edited.
    language
        Spoken.
    whole
        Share of the edited words that go with whole sentences, which are left out of the
        text, added to it or rewritten; the others are single words and short runs.
    """
    spoken, heads = recording(minutes, seed, language)
    generator = np.random.default_rng((seed, 2))
    others = [one.split() for one in islice(drawn(language, generator), 200)]
    changes = plan_changes(
        spoken.words, heads, share, whole, (lexicon(language), others), generator
    )
    return edited(spoken, heads, changes)


_KINDS_OF: dict[Planted, tuple[Kind, ...]] = {
    "none": (),
    "replaced": ("replaced",),
    "inserted": ("text_without_audio",),
    "deleted": ("audio_without_text",),
    "mixed": KINDS,
}


def planted_clip(
    seed: int, kind: Planted = "mixed", language: Language = "de", share: float = 0.15
) -> EditedRecording:
    """One to three sentences of one voice, and a text with errors of one kind.

    Parameters
    ----------
    seed
        The same seed gives the same speech, whatever the errors.
    kind
        Words of the text that are ``replaced``, ``inserted``, ``deleted``; ``mixed``: all
        three; ``wrong``: another speech, of which no word is said; ``none``.
    language
        Spoken.
    share
        Of the words that are edited.
    """
    generator = np.random.default_rng((seed, 3))
    voice = voices(language, 24, seed=0)[seed % 24]
    sentences = drawn(language, generator)
    count = int(generator.integers(1, 4))
    parts = [part for one in islice(sentences, 2 * count) if (part := say(one, voice))][:count]
    spoken = joined(
        parts, [float(generator.uniform(0.1, 0.7)) for _ in range(len(parts) + 1)], seed
    )
    heads = [sum(len(part.words) for part in parts[:n]) for n in range(len(parts))]
    if kind == "wrong":
        new = " ".join(islice(sentences, count)).split()
        change = Change(0, len(spoken.words), tuple(new), "sentence")
        return edited(spoken, heads, [change])
    return edited(spoken, heads, word_errors(spoken.words, kind, language, share, (seed, 4)))


def word_errors(
    words: Sequence[str],
    kind: Planted,
    language: Language,
    share: float,
    seed: tuple[int, int],
) -> list[Change]:
    """Errors of single words and short runs in any text, with `apply_changes` to write it."""
    if kind == "none":
        return []
    donors: tuple[Sequence[str], Sequence[Sequence[str]]] = (lexicon(language), ())
    generator = np.random.default_rng(seed)
    return plan_changes(words, [0], share, 0.0, donors, generator, _KINDS_OF[kind])
