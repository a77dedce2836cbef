"""What the options say, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.errors import UsageError
from ie_pipeline.loop import LoopSettings


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        (PipelineOptions(), {"copy": True}),
        (PipelineOptions("hf:model", copy="off", passage_chars=500), {"copy": False, "passage_chars": 500}),
        (PipelineOptions("openai:m", base_url="http://x/v1"), {"base_url": "http://x/v1"}),
        (PipelineOptions("replay:drafts.jsonl"), {}),
    ],
)
def test_a_generator_is_told_what_concerns_it(options: PipelineOptions, arguments: dict[str, object]) -> None:
    """Only what was said, and only what that generator has."""
    assert options.generator_arguments() == arguments


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        (PipelineOptions(base_url="http://x/v1"), "--base-url"),
        (PipelineOptions("replay:drafts.jsonl", passage_chars=500), "--passage-chars"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(options: PipelineOptions, flag: str) -> None:
    """A user who names an endpoint and forgets the generator is not served by another model in silence."""
    with pytest.raises(UsageError, match=f"{flag} is no option of the generator"):
        options.generator_arguments()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (PipelineOptions("hf:odd"), "odd: not a model; it has no config.json"),
        (PipelineOptions("hf:none"), "none: there is no such folder"),
        (PipelineOptions(critic="odd"), "odd: not a critic; it has no config.json"),
        (PipelineOptions(critic="odd", target_precision=0.9), "odd: not a critic; it has no config.json"),
    ],
)
def test_a_directory_that_is_no_model_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: PipelineOptions, said: str
) -> None:
    """Before a library tries to load it, in its own words and many of them."""
    monkeypatch.chdir(tmp_path)
    Path("odd").mkdir()
    for make in (options.build, options.fingerprint):
        with pytest.raises(UsageError) as caught:
            make({"type": "object", "properties": {"law": {"type": "string"}}})
        assert caught.value.message == said


def test_the_defaults_are_those_of_the_loop() -> None:
    """A command without options does what the library does without settings."""
    options, settings = PipelineOptions(), LoopSettings()
    assert (options.max_rounds, options.max_passages) == (settings.max_rounds, settings.max_passages)
    assert options.costs == settings.costs
    described = options.described()
    assert (described["cost_redundant"], described["cost_missing"]) == (settings.cost_redundant, settings.cost_missing)


def test_what_the_options_say_reaches_the_loop(tmp_path: Path) -> None:
    """Rounds, passages and costs are those of the command line."""
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"id": "a", "data": {}}\n')
    options = PipelineOptions(f"replay:{drafts}", critic="evidence", max_rounds=1, max_passages=3, cost_missing=2.0)
    schema = {"type": "object", "properties": {"law": {"type": "string"}}}
    assert options.build(schema).settings == LoopSettings(max_rounds=1, max_passages=3, cost_missing=2.0)
