"""Transcripts of the demo in the formats that people have: text, SRT, VTT, TextGrid."""

from collections.abc import Callable, Sequence
from pathlib import Path

from unisono.demo.voices import SpokenSentence


def write_transcript(path: Path, sentences: Sequence[SpokenSentence], duration: float) -> None:
    """Write what was said, one utterance for each sentence, as the suffix asks.

    Parameters
    ----------
    path
        File to make: .txt, .srt, .vtt or .TextGrid.
    sentences
        With their times, which a .txt leaves out and the others round to milliseconds.
    duration
        Length of the recording in seconds (a TextGrid holds it).
    """
    write: dict[str, Callable[[Sequence[SpokenSentence], float], str]] = {
        ".txt": _text,
        ".srt": _srt,
        ".vtt": _vtt,
        ".TextGrid": _textgrid,
    }
    path.write_text(write[path.suffix](sentences, duration), encoding="utf-8", newline="\n")


def _text(sentences: Sequence[SpokenSentence], _duration: float) -> str:
    return "".join(f"{sentence.text}\n" for sentence in sentences)


def _srt(sentences: Sequence[SpokenSentence], _duration: float) -> str:
    return "\n".join(
        f"{number}\n{_clock(sentence.start, ',')} --> {_clock(sentence.end, ',')}\n"
        f"{sentence.text}\n"
        for number, sentence in enumerate(sentences, start=1)
    )


def _vtt(sentences: Sequence[SpokenSentence], _duration: float) -> str:
    cues = "".join(
        f"\n{_clock(sentence.start, '.')} --> {_clock(sentence.end, '.')}\n{sentence.text}\n"
        for sentence in sentences
    )
    return f"WEBVTT\n{cues}"


def _textgrid(sentences: Sequence[SpokenSentence], duration: float) -> str:
    """Praat's long text format, with one interval tier that covers the whole time."""
    intervals: list[tuple[float, float, str]] = []
    before = 0.0
    for sentence in sentences:
        start, end = round(sentence.start, 3), round(sentence.end, 3)
        intervals += [(before, start, ""), (start, end, sentence.text)]
        before = end
    intervals.append((before, duration, ""))
    body = "".join(
        f"        intervals [{number}]:\n            xmin = {start:.3f} \n"
        f'            xmax = {end:.3f} \n            text = "{_quoted(text)}" \n'
        for number, (start, end, text) in enumerate(intervals, start=1)
    )
    return (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0 \nxmax = {duration:.3f} \ntiers? <exists> \nsize = 1 \nitem []: \n"
        '    item [1]:\n        class = "IntervalTier" \n        name = "utterances" \n'
        f"        xmin = 0 \n        xmax = {duration:.3f} \n"
        f"        intervals: size = {len(intervals)} \n{body}"
    )


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    rest, milliseconds = divmod(milliseconds, 1000)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}{point}{milliseconds:03d}"
