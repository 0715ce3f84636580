"""Six ways in which recordings of the demo are faulty, and which ones are."""

from enum import StrEnum
from pathlib import Path

from unisono.demo.options import DemoOptions

_KEPT_SHARE = 0.55
"""Share of the bytes that a truncated file keeps."""


class Fault(StrEnum):
    """What is wrong with a recording; the value is the truth table's."""

    TRUNCATED = "truncated"  # the file ends early; its index is at the start and whole
    OTHER_TRANSCRIPT = "other_transcript"  # the text of another speech
    SILENCE = "silence"  # an audio stream of nothing but zeros
    NO_AUDIO = "no_audio"  # no audio stream
    VARIABLE_FRAME_RATE = "variable_frame_rate"  # frames of 20 to 120 ms
    ROTATED = "rotated"  # stored lying, with a display matrix that turns it upright


_SPEECHES = (Fault.TRUNCATED, Fault.OTHER_TRANSCRIPT, Fault.SILENCE)
_ADS = (Fault.NO_AUDIO, Fault.VARIABLE_FRAME_RATE, Fault.ROTATED)


def _spread(faults: tuple[Fault, ...], count: int) -> dict[int, Fault]:
    return {(place + 1) * count // 4: fault for place, fault in enumerate(faults)}


def speech_faults(options: DemoOptions) -> dict[int, Fault]:
    """Faulty speeches by number, from 0."""
    return _spread(_SPEECHES, options.speeches) if options.faults else {}


def ad_faults(options: DemoOptions) -> dict[int, Fault]:
    """Faulty ads by number, from 0."""
    return _spread(_ADS, options.ads) if options.faults else {}


def truncate(path: Path) -> None:
    """Cut the end of a file off."""
    with path.open("rb+") as file:
        file.truncate(int(path.stat().st_size * _KEPT_SHARE))
