"""A Whisper small enough to be trained in minutes, which transcribes the sentences of `corpus`.

It is OpenAI's own module with its own tokenizer and front end at a small width. Some things
make the training short. Of the 51,865 tokens only those of the sentences are trained: the others
keep a vector of zeros, whose logits are 0, so that the softmax over all of them is exact with one
term for the whole rest. The vectors of the 1,501 time stamps are a linear image of sinusoids, so
that one teaches the others. And two things are told that a network finds out by itself from much
more data: the encoder, which word each frame is part of; and the cross-attention of the last
layer, from which word times are read, where each word is.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from corpus import ENGLISH, GERMAN, Window
from torch import Tensor, nn
from torch.nn import functional
from whisper.audio import log_mel_spectrogram
from whisper.model import ModelDimensions, Whisper, sinusoids
from whisper.tokenizer import Tokenizer, get_tokenizer

from unisono.audio import SAMPLE_RATE

VOCABULARY = 51_865
STAMPS = 1_501
FRAME = 0.02  # seconds of a frame of the encoder and of a step of the time stamps
PUNCTUATION = (",", ".", "?", "!", ":")


@dataclass(frozen=True, slots=True)
class Example:
    """One window as numbers: log mel spectrogram, tokens, and where each token is heard."""

    mel: Tensor
    tokens: list[int]
    spans: list[tuple[int, int] | None]  # frames to attend to when token i + 1 is said
    first: int  # tokens of the prompt, from which nothing is learnt
    turns: frozenset[int]  # rows that say what no one can know by heart
    said: Tensor  # row of the word that each frame is part of, or 0


def tokenizer_of(language: str) -> Tokenizer:
    """OpenAI's multilingual tokenizer, set to transcribe a language."""
    return get_tokenizer(multilingual=True, num_languages=99, language=language, task="transcribe")


def trained_tokens() -> list[int]:
    """Tokens of the sentences, prompts and ends, without the time stamps."""
    found: set[int] = set()
    for language, sentences in (("de", GERMAN), ("en", ENGLISH)):
        own = tokenizer_of(language)
        found.update(token for text in sentences for token in own.encode(" " + text))
        found.update((*own.sot_sequence, own.eot, own.no_timestamps, own.no_speech))
    return sorted(found)


def example(window: Window, stamped: bool, seconds: float) -> Example:
    """Tokens of a window, with time stamps or without, and the frames of each.

    Silence follows the window up to the given length, which is what the encoder hears.
    """
    own = tokenizer_of(window.language)
    tokens = list(own.sot_sequence)
    spans: list[tuple[int, int] | None] = [None] * (len(tokens) - 1)
    if not stamped:
        tokens.append(own.no_timestamps)
        spans.append(None)
    for number, words in enumerate(window.sentences):
        start, end = words[0].start, words[-1].end
        following = window.sentences[number + 1 :]
        pause = following[0][0].start if following else end + 0.3
        if stamped:
            tokens.append(own.timestamp_begin + round(start / FRAME))
            spans.append(_frames(start, start))
        for place, word in enumerate(words):
            after = words[place + 1].start if place + 1 < len(words) else pause
            for token in own.encode(" " + word.text):
                tokens.append(token)
                silent = own.decode([token]) in PUNCTUATION
                spans.append(_frames(word.end, after) if silent else _frames(word.start, word.end))
        if stamped:
            tokens.append(own.timestamp_begin + round(end / FRAME))
            spans.append(_frames(end, end))
    turns = frozenset({*_turns(tokens, window), len(tokens) - 2})
    tokens.append(own.eot)
    spans.append(_frames(window.sentences[-1][-1].end, window.sentences[-1][-1].end + 0.3))
    first = len(own.sot_sequence) - (0 if stamped else -1)
    silence = round(seconds * SAMPLE_RATE) - len(window.samples)
    mel = log_mel_spectrogram(window.samples, padding=silence)
    said = torch.zeros(mel.shape[-1] // 2, dtype=torch.long)
    for word in (word for words in window.sentences for word in words):
        said[round(word.start / FRAME) : round(word.end / FRAME)] = word_number(word.text)
    return Example(mel, tokens, spans, first, turns, said)


def _turns(tokens: Sequence[int], window: Window) -> Iterator[int]:
    """Rows from which it is said whether a sentence follows, and its first token."""
    own = tokenizer_of(window.language)
    place = 0
    for words in window.sentences:
        tokens_of = [token for word in words for token in own.encode(" " + word.text)]
        while list(tokens[place : place + len(tokens_of)]) != tokens_of:
            place += 1
        yield from (place - 2, place - 1)
        place += len(tokens_of)


@cache
def _words() -> dict[str, int]:
    texts = (text for sentences in (GERMAN, ENGLISH) for text in sentences)
    found = sorted({word for text in texts for word in text.split()})
    return {word: number for number, word in enumerate(found, start=1)}


def word_number(word: str) -> int:
    """Number of a word of the sentences, from 1."""
    return _words()[word]


def _frames(start: float, end: float) -> tuple[int, int]:
    """Frames of a span, at least four, since word times are read through a median filter."""
    first, last = round(start / FRAME), round(end / FRAME)
    return (
        (first, last) if last - first >= 4 else (max(0, first - (4 - last + first) // 2), last + 2)
    )


class Student(nn.Module):
    """The model in training: a `Whisper` whose token vectors are made from few parameters."""

    def __init__(self, width: int, heads: int, layers: int) -> None:
        super().__init__()
        dims = ModelDimensions(
            n_mels=80, n_audio_ctx=1500, n_audio_state=width, n_audio_head=heads,
            n_audio_layer=layers, n_vocab=VOCABULARY, n_text_ctx=448, n_text_state=width,
            n_text_head=heads, n_text_layer=layers,
        )  # fmt: skip
        self.whisper = Whisper(dims)
        self.whisper.decoder.token_embedding.weight.requires_grad_(requires_grad=False).zero_()
        nn.init.normal_(self.whisper.decoder.positional_embedding, std=0.02)
        self.ids = trained_tokens()
        self.vectors = nn.Parameter(torch.randn(len(self.ids), width) * 0.05)
        self.register_buffer("steps", sinusoids(STAMPS, width), persistent=False)
        self.stamps = nn.Linear(width, width)
        nn.init.normal_(self.stamps.weight, std=0.05)
        self.words = nn.Linear(width, len(_words()) + 1)  # what the encoder hears; not kept
        self.first_stamp = tokenizer_of("en").timestamp_begin
        rows = torch.full((VOCABULARY,), -1)
        rows[self.ids] = torch.arange(len(self.ids))
        rows[self.first_stamp :] = torch.arange(STAMPS) + len(self.ids)
        self.register_buffer("rows", rows, persistent=False)

    def table(self) -> Tensor:
        """Vectors of the trained tokens, then those of the time stamps."""
        return torch.cat([self.vectors, self.stamps(self.steps)])

    def forward(self, mel: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log probabilities of the tokens, log attention of the last layer, words of the frames."""
        heard = self._encode(mel)
        decoder, table = self.whisper.decoder, self.table()
        x = table[self.rows[tokens]] + decoder.positional_embedding[: tokens.shape[1]]
        for block in decoder.blocks[:-1]:
            x = block(x, heard, mask=decoder.mask)
        last = decoder.blocks[-1]
        x = x + last.attn(last.attn_ln(x), mask=decoder.mask)[0]
        queries = last.cross_attn_ln(x)
        attention = _attention(last.cross_attn, queries, heard)
        x = x + last.cross_attn(queries, heard)[0]
        x = decoder.ln(x + last.mlp(last.mlp_ln(x)))
        rest = x.new_full((*x.shape[:2], 1), math.log(VOCABULARY - len(table)))
        logits = torch.cat([x @ table.T, rest], dim=-1)
        return functional.log_softmax(logits, dim=-1)[..., :-1], attention, self.words(heard)

    def _encode(self, mel: Tensor) -> Tensor:
        encoder = self.whisper.encoder
        x = functional.gelu(encoder.conv2(functional.gelu(encoder.conv1(mel)))).transpose(1, 2)
        x = x + encoder.positional_embedding[: x.shape[1]]
        for block in encoder.blocks:
            x = block(x)
        heard: Tensor = encoder.ln_post(x)
        return heard

    def finished(self) -> Whisper:
        """The model with all its token vectors in place."""
        with torch.no_grad():
            weight = self.whisper.decoder.token_embedding.weight
            weight[self.ids] = self.vectors
            weight[self.first_stamp :] = self.stamps(self.steps)
        return self.whisper.eval()


def _attention(layer: nn.Module, queries: Tensor, heard: Tensor) -> Tensor:
    """Log attention weights, shape (batch, heads, tokens, frames)."""
    parts = [
        projected.unflatten(-1, (layer.n_head, -1)).transpose(1, 2)
        for projected in (layer.query(queries), layer.key(heard))
    ]
    scale = parts[0].shape[-1] ** -0.5
    return functional.log_softmax(parts[0] @ parts[1].transpose(-1, -2) * scale, dim=-1)


def losses(student: Student, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Mean loss of the tokens, of the attention to where they are heard, and of the encoder.

    Whether a sentence follows and what opens it counts more: the rest is known by heart.
    """
    length = max(len(one.tokens) for one in batch)
    tokens = torch.tensor([_padded(one.tokens, length, student.ids[0]) for one in batch])
    mel = torch.stack([one.mel for one in batch])
    logs, attention, words = student(mel, tokens[:, :-1])
    learnt = torch.tensor([[_learnt(one, row) for row in range(length - 1)] for one in batch])
    weight = learnt[learnt > 0]
    said = _token_losses(student, logs[learnt > 0], tokens[:, 1:][learnt > 0])
    spans = [_padded(one.spans, length - 1, None) for one in batch]
    wanted = torch.zeros(len(batch), length - 1, attention.shape[-1])
    for number, own in enumerate(spans):
        for row, span in enumerate(own):
            if span is not None:
                wanted[number, row, span[0] : span[1]] = 1.0 / (span[1] - span[0])
    looked = -(attention.mean(dim=1) * wanted).sum() / (wanted.sum() + 1e-9)
    sounds = torch.stack([one.said for one in batch])
    weights = torch.ones(words.shape[-1])
    weights[0] = 0.2
    heard = functional.cross_entropy(words.transpose(1, 2), sounds, weight=weights)
    return (said * weight).sum() / weight.sum(), looked, heard


def _padded(values: list[Any], length: int, filler: Any) -> list[Any]:
    return values + [filler] * (length - len(values))


def _learnt(one: Example, row: int) -> float:
    """How much what follows a row counts: the language and what is said, not the prompt."""
    if row in one.turns and one.first <= row + 1:
        return 5.0
    return float(row == 0 or one.first <= row + 1 < len(one.tokens))


def _token_losses(student: Student, logs: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of each target; time stamps near the true one are right in part."""
    rows = student.rows[targets][:, None] + torch.arange(-3, 4)
    weight = torch.exp(-0.5 * (torch.arange(-3, 4) / 1.2) ** 2).expand(rows.shape).clone()
    weight[targets < student.first_stamp] = torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    weight[(rows < 0) | (rows >= logs.shape[1])] = 0.0
    weight = weight / weight.sum(dim=1, keepdim=True)
    return -(logs.gather(1, rows.clamp(0, logs.shape[1] - 1)) * weight).sum(dim=1)
