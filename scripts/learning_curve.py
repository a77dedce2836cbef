"""Measure how a critic learns a new kind of document: receipts, from no logged document to several hundred.

    python scripts/learning_curve.py ../shared/data [--documents 0,20,100,387] [--work .work/critic]

The embedded generator drafts the receipts, whose schema neither it nor the shipped critic has seen. Of each number of
logged training receipts a mistake set is made and the shipped critic goes on from there, as `ie-pipeline critic train
--from` does it: part of the logged documents is held out to calibrate on. Each critic is then measured on the test
receipts, of shops that no other split has. Drafts are kept in WORK.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from critic.corpus import LabelledDocument, read_corpus
from critic.critic import PRETRAINED, Critic
from critic.fields import flatten
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.rows import Origin
from critic.recipes import Recipe
from critic.retraining import retrain
from ie_pipeline.evaluation import Report, Scope
from ie_pipeline.evaluation.drafts import nested_record, replayed
from ie_pipeline.evaluation.figures import table
from ie_pipeline.learning.drafts import Drafts, kept_drafts
from ie_pipeline.schema import load_schema

GENERATOR = "embedded"


def main() -> None:
    """Draft, learn from ever more documents, and measure each time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with the labelled documents")
    parser.add_argument("--documents", default="0,20,100,387", help="how many are logged; default: %(default)s")
    parser.add_argument("--work", type=Path, default=Path(".work/critic"), help="default: %(default)s")
    parser.add_argument("--critic", type=Path, default=PRETRAINED / "default", help="default: %(default)s")
    chosen = parser.parse_args()
    schema = load_schema(chosen.data / "schemas" / "receipt.json")
    train, test = (list(read_corpus(chosen.data / f"sroie.{split}.jsonl")) for split in ("train", "test"))
    numbers = sorted(int(number) for number in chosen.documents.split(","))
    drafts = kept_drafts([*test, *train[: numbers[-1]]], flatten(schema), chosen.work / "drafts" / "receipts.jsonl")
    scope = Scope.of(schema, test)
    rows = []
    for number in numbers:
        began = time.monotonic()
        critic = taught(train[:number], scope, drafts, chosen.critic, chosen.work / "curve" / str(number))
        minutes = (time.monotonic() - began) / 60
        report = replayed(critic, test, scope, drafts, GENERATOR)
        rows.append(_row(number, minutes, report))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    headings = ("logged", "minutes", "redundant F1", "missing F1", "critic alone F1", "loop F1", "95 % interval")
    print(f"{len(test)} test receipts, drafts {report.draft.f1:.3f}\n")
    print(table(headings, rows), end="")


def taught(documents: Sequence[LabelledDocument], scope: Scope, drafts: Drafts, start: Path, work: Path) -> Critic:
    """Let a critic go on with the mistakes in the drafts of some documents; with none it stays as it is."""
    if not documents:
        return Critic.from_pretrained(start)
    labelling = Labelling.of(scope.schema, documents)
    mistakes = MistakeSet.build(
        compare_labelled(
            document,
            labelling,
            nested_record(document, scope, drafts[document.id]),
            origin=Origin.GENERATOR,
            generator=GENERATOR,
        )
        for document in documents
        if document.id in drafts
    )
    place = work / "mistakes"
    mistakes.save(place)
    retrain(mistakes, work / "critic", Recipe(start_from=start), place=place, resume=True, report=_progress)
    return Critic.from_pretrained(work / "critic")


def _progress(progress: object) -> None:
    print(progress, file=sys.stderr, flush=True)


def _row(number: int, minutes: float, report: Report) -> tuple[str, ...]:
    low, high = report.final.interval
    critic = report.critic
    figures = (critic.redundant.f1, critic.missing.f1, report.critic_only.f1, report.final.f1)
    return (str(number), f"{minutes:.1f}", *(f"{figure:.3f}" for figure in figures), f"{low:.3f} to {high:.3f}")


if __name__ == "__main__":
    main()
