"""Sums of frame features over spans of time, in one pass and bounded memory."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bounds = npt.NDArray[np.int64]
"""Shape (spans, 2): first frame, and the one after the last."""


def span_sums(blocks: Iterable[Array], bounds: Bounds, columns: int) -> tuple[Array, Bounds]:
    """Sum every column over every span.

    Spans may overlap, nest and come in any order. Within a block all spans are summed
    from one cumulative sum, so time grows with the length of the sound and the number
    of spans, not with their product.

    Parameters
    ----------
    blocks
        Consecutive frames, each of shape (frames, columns).
    bounds
        The spans in frames; what lies beyond the last frame counts nothing.
    columns
        Number of columns of the blocks.

    Returns
    -------
    tuple
        Sums, shape (spans, columns), and the bounds cut to the frames there were.
    """
    sums = np.zeros((len(bounds), columns))
    order = np.argsort(bounds[:, 0], kind="stable")
    starts = bounds[order, 0]
    open_spans = order[:0]
    begun = offset = 0
    for block in blocks:
        stop = offset + len(block)
        until = int(np.searchsorted(starts, stop, side="left"))
        open_spans = np.concatenate([open_spans, order[begun:until]])
        begun = until
        cumulative = np.concatenate([np.zeros((1, columns)), np.cumsum(block, axis=0)])
        inside = np.clip(bounds[open_spans], offset, stop) - offset
        sums[open_spans] += cumulative[inside[:, 1]] - cumulative[inside[:, 0]]
        open_spans = open_spans[bounds[open_spans, 1] > stop]
        offset = stop
    return sums, np.clip(bounds, 0, offset)
