"""A PostgreSQL server for tests: the binaries of Debian's package in a folder of their own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

__all__ = ["postgres_server"]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the URL, with its password, of a server that listens on a free port of this machine.

    Skips the test where there is no PostgreSQL.
    """
    programs = _programs()
    user = _user()
    password = secrets.token_urlsafe(12)
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(password)
        if user:
            for path in (folder, secret):
                shutil.chown(path, user)
        data = folder / "data"

        def run(program: str, *arguments: object) -> None:
            command = [str(programs / program), "-D", str(data), *map(str, arguments)]
            subprocess.run(command, check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL, timeout=60)

        run("initdb", "--no-sync", "--encoding=UTF8", "--locale=C", "-U", "tester", "-A", "scram-sha-256",
            f"--pwfile={secret}")  # fmt: skip
        port = _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", options)
        try:
            yield f"postgresql://tester:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")


def _programs() -> Path:
    """Return the folder of the server's programs, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        pytest.skip("there is no PostgreSQL; Debian has it as the package `postgresql`")
    return folders[-1]


def _user() -> str | None:
    """Return whom to run the server as: it refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
