"""What the options say, and to whom."""

from __future__ import annotations

import pytest

from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.errors import UsageError


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
