"""A judge by natural language inference: does a sentence entail that a party is addressed.

The sentence is the premise; the hypothesis says that the party is spoken to. The
probability is that of entailment against contradiction (Yin, Hay and Roth 2019), as the
zero-shot pipeline of transformers computes it.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from unisono.address.options import NliOptions
from unisono.errors import InstallError
from unisono.weights import missing_package, model_folder

Logits = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float64]]
"""Logits of premises and hypotheses: (entailment, contradiction), shape (pairs, 2)."""

_INSTEAD = "address.backend: none"


class NliJudge:
    """Judges pairs in batches by the logits of a model.

    Parameters
    ----------
    logits
        The model.
    options
        Hypothesis and size of a batch.
    """

    def __init__(self, logits: Logits, options: NliOptions) -> None:
        self._logits = logits
        self._options = options

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Probability of entailment for each sentence and party, from 0 to 1."""
        found: list[float] = []
        for start in range(0, len(pairs), self._options.batch_size):
            chosen = pairs[start : start + self._options.batch_size]
            premises = [text for text, _ in chosen]
            claims = [self._options.hypothesis.replace("{party}", party) for _, party in chosen]
            logits = self._logits(premises, claims)
            margin = np.clip(logits[:, 0] - logits[:, 1], -60.0, 60.0)
            found += (1.0 / (1.0 + np.exp(-margin))).tolist()
        return found


def open_judge(options: NliOptions) -> NliJudge:
    """Open a model for sequence classification from the hub's cache or a folder.

    Raises
    ------
    InstallError
        When transformers is not installed, or the model is not there, not complete, or no
        model of inference.
    """
    try:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise missing_package("nli", "whisper", _INSTEAD, error) from error
    folder = model_folder(
        options.model,
        backend="nli",
        option="address.nli.model",
        needs=("config.json", "model.safetensors", "tokenizer.json|vocab.txt|spiece.model"),
        instead=_INSTEAD,
    )
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, local_files_only=True, use_safetensors=True
    )
    model.eval().to(options.device)
    columns = _columns(model.config.id2label, options.model)

    def logits(premises: Sequence[str], claims: Sequence[str]) -> npt.NDArray[np.float64]:
        import torch

        inputs = tokenizer(
            list(premises),
            list(claims),
            return_tensors="pt",
            padding=True,
            truncation="only_first",
            max_length=options.max_tokens,
        ).to(options.device)
        with torch.inference_mode():
            output = model(**inputs).logits.double().cpu().numpy()
        return np.asarray(output[:, columns], dtype=np.float64)

    return NliJudge(logits, options)


def _columns(labels: dict[int, str], model: str) -> list[int]:
    """Columns of entailment and of what speaks against it."""
    names = {number: str(name).lower() for number, name in labels.items()}
    entailed = [number for number, name in names.items() if name.startswith("entail")]
    against = [number for number, name in names.items() if name.startswith(("contra", "not"))]
    if len(entailed) != 1 or not against:
        raise InstallError(
            f'the model "{model}" of the backend "nli" has the classes '
            f"{', '.join(map(str, labels.values()))}, but entailment and contradiction are needed; "
            f"name a model of natural language inference (address.nli.model), or set {_INSTEAD}"
        )
    return [entailed[0], against[0]]
