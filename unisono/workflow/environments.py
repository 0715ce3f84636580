"""The conda environments of the rules, pinned to the versions of the lock.

One environment for each family of tools. ``make generated`` writes ``envs/*.yaml``; tests
hold them against the lock and against what the scripts import.
"""

import re
from pathlib import Path

_TABLES = ("duckdb", "numpy", "pandas", "pyarrow", "pydantic", "pyyaml")

_SPEECH = (
    *_TABLES,
    "espeakng-loader",
    "lxml",
    "num2words",
    "numba",
    "pocketsphinx",
    "praat-parselmouth",
    "scipy",
    "soundfile",
    "typing-extensions",  # `override` of the readings of numbers, until Python 3.12
)
_WHISPER = (
    *_SPEECH,
    "ctranslate2",
    "faster-whisper",
    "huggingface-hub",
    "openai-whisper",
    "torch",
    "transformers",
)

FAMILIES = {
    "tables": _TABLES,
    "media": (*_TABLES, "av", "opencv-python-headless", "scenedetect-headless", "soundfile"),
    "speech": _SPEECH,
    "whisper": _WHISPER,
    "whisperx": (*_WHISPER, "nltk", "pyannote-audio", "torchaudio", "whisperx"),
    "acoustics": (*_TABLES, "espeakng-loader", "praat-parselmouth", "scipy", "soundfile"),
    "embed": (*_TABLES, "opencv-python-headless", "scipy", "soundfile"),
    "parliament": (*_TABLES, "lxml", "somajo"),
    "regress": (*_TABLES, "linearmodels", "matplotlib", "numba", "pyfixest", "scipy"),
    "learn": (
        *_TABLES,
        "llvmlite",
        "matplotlib",
        "numba",
        "safetensors",
        "scikit-learn",
        "scipy",
        "threadpoolctl",
        "torch",
    ),
    "strategy": (
        *_TABLES,
        "llvmlite",
        "matplotlib",
        "numba",
        "pot",
        "safetensors",
        "scikit-learn",
        "scipy",
        "threadpoolctl",
        "torch",
    ),
    "report": (*_TABLES, "jinja2", "opencv-python-headless", "soundfile"),
    "demo": (
        *_TABLES,
        "av",
        "espeakng-loader",
        "opencv-python-headless",
        "praat-parselmouth",
        "scipy",
        "soundfile",
    ),
}
"""Packages of each environment, named as on PyPI."""

BACKENDS = {
    "faster-whisper": "whisper",
    "openai-whisper": "whisper",
    "ctc": "whisper",
    "nli": "whisper",
    "whisperx": "whisperx",
    "diarise": "whisperx",
}
"""Environments of the backends that need more than ``speech``."""

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_PYTHON = "3.11"


def locked_versions(lock: Path) -> dict[str, str]:
    """Versions that a requirements lock gives for the Python of the environments."""
    versions: dict[str, str] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        match = _PIN.match(line)
        if match and _for_python(match[3] or ""):
            versions[match[1]] = match[2]
    return versions


def lock_of(name: str) -> str:
    """File name of the lock that an environment is pinned to."""
    return "whisper.txt" if name in BACKENDS.values() else "default.txt"


def speech_environment(*backends: str) -> str:
    """Environment in which all of some backends run: the widest that one of them needs."""
    return max((BACKENDS.get(name, "speech") for name in backends), key=list(FAMILIES).index)


def environment_yaml(name: str, locks: Path) -> str:
    """One environment as a conda file: Python from conda-forge, the rest pinned from PyPI.

    Parameters
    ----------
    name
        A family of `FAMILIES`.
    locks
        Folder of the locks.

    Raises
    ------
    KeyError
        When the lock does not have a package of the family.
    """
    lock = lock_of(name)
    versions = locked_versions(locks / lock)
    lines = [
        f"# Written by `make generated` from requirements/{lock}.",
        f"name: unisono-{name}",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python={_PYTHON}",
        "  - pip",
        "  - pip:",
    ]
    lines += [f"      - {package}=={versions[package]}" for package in sorted(set(FAMILIES[name]))]
    return "\n".join(lines) + "\n"


def _for_python(marker: str) -> bool:
    """Whether a lock line's marker holds for the environments' Python on Linux."""
    if ">= '3.12'" in marker or "== 'win32'" in marker:
        return False
    return "!= 'linux'" not in marker
