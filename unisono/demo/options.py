"""Options of the demo corpus."""

from typing import Literal, Self

from pydantic import Field, model_validator

from unisono.options import Options

Tells = Literal["slogans", "occurrence", "coincidence"]
Cue = Literal["picture", "voice", "both"]

FEWEST_WITH_FAULTS = 4
"""Speeches, and ads, that it takes to have three faulty ones among them."""


class DemoOptions(Options):
    """How large the demo corpus is, and what is planted in it."""

    seed: int = Field(1, ge=0, description="The same seed gives the same corpus, byte by byte")
    speeches: int = Field(40, ge=1, le=400, description="Speeches of the parliament (German)")
    ads: int = Field(
        60, ge=1, le=10_000, description="Campaign ads (English, 5 to 10 s each, 12 s with beats)"
    )
    tone: Tells = Field(
        "slogans",
        description="What tells the tone of an ad: slogans = its sentences, mostly its colours; "
        "occurrence = which words, pictures and pitches occur in its six beats; coincidence = "
        "which of them occur at the same time, each by itself telling nothing",
    )
    tone_strength: float = Field(
        0.9,
        ge=0,
        le=1,
        description="occurrence, coincidence: share of the ads that tell their own tone; the "
        "others tell one by chance",
    )
    tone_with: Cue = Field(
        "both",
        description="occurrence, coincidence: what tells the tone together with the words: "
        "picture, voice, or both (each of them)",
    )
    faults: bool = Field(
        True,
        description="Spoil six recordings in six ways: truncated, no audio, silence, transcript "
        "of another speech, variable frame rate, rotated",
    )
    sentences_min: int = Field(6, ge=3, le=30, description="Sentences of a speech, at least")
    sentences_max: int = Field(8, ge=3, le=30, description="Sentences of a speech, at most")
    effect_left: float = Field(
        0.35,
        ge=-2,
        le=2,
        description="Rise of F0 in sentences in which the left bloc addresses the target party, "
        "in SD between the speaker's sentences",
    )
    effect_other: float = Field(
        0.10,
        ge=-2,
        le=2,
        description="Rise of F0 in sentences in which anyone else addresses the target party, "
        "in SD between the speaker's sentences",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.sentences_max < self.sentences_min:
            raise ValueError(
                f"sentences_max ({self.sentences_max}) is below sentences_min "
                f"({self.sentences_min}); raise it"
            )
        if self.faults and min(self.speeches, self.ads) < FEWEST_WITH_FAULTS:
            raise ValueError(
                f"faults need at least {FEWEST_WITH_FAULTS} speeches and {FEWEST_WITH_FAULTS} "
                f"ads, not {self.speeches} and {self.ads}; make more or set faults: false"
            )
        return self
