"""The identity of the model behind a stage, so that a new version is a new result."""

from importlib.metadata import version

_PACKAGES = {
    "hmm": ("pocketsphinx", "espeakng-loader"),
    "pocketsphinx": ("pocketsphinx",),
    "praat": ("praat-parselmouth",),
    "espeak": ("espeakng-loader", "praat-parselmouth"),
}


def model_identity(backend: str) -> str:
    """Packages and versions that hold the model of a backend, or the backend's own name."""
    packages = _PACKAGES.get(backend, ())
    return " ".join([backend, *(f"{name}=={version(name)}" for name in packages)])
