"""Options of the exports."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from unisono.options import Options

FormatName = Literal["textgrid", "eaf", "webvtt", "srt", "ctm", "json"]


def _no_repeats(formats: tuple[FormatName, ...]) -> tuple[FormatName, ...]:
    if len(set(formats)) < len(formats):
        raise ValueError("a format is named twice")
    return formats


class ExportsOptions(Options):
    """Which files are written for each recording, and how subtitles look."""

    formats: Annotated[
        tuple[FormatName, ...],
        Field(strict=False, min_length=1),
        AfterValidator(_no_repeats),
    ] = Field(
        default=("textgrid", "webvtt", "json"),
        description="Files to write for each recording: textgrid (Praat), eaf (ELAN), webvtt, "
        "srt, ctm (NIST) and json",
    )
    word_times: bool = Field(
        default=False,
        description="Whether WebVTT says when each word begins and ends, by timestamps inside "
        "the cues",
    )
    speaker_names: bool = Field(
        default=True, description="Whether WebVTT names the speaker of each cue"
    )
    cue_seconds: float = Field(
        default=7.0,
        gt=0.0,
        le=3600.0,
        description="Longest time that a subtitle is shown, seconds; longer segments are split",
    )
    cue_lines: int = Field(default=2, ge=1, le=10, description="Most lines of a subtitle, count")
    line_characters: int = Field(
        default=42, ge=10, le=500, description="Longest line of a subtitle, characters"
    )
