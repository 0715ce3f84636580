"""A wav2vec2 with a CTC head small enough to be trained in a minute or two on `corpus`.

The synthesiser says when each word starts and ends, so the network learns frame by frame: each
letter in one frame, the first letter where the word starts, the delimiter where it ends, the other
letters evenly between, and the blank in all other frames. This is what a network
trained with the CTC loss drifts to by itself, without its freedom to be late.
"""

from collections.abc import Sequence

import numpy as np
import torch
from corpus import SENTENCES, Window
from torch import Tensor
from torch.nn import functional
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from unisono.audio import SAMPLE_RATE

STRIDE, FIELD = 320, 400
"""Samples between frames, and those that a frame sees."""

SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "|")
BLANK, DELIMITER = 0, 4


def letters() -> list[str]:
    """Letters of all sentences."""
    text = " ".join(text for sentences in SENTENCES.values() for text in sentences)
    return sorted({c for c in text.lower() if c.isalpha()} | {"'"})


def vocabulary() -> dict[str, int]:
    """Number of every unit; the blank is `<pad>`, as in wav2vec2."""
    return {unit: number for number, unit in enumerate((*SPECIAL, *letters()))}


def new_model() -> Wav2Vec2ForCTC:
    """Fresh weights: wav2vec2's own windows and strides, a thirtieth of its width."""
    return Wav2Vec2ForCTC(
        Wav2Vec2Config(
            vocab_size=len(vocabulary()),
            hidden_size=96,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=192,
            conv_dim=(32, 32, 48, 48, 64, 64, 64),
            feat_extract_norm="group",
            num_conv_pos_embeddings=17,
            num_conv_pos_embedding_groups=4,
            hidden_dropout=0.0,
            attention_dropout=0.0,
            activation_dropout=0.0,
            feat_proj_dropout=0.0,
            final_dropout=0.0,
            layerdrop=0.0,
            mask_time_prob=0.0,
            apply_spec_augment=False,
            pad_token_id=BLANK,
            bos_token_id=1,
            eos_token_id=2,
        )
    )


def frame_of(seconds: float) -> int:
    """The frame whose middle stretch of 20 ms holds a time."""
    return int((seconds * SAMPLE_RATE - (FIELD - STRIDE) / 2) // STRIDE)


def targets(window: Window, frames: int) -> np.ndarray:
    """Unit of each frame, shape (frames,)."""
    units = vocabulary()
    labels = np.full(frames, BLANK)
    words = [word for sentence in window.sentences for word in sentence]
    for word in words:
        own = [units[c] for c in word.text.lower() if c in units]
        first, behind = frame_of(word.start), frame_of(word.end)
        places = np.linspace(first, max(first, behind - 2), len(own)).round().astype(int)
        labels[min(behind - 1, frames - 1)] = DELIMITER
        labels[np.clip(places, 0, frames - 1)] = own
    return labels


def loss(model: Wav2Vec2ForCTC, batch: Sequence[Window]) -> Tensor:
    """Cross-entropy of every frame, the rare letters counting more than the blank."""
    logits = model(torch.from_numpy(np.stack([one.samples for one in batch]))).logits
    wanted = np.stack([targets(one, logits.shape[1]) for one in batch])
    weight = torch.full((logits.shape[-1],), 1.0)
    weight[BLANK] = 0.3
    return functional.cross_entropy(logits.transpose(1, 2), torch.from_numpy(wanted), weight=weight)
