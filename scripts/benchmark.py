"""Measure what the README reports: drafts, critic and loop on labelled documents, each figure beside what was asked.

    python scripts/benchmark.py ../shared/data [--rows contracts,resumes] [--output out/benchmark] [--limit N]

Every row runs in a process of its own, so that its memory is its own, and is written to OUTPUT/ROW.json as soon as it
is done; a run that was cut off goes on with the rows that are still missing. The table goes to standard output and to
OUTPUT/README.md, progress to standard error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import resource
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from critic.corpus import LabelledDocument
from critic.critic import PRETRAINED
from critic.reliability import expected_calibration_error
from ie_pipeline.errors import IEPipelineError
from ie_pipeline.evaluation import DocumentScore, Report, Scope, System, evaluate, pooled, read_labelled, summarise
from ie_pipeline.evaluation.detection import Detected
from ie_pipeline.evaluation.figures import Figure, Unit, table
from ie_pipeline.evaluation.strength import DamagedGold
from ie_pipeline.generators import Generator
from ie_pipeline.generators.weights import ADAPTER
from ie_pipeline.loop import LoopSettings
from ie_pipeline.matching import Counts, bootstrap
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Status
from ie_pipeline.schema import load_schema

RESUME_FIELDS = ("name", "email", "company", "designation", "degree", "college", "graduation_year")
STRENGTHS = {0.05: 0.0, 0.10: 0.02, 0.20: 0.06, 0.40: 0.13, 0.60: 0.30}
"""Share of damaged gold values, and what the loop is to add to the F1 of such a draft."""
SEED, SEEDS = 1, (1, 2, 3)
"""Where the damage to gold starts from, and where that of the strength curve does, for which each document is damaged
anew with each: what is asked of its first levels is less than what one draw more or less is worth."""
COPIED, SENTENCES, INCIDENTS = 20, 100, 50
"""How many excerpts are read a second time with free decoding, and how many documents of the two sets with schemas that
neither model has seen."""
DAMAGED = 0.3
"""The share of damaged values in replayed gold."""
FOUND = 0.8
"""The share of wrong values at which false alarms are counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rows are run with; ``weights`` is the checksum of the trained adapters."""

    data: str
    split: str
    limit: int | None
    generator: str
    critic: str | None
    weights: str

    def documents(self, name: str, most: int | None = None) -> tuple[list[LabelledDocument], list[LabelledDocument]]:
        """Return the labelled documents of a set, and those of them that are run."""
        labelled = read_labelled(Path(self.data) / f"{name}.{self.split}.jsonl")
        return labelled, labelled[:most][: self.limit]


@dataclass(frozen=True, slots=True)
class Result:
    """One row: its figures, the reports behind them, and the peak of its process's memory."""

    figures: tuple[Figure, ...]
    reports: Mapping[str, Mapping[str, Any]]
    peak_gigabytes: float = 0.0


def main() -> None:
    """Measure the rows, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="the folder with the labelled documents")
    parser.add_argument("--rows", default=",".join([*ROWS, "speed"]), help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=Path("out/benchmark"), help="default: %(default)s")
    parser.add_argument("--limit", type=int, metavar="N", help="run the first N documents of each row only")
    parser.add_argument("--split", choices=["test", "dev"], default="test")
    parser.add_argument("--generator", default="embedded", help="as ie-pipeline takes it; default: %(default)s")
    parser.add_argument("--critic", metavar="DIR|evidence", help="default: the one that ships")
    parser.add_argument("--fresh", action="store_true", help="measure again what is already there")
    chosen = parser.parse_args()
    rows = set(chosen.rows.split(","))
    if unknown := rows - {*ROWS, "speed"}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join([*ROWS, 'speed'])}")
    if chosen.limit is not None and chosen.limit < 1:
        parser.error("--limit is at least 1")
    if "speed" in rows:  # timed on these two
        rows |= {"contracts", "resumes"}
    critic = Path(chosen.critic) if chosen.critic else PRETRAINED / "default"
    plan = Plan(chosen.data, chosen.split, chosen.limit, chosen.generator, chosen.critic, _checksum(critic, ADAPTER))
    chosen.output.mkdir(parents=True, exist_ok=True)
    results: dict[str, Result] = {}
    try:
        for row in ROWS:
            if row in rows:
                results[row] = _result(row, plan, chosen.output, fresh=chosen.fresh)
    except IEPipelineError as error:
        sys.exit(f"{row}: {error}")
    if "speed" in rows:
        results["speed"] = speed(results["contracts"], results["resumes"])
        _write(results["speed"], plan, chosen.output / "speed.json")
    page = markdown(results, plan, shlex.join(["python", *sys.argv]))
    (chosen.output / "README.md").write_text(page, encoding="utf-8")
    print(page, end="")


def _result(row: str, plan: Plan, output: Path, *, fresh: bool) -> Result:
    """Return a row as an earlier run left it, or measure it in a process of its own."""
    path = output / f"{row}.json"
    if path.exists() and not fresh:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["settings"] == asdict(plan):
            print(f"{row}: taken from {path}", file=sys.stderr)
            figures = tuple(Figure(**{**figure, "unit": Unit(figure["unit"])}) for figure in kept["figures"])
            return Result(figures, kept["reports"], kept["peak_gigabytes"])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_parent) as processes:
        result = processes.submit(measure, row, plan).result()
    _write(result, plan, path)
    return result


def _end_with_parent() -> None:
    """Let this process end with the one that began it, in whatever way that ends."""
    if parent := parent_process():

        def end_too() -> None:
            parent.join()
            os._exit(1)

        Thread(target=end_too, daemon=True).start()


def _write(result: Result, plan: Plan, path: Path) -> None:
    entry = {"settings": asdict(plan), **asdict(result)}
    path.write_text(json.dumps(entry, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def measure(row: str, plan: Plan) -> Result:
    """Measure one row, and the memory that this process took for it."""
    result = ROWS[row](plan)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return replace(result, peak_gigabytes=peak / 1e9)


def contracts(plan: Plan) -> Result:
    """Contract excerpts: the whole pipeline."""
    labelled, documents = plan.documents("cuad_excerpt")
    scores, report = _run("contracts", documents, Scope.of(load_schema("contract"), labelled), plan)
    figures = _systems(report, loop=0.82, over_draft=0.10, over_critic=0.05)
    figures = (*figures, *_critic(scores, report, redundant=0.86, missing=0.60), *_accepted(scores, report))
    return Result((*figures, *_calibrated(scores)), {"contracts": report.to_dict()})


def resumes(plan: Plan) -> Result:
    """Resumes: the whole pipeline, on the fields with few readings."""
    labelled, documents = plan.documents("dotin_resume")
    scope = Scope.of(load_schema("resume"), labelled, only=RESUME_FIELDS)
    scores, report = _run("resumes", documents, scope, plan)
    figures = list(_systems(report, loop=0.60, over_draft=0.08))
    for name in ("name", "email"):
        counts = [score.tallies[System.FINAL][name].exact for score in scores if name in score.tallies[System.FINAL]]
        f1 = sum(counts, start=Counts()).f1
        figures.append(Figure(f"loop F1, {name}", len(counts), f1, bootstrap(counts) if counts else None, asked=0.80))
    figures += [*_critic(scores, report, redundant=0.82, missing=0.50), *_calibrated(scores)]
    figures += _accepted(scores, report, asked=False)
    return Result(tuple(figures), {"resumes": report.to_dict()})


def strength(plan: Plan) -> Result:
    """Gold with ever more damage, replayed: one setting for all, and a generator that the critic does not know."""
    labelled, documents = plan.documents("cuad_excerpt")
    scope = Scope.of(load_schema("contract"), labelled)
    figures: list[Figure] = []
    reports: dict[str, Mapping[str, Any]] = {}
    for rate, asked in STRENGTHS.items():
        level = f"{rate:.0%} damaged"
        runs = [
            _run(f"strength, {level}", documents, scope, plan, generator=DamagedGold(documents, scope, rate, seed))
            for seed in SEEDS
        ]
        report = summarise(pooled([scores for scores, _ in runs]), runs[0][1].settings)
        draft, _, loop, _, _, gain, _ = _systems(report, over_draft=asked)
        figures += [replace(figure, what=f"{level}: {figure.what}") for figure in (draft, loop, gain)]
        reports[level] = report.to_dict()
    return Result(tuple(figures), reports)


def full(plan: Plan) -> Result:
    """Full contracts, of about 43,000 characters on average, and how long one takes."""
    labelled, documents = plan.documents("cuad")
    scores, report = _run("full", documents, Scope.of(load_schema("contract"), labelled), plan)
    figures = [*_systems(report, loop=0.68, over_draft=0.10), *_critic(scores, report, redundant=0.80, missing=0.50)]
    figures += _accepted(scores, report, asked=False)
    figures.append(
        Figure("a document, end to end", report.documents, _seconds(report.to_dict()), None, Unit.SECONDS, 60)
    )
    return Result(tuple(figures), {"full": report.to_dict()})


def receipts(plan: Plan) -> Result:
    """Till receipts, whose schema neither model was tuned on."""
    labelled, documents = plan.documents("sroie")
    schema = load_schema(Path(plan.data) / "schemas" / "receipt.json")
    scores, report = _run("receipts", documents, Scope.of(schema, labelled), plan)
    figures = (*_systems(report, over_draft=0.0), *_critic(scores, report, redundant=0.70))
    return Result(figures, {"receipts": report.to_dict()})


def agreements(plan: Plan) -> Result:
    """Non-disclosure agreements, a set that no model was trained on: damaged gold, replayed."""
    labelled, documents = plan.documents("kleister_nda")
    scope = Scope.of(load_schema(Path(plan.data) / "schemas" / "nda_core.json"), labelled)
    generator = DamagedGold(documents, scope, DAMAGED, SEED)
    scores, report = _run("agreements", documents, scope, plan, generator=generator)
    figures = (*_systems(report, over_draft=0.0), *_critic(scores, report, redundant=0.80, missing=0.50))
    return Result((*figures, *_accepted(scores, report, asked=False)), {"agreements": report.to_dict()})


def sentences(plan: Plan) -> Result:
    """Sentences that ask for a few entity types each, whose schema neither model was tuned on."""
    _, documents = plan.documents("scir_crossner", SENTENCES)
    schema = load_schema(Path(plan.data) / "schemas" / "scir_crossner.json")
    loaded = Pipeline(schema, plan.generator, plan.critic)
    scores: list[DocumentScore] = []
    for document in documents:
        scope = Scope.of(schema, [document], only=document.asked or ())
        scores += evaluate([document], scope, Pipeline(scope.schema, loaded.generator, loaded.critic))
        print(f"sentences: {len(scores)} of {len(documents)}", file=sys.stderr, flush=True)
    report = summarise(scores, asdict(plan))
    figures = (*_systems(report, over_draft=0.0), *_critic(scores, report, redundant=0.70))
    return Result(figures, {"sentences": report.to_dict()})


def incidents(plan: Plan) -> Result:
    """News of attacks as lists of objects, whose schema neither model was tuned on."""
    labelled, documents = plan.documents("muc4", INCIDENTS)
    scope = Scope.of(load_schema(Path(plan.data) / "schemas" / "muc4.json"), labelled)
    scores, report = _run("incidents", documents, scope, plan)
    figures = (*_systems(report, over_draft=0.0), *_critic(scores, report, redundant=0.70))
    return Result(figures, {"incidents": report.to_dict()})


def copy(plan: Plan) -> Result:
    """Contract excerpts with and without verbatim fields being held to the words of the passage."""
    labelled, documents = plan.documents("cuad_excerpt", COPIED)
    scope = Scope.of(load_schema("contract"), labelled)
    figures: list[Figure] = []
    reports: dict[str, Mapping[str, Any]] = {}
    for name, on in (("copy on", True), ("copy off", False)):
        _, report = _run(name, documents, scope, plan, settings=LoopSettings(copy=on))
        draft, _, loop, *_ = _systems(report)
        figures += [replace(figure, what=f"{name}: {figure.what}") for figure in (draft, loop)]
        reports[name] = report.to_dict()
    return Result(tuple(figures), reports)


ROWS: Mapping[str, Callable[[Plan], Result]] = {
    row.__name__: row for row in (contracts, resumes, strength, full, agreements, receipts, sentences, incidents, copy)
}


def speed(contracts: Result, resumes: Result) -> Result:
    """Compare the times and the memory that the rows of short documents took."""
    figures: list[Figure] = []
    for name, result in (("contracts", contracts), ("resumes", resumes)):
        report = result.reports[name]
        documents, seconds = report["documents"], report["seconds"]
        ratio = seconds["review"] / seconds["draft"] if seconds["draft"] else None
        figures += [
            Figure(f"{name}: review / draft, seconds", documents, ratio, None, Unit.RATIO, 0.1),
            Figure(f"{name}: a document, end to end", documents, _seconds(report), None, Unit.SECONDS, 15),
            Figure(f"{name}: peak memory", documents, result.peak_gigabytes, None, Unit.GIGABYTES, 3),
        ]
    return Result(tuple(figures), {})


def _run(
    title: str,
    documents: Sequence[LabelledDocument],
    scope: Scope,
    plan: Plan,
    *,
    generator: Generator | None = None,
    settings: LoopSettings = LoopSettings(),
) -> tuple[list[DocumentScore], Report]:
    """Run and score some documents, saying how far it is."""
    pipeline = Pipeline(scope.schema, generator or plan.generator, plan.critic, settings)
    scores: list[DocumentScore] = []
    for score in evaluate(documents, scope, pipeline):
        scores.append(score)
        print(f"{title}: {len(scores)} of {len(documents)}, {score.id} {score.status}", file=sys.stderr, flush=True)
    return scores, summarise(scores, {**asdict(plan), "fields": scope.names, "loop": asdict(settings)})


def _systems(
    report: Report, *, loop: float | None = None, over_draft: float | None = None, over_critic: float | None = None
) -> tuple[Figure, ...]:
    """Return the seven figures that every row has, three of them with what is asked."""
    n, over = report.documents, report.final_minus_critic_only
    return (
        Figure("draft F1", n, report.draft.f1, report.draft.interval),
        Figure("critic alone F1", n, report.critic_only.f1, report.critic_only.interval),
        Figure("loop F1", n, report.final.f1, report.final.interval, asked=loop),
        Figure("loop F1, relaxed", n, report.final.relaxed_f1),
        Figure("oracle F1", n, report.oracle.f1, report.oracle.interval),
        Figure(
            "loop − draft", n, report.final_minus_draft.f1, report.final_minus_draft.interval, Unit.GAIN, over_draft
        ),
        Figure("loop − critic alone", n, over.f1, over.interval, Unit.GAIN, over_critic),
    )


def _critic(
    scores: Sequence[DocumentScore], report: Report, *, redundant: float, missing: float | None = None
) -> list[Figure]:
    """Return how well the critic found the mistakes in the drafts, with the F1 that is asked for each kind."""
    kinds = (
        ("redundant", report.critic.redundant, [score.detected.redundant for score in scores], redundant),
        ("missing", report.critic.missing, [score.detected.missing for score in scores], missing),
    )
    figures: list[Figure] = []
    for kind, rates, counts, wanted in kinds:
        figures += [
            Figure(f"{kind} values found, precision", len(scores), rates.precision),
            Figure(f"{kind} values found, recall", len(scores), rates.recall),
            Figure(f"{kind} values found, F1", len(scores), rates.f1, bootstrap(counts), asked=wanted),
        ]
    return figures


def _calibrated(scores: Sequence[DocumentScore]) -> list[Figure]:
    """Return what the critic's probabilities of the drafts' values were worth."""
    judged = sum((score.detected for score in scores), start=Detected()).judged
    error = expected_calibration_error([p for p, _ in judged], [right for _, right in judged]) if judged else None
    wrong, right = ([p for p, is_right in judged if is_right == side] for side in (False, True))
    alarms = None
    if wrong and right:
        threshold = sorted(wrong)[math.ceil(FOUND * len(wrong)) - 1]
        alarms = sum(p <= threshold for p in right) / len(right)
    return [
        Figure("expected calibration error", len(scores), error, None, Unit.RATIO, 0.05),
        Figure(f"false alarms at {FOUND:.0%} of wrong values found", len(scores), alarms, None, Unit.RATIO, 0.05),
    ]


def _accepted(scores: Sequence[DocumentScore], report: Report, *, asked: bool = True) -> list[Figure]:
    """Return how much the loop passed, and how right that is."""
    passed = [score.total(System.FINAL).exact for score in scores if score.status is Status.ACCEPTED]
    # Where as many values are missed as are wrong, the F1 is the precision.
    interval = bootstrap([Counts(counts.tp, counts.fp, counts.fp) for counts in passed]) if passed else None
    precision, wanted = report.accepted.precision, 0.90 if asked else None
    return [
        Figure("accepted records, right values", len(passed), precision, interval, asked=wanted),
        Figure("accepted records, share", len(scores), report.accepted.share),
    ]


def _seconds(report: Mapping[str, Any]) -> float:
    """Return what both models took for a document, in seconds; loading them is not counted."""
    return float((report["seconds"]["generator"] + report["seconds"]["critic"]) / report["documents"])


def markdown(results: Mapping[str, Result], plan: Plan, command: str) -> str:
    """Write the table, and one by field for each row that has a single report."""
    headings = ("row", "documents", "figure", "value", "95 % interval", "asked", "")
    rows = [(row, *figure.cells()) for row, result in results.items() for figure in result.figures]
    parts = [f"# Benchmark\n\n`{command}` on {os.cpu_count()} cores, split `{plan.split}`.\n", table(headings, rows)]
    for row, result in results.items():
        if len(result.reports) == 1:
            fields = next(iter(result.reports.values()))["per_field"]
            by_field = [(name, str(field["support"]), *_by_system(field)) for name, field in fields.items()]
            parts.append(f"## {row.capitalize()}: F1 by field\n")
            parts.append(table(("field", "values", "draft", "critic alone", "loop"), by_field))
    return "\n".join(parts)


def _by_system(field: Mapping[str, Any]) -> list[str]:
    return [Unit.SHARE.write(field[system]["f1"]) for system in (System.DRAFT, System.CRITIC_ONLY, System.FINAL)]


def _checksum(*folders: Path) -> str:
    """Return one SHA-256 over the files of some folders, so that a retrained adapter is measured anew."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    main()
