"""Options of the transcribe stage."""

from typing import Literal, Self

from pydantic import Field, model_validator

from unisono.options import Options
from unisono.transcribe.diarisation_options import DiarisationOptions
from unisono.transcribe.whisper_options import LONGEST_CHUNK, WHISPERS, WhisperOptions

BackendName = Literal["transcript", "pocketsphinx", "faster-whisper", "openai-whisper", "whisperx"]
Strictness = Literal["loose", "medium-loose", "medium-strict", "strict"]
OtherEncoding = Literal["refuse", "cp1252", "iso-8859-15", "mac-roman"]


Speakers = Literal["manifest", "channels", "diarise"]


class TranscribeOptions(Options):
    """Where the text comes from, and how speech is found for a recogniser."""

    backend: BackendName = Field(
        default="transcript",
        description=(
            "transcript = the text that the manifest gives, recordings without one are skipped; "
            "pocketsphinx = recognise English (its acoustic and language model come with it; "
            "expect every second word of free speech to be wrong); faster-whisper, openai-whisper, "
            "whisperx = Whisper, if its weights are on the machine (docs/recognisers.md)"
        ),
    )
    whisper: WhisperOptions = Field(
        default=WhisperOptions(),
        description="Used with faster-whisper, openai-whisper and whisperx",
    )
    given_transcripts: Literal["prefer", "ignore"] = Field(
        default="prefer",
        description=(
            "Used with a recogniser: prefer = take the transcript where the manifest gives one "
            "and recognise the rest; ignore = recognise every recording"
        ),
    )
    speakers: Speakers = Field(
        default="manifest",
        description=(
            "Who says it, where the transcript does not tell: manifest = the speaker of the "
            "manifest; channels = one speaker a channel, named in the manifest as A;B (set media: "
            "channels: keep); diarise = voices told apart by pyannote through whisperx (needs both "
            "and their weights)"
        ),
    )
    crosstalk: float = Field(
        default=10.0,
        ge=1.0,
        le=60.0,
        description=(
            "With speakers: channels, decibels below the loudest channel from which on a "
            "recogniser takes what it hears in a channel for the voice of another"
        ),
    )
    diarisation: DiarisationOptions = Field(
        default=DiarisationOptions(), description="Used with speakers: diarise"
    )
    tier: str = Field(
        default="",
        max_length=200,
        description=(
            "Name of the interval tier that holds the text in TextGrid transcripts; empty = "
            "the tiers with a usual name (utterances, sentences, ..., words), or the only one"
        ),
    )
    other_encoding: OtherEncoding = Field(
        default="refuse",
        description=(
            "What a transcript is read as that is neither UTF-8 nor UTF-16 with a byte-order "
            "mark; refuse = it is not read, and the accounting names the byte and the line"
        ),
    )
    strictness: Strictness = Field(
        default="loose",
        description=(
            "How sure the voice activity detector must be before a recogniser hears a frame; "
            "stricter ones lose soft speech"
        ),
    )
    min_pause: float = Field(
        default=0.5,
        ge=0.1,
        le=10.0,
        description="Seconds without speech (or between words) that part two utterances",
    )
    min_speech: float = Field(
        default=0.2,
        ge=0.0,
        le=5.0,
        description=(
            "Seconds that a stretch of speech must last to be heard at all; the detector takes "
            "the first 0.1 s of any noise for speech"
        ),
    )
    padding: float = Field(
        default=0.3,
        ge=0.0,
        le=2.0,
        description="Seconds kept around a stretch of speech, never beyond the middle of a pause",
    )
    max_chunk: float = Field(
        default=20.0,
        ge=2.0,
        le=120.0,
        description=(
            "Longest stretch in seconds that a recogniser hears at once; longer ones are cut at "
            "their longest pause or quietest moment"
        ),
    )

    @model_validator(mode="after")
    def _chunks_fit_the_recogniser(self) -> Self:
        if self.backend in WHISPERS and self.max_chunk > LONGEST_CHUNK:
            raise ValueError(
                f"max_chunk is {self.max_chunk:g} and {self.backend} hears at most "
                f"{LONGEST_CHUNK:g} s at once; lower it"
            )
        return self
