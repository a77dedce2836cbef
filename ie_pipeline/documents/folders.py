"""Which files an input names: itself, what a glob matches, or the documents below a directory. Opens none of them."""

from __future__ import annotations

import glob
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ie_pipeline.documents.reading import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_document", "named_paths", "passed_over", "walk"]


def named_paths(name: str) -> list[str]:
    """Return the path that an input is, or the files that it matches as a glob; ``**`` is any number of directories."""
    if os.path.lexists(name):
        return [name]
    found = glob.glob(name, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns
    return sorted(path for path in found if not os.path.isdir(path))  # noqa: PTH112 - Path.is_dir may raise


def walk(root: Path) -> Iterator[Path | OSError]:
    """Yield the documents below a directory, in the order of their names and those of a folder before its subfolders.

    Other files are none of ours. A folder that cannot be listed is yielded as the error, whose ``filename`` it is.
    """
    errors: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=errors.append):
        yield from errors
        errors.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if is_document(PurePath(name)))
    yield from errors


def passed_over(root: Path) -> Iterator[Path]:
    """Yield the files below a directory that someone may take for documents: those of kinds that are not read."""
    for folder, _, files in os.walk(root):
        for path in (Path(folder, name) for name in files):
            known = path.suffix.lower() in (*SUFFIXES, ".jsonl")
            if not known and not _is_hidden(path.relative_to(root)):
                yield path


def is_document(path: PurePath) -> bool:
    """Whether a file, by its path below a directory, is one of the directory's documents.

    Hidden ones are not, nor what Word keeps beside an open file (``~$``).
    """
    return path.suffix.lower() in SUFFIXES and not _is_hidden(path)


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.startswith("~$")
