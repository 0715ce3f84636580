"""Options of the recognisers of the Whisper family."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

Device = Literal["auto", "cpu", "cuda"]
ComputeType = Literal["default", "float32", "float16", "bfloat16", "int8", "int8_float16"]

WHISPERS = ("faster-whisper", "openai-whisper", "whisperx")
"""Backends that these options are for."""

LONGEST_CHUNK = 30.0
"""Seconds that Whisper hears at once."""


class WhisperOptions(Options):
    """Which Whisper recognises, and on what."""

    model: str = Field(
        default="large-v3-turbo",
        min_length=1,
        description=(
            "Weights: a name such as large-v3-turbo or small, a hub id or a folder in the format "
            "of CTranslate2; for openai-whisper a name or a .pt file. They must be on the machine: "
            "nothing is fetched during a run"
        ),
    )
    language: str = Field(
        default="manifest",
        pattern=r"^(manifest|auto|[a-z]{2,3})$",
        description=(
            "manifest = each recording's language in the manifest; auto = as the model hears it "
            "in each chunk; or one for all, such as de"
        ),
    )
    device: Device = Field(
        default="auto",
        description="auto = a CUDA device where there is one",
    )
    compute_type: ComputeType = Field(
        default="default",
        description=(
            "Numbers it computes with; default = those of the weights, for openai-whisper and "
            "whisperx float16 on cuda and float32 on cpu. openai-whisper knows only these two"
        ),
    )
    batch_size: int = Field(
        default=8,
        ge=1,
        le=256,
        description="Chunks heard at once (faster-whisper, whisperx); more need more memory",
    )
    beam_size: int = Field(
        default=5, ge=1, le=50, description="Hypotheses that are kept while decoding; 1 = greedy"
    )
    word_model: str = Field(
        default="",
        max_length=1_000,
        description=(
            "Used by whisperx: the wav2vec2 with a CTC head that gives words their times, a hub id "
            "or a folder; empty = none, and a segment is a chunk of up to max_chunk seconds"
        ),
    )
