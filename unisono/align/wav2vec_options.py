"""Options of the aligners that hear with a wav2vec2."""

from typing import Literal

from pydantic import Field

from unisono.options import Options


class Wav2vecOptions(Options):
    """Which wav2vec2 hears the letters, and on what."""

    model: str = Field(
        default="facebook/wav2vec2-base-960h",
        min_length=1,
        max_length=1_000,
        description=(
            "wav2vec2 (or HuBERT) with a CTC head over the letters of the language, in the format "
            "of transformers: a hub id or a folder. It must be on the machine: nothing is fetched "
            "during a run"
        ),
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="auto = a CUDA device where there is one"
    )
    window: float = Field(
        default=20.0,
        ge=5.0,
        le=120.0,
        description="Seconds that ctc hears at once, beside two seconds on both sides; memory "
        "grows with its square",
    )
