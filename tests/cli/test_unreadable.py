"""Files that cannot be read, each beside a good one, through the real command and a real pipeline without models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ie_pipeline.cli import main
from tests.documents.files import pdf_of, simple_docx

CASES = [
    ("empty.txt", b"", "is empty (0 bytes)"),
    ("empty.pdf", b"", "is empty (0 bytes)"),
    ("blank.txt", b" \n\f ", "holds no text"),
    ("blank.docx", simple_docx(""), "holds no text"),
    ("encrypted.pdf", pdf_of("secret", password="user"), "is encrypted; save a copy without a password"),
    ("encrypted.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 40, "encrypted"),
    ("corrupt.pdf", pdf_of("text")[:300], "is corrupt or not a PDF file"),
    ("corrupt.docx", b"PK\x03\x04 and then nothing", "is corrupt"),
    ("scanned.pdf", pdf_of("", pictures=(1,)), "page 1 has no text layer; run OCR"),
    ("partly_scanned.pdf", pdf_of("text", "", pictures=(2,)), "page 2 has no text layer; run OCR"),
    ("picture.png", b"\x89PNG", "unknown suffix '.png'"),
]


@pytest.mark.parametrize(("name", "data", "reason"), CASES, ids=[name for name, _, _ in CASES])
def test_an_unreadable_file_is_a_failed_record_and_the_run_goes_on(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    """Its record holds the reason and nothing else, the files beside it are read, and the command ends with 3."""
    files = {"ada.txt": b"Ada Lovelace", name: data, "zoe.txt": b"Zoe Young"}
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    drafts, out = tmp_path / "drafts.jsonl", tmp_path / "out.jsonl"
    people = [{"id": "ada.txt", "data": {"name": "Ada Lovelace"}}, {"id": "zoe.txt", "data": {"name": "Zoe Young"}}]
    drafts.write_text("".join(json.dumps(person) + "\n" for person in people), encoding="utf-8")
    call = ["extract", *(str(tmp_path / file) for file in files), "--schema", "resume", "-o", str(out)]
    result = CliRunner().invoke(main, [*call, "--generator", f"replay:{drafts}", "--critic", "evidence"])
    assert result.exit_code == 3, result.output
    records: list[dict[str, Any]] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == list(files)
    assert [record["status"] for record in records] == ["accepted", "failed", "accepted"]
    assert [record["data"] for record in (records[0], records[2])] == [person["data"] for person in people]
    failed = records[1]
    assert reason in failed["error"]
    assert (failed["data"], failed["evidence"], failed["findings"], failed["coverage"]) == ({}, {}, [], 0.0)
    assert f"Failed: {name}" in result.stderr
    assert "Traceback" not in result.output
