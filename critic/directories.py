"""Directories that are written aside and then put in their place, so that an earlier one is never half replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replacing"]


@contextmanager
def replacing(directory: Path) -> Iterator[Path]:
    """Give a new directory to fill; when the block ends well it takes the place of ``directory``, else it is removed.

    All is on the disk before the earlier directory is touched. That one is removed last, so at no instant is there
    less than one whole directory; a process that is killed between the two renamings leaves the earlier one beside, as
    ``.NAME.earlier``, and the next call puts it back.

    Raises:
        OSError: the disk is full, or the directory's parent cannot be written to; the earlier directory still stands.

    """
    directory = Path(os.path.realpath(directory))
    aside = directory.with_name(f".{directory.name}.partial")
    earlier = directory.with_name(f".{directory.name}.earlier")
    if earlier.exists() and not directory.exists():
        earlier.rename(directory)
    for left in (aside, earlier):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        for path in aside.rglob("*"):
            _sync(path)
        if directory.exists():
            directory.rename(earlier)
        aside.rename(directory)
    except BaseException:
        if earlier.exists() and not directory.exists():
            earlier.rename(directory)
        shutil.rmtree(aside, ignore_errors=True)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def _sync(path: Path) -> None:
    """Wait until a file is on the disk; a directory is left to the system."""
    if path.is_file():
        with path.open("r+b") as file:
            os.fsync(file.fileno())
