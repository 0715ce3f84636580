"""Keeping sound on its clock: where silence is needed and what must be left out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """What to do so that a block of samples begins where its timestamp says."""

    silence: int = 0
    """Samples of silence to write before the block."""
    drop: int = 0
    """Samples to leave out at its beginning."""


def place(position: int, target: int | None, length: int, tolerance: int) -> Placement:
    """Place a block of samples on the clock.

    Parameters
    ----------
    position
        Samples written so far, so the time at which the block would begin.
    target
        Sample at which it should begin; None where the container does not say.
    length
        Samples in the block.
    tolerance
        Largest distance, samples, that is left as it is: containers round timestamps.

    Returns
    -------
    Placement
        With at most one of silence and drop above zero.
    """
    if target is None or abs(target - position) <= tolerance:
        return Placement()
    if target > position:
        return Placement(silence=target - position)
    return Placement(drop=min(length, position - target))
