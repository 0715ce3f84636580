"""The en-us acoustic model of PocketSphinx, read from its own files.

It is a phonetically tied mixture model: every base phone has a codebook of Gaussians in
each feature stream, and every tied state (senone) is a set of weights over the codebook
of its phone. The formats are those of Sphinx-3 and PocketSphinx (``bin_mdef.c``,
``bio.c``, ``ptm_mgau.c``, ``tmat.c``), little-endian, checked for size and ranges here.
"""

import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from unisono.errors import InstallError

STATES = 3
"""Emitting states of every phone."""

WORD_POSITIONS = ("internal", "begin", "end", "single")
"""Positions of a phone in its word that triphones are told apart by, in the file's order."""

VARIANCE_FLOOR = 1e-4
TRANSITION_FLOOR = 1e-4
WEIGHT_SHIFT = 1024
WEIGHT_BASE = 1.0001
"""A stored weight w means the probability ``WEIGHT_BASE ** (-WEIGHT_SHIFT * w)``."""

_BYTE_ORDER = 0x11223344

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class AcousticModel:
    """Parameters of the model.

    Attributes
    ----------
    phones
        Names of the base phones; numbers of phones are positions here.
    senones
        Shape (4, P, P, P, 3): senones of a phone's three states by word position, phone,
        left and right neighbour. Every combination has an entry; unseen ones fall back.
    phone_senones
        Shape (P, 3): senones of a phone whatever its neighbours.
    codebook
        Shape (senones,): number of the codebook that a senone's weights are over.
    means, variances
        Shape (P, streams, Gaussians, 13).
    weights
        Shape (senones, streams, Gaussians): probabilities.
    transitions
        Shape (P, 3, 2): log probabilities of staying in a state and of leaving it.
    """

    phones: tuple[str, ...]
    senones: npt.NDArray[np.int16]
    phone_senones: npt.NDArray[np.int16]
    codebook: Ints
    means: Floats
    variances: Floats
    weights: Floats
    transitions: Floats

    @cached_property
    def number(self) -> dict[str, int]:
        """Number of each base phone."""
        return {name: position for position, name in enumerate(self.phones)}

    @property
    def silence(self) -> int:
        """Number of the silence phone."""
        return self.number["SIL"]

    @property
    def fillers(self) -> list[int]:
        """Numbers of the phones that are not speech: silence and two kinds of noise."""
        return [self.silence, self.number["+NSN+"], self.number["+SPN+"]]


def read_acoustic_model(folder: Path) -> AcousticModel:
    """Read a model folder (``mdef``, ``means``, ``variances``, ``sendump``, ...).

    Raises
    ------
    InstallError
        When a file is missing or is not of the kind that is supported.
    """
    try:
        phones, senones, phone_senones, codebook = _read_definition(folder / "mdef")
        means = _read_gaussians(folder / "means", len(phones))
        variances = np.maximum(_read_gaussians(folder / "variances", len(phones)), VARIANCE_FLOOR)
        weights = _read_weights(folder / "sendump", len(codebook), means.shape[1:3])
        transitions = _read_transitions(folder / "transition_matrices", len(phones))
    except (OSError, ValueError, struct.error) as error:
        raise InstallError(
            f"the acoustic model in {folder} cannot be read ({error}); run `make setup`"
        ) from error
    return AcousticModel(
        phones=phones,
        senones=senones,
        phone_senones=phone_senones,
        codebook=codebook,
        means=means,
        variances=variances,
        weights=weights,
        transitions=transitions,
    )


def _read_definition(
    path: Path,
) -> tuple[tuple[str, ...], npt.NDArray[np.int16], npt.NDArray[np.int16], Ints]:
    """Phones, senones of triphones and of base phones, and codebooks (``bin_mdef.c``)."""
    data = path.read_bytes()
    if data[:4] != b"BMDF":
        raise ValueError(f"{path.name} is no binary model definition")
    (described,) = struct.unpack_from("<i", data, 8)
    header = struct.unpack_from("<10i", data, 12 + described)
    n_base, n_phones, n_states, _, n_senones, _, n_sequences, _, n_tree, silence = header
    if n_states != STATES:
        raise ValueError(f"{path.name} has {n_states} states in a phone, not {STATES}")
    start = 12 + described + 40
    names, length = _names(data, start, n_base)
    offset = start + (length + 3) // 4 * 4 + 8 * n_tree  # names are padded to four bytes
    record = np.dtype([("sequence", "<i4"), ("transition", "<i4"), ("context", "u1", 4)])
    table = np.frombuffer(data, record, n_phones, offset)
    offset += record.itemsize * n_phones + 4
    sequences = np.frombuffer(data, "<u2", n_sequences * STATES, offset).reshape(-1, STATES)
    if sequences.max() >= n_senones:
        raise ValueError(f"{path.name} names a senone that does not exist")
    states = sequences[table["sequence"]].astype(np.int16)
    base = np.concatenate([np.arange(n_base), table["context"][n_base:, 1]])
    codebook = np.full(n_senones, -1, dtype=np.int32)
    codebook[states.ravel()] = np.repeat(base, STATES)
    if codebook.min() < 0:
        raise ValueError(f"{path.name} leaves senones without a phone")
    dense = _with_fallback(states, table["context"], n_base, silence)
    return names, dense, states[:n_base].copy(), codebook


def _names(data: bytes, start: int, count: int) -> tuple[tuple[str, ...], int]:
    pieces = data[start : start + 64 * count].split(b"\0", count)[:count]
    return tuple(piece.decode("ascii") for piece in pieces), sum(map(len, pieces)) + count


def _with_fallback(
    states: npt.NDArray[np.int16], context: npt.NDArray[np.uint8], n_base: int, silence: int
) -> npt.NDArray[np.int16]:
    """Senones of every triphone; unseen ones take another position, then the base phone."""
    dense = np.full((len(WORD_POSITIONS), n_base, n_base, n_base, STATES), -1, dtype=np.int16)
    position, base, left, right = context[n_base:].T
    dense[position, base, left, right] = states[n_base:]
    for filled in range(len(WORD_POSITIONS)):
        for other in range(len(WORD_POSITIONS)):
            missing = dense[filled, ..., 0] < 0
            dense[filled][missing] = dense[other][missing]
    missing = dense[..., 0] < 0
    whatever = np.broadcast_to(states[:n_base][None, :, None, None, :], dense.shape)
    dense[missing] = whatever[missing]
    dense[:, silence] = states[silence]
    return dense


def _read_s3(path: Path) -> tuple[int, bytes]:
    """Offset of the payload of a Sphinx-3 file, and its bytes (``bio.c``)."""
    data = path.read_bytes()
    end = data.find(b"endhdr\n", 0, 4096)
    if data[:3] != b"s3\n" or end < 0:
        raise ValueError(f"{path.name} has no Sphinx-3 header")
    (order,) = struct.unpack_from("<i", data, end + 7)
    if order != _BYTE_ORDER:
        raise ValueError(f"{path.name} is not little-endian")
    return end + 11, data


def _read_gaussians(path: Path, n_base: int) -> Floats:
    offset, data = _read_s3(path)
    books, streams, gaussians = struct.unpack_from("<3i", data, offset)
    lengths = struct.unpack_from(f"<{streams}i", data, offset + 12)
    if books != n_base or len(set(lengths)) != 1:
        raise ValueError(f"{path.name} is not phonetically tied with streams of one length")
    shape = (books, streams, gaussians, lengths[0])
    values = np.frombuffer(data, "<f4", int(np.prod(shape)), offset + 16 + 4 * streams)
    return values.reshape(shape).astype(np.float32)


def _read_weights(path: Path, n_senones: int, shape: tuple[int, ...]) -> Floats:
    """Mixture weights, one byte each (``read_sendump`` of ``ptm_mgau.c``)."""
    data = path.read_bytes()
    offset = 0
    while True:
        (length,) = struct.unpack_from("<i", data, offset)
        offset += 4
        if length == 0:
            break
        text = data[offset : offset + length].rstrip(b"\0")
        if text.startswith(b"cluster_count") and text != b"cluster_count 0":
            raise ValueError(f"{path.name} has clustered weights, which are not supported")
        offset += length
    rows, columns = struct.unpack_from("<2i", data, offset)
    streams, gaussians = shape
    if rows != gaussians or columns != n_senones:
        raise ValueError(f"{path.name} is for {columns} senones of {rows} Gaussians")
    stored = np.frombuffer(data, np.uint8, streams * rows * columns, offset + 8)
    meaning = np.exp(-np.log(WEIGHT_BASE) * WEIGHT_SHIFT * np.arange(256)).astype(np.float32)
    by_senone = stored.reshape(streams, gaussians, n_senones).transpose(2, 0, 1)
    return np.ascontiguousarray(meaning[by_senone])


def _read_transitions(path: Path, n_base: int) -> Floats:
    """Log probabilities of staying and leaving; counts in the file are normalised here."""
    offset, data = _read_s3(path)
    matrices, sources, targets = struct.unpack_from("<3i", data, offset)
    if (matrices, sources, targets) != (n_base, STATES, STATES + 1):
        raise ValueError(f"{path.name} has matrices of an unknown shape")
    count = matrices * sources * targets
    counts = np.frombuffer(data, "<f4", count, offset + 16).reshape(matrices, sources, targets)
    stay = np.diagonal(counts, axis1=1, axis2=2)
    leave = np.diagonal(counts, offset=1, axis1=1, axis2=2)
    if not np.allclose(stay + leave, counts.sum(-1), rtol=1e-5):
        raise ValueError(f"{path.name} lets states be skipped, which is not supported")
    pair = np.stack([stay, leave], axis=-1) / (stay + leave)[..., None]
    logs: Floats = np.log(np.maximum(pair, TRANSITION_FLOOR)).astype(np.float32)
    return logs
