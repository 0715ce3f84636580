"""Plain text: one utterance a line, and what is no plain text is told from it."""

from unisono.transcribe.cues import LIKE_TIMING, spoken_lines
from unisono.transcribe.encoding import clean, unreadable
from unisono.transcribe.utterances import Remark, Utterance

_DOCUMENTS = {
    "{\\rtf": "a Rich Text document",
    "<?xml": "an XML document",
    "<!doctype": "a web page",
    "<html": "a web page",
    "webvtt": "WebVTT",
}
"""How files begin that are no plain text, in small letters."""

_MARKS = ("<", "&", "{\\")
"""What markup within a line begins with."""


def read_plain(text: str, name: str) -> tuple[list[Utterance], list[Remark]]:
    """Read one utterance a line; blank lines are skipped, tags and entities resolved.

    Parameters
    ----------
    text
        Content of the file.
    name
        Of the file, for errors.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_UNREADABLE`` where the file is a document or subtitles.
    """
    _refuse_others(text, name)
    utterances: list[Utterance] = []
    marked = 0
    for line in text.split("\n"):
        plain = clean(line)
        if not any(mark in line for mark in _MARKS):
            said = [Utterance(text=plain)] if plain else []
        else:
            said = [
                Utterance(text=piece.text, speaker_id=piece.voice) for piece in spoken_lines([line])
            ]
            marked += [one.text for one in said] != [plain]
        utterances += said
    if not marked:
        return utterances, []
    lines = "1 line" if marked == 1 else f"{marked:,} lines"
    return utterances, [Remark(sentence=f"{lines} with markup, of which the text was taken")]


def _refuse_others(text: str, name: str) -> None:
    head = text.lstrip()[:20].lower()
    for beginning, kind in _DOCUMENTS.items():
        if head.startswith(beginning):
            remedy = "name it .vtt" if kind == "WebVTT" else "save its text as plain text in UTF-8"
            raise unreadable(f"{name} is {kind}; {remedy}")
    for number, line in enumerate(text.split("\n"), 1):
        if "-->" in line and LIKE_TIMING.match(line):
            raise unreadable(
                f'{name} line {number}: "{line.strip()[:60]}" is a time of subtitles; name the '
                "file .srt or .vtt"
            )
