"""The recogniser whisperx: its voice activity detector, Whisper in batches, times from wav2vec2."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np

from unisono.audio import SAMPLE_RATE, Samples
from unisono.transcribe.encoding import clean
from unisono.transcribe.faster_whisper import ctranslate2_folder, not_loadable
from unisono.transcribe.utterances import SaidWord, Utterance
from unisono.transcribe.whisper_family import (
    INSTEAD,
    SHORTEST,
    Heard,
    utterances,
    whisper_language,
)
from unisono.transcribe.whisper_options import LONGEST_CHUNK, WhisperOptions
from unisono.weights import missing_package
from unisono.whisperx_words import WhisperXWords, prepare, quiet

_BACKEND = "whisperx"
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")
_ONSET, _OFFSET = 0.5, 0.363
"""Thresholds of WhisperX's detector between which speech begins and ends (its own defaults)."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What WhisperX's detector makes of a stretch: speech from a time to another."""

    stretch: int
    start: float
    end: float
    samples: Samples


class WhisperX:
    """Recognise with WhisperX.

    Parameters
    ----------
    options
        Model, device and decoding; ``word_model`` for the times of words.

    Raises
    ------
    InstallError
        When the package or a model is missing, or the device cannot compute with it.
    """

    def __init__(self, options: WhisperOptions) -> None:
        prepare()
        try:
            import torch
            import whisperx
        except ImportError as error:
            raise missing_package(_BACKEND, "whisperx", INSTEAD, error) from error
        folder = ctranslate2_folder(options, _BACKEND)
        device = options.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self._words = self._word_finder(options, device)
        try:
            with quiet():
                self._pipeline = whisperx.load_model(
                    str(folder),
                    device,
                    compute_type=options.compute_type,
                    asr_options={"beam_size": options.beam_size, "temperatures": [0.0]},
                    local_files_only=True,
                    threads=torch.get_num_threads(),
                )
        except (RuntimeError, ValueError) as error:
            raise not_loadable(_BACKEND, options, error) from error
        self._options = options

    @staticmethod
    def _word_finder(options: WhisperOptions, device: str) -> WhisperXWords | None:
        if not options.word_model:
            return None
        option = "transcribe: whisper: word_model"
        instead = 'transcribe: whisper: word_model to ""'
        return WhisperXWords(options.word_model, device=device, option=option, instead=instead)

    def __call__(self, samples: Samples, language: str) -> list[Utterance]:
        """Recognise one stretch."""
        return self.many([samples], language)[0]

    def many(self, stretches: Sequence[Samples], language: str) -> list[list[Utterance]]:
        """Recognise several stretches at once; see `unisono.transcribe.registry`."""
        found: list[list[Heard]] = [[] for _ in stretches]
        with quiet():
            chunks = list(self._chunks(stretches))
            texts = self._texts(chunks, whisper_language(language, self._options.language))
        for chunk, (text, confidence) in zip(chunks, texts, strict=True):
            found[chunk.stretch] += self._heard(chunk, text, confidence)
        return [
            utterances(heard, len(samples) / SAMPLE_RATE)
            for heard, samples in zip(found, stretches, strict=True)
        ]

    def _chunks(self, stretches: Sequence[Samples]) -> Iterator[_Chunk]:
        """Where WhisperX's detector hears speech, joined up to what Whisper hears at once."""
        import torch
        from whisperx.vads import Pyannote

        for number, samples in enumerate(stretches):
            if len(samples) < SHORTEST:
                continue
            waveform = torch.from_numpy(np.ascontiguousarray(samples))[None]
            heard = self._pipeline.vad_model({"waveform": waveform, "sample_rate": SAMPLE_RATE})
            merged = Pyannote.merge_chunks(heard, LONGEST_CHUNK, onset=_ONSET, offset=_OFFSET)
            for one in merged:
                first, last = (round(float(one[key]) * SAMPLE_RATE) for key in ("start", "end"))
                part = samples[max(0, first) : last]
                if len(part) >= SHORTEST:
                    yield _Chunk(number, max(0, first) / SAMPLE_RATE, last / SAMPLE_RATE, part)

    def _texts(self, chunks: Sequence[_Chunk], language: str | None) -> Iterator[tuple[str, float]]:
        """Text and confidence of each chunk."""
        if language is None:
            for chunk in chunks:
                yield from self._decoded([chunk], self._pipeline.detect_language(chunk.samples))
        elif chunks:
            yield from self._decoded(chunks, language)

    def _decoded(self, chunks: Sequence[_Chunk], language: str) -> Iterator[tuple[str, float]]:
        from faster_whisper.tokenizer import Tokenizer

        model = self._pipeline.model
        self._pipeline.tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        inputs = ({"inputs": chunk.samples} for chunk in chunks)
        size = max(2, self._options.batch_size)  # with 1 its results have another form
        for out in self._pipeline(inputs, batch_size=size, num_workers=0):
            yield out["text"], exp(min(0.0, float(out["avg_logprob"])))

    def _heard(self, chunk: _Chunk, text: str, confidence: float) -> list[Heard]:
        """The sentences of a chunk by the times of their words, or the chunk as it is."""
        tokens = clean(text).split()
        placed = self._placed(chunk, tokens)
        if not placed:
            return [Heard(text=text, start=chunk.start, end=chunk.end, confidence=confidence)]
        sentences: list[list[SaidWord]] = [[]]
        for word in placed:
            sentences[-1].append(word)
            if word.text.endswith(_SENTENCE_ENDS):
                sentences.append([])
        return [
            Heard(
                text=" ".join(word.text for word in words),
                start=words[0].start,
                end=words[-1].end,
                words=words,
            )
            for words in sentences
            if words
        ]

    def _placed(self, chunk: _Chunk, tokens: Sequence[str]) -> list[SaidWord]:
        """Words with times; none where there is no model for it or it does not find them."""
        if self._words is None:
            return []
        bare = ["".join(c for c in token if c.isalnum() or c == "'") for token in tokens]
        spoken = [place for place, word in enumerate(bare) if word]
        found = self._words.find(chunk.samples, [bare[place] for place in spoken])
        times = dict(zip(spoken, found, strict=True))
        words: list[SaidWord] = []
        for place, token in enumerate(tokens):
            time: Any = times.get(place)
            if place in times and time is None:
                return []
            if time is None:  # a mark without sound goes with the word before
                if words:
                    last = words.pop()
                    words.append(
                        SaidWord(
                            text=f"{last.text} {token}",
                            start=last.start,
                            end=last.end,
                            confidence=last.confidence,
                        )
                    )
                continue
            words.append(
                SaidWord(
                    text=token,
                    start=chunk.start + time.start,
                    end=chunk.start + time.end,
                    confidence=time.score,
                )
            )
        return words
