"""Everything that a command line can name as input, as one lazy stream of documents with unique ids."""

from __future__ import annotations

import glob
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ie_pipeline.documents.document import Document, Unreadable
from ie_pipeline.documents.folders import named_paths, walk
from ie_pipeline.documents.jsonl import read_lines
from ie_pipeline.documents.names import Names
from ie_pipeline.documents.reading import SUFFIXES, printable, read_document
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = ["read_inputs"]


def read_inputs(inputs: Sequence[str], stdin: IO[bytes] | None = None) -> Iterator[Document | Unreadable]:
    """Read directories (recursively, in the order of their names), globs, files, ``.jsonl`` files and ``-``.

    ``-`` is JSONL on ``stdin``, the process's own unless given. Documents are read one at a time as they are asked
    for. An id is the path below the named directory or below the fixed part of the glob, a file's name, or the ``id``
    of a JSONL line; where files of several inputs would share one, the path as named, and at last the id with a number
    (``cv#2``). A file that several inputs name is read once.

    Raises:
        UsageError: at once, if an input does not exist, a glob matches nothing or standard input is closed.

    """
    if "-" in inputs and stdin is None and sys.stdin is None:
        message = "standard input is closed"
        raise UsageError(message, hint="name a file, a directory or a glob instead of -")
    for name in inputs:
        if name != "-" and not named_paths(name):
            if glob.has_magic(name):
                message = f"no file matches {printable(name)}"
                raise UsageError(message)
            message = f"no such input: {printable(name)}"
            raise UsageError(message, hint="name a file, a directory, a glob, or - for JSONL on stdin")
    return _Inputs(stdin, _shared(inputs)).read(inputs)


class _Inputs:
    """Reads inputs and remembers which files and which ids it has given out; ``shared`` are ids of several files."""

    def __init__(self, stdin: IO[bytes] | None, shared: Collection[str]) -> None:
        self.stdin = stdin
        self.shared = shared
        self.files = Names()
        self.ids = Names()

    def read(self, inputs: Sequence[str]) -> Iterator[Document | Unreadable]:
        """Yield the documents of every input."""
        for name in inputs:
            if name == "-":
                stream = sys.stdin.buffer if self.stdin is None else self.stdin
                yield from self.lines(stream, "stdin")
            elif os.path.isdir(name):  # noqa: PTH112 - Path.is_dir raises where a link cannot be followed
                yield from self.directory(Path(name))
            else:
                for found, root in _files(name):
                    yield from self.file(found, root)

    def directory(self, root: Path) -> Iterator[Document | Unreadable]:
        """Yield the documents below a directory; one without any is reported, and a folder that cannot be listed."""
        own, empty = root.name or str(root), True
        for found in walk(root):
            empty = False
            if isinstance(found, OSError):
                folder = Path(found.filename)
                short = own if folder == root else folder.relative_to(root).as_posix()
                yield Unreadable(self.unique(printable(short)), f"cannot be listed: {found.strerror or found}")
            else:
                yield from self.file(found, root)
        if empty:
            reason = f"the directory has no documents ({', '.join(SUFFIXES)})"
            yield Unreadable(self.unique(printable(own)), reason)

    def file(self, path: Path, root: Path) -> Iterator[Document | Unreadable]:
        """Yield what one file holds, unless an earlier input named it too."""
        if not self.files.add(os.path.realpath(path)):
            return
        short = printable(path.relative_to(root).as_posix())
        if path.suffix.lower() == ".jsonl" and os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises as well
            try:
                with path.open("rb") as stream:
                    yield from self.lines(stream, short)
            except OSError as error:
                yield Unreadable(self.unique(short), f"cannot be opened: {error.strerror}")
        else:
            taken = short in self.shared or short in self.ids
            yield read_document(path, self.unique(printable(path.as_posix()) if taken else short))

    def lines(self, stream: IO[bytes], name: str) -> Iterator[Document | Unreadable]:
        """Yield the documents of a JSONL stream; one without any is reported."""
        empty = True
        for item in read_lines(stream, name):
            empty = False
            identifier = self.unique(item.id)
            if isinstance(item, Unreadable):
                yield Unreadable(identifier, item.reason)
            else:
                yield Document(identifier, item.text)
        if empty:
            yield Unreadable(self.unique(name), "is empty: it has no JSONL lines")

    def unique(self, identifier: str) -> str:
        """Return the id, or the id with a number where it was given out before."""
        candidate = identifier
        while not self.ids.add(candidate):
            candidate = f"{identifier}#{self.ids.again(identifier)}"
        return candidate


def _shared(inputs: Sequence[str]) -> frozenset[str]:
    """Return the ids that files of several inputs would share, so that no file's id depends on which comes first."""
    files: dict[str, str] = {}
    shared = set()
    for path, root in (found for name in inputs if name != "-" and len(inputs) > 1 for found in _files(name)):
        short, file = printable(path.relative_to(root).as_posix()), os.path.realpath(path)
        if files.setdefault(short, file) != file:
            shared.add(short)
    return frozenset(shared)


def _files(name: str) -> Iterator[tuple[Path, Path]]:
    """Yield the files of an input, each with the folder below which its path is its id."""
    if os.path.isdir(name):  # noqa: PTH112 - Path.is_dir raises where a link cannot be followed
        yield from ((found, Path(name)) for found in walk(Path(name)) if isinstance(found, Path))
    else:
        root = Path(name).parent if os.path.lexists(name) else _fixed_part(name)
        yield from ((Path(found), root) for found in named_paths(name))


def _fixed_part(pattern: str) -> Path:
    """Return the directory of a glob above its first wildcard."""
    fixed = []
    for part in Path(pattern).parent.parts:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)
