"""Places that a command is to write to, checked before the work begins: nobody should learn late that one is none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ie_pipeline.errors import UsageError

__all__ = ["check_apart", "check_file", "check_folder"]


def check_file(file: str) -> None:
    """Refuse a file that is a folder, or whose folder is not there or cannot be written to; a device may be anywhere.

    Raises:
        UsageError: if so.

    """
    place, folder = Path(file), Path(file).parent
    if place.is_dir():
        message = f"cannot write {file}: it is a folder"
        raise UsageError(message, hint="name a file")
    if place.exists() and not place.is_file():
        return
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        message = f"cannot write {file}: {folder} is not a folder that can be written to"
        raise UsageError(message)


def check_folder(folder: str) -> None:
    """Refuse a folder that cannot be replaced by another: one that the caller is in, or where a disk is mounted.

    Raises:
        UsageError: if so.

    """
    place = os.path.realpath(folder)
    if Path.cwd().is_relative_to(place):
        reason = "you are in that folder, which would be replaced"
    elif os.path.ismount(place):
        reason = "another disk is mounted there, so that it cannot be replaced"
    else:
        return
    message = f"cannot write {folder}: {reason}"
    raise UsageError(message, hint="name a folder within it")


def check_apart(file: str, read: Mapping[str, str]) -> None:
    """Refuse to write over a file that is read; ``read`` has the paths of such by what they are called.

    Raises:
        UsageError: if so.

    """
    for what, path in read.items():
        if os.path.isfile(path) and os.path.realpath(path) == os.path.realpath(file):  # noqa: PTH113
            message = f"{file} is {what}; it would be overwritten"
            raise UsageError(message, hint="name another file")
