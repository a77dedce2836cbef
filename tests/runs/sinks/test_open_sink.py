"""Which sink a target means, and what is said of one that means none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.runs.sinks import open_sink
from tests.runs.sinks.records import ALL, FLAT, FULL


def test_a_minus_is_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Records go to stdout as JSON lines, which stays open."""
    with open_sink("-", FLAT, fingerprint="f") as sink:
        for record in ALL:
            sink.write(record)
    assert sink.name == "stdout"
    assert capfdbinary.readouterr().out.decode().splitlines() == [record.to_json() for record in ALL]


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.csv", "OUT.CSV"])
def test_a_file_is_named_by_its_path(tmp_path: Path, name: str) -> None:
    """What people are told is what they wrote; nothing else is left in the folder."""
    target = str(tmp_path / name)
    with open_sink(target, FLAT, fingerprint="f") as sink:
        sink.write(FULL)
        assert [path.name for path in tmp_path.iterdir()] == [f"{name}.partial"]
    assert (sink.name, sink.written) == (target, 1)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_pipe_gets_json_lines(tmp_path: Path) -> None:
    """As in ``-o >(gzip > out.gz)``, where the shell makes up the name."""
    pipe = tmp_path / "pipe"
    subprocess.run(["mkfifo", pipe], check=True)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        with open_sink(str(pipe), FLAT, fingerprint="f") as sink:
            sink.write(FULL)
        assert reader.stdout is not None
        assert json.loads(reader.stdout.read())["id"] == FULL.id


@pytest.mark.parametrize("target", ["out.json", "out", "out.jsonl.gz"])
def test_an_unknown_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """The hint names those that there are."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"\.jsonl, \.parquet or \.csv.*sqlite:///records\.db.*stdout"):
        open_sink(target, FLAT, fingerprint="f")


@pytest.mark.parametrize(
    ("target", "package", "extra"),
    [
        ("out.parquet", "pyarrow", "parquet"),
        ("sqlite:///out.db", "sqlalchemy", "sql"),
        ("postgresql://host/db", "psycopg", "sql"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, target: str, package: str, extra: str
) -> None:
    """It is said before a document is read."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=f"{package}.*extra `{extra}`"):
        open_sink(target, FLAT, fingerprint="f")


def test_optional_packages_are_imported_when_they_are_needed() -> None:
    """Who writes JSON lines pays for no other format."""
    program = (
        "import sys; from ie_pipeline.runs.sinks import open_sink; open_sink('-', {}, fingerprint='f');"
        "print({'pyarrow', 'sqlalchemy', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
