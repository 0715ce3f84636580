"""The reference task: tell a recording's class from what coincides in two modalities.

A linear model on the means of both modalities and of the products of their coinciding
features: no more than alignment decides what it can know.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from unisono.correspond.sequences import Floats

Classes = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


def coincidences(first: Floats, carried: Floats) -> Doubles:
    """Features of one recording.

    Parameters
    ----------
    first
        Shape (steps, d1).
    carried
        Shape (steps, d2): the second modality, brought to the steps of the first.

    Returns
    -------
    numpy.ndarray
        Shape (d1 + d2 + d1 * d2,): means, and covariances of each feature with each.
    """
    x, y = first.astype(np.float64), carried.astype(np.float64)
    mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
    products = (x - mean_x).T @ (y - mean_y) / len(x)
    return np.concatenate([mean_x, mean_y, products.ravel()])


def hits(
    train: Sequence[Doubles], classes: Classes, test: Sequence[Doubles], truth: Classes
) -> npt.NDArray[np.bool_]:
    """Which recordings a regularised linear model tells right, shape (tests,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=2000))
    model.fit(np.stack(train), classes)
    return np.asarray(model.predict(np.stack(test)) == truth)


def share_and_error(right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Share of hits and its standard error (Agresti and Coull, so that it is never 0)."""
    share = float(right.mean())
    smooth = (right.sum() + 2.0) / (len(right) + 4.0)
    return share, float(np.sqrt(smooth * (1.0 - smooth) / (len(right) + 4.0)))
