"""``ie-pipeline evaluate``: labelled documents in, a report of scores out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from ie_pipeline.cli.notices import notices
from ie_pipeline.cli.options import PipelineOptions, pipeline_options
from ie_pipeline.cli.places import check_apart, check_file
from ie_pipeline.cli.terminal import DocumentBar, plain, stderr
from ie_pipeline.errors import UsageError
from ie_pipeline.schema import load_schema

if TYPE_CHECKING:
    from ie_pipeline.evaluation import Report

__all__ = ["evaluate"]


@dataclass(frozen=True, slots=True)
class _Settings:
    """What was run, for whoever reads the report."""

    data: str
    schema: str
    fields: tuple[str, ...]
    whole_schema: bool
    limit: int | None
    pipeline: dict[str, Any]


@click.command(short_help="Score records against labelled documents.")
@click.argument("data", metavar="DATA.jsonl", type=click.Path(dir_okay=False))
@click.option(
    "--schema", required=True, metavar="NAME-OR-FILE", help="What to extract: contract, resume or a JSON Schema file."
)
@click.option("--report", "place", metavar="REPORT.json", help="Also write the report there as JSON; - is stdout.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Run the first N documents only.")
@click.option("--fields", metavar="A,B", help="Run and score these fields only; else all that are labelled.")
@click.option("--whole-schema", is_flag=True, help="Run the schema as it is, not narrowed to the scored fields.")
@pipeline_options
def evaluate(
    *,
    data: str,
    schema: str,
    place: str | None,
    limit: int | None,
    fields: str | None,
    whole_schema: bool,
    options: PipelineOptions,
) -> None:
    """Score records against labelled documents.

    DATA.jsonl has `id`, `text` and `gold` (field name to values) a line, and where known `gold_norm`,
    `uncertain_fields` and `schema_fields`. The draft, the critic alone, the loop and an oracle stand side by side in
    the tables that are printed.
    """
    from ie_pipeline.evaluation import Scope, read_labelled, summarise, tables
    from ie_pipeline.evaluation import evaluate as run

    loaded = load_schema(schema)
    documents = read_labelled(data)
    only = tuple(name.strip() for name in (fields or "").split(",") if name.strip())
    scope = Scope.of(loaded, documents, only=only, whole_schema=whole_schema)
    if place and place != "-":
        check_file(place)
        kind, _, drafts = options.generator.partition(":")
        read = {"the file of labelled documents": data, "the schema": schema}
        check_apart(place, {**read, "the file of drafts": drafts if kind == "replay" else ""})
    chosen = documents[:limit]
    console = stderr()
    options.tell(console)
    if not only and (others := sorted({name for d in documents for name in d.gold} - set(scope.labels.values()))):
        console.print(Text(f"Labelled, but no field of the schema: {plain(', '.join(others))}"), soft_wrap=True)
    scores = []
    with notices(console), DocumentBar(console, len(chosen)) as bar:
        for score in run(chosen, scope, options.build(scope.schema)):
            scores.append(score)
            bar.advance(score.status)
    settings = _Settings(Path(data).name, schema, scope.names, whole_schema, limit, options.described())
    report = summarise(scores, asdict(settings))
    console.print(tables(report))  # first, so that a full disk does not cost the scores
    if place:
        _write(report, place)


def _write(report: Report, place: str) -> None:
    """Write a report as JSON.

    Raises:
        UsageError: if the file cannot be written.

    """
    text = json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if place == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(place).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot write {place}: {error.strerror}"
        raise UsageError(message) from error
