"""The inner loops of the alignment, compiled: edit distance with its way back.

``ANN`` and typing are off for these functions: their types are those of numba.
"""
# mypy: disallow-untyped-defs=false, disallow-untyped-calls=false
# ruff: noqa: ANN001, ANN201

import numba
import numpy as np

MATCH = 1.0
PENALTY = 0.6
"""Cost of another word and of a word that one text lacks. At 40 % wrong words a right
alignment still gains (0.6 - 0.4 * 0.6 > 0 a word), and a single word that happens to be
like one off the diagonal does not pay for going there and back (1 < 2 * 0.6)."""


@numba.njit(cache=True, nogil=True)
def table(heard, written):
    """Fill in the table of best scores from the beginning of both texts.

    Parameters
    ----------
    heard, written
        Codes, shapes (m,) and (n,).

    Returns
    -------
    tuple
        Moves (1 both, 2 heard alone, 3 written alone), shape (m + 1, n + 1); for each
        number of tokens heard the best score over all numbers of tokens written, shape
        (m + 1,), and the number of tokens written that gives it.
    """
    m, n = len(heard), len(written)
    moves = np.zeros((m + 1, n + 1), np.uint8)
    best = np.zeros(m + 1, np.float64)
    at = np.zeros(m + 1, np.int64)
    score = -PENALTY * np.arange(n + 1)
    moves[0, 1:] = 3
    for i in range(1, m + 1):
        corner = score[0]
        score[0] = -PENALTY * i
        moves[i, 0] = 2
        best[i] = score[0]
        for j in range(1, n + 1):
            both = corner + (MATCH if heard[i - 1] == written[j - 1] else -PENALTY)
            corner = score[j]
            move, value = 1, both
            if score[j] - PENALTY > value:
                move, value = 2, score[j] - PENALTY
            if score[j - 1] - PENALTY > value:
                move, value = 3, score[j - 1] - PENALTY
            moves[i, j] = move
            score[j] = value
            if value > best[i]:
                best[i] = value
                at[i] = j
    return moves, best, at


@numba.njit(cache=True, nogil=True)
def way_back(moves, heard, written, i, j):
    """Pairs of equal tokens on the best way to a cell.

    Returns
    -------
    array
        For each token heard the one written, or -1, shape (m,).
    """
    found = np.full(len(heard), -1, np.int64)
    while i > 0 or j > 0:
        if moves[i, j] == 1:
            i -= 1
            j -= 1
            if heard[i] == written[j]:
                found[i] = j
        elif moves[i, j] == 2:
            i -= 1
        else:
            j -= 1
    return found
