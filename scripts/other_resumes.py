"""Extract resumes that other people labelled, of kinds that no training set has, and score what comes out.

    python scripts/other_resumes.py ../shared/data/extractbench_resume.test.jsonl [--critic DIR ...] [--generator none]

The resumes of ExtractBench, academic, legal, medical and others, name their fields in another way; those that mean what
a field of ``schemas/resume.json`` means are scored. A name is annotated with the titles that it bears. The table, with
95 % bootstrap intervals over documents, goes to standard output, progress to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from critic.corpus import LabelledDocument
from critic.critic import PRETRAINED
from ie_pipeline.errors import IEPipelineError
from ie_pipeline.evaluation import Report, Scope, evaluate, read_labelled, summarise
from ie_pipeline.evaluation.figures import table
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.schema import load_schema

NAMES = {
    "personalInfo.fullName": "name",
    "personalInfo.emails": "email",
    "workExperience.employer": "company",
    "workExperience.jobTitle": "designation",
    "education.institution": "college",
    "education.qualificationTitle": "degree",
}
"""What the annotators called a field of ours."""


def main() -> None:
    """Rename, extract, score, print the table."""
    parser = argparse.ArgumentParser(description="Score what is extracted from resumes of other kinds.")
    parser.add_argument("data", type=Path, help="labelled resumes, one JSON object a line")
    parser.add_argument("--critic", type=Path, action="append", help="a critic's directory; several are compared")
    parser.add_argument("--generator", default="embedded", help="as ie-pipeline takes it; default: %(default)s")
    chosen = parser.parse_args()
    critics = chosen.critic or [PRETRAINED / "default"]
    try:
        documents = [renamed(document) for document in read_labelled(chosen.data)]
        reports = [measured(documents, chosen.generator, critic) for critic in critics]
    except IEPipelineError as error:
        sys.exit(str(error))
    heads = [f"{what}, {critic.name}" for critic in critics for what in ("draft", "critic alone", "loop")]
    first = reports[0]
    rows = [
        (name, str(first.per_field[name].support), *(f"{f1:.2f}" for report in reports for f1 in _of(report, name)))
        for name in first.per_field
    ]
    support = sum(field.support for field in first.per_field.values())
    rows.append((f"all, of {first.documents} resumes", str(support), *(cell for r in reports for cell in _whole(r))))
    print(table(("field", "values", *heads), rows), end="")


def renamed(document: LabelledDocument) -> LabelledDocument:
    """Return a document with its labels under the names of the schema, and no others."""
    known = {NAMES[name]: values for name, values in document.gold.items() if name in NAMES}
    unsure = frozenset(NAMES[name] for name in document.uncertain if name in NAMES)
    return replace(document, gold=known, uncertain=unsure, spans=(), normalised={}, record=None)


def measured(documents: Sequence[LabelledDocument], generator: str, critic: Path) -> Report:
    """Run the pipeline with one critic, and score it."""
    scope = Scope.of(load_schema("resume"), documents)
    scores = []
    for score in evaluate(documents, scope, Pipeline(scope.schema, generator, str(critic))):
        scores.append(score)
        print(f"{critic.name}: {len(scores)} of {len(documents)}", file=sys.stderr, flush=True)
    return summarise(scores, {})


def _of(report: Report, name: str) -> tuple[float, float, float]:
    field = report.per_field[name]
    return field.draft.f1, field.critic_only.f1, field.final.f1


def _whole(report: Report) -> list[str]:
    systems = (report.draft, report.critic_only, report.final)
    return [f"{s.f1:.2f} ({s.interval[0]:.2f} to {s.interval[1]:.2f})" for s in systems]


if __name__ == "__main__":
    main()
