"""The acoustic model brought nearer to a recording: voices, room and language.

The means of the Gaussians are moved by one affine map for each feature stream, as in
C. J. Leggetter and P. C. Woodland, "Maximum likelihood linear regression for speaker
adaptation", Computer Speech and Language 9, 1995, and those of each phone then by an offset
of its own; variances are scaled phone by phone. Both are drawn towards no change at all
by a number of imagined frames (J.-L. Gauvain and C.-H. Lee, "Maximum a posteriori
estimation for multivariate Gaussian mixture observations", 1994), so that little sound
changes little. The offsets make an English phone out of the sound that stands for it in
another language.
"""
# ruff: noqa: ANN001, ANN202
# mypy: disallow-untyped-defs=false, disallow-untyped-calls=false

from dataclasses import replace

import numba
import numpy as np
import numpy.typing as npt

from unisono.align.acoustic_model import STATES, AcousticModel
from unisono.align.passage import Passage
from unisono.align.senones import Nearest, senone_log_likelihood

MAP_WEIGHT = 1000.0
OFFSET_WEIGHT = 300.0
VARIANCE_WEIGHT = 1000.0
"""Imagined frames without any change that the map, the offset of a phone, and the scale of
its variances are drawn towards."""

WORST = -12.0
"""Nats a frame below which a phone is taken for misplaced and not learnt from."""

AROUND = 41
"""Phones and fillers that are taken together when it is judged whether the text is said."""

DOUBTFUL = -3.5
"""Nats a frame below which it is not."""

LONGEST = 100
"""Frames above which it is, too."""

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


def adapted(
    model: AcousticModel, passage: Passage, nearest: Nearest, features: Floats
) -> AcousticModel:
    """The model as the way of a search through some sound suggests.

    Parameters
    ----------
    model
        To begin with.
    passage
        The way; frames are counted from the first one of the sound.
    nearest
        Gaussians of all frames of the sound, of this model.
    features
        Shape (frames, streams, 13), of the same frames.

    Returns
    -------
    AcousticModel
        With other means and variances; the same one where the way teaches nothing.
    """
    frames = passage.frames
    senones = passage.senones.astype(np.int64)
    poor = passage.score < WORST * np.maximum(frames, 1)
    senones[poor | ~_trusted(passage) | (frames < STATES) | (frames > LONGEST)] = -1
    state = np.full(len(features), -1, dtype=np.int64)
    share = np.zeros((len(features), *nearest.chosen.shape[2:]))
    densities = (nearest.chosen, nearest.density, nearest.offset)
    tied = model.weights, model.codebook
    _divide(senones, passage.begin, passage.end, densities, tied, state, share)
    known = np.flatnonzero(state >= 0)
    if not len(known):
        return model
    book = model.codebook[state[known]].astype(np.int64)
    chosen = nearest.chosen[known, book]
    means, variances = model.means.copy(), model.variances.copy()
    for stream in range(features.shape[1]):
        place = book[:, None], stream, chosen[:, stream]
        weight = share[known, stream][:, :, None]
        expected = (model.means[place] * weight).sum(axis=1)
        precision = 1.0 / (model.variances[place] * weight).sum(axis=1)
        means[:, stream], variances[:, stream] = _moved(
            (model.means[:, stream], model.variances[:, stream]),
            book,
            features[known, stream].astype(np.float64),
            (expected.astype(np.float64), precision.astype(np.float64)),
        )
    return replace(model, means=means, variances=variances)


def _trusted(passage: Passage) -> npt.NDArray[np.bool_]:
    """Entries around which the text seems to be said."""
    spoken = passage.word >= 0
    score = _around(np.where(spoken, passage.score, 0.0))
    frames = _around(np.where(spoken, passage.frames, 0.0))
    trusted: npt.NDArray[np.bool_] = score > DOUBTFUL * np.maximum(frames, 1)
    return trusted


def _around(values: Doubles) -> Doubles:
    """Sums of the values around each, also where there are fewer than the window has."""
    if not len(values):
        return values
    sums: Doubles = np.convolve(values, np.ones(AROUND))[AROUND // 2 :][: len(values)]
    return sums


def _moved(
    gaussians: tuple[Floats, Floats],
    book: npt.NDArray[np.int64],
    observed: Doubles,
    expected: tuple[Doubles, Doubles],
) -> tuple[Floats, Floats]:
    """Means and variances of one stream, shape (books, Gaussians, 13) both."""
    means, variances = gaussians
    mean, precision = expected
    linear = _map(observed, mean, precision)
    means = means @ linear[:, :-1].T.astype(np.float32) + linear[:, -1].astype(np.float32)
    rest = observed - mean @ linear[:, :-1].T - linear[:, -1]
    variances = variances.copy()
    for number in np.unique(book):
        own = book == number
        offset = rest[own].sum(axis=0) / (own.sum() + OFFSET_WEIGHT)
        means[number] += offset.astype(np.float32)
        spread = (((rest[own] - offset) ** 2) * precision[own]).sum(axis=0)
        scale = (spread + VARIANCE_WEIGHT) / (own.sum() + VARIANCE_WEIGHT)
        variances[number] *= scale.astype(np.float32)
    return means, variances


def _map(observed: Doubles, mean: Doubles, precision: Doubles) -> Doubles:
    """The affine map of means, shape (13, 14), dimension by dimension."""
    size = mean.shape[1]
    known = np.column_stack([mean, np.ones(len(mean))])
    scale = np.append(mean.var(axis=0), 1.0)
    linear = np.zeros((size, size + 1))
    for row in range(size):
        weight = precision[:, row]
        drawn = np.diag(scale * np.median(weight) * MAP_WEIGHT)
        matrix = (known * weight[:, None]).T @ known + drawn
        linear[row] = np.linalg.solve(
            matrix, (known * weight[:, None]).T @ observed[:, row] + drawn[:, row]
        )
    return linear


@numba.njit(cache=True, nogil=True)
def _divide(senones, begins, ends, nearest, tied, state, share):
    """Divide each phone among its three states; share each frame among its Gaussians.

    Written are, for every frame of a phone with senones of 0 or more, its senone and the
    posterior probability of the nearest Gaussians, stream by stream.
    """
    chosen, density, _ = nearest
    weights, codebook = tied
    for entry in range(senones.shape[0]):
        begin, size = begins[entry], ends[entry] - begins[entry]
        if senones[entry, 0] < 0:
            continue
        one, two = _borders(senones[entry], begin, size, nearest, tied)
        for i in range(size):
            part = 0 if i < one else (1 if i < two else 2)
            senone = senones[entry, part]
            state[begin + i] = senone
            book = codebook[senone]
            for stream in range(share.shape[1]):
                total = 1e-30
                for k in range(share.shape[2]):
                    value = (
                        weights[senone, stream, chosen[begin + i, book, stream, k]]
                        * density[begin + i, book, stream, k]
                    )
                    share[begin + i, stream, k] = value
                    total += value
                for k in range(share.shape[2]):
                    share[begin + i, stream, k] /= total


@numba.njit(cache=True, nogil=True)
def _borders(senones, begin, size, nearest, tied):
    """First frames of the second and the third state of a phone, from its own beginning."""
    chosen, density, offset = nearest
    weights, codebook = tied
    sums = np.zeros((size + 1, 3))
    for i in range(size):
        for part in range(3):
            senone = senones[part]
            place = begin + i
            sums[i + 1, part] = sums[i, part] + senone_log_likelihood(
                senone, codebook[senone], weights, chosen[place], density[place], offset[place]
            )
    best, one, two = -np.inf, 1, 2
    for i in range(1, size - 1):
        for j in range(i + 1, size):
            total = sums[i, 0] + sums[j, 1] - sums[i, 1] + sums[size, 2] - sums[j, 2]
            if total > best:
                best, one, two = total, i, j
    return one, two
