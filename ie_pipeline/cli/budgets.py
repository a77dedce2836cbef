"""The options that limit what a run spends and how fast it asks, and the estimate of a dry run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import click
from rich.table import Table

from critic.calibration import NOBODY
from ie_pipeline.cli.packing import packed
from ie_pipeline.cli.terminal import duration
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Usage

if TYPE_CHECKING:
    from ie_pipeline.documents import Document, Unreadable
    from ie_pipeline.pipeline import Pipeline
    from ie_pipeline.runs.budget import Budget
    from ie_pipeline.runs.estimate import Amount, Estimate
    from ie_pipeline.runs.prices import Price

__all__ = ["BudgetOptions", "budget_options", "estimate_table"]

_SAMPLED = 5
"""Documents that a dry run processes, or as many as are in flight together if those are more."""

_COUNT, _POSITIVE = click.IntRange(min=1), click.FloatRange(min=0, min_open=True)
_OPTIONS = (
    click.option("--max-tokens", type=_COUNT, metavar="N", help="The most tokens that the run may read and write."),
    click.option("--max-calls", type=_COUNT, metavar="N", help="The most calls of the generator, retries included."),
    click.option(
        "--max-seconds",
        type=_POSITIVE,
        metavar="S",
        help="After how many seconds nothing more is asked and no document begun; a local model finishes its batch, "
        "the critic its document.",
    ),
    click.option("--max-cost", type=_POSITIVE, metavar="USD", help="The most that the run may cost, in US dollars."),
    click.option("--max-document-tokens", type=_COUNT, metavar="N", help="The most tokens for a document."),
    click.option("--max-document-calls", type=_COUNT, metavar="N", help="The most calls for a document."),
    click.option("--max-document-seconds", type=_POSITIVE, metavar="S", help="The most seconds for a document."),
    click.option("--max-document-cost", type=_POSITIVE, metavar="USD", help="The most US dollars for a document."),
    click.option(
        "--prices",
        metavar="FILE.toml",
        help="What models cost, over the table that ships: `[models]`, and a line such as "
        '`"my-model" = { prompt = 0.25, completion = 2.0 }`, in US dollars per million tokens.',
    ),
    click.option(
        "-j",
        "--jobs",
        type=_COUNT,
        metavar="N",
        help="How many documents are in flight, and how many questions an endpoint is asked, at once; else what suits "
        "the generator.",
    ),
    click.option("--rate", type=_POSITIVE, metavar="N", help="The most requests to an endpoint in a minute."),
    click.option("--token-rate", type=_POSITIVE, metavar="N", help="The most tokens that it reads and writes in one."),
    click.option(
        "--dry-run",
        is_flag=True,
        help=f"Process the first documents only ({_SAMPLED}, or -j of them if those are more), estimate from them "
        "what all will take, and write nothing.",
    ),
)


@dataclass(frozen=True, slots=True)
class BudgetOptions:
    """What the options say; each field bears its option's name. None of them changes what a record should be."""

    max_tokens: int | None = None
    max_calls: int | None = None
    max_seconds: float | None = None
    max_cost: float | None = None
    max_document_tokens: int | None = None
    max_document_calls: int | None = None
    max_document_seconds: float | None = None
    max_document_cost: float | None = None
    prices: str | None = None
    jobs: int | None = None
    rate: float | None = None
    token_rate: float | None = None
    dry_run: bool = False

    def price(self, generator: str) -> Price | None:
        """Return what the generator of this specification costs; None if it is not known and need not be.

        Raises:
            UsageError: if a cost is limited and the price is not known, or the table of prices is broken.

        """
        from ie_pipeline.runs.prices import Prices

        prices = Prices.load(self.prices)
        try:
            return prices.of(generator)
        except UsageError:
            if self.max_cost is not None or self.max_document_cost is not None:
                raise
            return None

    def budget(self, generator: str, spent: Usage = Usage()) -> Budget | None:
        """Return the budget of a run with the generator of this specification; None if nothing is limited.

        ``spent`` is what earlier runs into the same output have spent; the seconds begin anew.

        Raises:
            UsageError: as of ``price``; or if a rate is given for a generator that no endpoint stands behind.

        """
        from ie_pipeline.runs.budget import Budget, Limits

        for name in ("rate", "token_rate"):
            if getattr(self, name) is not None and not generator.startswith("openai:"):
                message = f"--{name.replace('_', '-')} is no option of the generator {generator}"
                raise UsageError(message, hint="leave it out; rates are for endpoints")
        run = Limits(self.max_tokens, self.max_calls, self.max_seconds, self.max_cost)
        document = Limits(
            self.max_document_tokens, self.max_document_calls, self.max_document_seconds, self.max_document_cost
        )
        price = self.price(generator)
        return Budget(run, document, price=price, spent=spent) if run.any or document.any else None

    def apply(self, pipeline: Pipeline, budget: Budget | None = None) -> None:
        """Give a pipeline that has not begun its budget, its concurrency and its pace."""
        from ie_pipeline.generators.metered import metered
        from ie_pipeline.generators.openai import OpenAIGenerator
        from ie_pipeline.generators.pacing import Pace

        generator = pipeline.generator
        if self.jobs is not None:
            pipeline.in_flight = self.jobs
        if isinstance(generator, OpenAIGenerator):
            if self.jobs is not None:
                generator.concurrency = self.jobs
            if self.rate is not None or self.token_rate is not None:
                generator.pace = Pace(self.rate, self.token_rate)
        if budget is not None and generator.name != NOBODY:  # where nobody is asked, the run alone can heed it
            pipeline.generator = metered(generator, budget)

    def rehearse(
        self, pipeline: Pipeline, documents: Iterable[Document | Unreadable], total: int, price: Price | None
    ) -> Estimate:
        """Process the first of some documents, ``total`` in all, and estimate what all of them take.

        Raises:
            UsageError: if there are none.

        """
        from ie_pipeline.runs.estimate import Sample, estimate

        first = islice(documents, max(_SAMPLED, self.jobs or 0))
        samples = [
            Sample(Usage(**trace.record.usage), trace.generator_seconds + trace.critic_seconds)
            for trace in pipeline.trace(first)
        ]
        if not samples:
            message = "there are no documents to estimate from"
            raise UsageError(message)
        return estimate(samples, max(total, len(samples)), price=price)


budget_options = packed("budgets", BudgetOptions, _OPTIONS)
"""Give a command the options and hand it what they say as ``budgets``, a `BudgetOptions`."""


def estimate_table(found: Estimate) -> Table:
    """Return an estimate as a table for a person, with the range in which 95 of 100 such runs end."""
    table = Table("", "expected", "from", "to", title=f"{found.documents:,} documents, judged by {found.sampled:,}")
    for column in table.columns[1:]:
        column.justify = "right"
    rows: list[tuple[str, Amount, Callable[[float], str]]] = [
        ("calls", found.calls, "{:,.0f}".format),
        ("tokens read", found.prompt_tokens, "{:,.0f}".format),
        ("tokens written", found.completion_tokens, "{:,.0f}".format),
        ("time", found.seconds, duration),
    ]
    if found.cost is not None:
        rows.append(("cost", found.cost, "${:,.2f}".format))
    for name, amount, wording in rows:
        table.add_row(name, *(wording(value) if value < math.inf else "?" for value in _ends(amount)))
    return table


def _ends(amount: Amount) -> tuple[float, float, float]:
    return amount.expected, amount.low, amount.high
