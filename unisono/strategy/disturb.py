"""Bad alignment on purpose: words are shifted, jittered, dropped or swapped.

All work on the borders of the words and leave what they hold alone. Amounts of shift and
jitter are the mean absolute error that they cause; amounts of drop and swap are the shares
of the words that they befall.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unisono.errors import ConfigError, nearest

Doubles = npt.NDArray[np.float64]
DISTURBANCES = ("shift", "jitter", "drop", "swap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbed:
    """Where words are said to be.

    Attributes
    ----------
    start, end
        Shape (words,), seconds; NaN for a word that was dropped.
    """

    start: Doubles
    end: Doubles


def disturb(start: Doubles, end: Doubles, *, kind: str, amount: float, seed: int) -> Disturbed:
    """Disturb the times of one recording's words.

    Parameters
    ----------
    start, end
        Shape (words,), seconds.
    kind
        One of `DISTURBANCES`: shift moves all words alike, to a side drawn by the seed; jitter
        moves each by a normal amount; drop takes the times of a share away; swap exchanges
        a share of the words' times in pairs, drawn at random.
    amount
        Seconds, or a share from 0 to 1.
    seed
        Of what is drawn.
    """
    generator = np.random.default_rng(seed)
    if kind == "shift":
        move = amount * float(generator.choice([-1.0, 1.0]))
        return Disturbed(start=start + move, end=end + move)
    if kind == "jitter":
        # A normal amount has a mean absolute value of sqrt(2 / pi) SDs.
        moves = amount * np.sqrt(np.pi / 2) * generator.standard_normal(len(start))
        return Disturbed(start=start + moves, end=end + moves)
    if kind == "drop":
        chosen = generator.permutation(len(start))[: round(amount * len(start))]
        gone = np.isin(np.arange(len(start)), chosen)
        return Disturbed(start=np.where(gone, np.nan, start), end=np.where(gone, np.nan, end))
    if kind == "swap":
        order = np.arange(len(start))
        chosen = generator.permutation(len(start))[: 2 * (round(amount * len(start)) // 2)]
        order[chosen[::2]], order[chosen[1::2]] = chosen[1::2], chosen[::2]
        return Disturbed(start=start[order], end=end[order])
    raise ConfigError(f'no disturbance "{kind}"{nearest(kind, DISTURBANCES)}')


def time_error(start: Doubles, end: Doubles, disturbed: Disturbed) -> float:
    """Mean absolute error of the middles of words that still have times, seconds."""
    kept = ~np.isnan(disturbed.start)
    if not kept.any():
        return float("nan")
    gaps = np.abs((disturbed.start + disturbed.end - start - end) / 2)[kept]
    return float(gaps.mean())


def misplaced_share(start: Doubles, end: Doubles, disturbed: Disturbed) -> float:
    """Share of the words whose middle lies outside the true word, dropped ones included."""
    middle = (disturbed.start + disturbed.end) / 2
    inside = (middle >= start) & (middle < end)
    return float(1.0 - inside.mean())
