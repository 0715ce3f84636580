"""The programs that made the results, by version."""

import platform
from importlib.metadata import PackageNotFoundError, version

import unisono

_PACKAGES = (
    "snakemake",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "duckdb",
    "av",
    "soundfile",
    "opencv-python-headless",
    "scenedetect-headless",
    "pocketsphinx",
    "espeakng-loader",
    "num2words",
    "praat-parselmouth",
)


def read_versions() -> list[tuple[str, str]]:
    """Name and version of Unisono, Python and the packages that shape the results."""
    own = getattr(unisono, "__version__", None)
    found = [("python", platform.python_version())]
    if own:
        found.insert(0, ("unisono", str(own)))
    for package in _PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            found.append((package, "not installed"))
    return found
