"""Weights are told apart by what they are, and what is missing is one sentence."""

import pytest

from unisono.errors import InstallError
from unisono.weights import model_folder, weights_identity
from unisono.workflow.models import model_identity


def test_a_change_of_the_weights_changes_their_identity(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"\0" * 200_000)
    before = weights_identity(str(tmp_path))
    assert len(before) == 16
    assert weights_identity(str(tmp_path)) == before
    for place in (0, -1):
        data = bytearray(200_000)
        data[place] = 1
        (tmp_path / "model.bin").write_bytes(data)
        assert weights_identity(str(tmp_path)) != before
    (tmp_path / "model.bin").write_bytes(b"\0" * 200_001)
    assert weights_identity(str(tmp_path)) != before


def test_the_commit_in_the_cache_tells_a_hub_id(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert weights_identity("who/what") == ""
    refs = tmp_path / "models--who--what" / "refs"
    refs.mkdir(parents=True)
    (refs / "main").write_text("0123456789abcdef0123456789abcdef01234567\n")
    assert weights_identity("who/what") == "0123456789abcdef"
    assert model_identity("ctc", "who/what").endswith(" who/what 0123456789abcdef")


def test_a_backend_without_weights_is_known_by_its_packages():
    assert model_identity("transcript") == "transcript"
    assert model_identity("hmm", "").startswith("hmm pocketsphinx==")


def test_a_folder_is_taken_only_when_it_is_complete(tmp_path):
    def find():
        return model_folder(
            str(tmp_path),
            backend="ctc",
            option="align: wav2vec: model",
            needs=("config.json", "model.safetensors|pytorch_model.bin"),
            instead="align: backend to hmm",
        )

    (tmp_path / "config.json").touch()
    with pytest.raises(InstallError) as caught:
        find()
    assert str(caught.value) == (
        f'the model "{tmp_path}" of the backend "ctc" lacks model.safetensors or '
        f"pytorch_model.bin (looked in {tmp_path}); name another folder (align: wav2vec: model), "
        "or set align: backend to hmm"
    )
    (tmp_path / "pytorch_model.bin").touch()
    assert find() == tmp_path
