"""Options of the align stage."""

from pydantic import Field

from unisono.align.wav2vec_options import Wav2vecOptions
from unisono.options import Options


class AlignOptions(Options):
    """How words are found in the sound."""

    backend: str = Field(
        default="hmm",
        min_length=1,
        description="Aligner: hmm (acoustic model of PocketSphinx, phones from CMUdict or "
        "eSpeak NG), dtw (speech of eSpeak NG warped onto the recording), ctc and whisperx "
        "(wav2vec2, if its weights are on the machine: docs/recognisers.md)",
    )
    wav2vec: Wav2vecOptions = Field(
        default=Wav2vecOptions(), description="Used with ctc and whisperx"
    )
    pad: float = Field(
        default=0.25,
        ge=0.0,
        le=10.0,
        description="Seconds before and after a segment that has times in which its words may "
        "lie too; neighbouring segments are not entered",
    )
    edited: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="Score of a word below which its spot is taken for edited: other words are "
        "said there, or none; null = 0.5 with hmm, whose scores are probabilities, 0.2 otherwise",
    )
    mismatch: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="Median score of a recording's words (0 for those not found) below which the "
        "text is taken for one that is not said in it, and the recording is accounted for as "
        "partial",
    )

    @property
    def edited_below(self) -> float:
        """The limit of edited words, by the backend where none is given."""
        if self.edited is not None:
            return self.edited
        return 0.5 if self.backend == "hmm" else 0.2
