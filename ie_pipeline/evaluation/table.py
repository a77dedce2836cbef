"""The report of an evaluation as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ie_pipeline.record import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ie_pipeline.evaluation.report import Difference, Rates, Report

__all__ = ["tables"]


def tables(report: Report) -> RenderableType:
    """Arrange a report for reading: the systems, the critic, the fields, and what it took."""
    return Group(_systems(report), _critic(report), _fields(report), *_remarks(report))


def _systems(report: Report) -> Table:
    table = _table("", "precision", "recall", "F1", "95 % interval", "relaxed F1")
    rows = {"draft": report.draft, "critic only": report.critic_only, "loop": report.final, "oracle": report.oracle}
    for name, score in rows.items():
        low, high = score.interval
        table.add_row(
            name,
            *_shares(score.precision, score.recall, score.f1),
            f"{low:.3f} to {high:.3f}",
            f"{score.relaxed_f1:.3f}",
        )
    return table


def _critic(report: Report) -> Table:
    table = _table("mistakes found", "precision", "recall", "F1")
    table.add_row("redundant", *_rates(report.critic.redundant))
    table.add_row("missing", *_rates(report.critic.missing))
    return table


def _fields(report: Report) -> Table:
    table = _table("field (F1)", "support", "draft", "critic only", "loop")
    for name, scores in report.per_field.items():
        table.add_row(
            Text(name), str(scores.support), *_shares(scores.draft.f1, scores.critic_only.f1, scores.final.f1)
        )
    return table


def _remarks(report: Report) -> list[Text]:
    precision = "none" if report.accepted.precision is None else f"{report.accepted.precision:.3f}"
    seconds = report.seconds
    documents = f"{report.documents} document{'' if report.documents == 1 else 's'}"
    if failed := report.statuses[Status.FAILED]:
        documents += f", of which {failed} failed and count{'s' if failed == 1 else ''} as empty"
    return [
        Text(f"{documents}; {_signed(report.final_minus_draft)} over the draft"),
        Text(f"{_signed(report.final_minus_critic_only)} over the critic alone"),
        *_error_rate(report),
        Text(f"accepted {report.accepted.share:.3f} of the documents, precision of their values {precision}"),
        Text(
            f"generator {report.calls:,} calls, {report.tokens:,} tokens, "
            f"{seconds.generator:,.1f} s ({seconds.draft:,.1f} s drafting); "
            f"critic {seconds.critic:,.1f} s ({seconds.review:,.1f} s on the drafts)"
        ),
    ]


def _error_rate(report: Report) -> Iterator[Text]:
    """Say how often the generator errs, where it drafted anything right at all."""
    if right := report.draft.precision:
        yield Text(f"of the drafts' values {1 - right:.3f} are wrong, the --error-rate of this generator here")


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _rates(rates: Rates) -> list[str]:
    return _shares(rates.precision, rates.recall, rates.f1)


def _shares(*values: float) -> list[str]:
    return [f"{value:.3f}" for value in values]


def _signed(difference: Difference) -> str:
    low, high = difference.interval
    return f"loop {difference.f1:+.3f} ({low:+.3f} to {high:+.3f})"
