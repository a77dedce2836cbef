"""Turn a folder of contracts into records, one line of JSON each, and list what a person should look at.

    python scripts/extract_contracts.py data/samples/contracts contracts.jsonl

A program to copy and change: the schema's name is the only thing about contracts in it, but for the last question.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ie_pipeline import Pipeline, Record, Status, read_inputs


def main() -> None:
    """Extract, write and list."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", help="contracts as .txt, .md, .html, .pdf or .docx")
    arguments.add_argument("output", type=Path, help="where the records go, as JSON Lines")
    arguments.add_argument("--generator", default="embedded", help="who drafts, e.g. openai:gpt-5-mini")
    arguments.add_argument("--critic", help="a trained critic's directory, or evidence; else the one that ships")
    chosen = arguments.parse_args()

    documents = read_inputs([chosen.folder])  # first: a misspelt folder should not cost the last output
    pipeline = Pipeline("contract", generator=chosen.generator, critic=chosen.critic)
    with chosen.output.open("w", encoding="utf-8", newline="\n") as output:
        for record in pipeline.stream(documents):
            output.write(record.to_json() + "\n")
            if record.status is not Status.ACCEPTED:
                print(f"{record.id}: {record.status}, {record.error}")
            list_findings(record)
            list_risks(record)


def list_findings(record: Record) -> None:
    """Print what the critic objects to, and where."""
    for finding in record.findings:
        place = f", page {finding.page}" if finding.page else f", character {finding.start}"
        print(f"    {finding.pointer}{place if finding.start is not None else ''}: {finding.explanation}")


def list_risks(record: Record) -> None:
    """Print every clause by which the money may not come back, with its page: these are read by a person always."""
    for pointer, evidence in record.evidence.items():
        if pointer.startswith("/repayment_risks/") and evidence.quote:
            print(f"{record.id}: repayment risk on page {evidence.page or '?'}: {evidence.quote}")


if __name__ == "__main__":
    main()
