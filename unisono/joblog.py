"""The log of one job: what it says and, when it fails, its traceback."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unisono.errors import UnisonoError


@contextmanager
def job_log(path: str | Path) -> Iterator[None]:
    """Send everything that is logged inside the block to a file.

    An error leaves its traceback in the file and its message on the terminal; the
    process then ends with exit status 1.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    except UnisonoError as error:
        root.exception("stopped")
        sys.exit(f"{error}\n(traceback: {path})")
    except Exception as error:  # noqa: BLE001  the boundary of the job
        root.exception("stopped")
        sys.exit(f"unexpected {type(error).__name__}: {error}\n(traceback: {path})")
    finally:
        root.removeHandler(handler)
        handler.close()
