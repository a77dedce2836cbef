"""Directories that are written aside and then put in their place, so that an earlier one is never half replaced."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

__all__ = ["carry_over", "replacing", "write_json"]

ABANDONED = 24 * 3600
"""Seconds after which nobody is still filling a directory; what is filled is written at once or downloaded."""


@contextmanager
def replacing(directory: Path) -> Iterator[Path]:
    """Give a new directory to fill; when the block ends well it takes the place of ``directory``, else it is removed.

    All is on the disk before the earlier directory is touched. That one is removed last, so at no instant is there
    less than one whole directory; a process that is killed between the two renamings leaves the earlier one beside, as
    ``.NAME.earlier``, and the next call puts it back. Each call fills a directory of its own, ``.NAME.*.partial``, so
    two processes do not disturb each other; what a killed one left of it goes after a day.

    Raises:
        OSError: the disk is full, or the directory's parent cannot be written to; the earlier directory still stands.

    """
    directory = Path(os.path.realpath(directory))
    aside = directory.with_name(f".{directory.name}.{uuid4().hex}.partial")
    earlier = directory.with_name(f".{directory.name}.earlier")
    if earlier.exists() and not directory.exists():
        earlier.rename(directory)
    for left in (*_abandoned(directory), earlier):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        for path in (path for path in aside.rglob("*") if path.is_file()):
            path.chmod(aside.stat().st_mode & 0o666)  # some libraries write for their own user alone
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


def write_json(path: Path, plain: Mapping[str, Any]) -> None:
    """Write plain JSON values to a file, laid out for people to read."""
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def carry_over(names: Iterable[str], directory: Path, aside: Path) -> None:
    """Copy files of an earlier directory, those that it has, into the one that is being filled."""
    for name in names:
        if (directory / name).is_file():
            shutil.copy(directory / name, aside)


def _abandoned(directory: Path) -> Iterator[Path]:
    """Yield what was begun in place of a directory and has not been touched for long."""
    for left in directory.parent.glob(f".{escape(directory.name)}.*.partial"):
        with suppress(FileNotFoundError):  # another process has just ended well
            if time.time() - left.stat().st_mtime > ABANDONED:
                yield left


def _sync(path: Path) -> None:
    """Wait until a file is on the disk; a directory is left to the system."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
