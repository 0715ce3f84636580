"""Options of the acoustics stage."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from unisono.audio import SAMPLE_RATE
from unisono.options import Options

PitchMethod = Literal["limits", "two_pass"]
PoolBy = Literal["recording", "speaker"]

INTENSITY_PERIODS = 6.4
"""Window of Praat's intensity, in periods of the lowest pitch: the longest of all windows."""


class AcousticsOptions(Options):
    """What is measured in the voice, and how; the defaults are Praat's standard values."""

    method: PitchMethod = Field(
        default="limits",
        description="Where pitch is looked for: limits = between a floor and a ceiling given "
        "by the sex of the speaker; two_pass = between limits found in a first pass",
    )
    floor_male: float = Field(default=75.0, ge=30, le=500, description="Pitch floor of men, Hz")
    ceiling_male: float = Field(
        default=300.0, ge=100, le=2000, description="Pitch ceiling of men, Hz"
    )
    floor_female: float = Field(
        default=100.0, ge=30, le=500, description="Pitch floor of women, Hz"
    )
    ceiling_female: float = Field(
        default=500.0, ge=100, le=2000, description="Pitch ceiling of women, Hz"
    )
    floor_unknown: float = Field(
        default=75.0,
        ge=30,
        le=500,
        description="Pitch floor where sex is not known, and in a first pass, Hz",
    )
    ceiling_unknown: float = Field(
        default=600.0,
        ge=100,
        le=2000,
        description="Pitch ceiling where sex is not known, and in a first pass, Hz",
    )
    two_pass_floor: float = Field(
        default=0.75,
        gt=0,
        le=1,
        description="two_pass: floor, as a multiple of the first quartile of F0",
    )
    two_pass_ceiling: float = Field(
        default=1.5,
        ge=1,
        le=4,
        description="two_pass: ceiling, as a multiple of the third quartile of F0; up to 2.5 "
        "for very expressive speech",
    )
    pool_by: PoolBy = Field(
        default="speaker",
        description="two_pass: whose F0 gives the quartiles: each speaker's within the "
        "recording, or the whole recording's",
    )
    two_pass_frames: int = Field(
        default=100,
        ge=4,
        description="two_pass: voiced frames that the quartiles need; with fewer, the limits of "
        "the first pass stay, and the accounting says so",
    )
    step: float = Field(
        default=0.01,
        ge=0.002,
        le=0.1,
        description="Distance between frames, s; a whole number of samples at 16 kHz",
    )
    very_accurate: bool = Field(
        default=False,
        description="Gaussian window of twice the length for pitch (Praat: very accurate)",
    )
    max_candidates: int = Field(default=15, ge=2, le=100, description="Pitch candidates of a frame")
    silence_threshold: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="Frames with less than this share of the segment's peak amplitude count as "
        "unvoiced",
    )
    voicing_threshold: float = Field(
        default=0.45, ge=0, le=1, description="Strength that a voiced candidate must have, 0 to 1"
    )
    octave_cost: float = Field(
        default=0.01, ge=0, le=1, description="How much high candidates are favoured, per octave"
    )
    octave_jump_cost: float = Field(
        default=0.35, ge=0, le=10, description="Cost of a jump of pitch between frames, per octave"
    )
    voiced_unvoiced_cost: float = Field(
        default=0.14, ge=0, le=10, description="Cost of a change between voiced and unvoiced"
    )
    hnr_every: int = Field(
        default=2,
        ge=1,
        le=10,
        description="Harmonicity is measured at one voiced frame in this many; its windows (27 "
        "ms at 75 Hz) overlap even at 2, and it is the most expensive measure",
    )
    hnr_periods: float = Field(
        default=1.0, ge=1, le=10, description="Window of harmonicity, periods of the pitch floor"
    )
    min_pause: float = Field(
        default=0.25, gt=0, le=10, description="Gap between two words that counts as a pause, s"
    )
    margin: float = Field(
        default=0.1,
        ge=0,
        le=5,
        description="Sound before and after each segment that is analysed with it, s, so that "
        "the voicing decision at its edges has a context",
    )
    longest: float = Field(
        default=60.0,
        ge=5,
        le=600,
        description="Longer segments are analysed in pieces of at most this length, cut between "
        "words, s; bounds the memory",
    )

    @field_validator("step")
    @classmethod
    def _step_is_whole_samples(cls, step: float) -> float:
        samples = step * SAMPLE_RATE
        if abs(samples - round(samples)) > 1e-6 or round(samples) % 2:
            raise ValueError(
                f"{step:g} s is not an even number of samples at {SAMPLE_RATE} Hz; "
                "use whole milliseconds, e.g. 0.01"
            )
        return step

    @model_validator(mode="after")
    def _floors_are_below_ceilings(self) -> Self:
        for sex in ("male", "female", "unknown"):
            floor, ceiling = getattr(self, f"floor_{sex}"), getattr(self, f"ceiling_{sex}")
            if floor >= ceiling:
                raise ValueError(
                    f"floor_{sex} is {floor:g} Hz and ceiling_{sex} {ceiling:g} Hz; "
                    "the floor must be the lower one"
                )
        return self

    @property
    def hop(self) -> int:
        """Distance between frames in samples."""
        return round(self.step * SAMPLE_RATE)
