"""Aligners behind one face: ours, and those it is compared with."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from unisono.audio import SAMPLE_RATE

from .clips import Clip
from .speech import Span

Times = list[Span | None]
"""Start and end of each word, in seconds; ``None`` for a word that is lost."""

System = Callable[[Clip], Times]

WIDE = {"bestpath": False, "beam": 1e-200, "pbeam": 1e-200, "wbeam": 1e-200}
"""Settings of PocketSphinx with which it loses fewest utterances."""


def ours(backend: str = "hmm", **options: Any) -> System:
    """A backend of the align stage."""
    from unisono.align.options import AlignOptions
    from unisono.align.registry import make_aligner
    from unisono.align.tokens import tokenise
    from unisono.items import ItemError

    aligner = make_aligner(AlignOptions(backend=backend, **options))

    def align(clip: Clip) -> Times:
        tokens = tokenise(" ".join(clip.words), clip.language)
        try:
            placed = aligner.align(clip.samples, tokens, clip.language)
        except ItemError:  # it says that it cannot take this clip
            return [None] * len(tokens)
        return [
            None if one.start is None or one.end is None else (one.start, one.end) for one in placed
        ]

    return align


def pocketsphinx(*, passes: int, **settings: Any) -> System:
    """PocketSphinx's own aligner; frames of 10 ms, its ends are the last frame of a word.

    It is given numbers in words, as ours are read. An utterance for which it returns no
    complete set of words is lost, as is one with a word that its dictionary lacks.
    """
    from pocketsphinx import Decoder

    from unisono.align.tokens import tokenise

    decoder = Decoder(lm=None, loglevel="FATAL", **settings)

    def decode(pcm: bytes) -> None:
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()

    def found(clip: Clip, words: Sequence[str]) -> list[tuple[str, float, float]]:
        pcm = (np.clip(clip.samples, -1, 1) * 32767).astype(np.int16).tobytes()
        decoder.set_align_text(" ".join(words))
        decode(pcm)
        if passes == 1:
            return [(s.word, s.start_frame, s.end_frame + 1) for s in decoder.seg() or ()]
        if decoder.hyp() is None:
            return []
        decoder.set_alignment()
        decode(pcm)
        return [(w.name, w.start, w.start + w.duration) for w in decoder.get_alignment()]

    def align(clip: Clip) -> Times:
        tokens = [token.words for token in tokenise(" ".join(clip.words), clip.language)]
        words = [word.lower() for token in tokens for word in token]
        try:
            names = found(clip, words)
        except RuntimeError:  # a word that the dictionary lacks, or no path
            names = []
        spans = [
            (start / 100, end / 100)
            for name, start, end in names
            if name[0] not in "<[" and name != "(NULL)"
        ]
        if len(spans) != len(words):
            return [None] * len(clip.words)
        return together(spans, [len(token) for token in tokens])

    return align


def together(spans: Sequence[Span], counts: Sequence[int]) -> Times:
    """One span for each group of spans that follow one another; ``None`` for empty groups."""
    times: Times = []
    place = 0
    for count in counts:
        own = spans[place : place + count]
        times.append((own[0][0], own[-1][1]) if own else None)
        place += count
    return times


def sphinx_peers() -> dict[str, System]:
    """PocketSphinx as it is, with its second pass, and as wide as helps.

    Without its lattice (``bestpath``) the second pass gives what the first one did.
    """
    return {
        "PocketSphinx, one pass": pocketsphinx(passes=1),
        "PocketSphinx, two passes": pocketsphinx(passes=2),
        "PocketSphinx, one pass, wide": pocketsphinx(passes=1, **WIDE),
    }


def _optional(*names: str) -> tuple[Any, ...]:
    """Packages that only the peers need.

    Raises
    ------
    ImportError
        When one is not there.
    """
    return tuple(import_module(name) for name in names)


def torchaudio_ctc(folder: Path) -> System:
    """Forced alignment of torchaudio on the emissions of a wav2vec2-CTC in a folder."""
    torch, torchaudio, transformers = _optional("torch", "torchaudio", "transformers")
    torch.set_num_threads(1)
    processor = transformers.Wav2Vec2Processor.from_pretrained(folder)
    model = transformers.Wav2Vec2ForCTC.from_pretrained(folder).eval()
    vocabulary = processor.tokenizer.get_vocab()
    blank, bar = processor.tokenizer.pad_token_id, vocabulary["|"]

    def align(clip: Clip) -> Times:
        entered = processor(clip.samples, sampling_rate=SAMPLE_RATE, return_tensors="pt")
        with torch.inference_mode():
            logits = model(entered.input_values).logits.log_softmax(-1)
        spelt = [_letters(word, vocabulary) for word in clip.words]
        target = [n for word in spelt for n in (*word, bar)][:-1]
        seconds = clip.seconds / logits.shape[1]
        try:
            labels, scores = torchaudio.functional.forced_align(
                logits, torch.tensor([target]), blank=blank
            )
        except RuntimeError:  # more letters than frames
            return [None] * len(clip.words)
        spans = torchaudio.functional.merge_tokens(labels[0], scores[0].exp(), blank=blank)
        letters = [(s.start * seconds, s.end * seconds) for s in spans]
        words = [one for one, symbol in zip(letters, target, strict=True) if symbol != bar]
        return together(words, [len(word) for word in spelt])

    return align


def _letters(word: str, vocabulary: dict[str, int]) -> list[int]:
    """Letters that the model knows, in its case."""
    forms = (word.upper(), word.lower())
    return max(([vocabulary[c] for c in form if c in vocabulary] for form in forms), key=len)


def whisperx_ctc(folder: Path, language: str) -> System:
    """WhisperX's alignment of a given transcript with a wav2vec2-CTC in a folder."""
    torch, whisperx = _optional("torch", "whisperx")
    torch.set_num_threads(1)
    model, metadata = whisperx.load_align_model(language, "cpu", model_name=str(folder))

    def align(clip: Clip) -> Times:
        text = " ".join(clip.words)
        segment = {"start": 0.0, "end": clip.seconds, "text": text}
        result = whisperx.align([segment], model, metadata, clip.samples, "cpu")
        words = result["word_segments"]
        if [one["word"] for one in words] != text.split():
            return [None] * len(clip.words)
        return [(w["start"], w["end"]) if "start" in w and "end" in w else None for w in words]

    return align


def ctc_peers(folder: Path | None, language: str) -> dict[str, System]:
    """CTC aligners of the packages that are there, on one model."""
    if folder is None:
        return {}
    makers: dict[str, Callable[[], System]] = {
        "torchaudio CTC": partial(torchaudio_ctc, folder),
        "WhisperX CTC": partial(whisperx_ctc, folder, language),
    }
    peers = {}
    for name, make in makers.items():
        try:
            peers[name] = make()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return peers
