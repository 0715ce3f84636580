"""What any speech would score: the best path through a loop of all phones.

The likelihood of a text means little by itself; a loud frame may be near to nothing. It is
therefore always given relative to that of the best sequence of phones whatever, as in
S. M. Witt and S. J. Young, "Phone-level pronunciation scoring and assessment for
interactive language learning", Speech Communication 30, 2000.
"""
# ruff: noqa: ANN001, ANN202
# mypy: disallow-untyped-defs=false, disallow-untyped-calls=false

from collections.abc import Iterable, Iterator

import numba
import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import AcousticModel
from unisono.align.search import Frames
from unisono.align.senones import Nearest, senone_log_likelihood

ENTRY = 4.0
"""Nats that it costs to enter a phone: about one of forty."""

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_Record = tuple[Ints, Doubles, Ints]
"""For each frame: the one in which the phone was entered whose end is best after it, the
score of the path, and the phone."""


def heard(blocks: Iterable[Nearest], model: AcousticModel, frames: int) -> Iterator[Frames]:
    """Follow the loop through a recording.

    A block comes out when the one after it is known, since only then is it settled by
    which path it was left.

    Parameters
    ----------
    blocks
        All frames in order; a block should be longer than a phone.
    model
        Its base phones, out of context, are the loop.
    frames
        Number of all frames.

    Yields
    ------
    Frames
        Their reference is the loop's path, the same in all frames of one of its phones, and
        they are pauses where that is silence or noise.
    """
    parameters = (model.phone_senones, model.transitions, model.weights, model.codebook)
    shape = model.phone_senones.shape
    tokens = np.full(shape, -np.inf), np.zeros(shape, dtype=np.int32)
    record = np.zeros(frames, np.int32), np.zeros(frames), np.zeros(frames, np.int32)
    speech = _speech(model)
    waiting: Nearest | None = None
    first = 0
    for nearest in blocks:
        done = first + (len(waiting.offset) if waiting else 0)
        densities = (nearest.chosen, nearest.density, nearest.offset)
        _advance(parameters, densities, tokens, record, done)
        if waiting:
            yield _settled(waiting, record, speech, (first, done + len(nearest.offset)))
        waiting, first = nearest, done
    if waiting:
        yield _settled(waiting, record, speech, (first, first + len(waiting.offset)))


def _speech(model: AcousticModel) -> Flags:
    """Shape (phones,): which of the base phones are neither silence nor noise."""
    speech = np.ones(len(model.phone_senones), dtype=np.bool_)
    speech[model.fillers] = False
    return speech


def _settled(nearest: Nearest, record: _Record, speech: Flags, span: tuple[int, int]) -> Frames:
    """What the loop heard in a block that begins with one frame, when it has come to another."""
    first, known = span
    reference, pause = _trace(record, speech, first, first + len(nearest.offset), known)
    return Frames(nearest=nearest, reference=reference, pause=pause)


@numba.njit(cache=True, nogil=True)
def _advance(model, nearest, tokens, record, first):
    """Move the loop's tokens through a block that begins with frame ``first``."""
    senones, transitions, weights, codebook = model
    chosen, density, offset = nearest
    score, entered = tokens
    phones, states = score.shape
    for place in range(offset.shape[0]):
        frame = first + place
        entering = record[1][frame - 1] - ENTRY if frame else -ENTRY
        for phone in range(phones):
            for state in range(states - 1, -1, -1):
                stay = score[phone, state] + transitions[phone, state, 0]
                enter, since = entering, frame
                if state:
                    enter = score[phone, state - 1] + transitions[phone, state - 1, 1]
                    since = entered[phone, state - 1]
                if enter > stay:
                    stay = enter
                    entered[phone, state] = since
                senone = senones[phone, state]
                book = codebook[senone]
                stay += senone_log_likelihood(
                    senone, book, weights, chosen[place], density[place], offset[place]
                )
                score[phone, state] = stay
        best, total = 0, -np.inf
        for phone in range(phones):
            value = score[phone, states - 1] + transitions[phone, states - 1, 1]
            if value > total:
                best, total = phone, value
        record[0][frame] = entered[best, states - 1]
        record[1][frame] = total
        record[2][frame] = best


@numba.njit(cache=True, nogil=True)
def _trace(record, speech, first, last, known):
    """Reference and pauses of the frames of a block, back from the last frame known."""
    entered, totals, phones = record
    reference = np.zeros(last - first)
    pause = np.zeros(last - first, dtype=np.bool_)
    frame = known - 1
    while frame >= first and totals[frame] > -np.inf:
        begin = entered[frame]
        before = totals[begin - 1] if begin else 0.0
        for i in range(max(begin, first), min(frame + 1, last)):
            reference[i - first] = (totals[frame] - before) / (frame + 1 - begin)
            pause[i - first] = not speech[phones[frame]]
        frame = begin - 1
    return reference, pause
