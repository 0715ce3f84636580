"""Clipped sound: how much of a recording lies at full scale, where waves lose their tops."""

import numpy as np
import numpy.typing as npt

FULL = 0.999
"""Amplitude, of 1, from which on a sample is taken to be at full scale."""

AUDIBLE_SHARE = 0.001
"""Share of samples at full scale that is worth a remark. Speech whose loudest sample was
brought to full scale has one in a million there; speech amplified 6 dB beyond it, one in a
hundred."""


class Clipping:
    """Counts samples at full scale.

    What was clipped and then made softer is not noticed: its tops are flat below full scale.
    """

    def __init__(self) -> None:
        self.samples = 0
        """Samples heard, of all channels."""
        self.full = 0
        """Those among them at full scale."""

    def take(self, samples: npt.NDArray[np.float32]) -> None:
        """Count a block of samples of any shape."""
        self.samples += samples.size
        if samples.size and max(samples.max(), -samples.min()) >= FULL:
            self.full += int(np.count_nonzero(np.abs(samples) >= FULL))

    @property
    def share(self) -> float:
        """Share of all samples that lie at full scale, 0 to 1."""
        return self.full / self.samples if self.samples else 0.0
