"""What the budget options say, and to whom."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from time import sleep

import click
import pytest
from click.testing import CliRunner
from rich.console import Console

from ie_pipeline.cli.budgets import BudgetOptions, budget_options, estimate_table
from ie_pipeline.cli.notices import notices
from ie_pipeline.documents import Document
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Usage
from ie_pipeline.generators.metered import MeteredGenerator
from ie_pipeline.generators.none import NoGenerator
from ie_pipeline.generators.openai import OpenAIGenerator
from ie_pipeline.generators.replay import ReplayGenerator
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Status
from ie_pipeline.runs.budget import Limits
from ie_pipeline.runs.estimate import Sample, estimate
from ie_pipeline.runs.prices import Price
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

SCHEMA = {"type": "object", "properties": {"law": {"type": "string"}}}


def parsed(*arguments: str) -> BudgetOptions:
    """Return what a command with the options is handed."""
    found: list[BudgetOptions] = []

    @click.command()
    @budget_options
    def command(*, budgets: BudgetOptions) -> None:
        found.append(budgets)

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return found[0]


def endpoint() -> Pipeline:
    """Return a pipeline with an endpoint that is not asked."""
    return Pipeline(SCHEMA, OpenAIGenerator("m", base_url="http://localhost:1/v1"), "evidence")


def test_without_options_nothing_is_limited() -> None:
    """A command without options does what the library does without settings."""
    options, pipeline = parsed(), endpoint()
    assert options == BudgetOptions()
    assert options.budget("openai:m") is None
    before = pipeline.in_flight
    options.apply(pipeline, None)
    assert isinstance(pipeline.generator, OpenAIGenerator)
    assert (pipeline.in_flight, pipeline.generator.concurrency) == (before, 8)
    assert pipeline.generator.pace is pipeline.generator.meter is None


def test_limits_reach_the_budget() -> None:
    """Those of the run and those of each document, and what was spent before."""
    options = parsed("--max-tokens", "100", "--max-calls=2", "--max-document-seconds=1.5", "--max-document-cost=0.1")
    budget = options.budget("openai:gpt-5-mini", spent=Usage(1, 5, 5))
    assert budget is not None
    assert budget._run.limits == Limits(max_tokens=100, max_calls=2)
    assert budget._limits == Limits(max_seconds=1.5, max_cost=0.1)
    assert budget.spent.calls == 1


@pytest.mark.parametrize("arguments", [["--max-tokens", "0"], ["--max-cost", "0"], ["--rate", "-1"], ["-j", "0"]])
def test_a_limit_of_nothing_is_a_mistake(arguments: list[str]) -> None:
    """Zero is not for no limit, nor for a run that asks nothing."""

    @click.command()
    @budget_options
    def command(*, budgets: BudgetOptions) -> None:
        raise AssertionError(budgets)

    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_a_cost_needs_a_price(tmp_path: Path) -> None:
    """An unknown model with a limit on its cost is refused, and told what to do; with a price it is not."""
    with pytest.raises(UsageError, match=r"price of my-model is not known; give it with --prices"):
        BudgetOptions(max_cost=1.0).budget("openai:my-model")
    assert BudgetOptions(max_tokens=10).budget("openai:my-model") is not None
    assert BudgetOptions().price("openai:my-model") is None
    own = tmp_path / "prices.toml"
    own.write_text("[models]\nmy-model = { prompt = 1, completion = 2 }\n")
    assert BudgetOptions(max_cost=1.0, prices=str(own)).budget("openai:my-model") is not None


def test_jobs_and_rates_reach_an_endpoint() -> None:
    """-j is how many documents are in flight and questions are asked at once; retries are paced and metered too."""
    options, pipeline = parsed("-j", "16", "--rate", "60", "--token-rate", "1000", "--max-calls", "5"), endpoint()
    budget = options.budget("openai:m")
    options.apply(pipeline, budget)
    generator = pipeline.generator
    assert isinstance(generator, OpenAIGenerator)
    assert (pipeline.in_flight, generator.concurrency) == (16, 16)
    assert generator.meter is budget
    assert generator.pace is not None
    assert [generator.pace.take(0) for _ in range(2)] == pytest.approx([0, 1], abs=0.1)


def test_other_generators_are_metered_from_outside(tmp_path: Path) -> None:
    """A rate, which would do nothing for them, is refused."""
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text(json.dumps({"id": "a", "data": {}}))
    pipeline = Pipeline(SCHEMA, ReplayGenerator(drafts), "evidence")
    options = BudgetOptions(max_calls=1, jobs=7)
    options.apply(pipeline, options.budget(f"replay:{drafts}"))
    assert isinstance(pipeline.generator, MeteredGenerator)
    assert pipeline.in_flight == 7
    with pytest.raises(UsageError, match="--token-rate is no option of the generator embedded"):
        BudgetOptions(token_rate=5).budget("embedded")


def test_where_nobody_drafts_nobody_is_metered() -> None:
    """What the critic has read is then finished; no question could cost anything."""
    pipeline = Pipeline(SCHEMA, NoGenerator(), ScriptedCritic({}, {("law", "Delaware"): 0.9}))
    options = parsed("--max-seconds", "0.001")
    options.apply(pipeline, options.budget("none"))
    sleep(0.002)
    assert pipeline.extract(Document("a", "the law of Delaware")).data == {"law": "Delaware"}


def test_a_metered_run_reports_what_it_refused() -> None:
    """From the option to the record."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence")
    options = parsed("--max-calls", "1")
    options.apply(pipeline, options.budget("embedded"))
    records = list(pipeline.stream(Document(name, "the law of Delaware") for name in "ab"))
    assert [record.status for record in records] == [Status.ACCEPTED, Status.FAILED]


def test_a_dry_run_processes_the_first_documents() -> None:
    """Five of them, or as many as are in flight; the rest are not even read."""
    for jobs, sampled in ((None, 5), (9, 9)):
        generator = ScriptedGenerator({"law": "Delaware"})
        pipeline = Pipeline(SCHEMA, generator, "evidence")
        documents = (Document(str(number), "the law of Delaware") for number in range(1000))
        found = BudgetOptions(jobs=jobs).rehearse(pipeline, documents, 1000, Price(1.0, 2.0))
        assert (found.documents, found.sampled, len(generator.requests)) == (1000, sampled, sampled)
        assert found.calls.expected == 1000
        assert found.cost is not None
        assert found.cost.expected == pytest.approx(1000 * (10 + 2 * 2) / 1e6)
        assert found.seconds.expected > 0
        assert next(documents).id == str(sampled)
    with pytest.raises(UsageError, match="no documents"):
        BudgetOptions().rehearse(Pipeline(SCHEMA, ScriptedGenerator({}), "evidence"), [], 0, None)


def test_an_estimate_is_a_table() -> None:
    """With a range for each amount, and a question mark where there is none to be had."""

    def shown(samples: list[Sample], price: Price | None) -> str:
        console = Console(file=io.StringIO(), width=100)
        console.print(estimate_table(estimate(samples, 10_000, price=price)))
        text = console.file
        assert isinstance(text, io.StringIO)
        return text.getvalue()

    known = shown([Sample(Usage(2, 900, 100), 1.5), Sample(Usage(4, 2_900, 300), 2.5)], Price(0.25, 2.0))
    for expected in ("10,000 documents, judged by 2", "30,000", "19,000,000", "5.6 h", "$8.75"):
        assert expected in known
    single = shown([Sample(Usage(1, 10, 1), 0.001)], None)
    assert "?" in single
    assert "10.0 s" in single
    assert "cost" not in single


def test_warnings_are_shown_while_a_command_runs() -> None:
    """A run that pauses says so on the console, and nothing of a message acts on the terminal."""
    written = io.StringIO()
    logger = logging.getLogger("ie_pipeline")
    with notices(Console(file=written)):
        logger.warning("%s; the run pauses", "openai:m: 500 \x1b[2J")
        logger.info("not for everybody")
    logger.warning("nobody watches")
    assert written.getvalue() == "openai:m: 500 \ufffd[2J; the run pauses\n"
