"""The identity of the model behind a stage, so that a new version is a new result."""

from importlib.metadata import PackageNotFoundError, version

from unisono.weights import weights_identity

_PACKAGES = {
    "hmm": ("pocketsphinx", "espeakng-loader"),
    "pocketsphinx": ("pocketsphinx",),
    "praat": ("praat-parselmouth",),
    "espeak": ("espeakng-loader", "praat-parselmouth"),
    "faster-whisper": ("faster-whisper", "ctranslate2"),
    "openai-whisper": ("openai-whisper", "torch"),
    "whisperx": ("whisperx", "ctranslate2", "torch"),
    "diarise": ("whisperx", "pyannote-audio", "torch"),
    "ctc": ("transformers", "torch"),
    "nli": ("transformers", "torch"),
    "learn": ("scikit-learn", "torch"),
    "strategy": ("pot", "scikit-learn", "torch"),
    "regress": ("linearmodels", "pyfixest"),
}


def model_identity(backend: str, *weights: str) -> str:
    """What a backend's model is: its packages and versions, and the weights that it reads.

    Parameters
    ----------
    backend
        Its name in the configuration.
    weights
        Hub ids, names, files or folders of weights, where it reads any; empty ones are left out.
    """
    packages = (f"{name}=={_version(name)}" for name in _PACKAGES.get(backend, ()))
    named = (f"{model} {weights_identity(model)}".strip() for model in weights if model)
    return " ".join([backend, *packages, *named])


def _version(package: str) -> str:
    """Version of a package; of one that only the rule's own environment has, nothing is known."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
