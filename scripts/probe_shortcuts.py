"""Measure whether synthetic mistakes betray themselves to a program that never reads the source.

    python scripts/probe_shortcuts.py DATA

DATA holds labelled documents, `cuad_excerpt.dev.jsonl` and so on, with their schemas under `schemas/`. A classifier
learns on half of the documents to tell wrong values from right ones by the draft alone; printed is its ROC AUC on the
other half, with the 95 % interval over documents, for each kind of mistake. Kinds that leave a value whole must stay
at .60 or below: the exit code is 3 where they do not, if 50 of them or more were measured. Chinese resumes are single
sentences, in which there is hardly anything else to write or room to put it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from critic.corpus import read_corpus
from critic.mistakes.labelled import Labelling
from critic.mistakes.planting import Pool
from critic.mistakes.probe import WHOLE, ProbeError, probe
from critic.mistakes.rows import Mistake, MistakeRow
from critic.mistakes.synthetic import synthesise

SETS = {
    "contracts, dev": ("contract_core", ("cuad_excerpt.dev",)),
    "contracts, train": ("contract_core", ("cuad_excerpt.train",)),
    "resumes, dev": ("resume_dotin", ("dotin_resume.dev",)),
    "resumes, train": ("resume_dotin", ("dotin_resume.train",)),
    "Chinese resumes, train": ("resumener_zh", ("resumener_zh.train",)),
}
BAR = 0.60
ENOUGH = 50  # wrong values; of fewer the interval is too wide to judge by


def main() -> int:
    """Print one line per set and kind; return 3 if whole values are told at more than the bar anywhere."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--drafts", type=int, default=3, help="of each document")
    parser.add_argument("--rate", type=float, default=0.3, help="share of values damaged")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    passed = True
    for name, (schema, files) in SETS.items():
        rows = list(synthetic_rows(arguments, schema, files))
        for title, kinds in (("whole", WHOLE), *((kind.value, (kind,)) for kind in tuple(Mistake)[:3])):
            try:
                found = probe(rows, kinds, seed=arguments.seed)
            except ProbeError as error:
                print(f"{name:22} {title:10} {error}")
                continue
            passed &= title != "whole" or found.auc <= BAR or found.wrong < ENOUGH
            auc = f"{found.auc:.3f} [{found.low:.3f}, {found.high:.3f}]"
            print(f"{name:22} {title:10} {auc}  {found.wrong} wrong, {found.right} right, {found.documents} documents")
    return 0 if passed else 3


def synthetic_rows(arguments: argparse.Namespace, schema: str, files: tuple[str, ...]) -> Iterator[MistakeRow]:
    """Yield several damaged drafts of every document of some files."""
    documents = [d for file in files for d in read_corpus(arguments.data / f"{file}.jsonl")]
    labelling = Labelling.of(json.loads((arguments.data / "schemas" / f"{schema}.json").read_text()), documents)
    pool = Pool.of(documents, tuple(labelling.labels.values()))
    rng = random.Random(arguments.seed)
    for document in documents:
        for _ in range(arguments.drafts):
            yield synthesise(document, labelling, rng, rate=arguments.rate, pool=pool)


if __name__ == "__main__":
    sys.exit(main())
