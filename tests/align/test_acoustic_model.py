"""The files of the acoustic model: what is read is whole and means what it should."""

from pathlib import Path

import numpy as np
import pocketsphinx
import pytest

from unisono.align.acoustic_model import AcousticModel, read_acoustic_model
from unisono.errors import InstallError

FOLDER = Path(pocketsphinx.get_model_path("en-us")) / "en-us"


def test_every_senone_of_a_triphone_belongs_to_its_base_phone(model: AcousticModel) -> None:
    own = np.arange(len(model.phones))[None, :, None, None, None]
    assert np.array_equal(np.broadcast_to(own, model.senones.shape), model.codebook[model.senones])


def test_mixture_weights_and_transitions_are_probabilities(model: AcousticModel) -> None:
    # Weights are stored in steps of 10 %, so sums are one only to within that.
    assert np.all(np.abs(model.weights.sum(axis=2) - 1) < 0.1)
    assert np.allclose(np.exp(model.transitions).sum(axis=2), 1)


def test_triphones_differ_from_base_phones(model: AcousticModel) -> None:
    number = model.number
    triphone = model.senones[0, number["AA"], number["B"], number["K"]]
    assert not np.array_equal(triphone, model.phone_senones[number["AA"]])


@pytest.mark.parametrize("name", ["mdef", "means", "sendump", "transition_matrices"])
@pytest.mark.parametrize("keep", [0, 40, 5000])
def test_a_damaged_file_is_an_install_error_that_says_what_to_do(
    tmp_path: Path, name: str, keep: int
) -> None:
    for path in FOLDER.iterdir():
        data = path.read_bytes()
        if path.name == name:
            data = data[: min(keep, len(data) - 8)]
        (tmp_path / path.name).write_bytes(data)
    with pytest.raises(InstallError, match="run `make setup`"):
        read_acoustic_model(tmp_path)


def test_a_missing_model_is_an_install_error(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="cannot be read"):
        read_acoustic_model(tmp_path)
