"""Which files an input names: itself, what a glob matches, or the documents below a directory. Opens none of them."""

from __future__ import annotations

import glob
import os
from collections import deque
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ie_pipeline.documents.reading import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["is_document", "named_paths", "passed_over", "walk", "would_read"]


def named_paths(name: str) -> list[str]:
    """Return the path that an input is, or the files that it matches as a glob; ``**`` is any number of directories."""
    if os.path.lexists(name):
        return [name]
    found = glob.glob(name, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns
    return sorted(path for path in found if not os.path.isdir(path))  # noqa: PTH112 - Path.is_dir may raise


def walk(root: Path) -> Iterator[Path | OSError]:
    """Yield the documents below a directory, in the order of their names and those of a folder before its subfolders.

    Folders that are links come last. Other files are none of ours. A folder that cannot be listed is yielded as the
    error, whose ``filename`` it is.
    """
    errors: list[OSError] = []
    for folder, files in _folders(root, errors.append):
        yield from errors
        errors.clear()
        yield from (folder / name for name in files if is_document(PurePath(name)))
    yield from errors


def passed_over(root: Path) -> Iterator[Path]:
    """Yield the files below a directory that someone may take for documents: those of kinds that are not read."""
    for folder, files in _folders(root):
        for path in (folder / name for name in files):
            known = path.suffix.lower() in (*SUFFIXES, ".jsonl")
            if not known and not _is_hidden(PurePath(path.name)):
                yield path


def would_read(name: str, file: Path) -> bool:
    """Say whether an input is a directory or a glob that a file belongs to, be it there yet or not; its folder is."""
    folders: Iterable[str | Path]
    if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir may raise
        if not is_document(PurePath(file.name)):
            return False
        folders = (folder for folder, _ in _folders(Path(name)))
    else:
        above, last = (name, "*") if PurePath(name).name == "**" else os.path.split(name)
        hidden = file.name.startswith(".") and not last.startswith(".")
        if os.path.lexists(name) or hidden or not fnmatch(file.name, last):
            return False
        below = os.path.join(os.curdir, above, "")  # noqa: PTH118 - pathlib drops the end, by which folders alone match
        folders = glob.iglob(below, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns
    return os.path.realpath(file.parent) in map(os.path.realpath, folders)


def is_document(path: PurePath) -> bool:
    """Whether a file, by its path below a directory, is one of the directory's documents.

    Hidden ones are not, nor what Word keeps beside an open file (``~$``).
    """
    return path.suffix.lower() in SUFFIXES and not _is_hidden(path)


def _folders(root: Path, onerror: Callable[[OSError], None] | None = None) -> Iterator[tuple[Path, list[str]]]:
    """Yield a directory and the folders below it that are not hidden, each once and with the names of its files.

    Links are followed last, so that a folder with a name of its own below the directory goes by that.
    """
    seen: set[str] = set()
    tops, whole = deque([root]), Path(os.path.realpath(root))
    while tops:
        for top, folders, files in os.walk(tops.popleft(), onerror=onerror):
            folder, real = Path(top), os.path.realpath(top)
            if real in seen or (seen and whole.is_relative_to(real)):  # a circle of links, or one that leads out above
                folders.clear()
                continue
            seen.add(real)
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            tops.extend(folder / name for name in folders if (folder / name).is_symlink())
            yield folder, sorted(files)


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.startswith("~$")
