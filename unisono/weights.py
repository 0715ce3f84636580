"""Model weights that are used from this machine and never fetched: where they are, and whose.

A backend asks for its weights by a hub id, a name or a folder. What is not there is one
sentence, which says where it was looked for, how to get it and what works without it.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from unisono.errors import InstallError

_EDGE = 65_536
"""Bytes at the start and at the end of a weight file that tell it from others."""


def missing_package(backend: str, extra: str, instead: str, error: ImportError) -> InstallError:
    """The error for a backend whose package is not installed.

    Parameters
    ----------
    backend
        Its name in the configuration.
    extra
        Extra of the project that brings the package.
    instead
        What to set in the configuration to do without.
    error
        Says which package it is.
    """
    package = error.name or str(error)
    return InstallError(
        f'the backend "{backend}" needs the package {package}, which is not installed here; '
        f'install it with pip install "unisono[{extra}]", run with --sdm conda, or set {instead}'
    )


def is_path(model: str) -> bool:
    """Whether a model is named by a path rather than by a name or a hub id."""
    return model.startswith(("/", "./", "../", "~")) or Path(model).exists()


def model_folder(
    model: str, *, backend: str, option: str, needs: Sequence[str], instead: str
) -> Path:
    """Folder with the weights of a model: the one that is named, or the hub's cache.

    Parameters
    ----------
    model
        A folder, or a hub id whose files lie in the cache of huggingface_hub.
    backend, option
        Which backend asks, and the option that names the model.
    needs
        Files without which the backend cannot load it; of names divided by ``|`` one.
    instead
        What to set in the configuration to do without.

    Raises
    ------
    InstallError
        When it is not there, or not complete.
    """
    folder = Path(model).expanduser() if is_path(model) else _cached(model)
    place = str(folder) if is_path(model) else f"{_hub_cache()} for {model}"
    lacking = [] if folder is None else [name for name in needs if not _has(folder, name)]
    if folder is not None and folder.is_dir() and not lacking:
        return folder
    what = f"lacks {', '.join(name.replace('|', ' or ') for name in lacking)}"
    state = "was not found" if folder is None or not folder.is_dir() else what
    fetch = "name another folder" if is_path(model) else f"get it once with `hf download {model}`"
    raise InstallError(
        f'the model "{model}" of the backend "{backend}" {state} (looked in {place}); {fetch} '
        f"({option}), or set {instead}"
    )


def weights_identity(model: str) -> str:
    """What tells the weights of a model from others of the same name.

    A folder or file is told by the names, sizes, first and last bytes of its files; a hub id by
    the commit in the cache. Empty where nothing is there.
    """
    if not is_path(model):
        reference = _hub_cache() / f"models--{model.replace('/', '--')}" / "refs" / "main"
        return reference.read_text("utf-8").strip()[:16] if reference.is_file() else ""
    path = Path(model).expanduser()
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name} {file.stat().st_size}\n".encode())
        with file.open("rb") as data:
            digest.update(data.read(_EDGE))
            data.seek(max(0, file.stat().st_size - _EDGE))
            digest.update(data.read(_EDGE))
    return digest.hexdigest()[:16] if files else ""


def _has(folder: Path, names: str) -> bool:
    return any((folder / name).is_file() for name in names.split("|"))


def _cached(model: str) -> Path | None:
    """Snapshot of a hub id in the cache, without asking the hub."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None


def _hub_cache() -> Path:
    """Folder of the hub's cache, found as huggingface_hub finds it."""
    import os

    home = os.environ.get("HF_HOME", "~/.cache/huggingface")
    return Path(os.environ.get("HF_HUB_CACHE", f"{home}/hub")).expanduser()
