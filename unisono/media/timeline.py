"""Keeping sound on its clock: where silence is needed, what is left out, whom to believe."""

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


class Witness:
    """Tell a jump of the clock from a timestamp that is wrong: the next one confirms it.

    Parameters
    ----------
    largest
        Distance from the time before that is believed at once, seconds.
    """

    def __init__(self, largest: float) -> None:
        self.largest = largest
        self.latest = 0.0
        """Latest time that was believed, seconds; container start to begin with."""
        self._doubtful: float | None = None

    def believes(self, time: float) -> bool:
        """Whether a time is near the one before, or goes on from a doubtful one."""
        confirmed = self._doubtful is not None and time >= self._doubtful - self.largest
        if abs(time - self.latest) > self.largest and not confirmed:
            self._doubtful = time
            return False
        self._doubtful = None
        self.latest = time
        return True
