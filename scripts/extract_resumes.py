"""Turn a folder of resumes into records and a table of positions, and list what a person should look at.

    python scripts/extract_resumes.py data/samples/resumes resumes.jsonl positions.csv

A program to copy and change. The table has only positions whose every value the critic let pass.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from ie_pipeline import Pipeline, Record, Status, read_inputs

COLUMNS = ("document", "name", "designation", "company", "period")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula; nobody's resume is to run one."""


def main() -> None:
    """Extract, write and list."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", help="resumes as .txt, .md, .html, .pdf or .docx")
    arguments.add_argument("output", type=Path, help="where the records go, as JSON Lines")
    arguments.add_argument("table", type=Path, help="where the positions go, as CSV")
    arguments.add_argument("--generator", default="embedded", help="who drafts, e.g. openai:gpt-5-mini")
    arguments.add_argument("--critic", help="a trained critic's directory, or evidence; else the one that ships")
    chosen = arguments.parse_args()

    documents = read_inputs([chosen.folder])  # first: a misspelt folder should not cost the last output
    pipeline = Pipeline("resume", generator=chosen.generator, critic=chosen.critic)
    with (
        chosen.output.open("w", encoding="utf-8", newline="\n") as output,
        chosen.table.open("w", encoding="utf-8", newline="") as table,
    ):
        rows = csv.DictWriter(table, COLUMNS)
        rows.writeheader()
        for record in pipeline.stream(documents):
            output.write(record.to_json() + "\n")
            rows.writerows(positions(record))
            if record.status is not Status.ACCEPTED:
                print(f"{record.id}: {record.status}, {record.error}")
            for finding in record.findings:
                print(f"    {finding.pointer}: {finding.explanation}")


def positions(record: Record) -> Iterator[dict[str, str]]:
    """Yield the positions of a record that no finding is open on."""
    doubted = {finding.pointer for finding in record.findings}
    for number, position in enumerate(record.data.get("positions", ())):
        if not any(pointer.startswith(f"/positions/{number}/") for pointer in doubted):
            row = {"document": record.id, "name": record.data.get("name") or "", **position}
            yield {
                column: f"'{value}" if value.startswith(FORMULA) else value for column, value in row.items() if value
            }


if __name__ == "__main__":
    main()
