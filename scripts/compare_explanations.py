"""Measure what explanations are worth: one causal model tuned on findings with them, and on the same labels alone.

    python scripts/compare_explanations.py MISTAKES [--steps 400] [--base smollm2-135m] [--work .work/explanations]

MISTAKES is a mistake set as `ie-pipeline mistakes` writes it. Both variants learn from the same passages in the same
order with the same seed; both are then asked about the drafts of the held-out documents, and their findings are
compared with the mistakes that are known there. Probabilities are taken as the models give them. Checkpoints are kept
in WORK and picked up by the next run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from critic.findings import FindingKind
from critic.generative.critic import GenerativeCritic
from critic.generative.storage import DEFAULT_BASE
from critic.generative.tuning import Settings, tune
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.detection import detect
from critic.mistakes.rows import MistakeRow
from ie_pipeline.matching import Counts, bootstrap, bootstrap_difference

Found = dict[FindingKind, list[Counts]]
"""Counts of each document, in one order for all variants."""


def main() -> None:
    """Tune and measure both, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mistakes", type=Path, help="a mistake set")
    arguments.add_argument("--steps", type=int, default=Settings().steps)
    arguments.add_argument("--batch", type=int, default=Settings().batch, help="passages a step")
    arguments.add_argument("--base", default=DEFAULT_BASE, help="smollm2-135m or a directory with a causal model")
    arguments.add_argument("--passage-chars", type=int, default=Settings().passage_chars)
    arguments.add_argument("--documents", type=int, help="the most held-out documents to measure on")
    arguments.add_argument("--seed", type=int, default=Settings().seed)
    arguments.add_argument("--work", type=Path, default=Path(".work/explanations"))
    chosen = arguments.parse_args()
    mistakes = MistakeSet.load(chosen.mistakes, report=print)
    held_out = _by_document(mistakes.dev)[: chosen.documents]
    found: dict[str, Found] = {}
    for name, explained in (("with explanations", True), ("labels only", False)):
        settings = Settings(
            steps=chosen.steps,
            batch=chosen.batch,
            passage_chars=chosen.passage_chars,
            explained=explained,
            seed=chosen.seed,
        )
        work = chosen.work / f"{mistakes.digest[:12]}-{chosen.steps}-{chosen.seed}-{name.replace(' ', '-')}"
        started = time.perf_counter()
        tuned = tune(mistakes.train, work, settings, base=chosen.base, report=lambda line: print(line, flush=True))
        trained = time.perf_counter()
        found[name] = measure(GenerativeCritic(tuned), held_out)
        seconds = time.perf_counter() - trained
        print(f"{name}: trained in {trained - started:,.0f} s, reviewed in {seconds:,.0f} s")
    drafts = sum(map(len, held_out))
    print(f"{len(mistakes.train):,} drafts to learn from; {len(held_out)} held-out documents with {drafts} drafts")
    print(table(found))


def measure(critic: GenerativeCritic, documents: Sequence[Sequence[MistakeRow]]) -> Found:
    """Review every draft of every document, and count what was found of its mistakes."""
    found: Found = {kind: [] for kind in FindingKind}
    for rows in documents:
        counted = {kind: Counts() for kind in FindingKind}
        for row in rows:
            fields = [entry for entry in row.fields if entry.pattern in row.judged]
            review = critic.examine(row.text, fields).review(row.draft)
            for kind, one in detect(row, review).items():
                counted[kind] += Counts(one.tp, one.fp, one.fn)
        for kind, counts in counted.items():
            found[kind].append(counts)
    return found


def table(found: dict[str, Found]) -> str:
    """Return precision, recall and F1 of each kind as Markdown, with 95 % intervals over documents."""
    lines = ["| findings | variant | precision | recall | F1 | 95 % interval |", "|---|---|---|---|---|---|"]
    for kind in FindingKind:
        for name, by_kind in found.items():
            whole, (low, high) = sum(by_kind[kind], Counts()), bootstrap(by_kind[kind])
            figures = f"{whole.precision:.3f} | {whole.recall:.3f} | {whole.f1:.3f} | {low:.3f} to {high:.3f}"
            lines.append(f"| {kind} | {name} | {figures} |")
        one, other = (by_kind[kind] for by_kind in found.values())
        difference = sum(one, Counts()).f1 - sum(other, Counts()).f1
        low, high = bootstrap_difference(one, other)
        lines.append(f"| {kind} | difference | | | {difference:+.3f} | {low:+.3f} to {high:+.3f} |")
    return "\n".join(lines)


def _by_document(rows: Sequence[MistakeRow]) -> list[list[MistakeRow]]:
    grouped: dict[str, list[MistakeRow]] = {}
    for row in rows:
        grouped.setdefault(row.document, []).append(row)
    return list(grouped.values())


if __name__ == "__main__":
    main()
