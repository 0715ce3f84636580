"""Clipped sound: how much of a recording is cut off at full scale, where waves lose their tops."""

import numpy as np
import numpy.typing as npt

FULL = 0.999
"""Amplitude, of 1, from which on a sample is at full scale."""

AUDIBLE_SHARE = 0.001
"""Share of samples cut off that is worth a remark."""


class Clipping:
    """Counts samples that are cut off at full scale.

    These are samples at full scale that equal the one before, and samples beyond it, to which
    lossy codecs bring flat tops. What was cut off and then made softer is not noticed.
    """

    def __init__(self) -> None:
        self.samples = 0
        """Samples heard, of all channels."""
        self.clipped = 0
        """Those among them that are cut off."""

    def take(self, samples: npt.NDArray[np.float32]) -> None:
        """Count a block of samples, shape (channels, samples)."""
        self.samples += samples.size
        if not samples.size or max(samples.max(), -samples.min()) < FULL:
            return
        size = np.abs(samples)
        self.clipped += int(np.count_nonzero(size > 1.0))
        flat = (np.diff(samples, axis=1) == 0) & (size[:, 1:] >= FULL) & (size[:, 1:] <= 1.0)
        self.clipped += int(np.count_nonzero(flat))

    @property
    def share(self) -> float:
        """Share of all samples that are cut off, 0 to 1."""
        return self.clipped / self.samples if self.samples else 0.0
