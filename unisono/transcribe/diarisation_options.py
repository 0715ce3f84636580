"""Options of the diarisation, a block of those of the transcribe stage."""

from typing import Literal

from pydantic import Field

from unisono.options import Options


class DiarisationOptions(Options):
    """Which model tells voices apart, and how many there may be."""

    model: str = Field(
        default="pyannote/speaker-diarization-community-1",
        min_length=1,
        max_length=1_000,
        description=(
            "pyannote pipeline: a hub id or a folder; it must be on the machine, nothing is "
            "fetched during a run"
        ),
    )
    device: Literal["cpu", "cuda"] = Field(
        default="cpu", description="Where the model runs; without a GPU it takes hours"
    )
    min_speakers: int = Field(
        default=0, ge=0, le=100, description="Fewest speakers of a recording, 0 = not known"
    )
    max_speakers: int = Field(
        default=0, ge=0, le=100, description="Most speakers of a recording, 0 = not known"
    )
