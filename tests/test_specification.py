"""Specifications of pipelines: small to send, loaded once where they arrive."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents import Document
from ie_pipeline.errors import UsageError
from ie_pipeline.loop import LoopSettings
from ie_pipeline.specification import PipelineSpec

DRAFTS = '{"id": "cv", "data": {"name": "Ann Lee"}}\n'


@pytest.fixture
def replay(tmp_path: Path) -> str:
    """Write a draft to replay."""
    path = tmp_path / "drafts.jsonl"
    path.write_text(DRAFTS, encoding="utf-8")
    return f"replay:{path}"


def test_equal_specifications_share_one_pipeline_in_a_process(replay: str) -> None:
    """Also a copy that came by pickle, and however many threads ask at once."""
    spec = PipelineSpec("resume", replay, "evidence")
    copy = pickle.loads(pickle.dumps(spec))  # noqa: S301 - its own
    with ThreadPoolExecutor(4) as pool:
        pipelines = {id(pipeline) for pipeline in pool.map(PipelineSpec.load, [spec, copy] * 4)}
    assert len(pipelines) == 1
    assert spec.load().extract(Document("cv", "Ann Lee")).data == {"name": "Ann Lee"}


def test_another_specification_is_another_pipeline(replay: str) -> None:
    """Schema, generator, critic and settings each make a difference."""
    specs = [
        PipelineSpec("resume", replay, "evidence"),
        PipelineSpec("contract", replay, "evidence"),
        PipelineSpec("resume", replay, "evidence", LoopSettings(max_rounds=0)),
        PipelineSpec("resume", replay, "evidence", in_flight=1),
    ]
    assert len({id(spec.load()) for spec in specs}) == len(specs)


def test_what_travels_is_small_and_holds_no_model(replay: str) -> None:
    """A specification that was used is no heavier than one that was not."""
    spec = PipelineSpec("resume", replay, "evidence")
    before = pickle.dumps(spec)
    spec.load()
    assert pickle.dumps(spec) == before
    assert len(before) < 20_000


def test_the_schema_travels_with_the_specification(tmp_path: Path, replay: str) -> None:
    """Its file need not be where the workers are."""
    path = tmp_path / "schema.json"
    path.write_text('{"type": "object", "properties": {"name": {"type": "string"}}}', encoding="utf-8")
    sent = pickle.dumps(PipelineSpec(path, replay, "evidence"))
    path.unlink()
    spec = pickle.loads(sent)  # noqa: S301 - its own
    assert spec.load().extract(Document("cv", "Ann Lee")).data == {"name": "Ann Lee"}


def test_a_wrong_schema_is_refused_before_anything_is_sent() -> None:
    """The error comes where the specification is made."""
    with pytest.raises(UsageError, match="no such schema: kontract"):
        PipelineSpec("kontract")


def test_a_key_does_not_travel() -> None:
    """Keys are read where they are used; the message does not repeat the one that was given."""
    with pytest.raises(UsageError, match="OPENAI_API_KEY") as caught:
        PipelineSpec("resume", "openai:gpt-5-mini", generator_options={"api_key": "sk-1234"})
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"generator": object()}, "generator is of type object .*; name it, such as 'embedded'"),
        ({"critic": object()}, "critic is of type object .*; name its directory"),
        ({"settings": {"max_rounds": 1}}, "settings is of type dict .*; pass LoopSettings"),
        ({"generator_options": ["copy"]}, "generator_options is of type list .*; pass a mapping"),
        ({"in_flight": "4"}, "in_flight is of type str .*; pass a whole number"),
        ({"schema": {"properties": {"on": {"const": date(2020, 5, 1)}}}}, "the schema is not JSON: .* date"),
    ],
)
def test_what_cannot_travel_is_refused(arguments: dict[str, Any], told: str) -> None:
    """Where the specification is made, and by a message that names the argument."""
    with pytest.raises(UsageError, match=told):
        PipelineSpec(**{"schema": "resume", **arguments})


def test_options_reach_the_generator() -> None:
    """What the class takes can be given by name, without anything being loaded before."""
    options = {"base_url": "http://localhost:1/v1", "passage_chars": 5000}
    pipeline = PipelineSpec("resume", "openai:m", "evidence", generator_options=options).load()
    assert pipeline.generator.passage_chars == 5000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_loads_its_own(replay: str) -> None:
    """A lock that some thread of the parent held would never open in the child."""
    spec = PipelineSpec("resume", replay, "evidence")
    mine = id(spec.load())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, b"shared" if id(spec.load()) == mine else b"own")
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        assert answer.read() == b"own"
