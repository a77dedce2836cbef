"""Reads files in a process of its own, within limits of memory and time: what they do to a parser ends there.

A file of three kilobytes can make a PDF library ask for more memory than there is, and the library then ends its
process. Knows no formats, only where their modules are. The limits hold on POSIX systems; elsewhere a file can still
end no other process than its reader's.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from threading import Lock
from typing import IO, Any, cast

from ie_pipeline.documents.document import Document, Page
from ie_pipeline.errors import InputError

__all__ = ["MEMORY", "MOST_CHARACTERS", "SECONDS", "read_confined", "serve"]

MEMORY = 2 * 2**30
"""The address space that reading one file may take, in bytes."""
SECONDS = 60
"""The processor time that reading one file may take."""
MOST_CHARACTERS = 64 * 2**20
"""The longest text that is taken out of a file."""

_OUT_OF_TIME = int(getattr(signal, "SIGPROF", 0))
"""The signal that ends a process whose time is up; 0 where there is none."""
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from ie_pipeline.documents.confinement import serve; serve()"


def read_confined(form: str, identifier: str, data: bytes) -> Document:
    """Read a file's bytes with the module of its format, in the process that this program keeps for the purpose.

    Callable from any thread; one file is read at a time.

    Raises:
        InputError: if the module cannot read it, or it asks for more than the limits allow.

    """
    return _reader.read(form, identifier, data)


class _Reader:
    """A process that reads one file after the other; when it has died, another takes its place."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def read(self, form: str, identifier: str, data: bytes) -> Document:
        """Read one file; once more in a new process where an old one died on it, which other files may have worn."""
        request = {"form": form, "id": identifier, "size": len(data)}
        with self._lock:
            worn = self._files > 0
            reply = self._asked(request, data)
            if worn and isinstance(reply, int) and reply != -_OUT_OF_TIME:
                reply = self._asked(request, data)
        if isinstance(reply, int):
            raise _died(reply)
        if "text" in reply:
            return Document(identifier, reply["text"], tuple(Page(**page) for page in reply["pages"]))
        raise InputError(reply["message"], hint=reply["hint"])

    def _asked(self, request: dict[str, Any], data: bytes) -> dict[str, Any] | int:
        """Return the process's answer, or with what status it ended."""
        process = self._process = self._process or _start()
        into, out = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            with suppress(BrokenPipeError):
                into.write(json.dumps(request).encode() + b"\n")
                into.write(data)
                into.flush()
            line = out.readline()
        except BaseException:  # such as an interrupt; what it would answer next is not to the next question
            self.close()
            raise
        self._files += 1
        if line.endswith(b"\n"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        status = process.wait()
        self.close()
        return status

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._files = self._process, None, 0
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError), process:  # closes the pipes and waits
                pass

    def forget(self) -> None:
        """Begin anew, as a forked child must: the process is its parent's."""
        if self._process is not None:
            self._process.returncode = 0  # not to be waited for
            for pipe in (self._process.stdin, self._process.stdout):
                cast("io.BufferedRandom", pipe).raw.close()  # what is in a buffer is the parent's to send
        self._lock, self._process, self._files = Lock(), None, 0


def _start() -> subprocess.Popen[bytes]:
    """Start a process; what a terminal sends to this one, such as Ctrl-C, does not reach it."""
    return subprocess.Popen(  # noqa: S603 - this very interpreter and package
        [sys.executable, "-c", _PROGRAM, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _died(status: int) -> InputError:
    """Say why there was no answer."""
    if status == -_OUT_OF_TIME:
        return InputError(f"takes more than {SECONDS} s to read", hint="split it")
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    message = f"ended its reader ({name}): it is corrupt, or asks for more than {MEMORY / 2**30:g} GiB of memory"
    return InputError(message, hint="save it anew, or split it")


def serve() -> None:
    """Read the files that come on stdin and answer on stdout, one line of JSON each, until there are no more."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints is not taken for an answer
    _limit()
    while line := source.readline():
        request = json.loads(line)
        data = source.read(request["size"])
        _time(SECONDS)
        answer = _answer(request["form"], request["id"], data)
        _time(0)
        target.write(json.dumps(answer).encode() + b"\n")
        target.flush()


def _answer(form: str, identifier: str, data: bytes) -> dict[str, Any]:
    """Return a file's text and pages, or the reason why there are none."""
    try:
        document = import_module(f"ie_pipeline.documents.{form}").read(identifier, data)
    except InputError as error:
        return {"message": error.message, "hint": error.hint}
    except MemoryError:
        return {"message": f"asks for more than {MEMORY / 2**30:g} GiB of memory", "hint": "split it"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes in a parser is that file's failure
        return {"message": f"cannot be read: {type(error).__name__}: {error}", "hint": None}
    if len(document.text) > MOST_CHARACTERS:
        million = MOST_CHARACTERS // 2**20
        return {"message": f"holds more text than is read ({million} Mi characters)", "hint": "split it"}
    return {"text": document.text, "pages": [asdict(page) for page in document.pages]}


def _limit() -> None:
    """Limit the memory of this process, and leave no core file behind."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        with suppress(OSError, ValueError):  # some systems do not limit address space
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _time(seconds: float) -> None:
    """Let this process die by SIGPROF when it has worked for so long; 0 for never."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


_reader = _Reader()
atexit.register(_reader.close)
if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_reader.forget)
