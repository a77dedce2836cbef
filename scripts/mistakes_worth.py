"""Measure what mistakes are worth: one critic taught with synthetic ones, with a generator's real ones, and with both.

    python scripts/mistakes_worth.py ../shared/data [--steps 100] [--work .work/critic]

All variants go on from one critic that has seen synthetic mistakes alone (900 steps, some twenty minutes on two cores),
for as many steps as each other, and are calibrated on the same dev drafts. They are compared on the test contracts with
the embedded generator's drafts: how well they find its mistakes, and what the loop makes of the replayed drafts. Drafts
and checkpoints are kept in WORK; the drafts of the training documents are those that `scripts/train_critic.py` leaves
there.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from critic.corpus import LabelledDocument, read_corpus
from critic.critic import Critic
from critic.examples import Task
from critic.fields import flatten
from critic.fitting import fit, sightings
from critic.reading import FieldReader
from critic.storage import create
from critic.training import Settings, train
from ie_pipeline.evaluation import Report, Scope
from ie_pipeline.evaluation.drafts import replayed
from ie_pipeline.evaluation.figures import table
from ie_pipeline.learning.drafts import Drafts, kept_drafts, read_drafts
from ie_pipeline.schema import load_schema

SEED, RANK = 0, 48
FIELDS = flatten(load_schema("contract"))
BEFORE = Settings(steps=900, synthetic=1.0, seed=SEED)
"""How the critic learns that all variants go on from."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What a critic is taught with: the share of the documents with real drafts, and how often such a draft is taken.

    ``elsewhere`` says whether the other documents are there too, with synthetic mistakes.
    """

    name: str
    documents: float
    real: float
    elsewhere: bool = True


VARIANTS = (
    Variant("synthetic only", 0.0, 0.0),
    Variant("real only", 1.0, 1.0, elsewhere=False),
    Variant("both, 10 % of the real ones", 0.1, 0.65),
    Variant("both, 30 % of the real ones", 0.3, 0.65),
    Variant("both", 1.0, 0.65),
)


def main() -> None:
    """Teach, calibrate and compare the variants."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with the labelled documents")
    parser.add_argument("--steps", type=int, default=100, help="default: %(default)s")
    parser.add_argument("--work", type=Path, default=Path(".work/critic"), help="default: %(default)s")
    chosen = parser.parse_args()
    drafts = read_drafts(chosen.work / "drafts" / "contracts.jsonl")
    taught = list(read_corpus(chosen.data / "cuad_excerpt.train.jsonl"))
    dev = [Task(d, FIELDS, (drafts[d.id],)) for d in _drafted(chosen.data / "cuad_excerpt.dev.jsonl", drafts)]
    test = list(read_corpus(chosen.data / "cuad_excerpt.test.jsonl"))
    test_drafts = kept_drafts(test, FIELDS, chosen.work / "drafts" / "cuad_excerpt.test.jsonl")
    scope = Scope.of(load_schema("contract"), test)
    rows = []
    for variant in VARIANTS:
        tasks = tasks_of(variant, taught, drafts)
        reader = create(rank=RANK)
        teach(reader, "before", tasks_of(VARIANTS[0], taught, drafts), chosen.work / "worth", BEFORE)
        settings = replace(BEFORE, steps=chosen.steps, synthetic=0.0, real_share=variant.real, learning_rate=5e-4)
        teach(reader, variant.name, tasks, chosen.work / f"worth-{chosen.steps}", settings)
        critic = Critic(reader, fit(*sightings(reader, dev), generator="embedded"), name=variant.name)
        report = replayed(critic, test, scope, test_drafts, "embedded")
        rows.append(_row(variant, tasks, report))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    headings = ("taught with", "documents with real drafts", "redundant F1", "missing F1", "loop F1", "95 % interval")
    print(f"{len(test)} test contracts, drafts {report.draft.f1:.3f}; {chosen.steps} steps each\n")
    print(table(headings, rows), end="")


def tasks_of(variant: Variant, documents: Sequence[LabelledDocument], drafts: Drafts) -> list[Task]:
    """Return the documents to learn from, some of them with their real drafts; those count double."""
    real = sorted(document.id for document in documents if document.id in drafts)
    kept = set(random.Random(SEED).sample(real, round(variant.documents * len(real))))
    tasks = [Task(d, FIELDS, (drafts[d.id],), weight=2.0) for d in documents if d.id in kept]
    return tasks + [Task(d, FIELDS) for d in documents if d.id not in kept and variant.elsewhere]


def teach(reader: FieldReader, name: str, tasks: Sequence[Task], work: Path, settings: Settings) -> None:
    """Let a network learn, or load what it learned where that was done before."""
    folder = work / name.replace(" ", "-")
    train(reader, tasks, folder, settings, lambda progress: print(f"{name}: {progress}", file=sys.stderr))


def _drafted(path: Path, drafts: Drafts) -> list[LabelledDocument]:
    return [document for document in read_corpus(path) if document.id in drafts]


def _row(variant: Variant, tasks: Sequence[Task], report: Report) -> tuple[str, ...]:
    low, high = report.final.interval
    figures = (report.critic.redundant.f1, report.critic.missing.f1, report.final.f1)
    real = sum(bool(task.drafts) for task in tasks)
    return (variant.name, str(real), *(f"{figure:.3f}" for figure in figures), f"{low:.3f} to {high:.3f}")


if __name__ == "__main__":
    main()
