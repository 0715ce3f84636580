import subprocess
import sys

import numpy as np
import pytest
from pydantic import ValidationError

from unisono.embed import registry
from unisono.embed.options import AudioEmbedOptions, ImageEmbedOptions, TextEmbedOptions
from unisono.embed.registry import open_audio, open_image, open_text
from unisono.errors import ConfigError


class ToyText:
    model = "toy-1/3"
    dimension = 3

    def embed(self, texts):
        return np.ones((len(texts), 3), dtype=np.float32)


@pytest.mark.parametrize(
    ("opened", "model"),
    [
        (lambda: open_text(TextEmbedOptions()), "hashing-1/256"),
        (lambda: open_audio(AudioEmbedOptions()), "statistics-1/256"),
        (lambda: open_image(ImageEmbedOptions(dimension=64)), "statistics-1/64"),
    ],
)
def test_the_defaults_need_nothing_and_say_their_version_and_dimension(opened, model):
    embedder = opened()
    assert embedder.model == model
    assert embedder.dimension == int(model.split("/")[1])


def test_an_unknown_backend_is_refused_with_the_nearest_and_all_valid_ones():
    with pytest.raises(ConfigError) as found:
        open_text(TextEmbedOptions(backend="hashin"))
    assert str(found.value) == (
        'embed.text.backend: there is no "hashin"; did you mean "hashing"? (valid: hashing)'
    )
    with pytest.raises(ConfigError, match=r"embed.audio.backend: .*; valid: statistics$"):
        open_audio(AudioEmbedOptions(backend="clap"))
    with pytest.raises(ConfigError, match=r"embed.image.backend: .*; valid: statistics$"):
        open_image(ImageEmbedOptions(backend="resnet"))


def test_a_backend_is_added_by_one_line(monkeypatch):
    monkeypatch.setitem(registry.TEXT, "toy", lambda _: ToyText())
    embedder = open_text(TextEmbedOptions(backend="toy"))
    assert embedder.embed(["a", "b"]).shape == (2, 3)


def test_units_are_given_as_a_list_and_others_are_refused():
    assert TextEmbedOptions(units=["word"]).units == ("word",)
    with pytest.raises(ValidationError):
        TextEmbedOptions(units=["sentence"])
    with pytest.raises(ValidationError):
        AudioEmbedOptions(units=[])
    with pytest.raises(ValidationError, match="twice"):
        AudioEmbedOptions(units=["word", "word"])


def test_naming_the_backends_loads_none_of_them():
    code = (
        "import sys, unisono.embed.registry as r; assert r.TEXT and r.AUDIO and r.IMAGE;"
        "print([m for m in sys.modules if m.startswith('unisono.embed.') and 'hash' in m or "
        "m.startswith('unisono.embed.') and 'statistics' in m or m in ('cv2', 'scipy')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
