"""The formats: how each is named, written and read."""

from collections.abc import Callable
from dataclasses import dataclass

from unisono.exports.alignment import Alignment
from unisono.exports.ctm import from_ctm, to_ctm
from unisono.exports.cues import Limits
from unisono.exports.eaf import from_eaf, to_eaf
from unisono.exports.json_file import from_json, to_json
from unisono.exports.options import ExportsOptions, FormatName
from unisono.exports.srt import from_srt, to_srt
from unisono.exports.textgrid import from_textgrid, to_textgrid
from unisono.exports.webvtt import from_webvtt, to_webvtt


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes
    ----------
    suffix
        Of its files.
    write, read
        Its two functions; what is read may be less than what was written, as
        docs/exports.md says for each.
    """

    suffix: str
    write: Callable[[Alignment, ExportsOptions], str]
    read: Callable[[str], Alignment]


def _srt(alignment: Alignment, options: ExportsOptions) -> str:
    return to_srt(alignment, _limits(options))


def _webvtt(alignment: Alignment, options: ExportsOptions) -> str:
    return to_webvtt(
        alignment,
        _limits(options),
        word_times=options.word_times,
        speaker_names=options.speaker_names,
    )


def _limits(options: ExportsOptions) -> Limits:
    return Limits(
        seconds=options.cue_seconds, lines=options.cue_lines, characters=options.line_characters
    )


FORMATS: dict[FormatName, Format] = {
    "textgrid": Format(
        suffix=".TextGrid", write=lambda alignment, _: to_textgrid(alignment), read=from_textgrid
    ),
    "eaf": Format(suffix=".eaf", write=lambda alignment, _: to_eaf(alignment), read=from_eaf),
    "webvtt": Format(suffix=".vtt", write=_webvtt, read=from_webvtt),
    "srt": Format(suffix=".srt", write=_srt, read=from_srt),
    "ctm": Format(suffix=".ctm", write=lambda alignment, _: to_ctm(alignment), read=from_ctm),
    "json": Format(suffix=".json", write=lambda alignment, _: to_json(alignment), read=from_json),
}
