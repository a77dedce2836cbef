"""Fingerprints: what changes one, what does not, and what is never in one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.generators import prompts
from ie_pipeline.loop import LoopSettings
from ie_pipeline.runs import fingerprint as module
from ie_pipeline.runs.fingerprint import Fingerprint, fingerprint

SCHEMA = {"title": "Person", "type": "object", "properties": {"name": {"type": "string"}}}


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Return a file of drafts."""
    path = tmp_path / "drafts.jsonl"
    path.write_text('{"id": "a", "data": {}}\n')
    return path


def take(generator: str = "openai:m", critic: str | None = "evidence", **options: Any) -> Fingerprint:
    """Take a fingerprint under one schema."""
    return fingerprint(SCHEMA, generator, critic, LoopSettings(), options)


def test_promise_11_the_same_settings_give_the_same_fingerprint(drafts: Path) -> None:
    """In another process too, and however the keys of the schema are ordered."""
    specs = [(spec, critic) for spec in ("embedded", "openai:m", f"replay:{drafts}") for critic in (None, "evidence")]
    program = (
        "import json, sys; from ie_pipeline.loop import LoopSettings; "
        "from ie_pipeline.runs.fingerprint import fingerprint; schema, specs = json.loads(sys.argv[1]); "
        "print(*(fingerprint(schema, *spec, LoopSettings()).digest for spec in specs))"
    )
    call = [sys.executable, "-c", program, json.dumps([dict(reversed(SCHEMA.items())), specs])]
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [take(*spec).digest for spec in specs]
    assert len(set(done.stdout.split())) == len(specs)


def test_whatever_changes_a_record_changes_the_fingerprint_and_is_named(
    drafts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schema, generator, its settings, its prompt, its files, critic, loop, version: each by itself."""
    first = take()
    longer = {**SCHEMA, "required": ["name"]}
    assert fingerprint(longer, "openai:m", "evidence", LoopSettings()).differences(first) == ["schema"]
    assert fingerprint(SCHEMA, "openai:m", "evidence", LoopSettings(max_rounds=1)).differences(first) == ["loop"]
    assert take("openai:n").differences(first) == ["generator"]
    assert take(base_url="http://localhost/v1").differences(first) == ["generator"]
    assert take(passage_chars=500).differences(first) == ["generator"]
    assert take(critic=None).differences(first) == ["critic"]
    assert take(f"replay:{drafts}", None).differences(first) == ["critic", "generator"]
    replayed = take(f"replay:{drafts}")
    drafts.write_text('{"id": "a", "data": {"name": "Ada"}}\n')
    assert take(f"replay:{drafts}").differences(replayed) == ["generator"]
    monkeypatch.setattr(prompts, "_RULES", "Answer.")
    assert take().differences(first) == ["generator"]
    monkeypatch.undo()
    monkeypatch.setattr("ie_pipeline.__version__", "99")
    assert take().differences(first) == ["version"]


def test_models_are_known_by_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file, and in a large one any part of it that training changes; a page for people does not count."""
    monkeypatch.setattr(module, "_BLOCK", 16)
    monkeypatch.setattr(module, "_WHOLE", 64)
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    (model / "weights").write_bytes(bytes(1000))
    first = take(f"hf:{model}", str(model))
    (model / "README.md").write_text("A model.")
    assert take(f"hf:{model}", str(model)) == first
    for change in (lambda: (model / "weights").write_bytes(b"\1" * 1000), (model / "more").touch):
        change()
        changed = take(f"hf:{model}", str(model))
        assert changed.differences(first) == ["critic", "generator"]
        first = changed


def test_a_place_is_no_part_of_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same files elsewhere are the same model."""
    for folder in ("here", "there"):
        (tmp_path / folder / "model").mkdir(parents=True)
        (tmp_path / folder / "model" / "weights").write_text("w")
    monkeypatch.chdir(tmp_path / "here")
    assert take("hf:model") == take(f"hf:{tmp_path / 'there' / 'model'}")


def test_promise_10_no_key_is_in_a_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from the URL, not from the options, not from the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-one")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://me:sk-two@host:8/v1?key=sk-three#sk-four")
    settings = take(api_key="sk-five", concurrency=3).settings
    assert settings["generator"]["base_url"] == "https://host:8/v1"
    assert "sk-" not in json.dumps(settings)
    assert "concurrency" not in json.dumps(settings)


def test_a_url_that_is_none_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a mistake of the user's, to be mended before a run begins."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://[::1")
    with pytest.raises(UsageError, match="OPENAI_BASE_URL"):
        take()


@pytest.mark.parametrize("spec", ["hf:nowhere", "replay:nowhere.jsonl"])
def test_what_cannot_be_read_is_named(spec: str) -> None:
    """Before a run is begun in its name."""
    with pytest.raises(UsageError, match="nowhere"):
        take(spec)
    with pytest.raises(UsageError, match="nowhere: no such directory"):
        take(critic="nowhere")
