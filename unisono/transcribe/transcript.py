"""Transcripts that are given: any of the five formats, checked against the recording."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.transcribe.encoding import read_text, unreadable
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.plain import read_plain
from unisono.transcribe.protocol import read_spoken
from unisono.transcribe.subtitles import read_srt, read_vtt
from unisono.transcribe.textgrid import read_textgrid
from unisono.transcribe.utterances import Remark, Transcript, Utterance

MAX_UTTERANCES = 100_000
"""Utterances of one recording at most: ten a second for three hours."""

ROUNDING = 0.1
"""Seconds by which a time may lie outside of the recording without being worth a remark."""

_Read = tuple[list[Utterance], list[Remark]]
_Reader = Callable[[Path, TranscribeOptions], _Read]
_TextReader = Callable[[str, str, TranscribeOptions], _Read]


def read_transcript(
    path: Path,
    *,
    duration: float | None = None,
    options: TranscribeOptions = TranscribeOptions(),  # noqa: B008  frozen
) -> Transcript:
    """Read a transcript by the ending of its name: .txt, .srt, .vtt, .TextGrid or .xml.

    Parameters
    ----------
    path
        The file.
    duration
        Length of the recording in seconds, None where it is not known.
    options
        Of these ``tier``, ``min_pause`` and ``other_encoding`` are used.

    Returns
    -------
    Transcript
        At least one utterance. Each is without times or has ``0 <= start < end <=
        duration``; they are in the order of their starts, and where times could not
        be true or are shared the utterance keeps its place and loses its times.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_NOT_FOUND``, ``TRANSCRIPT_UNREADABLE`` or ``TRANSCRIPT_EMPTY``, with a
        sentence that says where and what to do.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in _READERS:
        raise unreadable(
            f'{path.name} ends in "{path.suffix}"; transcripts end in .txt, .srt, .vtt, '
            ".TextGrid or .xml (a protocol): save it in one of these formats"
        )
    utterances, remarks = _READERS[kind](path, options)
    if not any(letter.isalnum() for one in utterances for letter in one.text):
        raise ItemError(
            Reason.TRANSCRIPT_EMPTY,
            f"{path.name} holds no words; fill it, or leave the manifest's field empty",
        )
    if len(utterances) > MAX_UTTERANCES:
        raise unreadable(
            f"{path.name} has {len(utterances):,} utterances, at most {MAX_UTTERANCES:,} are "
            "read; is it the transcript of one recording?"
        )
    placed, timely = place(utterances, duration)
    return Transcript(kind=kind, utterances=tuple(placed), remarks=(*remarks, *timely))


def place(
    utterances: Sequence[Utterance], duration: float | None
) -> tuple[list[Utterance], list[Remark]]:
    """Bring utterances into the order of their starts and check their times.

    Times are clipped to the recording. An utterance that lies outside of it, or ends
    before it starts, keeps its text and its place but not its times. So do utterances that
    share both times, such as two voices in one caption: nothing tells when one stops, and
    the align stage looks for them together, one after the other.

    Parameters
    ----------
    utterances
        With both times or none.
    duration
        Length of the recording in seconds, None where it is not known.
    """
    ordered = sorted(utterances, key=_start) if _all_timed(utterances) else list(utterances)
    moved = sum(one is not other for one, other in zip(utterances, ordered, strict=True))
    shared = {times for times, number in Counter(map(_times, ordered)).items() if number > 1}
    checked = [
        _untimed(utterance) if _times(utterance) in shared else _within(utterance, duration)
        for utterance in ordered
    ]
    remarks = []
    if moved:
        remarks.append(
            Remark(sentence="utterances were not in the order of time and have been sorted")
        )
    remarks += _time_remarks(ordered, checked, duration)
    return checked, remarks


def _time_remarks(
    given: Sequence[Utterance], checked: Sequence[Utterance], duration: float | None
) -> list[Remark]:
    backwards = outside = shared = clipped = 0
    for before, after in zip(given, checked, strict=True):
        if before.start is None or before.end is None:
            continue
        if before.end <= before.start:
            backwards += 1
        elif after.start is None or after.end is None:
            shared += (inside := _within(before, duration).start is not None)
            outside += not inside
        else:
            beyond = max(after.start - before.start, before.end - after.end)
            clipped += beyond > ROUNDING
    length = "" if duration is None else f" ({duration:.2f} s)"
    return [
        Remark(sentence=f"{number:,} of {len(given):,} utterances {what}", lost=lost)
        for number, what, lost in (
            (backwards, "do not end after they start and lost their times", True),
            (outside, f"lie outside of the recording{length} and lost their times", True),
            (shared, "share their times with others and are left to the alignment", False),
            (clipped, f"reach beyond the recording{length} and were clipped to it", False),
        )
        if number
    ]


def _within(utterance: Utterance, duration: float | None) -> Utterance:
    if utterance.start is None or utterance.end is None:
        return utterance
    if utterance.end <= utterance.start:
        return _untimed(utterance)
    start = max(0.0, utterance.start)
    end = utterance.end if duration is None else min(duration, utterance.end)
    if end <= start:
        return _untimed(utterance)
    return replace(utterance, start=start, end=end)


def _untimed(utterance: Utterance) -> Utterance:
    return replace(utterance, start=None, end=None)


def _times(utterance: Utterance) -> tuple[float | None, float | None]:
    return utterance.start, utterance.end


def _all_timed(utterances: Sequence[Utterance]) -> bool:
    return all(utterance.start is not None for utterance in utterances)


def _start(utterance: Utterance) -> float:
    return 0.0 if utterance.start is None else utterance.start


def _read_textgrid(
    text: str, name: str, options: TranscribeOptions
) -> tuple[list[Utterance], list[Remark]]:
    return read_textgrid(text, name, tier=options.tier, pause=options.min_pause)


def _of_text(read: _TextReader) -> _Reader:
    """A reader of the file, out of one of its text."""

    def read_file(path: Path, options: TranscribeOptions) -> _Read:
        text, odd = read_text(path, options.other_encoding)
        utterances, remarks = read(text, path.name, options)
        return utterances, [*odd, *remarks]

    return read_file


_READERS: dict[str, _Reader] = {
    "txt": _of_text(lambda text, name, _: read_plain(text, name)),
    "srt": _of_text(lambda text, name, _: read_srt(text, name)),
    "vtt": _of_text(lambda text, name, _: read_vtt(text, name)),
    "textgrid": _of_text(_read_textgrid),
    "xml": lambda path, _: read_spoken(path),
}
