"""A digest of the code that a rule runs.

Snakemake reruns a rule when its script changes but not when a module that the script
imports does. Every rule therefore has this digest among its params. Comments and
docstrings do not count, nor do the times of files in a fresh clone.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = "unisono"
_NO_DATA = (".py", ".pyc", ".nbi", ".nbc")  # numba keeps compiled functions beside modules


def code_digest(script: Path, root: Path) -> str:
    """Digest of a script and of every module of `PACKAGE` that it reaches through imports.

    Parameters
    ----------
    script
        The rule's script.
    root
        Folder that holds the package.

    Returns
    -------
    str
        16 hexadecimal digits. Data files beside a module (tables, templates) count too.
    """
    seen: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting.extend(_imported(path, root))
    data = {file for path in seen if path != script for file in _data_files(path.parent)}
    digest = hashlib.sha256()
    for path in sorted(seen):
        digest.update(_normalised(path).encode())
    for path in sorted(data):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _imported(path: Path, root: Path) -> tuple[Path, ...]:
    names: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    own = sorted(name for name in names if name.split(".")[0] == PACKAGE)
    return tuple(file for name in own for file in _module_files(name, root))


def _module_files(name: str, root: Path) -> Iterator[Path]:
    """The module's file and the ``__init__`` of every package above it."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        base = root.joinpath(*parts[:depth])
        for candidate in (base / "__init__.py", base.with_suffix(".py")):
            if candidate.is_file():
                yield candidate


@cache
def _data_files(folder: Path) -> tuple[Path, ...]:
    """Data beside a module: in its folder and in those below it that are no packages."""
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.is_file() and entry.suffix not in _NO_DATA:
            found.append(entry)
        elif entry.is_dir() and entry.name != "__pycache__" and not _is_package(entry):
            found.extend(_data_files(entry))
    return tuple(found)


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


@cache
def _normalised(path: Path) -> str:
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_docstring(part)] or [ast.Pass()]
    return ast.dump(tree)


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
