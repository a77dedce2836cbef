"""Retrain the shipped critic: let the embedded generator draft, learn from its mistakes, calibrate on dev.

    python scripts/train_critic.py ../shared/data [--output critic/pretrained/default] [--short | --further]

The generator drafts the training documents that it was not tuned on and the dev documents, an hour and a half on two
cores; of full contracts it drafts, as in a run, the passages in which the shipped critic sees most. From those drafts
beside synthetic mistakes three teachers learn, and one of them says where in full contracts it still points in vain.
Then a fresh network learns from the labels, from those places and from what the teachers say in the mean. All sets have
a licence that lets weights be shared: CUAD (CC BY 4.0), dotin (CC0 1.0), FewRel (MIT), and the project's own seeds.

The training takes a GPU some ten minutes and two cores most of a day. ``--short`` is for two cores: the only teacher of
a fresh network is the shipped critic (as in Furlanello et al. 2018, arXiv 1805.04770), and it meets a fifth of the
windows, in an hour and a half. ``--further`` goes on from the shipped critic for an hour: in many of the documents
values are written over in other forms (`critic.mistakes.exchanging`), and where they are not, that critic is the
teacher. The shipped one had five teachers (``--teacher DIR``), three such as these, an earlier one, and the critic that
was shipped before; then it went on so four times, the second time with short fictional agreements and resumes, the
fourth with papers of other kinds, after the second and the third moved half-way back to where it had begun.

Everything that takes long is kept in .work/critic and picked up by the next run: a network that was trained on another
machine and brought here with that folder is calibrated and published here.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from critic.corpus import LabelledDocument, read_corpus
from critic.critic import PRETRAINED, Critic
from critic.distilling import Teachers
from critic.embedding import Embedder
from critic.evaluation import evaluate
from critic.fields import Field, flatten
from critic.fitting import fit, sightings
from critic.kinship import meanings
from critic.misleading import misled
from critic.mistakes.exchanging import exchanged
from critic.mistakes.fiction import write_agreement, write_contract, write_paper, write_resume, write_vita
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.needle import move
from critic.mistakes.planting import Pool
from critic.mistakes.risks import distractor_sentences, risk_sentences
from critic.mistakes.rows import MistakeRow, Origin
from critic.publishing import Story, hardware, publish
from critic.statements import fit_probe
from critic.storage import create, load, save
from critic.text.sentences import statements
from critic.training import Outcome, Settings, Task, train
from ie_pipeline.evaluation import Scope
from ie_pipeline.evaluation.drafts import nested_record
from ie_pipeline.learning.drafts import Drafts, kept_drafts
from ie_pipeline.learning.examples import OTHER_NAMES, contracts_with_risks, with_periods
from ie_pipeline.learning.sft import FOLDS, HELD_OUT
from ie_pipeline.schema import load_schema

if TYPE_CHECKING:
    from torch import Tensor

    from critic.reading import FieldReader

RANK = 48
MADE = "made.json"
"""What a trained network took and by what; beside it, so that it can be published elsewhere."""
ALONE = "what the critic that was shipped before says of them"
WENT_ON = "its weights, which learned from real drafts, went on"
SETS = {
    "cuad*.train*.jsonl": "CUAD v1, full contracts and excerpts (CC BY 4.0, The Atticus Project)",
    "dotin_resume.train.jsonl": "dotin resumes (CC0 1.0)",
    "fewrel.train.jsonl": "FewRel, sixteen relations (MIT)",
}
"""The files of the data folder that it learns from, and what the card says of them."""
OWN = "fictional contracts, resumes and papers of other kinds, and composed statements of repayment risk (this project)"
LIMITS = (
    "English, contracts and resumes; other kinds of document work by the fields' names and descriptions, and worse.",
    "Lists of skills: the people who labelled the training data agree on hardly half of them.",
)
TEACHERS = (1, 2, 3)
"""The seeds of the teachers."""
TEACHING = Settings(steps=900, synthetic=0.55, batch=32, warmup=100, dropout=0.1)
LEARNING = Settings(steps=3000, synthetic=0.2, batch=32, warmup=100, dropout=0.1, taught=0.6)
SHORT = Settings(steps=2000, synthetic=0.2, batch=10, taught=0.6)
FURTHER = Settings(steps=1150, synthetic=1.0, batch=10, learning_rate=6e-4, taught=0.7)
"""How the teachers learn, who learns from them, who learns from the shipped critic alone, and who goes on from it."""
EXCHANGED = {"contract": 1.12, "resume": 1.96}
"""What a document of these schemas weighs when its values are written over in other forms, against itself."""
RATHER_SHORT = 0.6
"""How much less full contracts as they are weigh beside such documents."""
VARIANTS = 2
"""How many variants of each document its pool of values has."""
RESUMES, CONTRACTS, PLAIN = 300, 200, 400
"""Fictional documents that are written to learn from, resumes, contracts, and short ones of either: the annotated ones
are all of a kind.
"""
PLAIN_WEIGHT = {"contract": 0.7, "resume": 0.4}
"""What a short fictional document weighs, whose values are of all forms as it is."""
PAPERS, PAPER_WEIGHT = 1500, 0.9
"""Fictional papers of other kinds, each with fields of its own: how many, and what one weighs."""
CHARS = 4500
FULL, TRIES = 25, 3
FULL_ID, EXCERPT_ID = "cuad-", "cuadx-"
"""What the ids of full contracts and of their excerpts begin with."""
AGAIN = 1.6
"""How much more a full contract weighs when the places in it that misled are known."""
RISKS = "repayment_risks"
"""The field whose values are whole statements; what states it is composed, for no labelled contract has it."""
LEAST, MOST = 40, 400
"""Characters of a statement."""
COMPOSED, FROM_EACH = 3000, 50
"""Sentences of either kind that are composed for it, and real ones that each contract gives beside them."""
SEEDS = Path(__file__).parents[1] / "data" / "seeds"
STATEMENTS = SEEDS.with_name("statements")
DESCRIPTIONS = json.loads((SEEDS / "descriptions.json").read_text(encoding="utf-8"))
"""What else the fields may be described as in a user's schema, by their names."""


def main() -> None:
    """Draft, train, calibrate, save."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=Path, help="the folder with the labelled documents")
    arguments.add_argument("--output", type=Path, default=PRETRAINED / "default")
    arguments.add_argument("--work", type=Path, default=Path(".work/critic"))
    arguments.add_argument("--teacher", type=Path, action="append", default=[], help="one more: a critic's directory")
    less = arguments.add_mutually_exclusive_group()
    less.add_argument("--short", action="store_true", help="learn from the shipped critic alone, in fewer steps")
    less.add_argument("--further", action="store_true", help="go on from the shipped critic, with values exchanged")
    chosen = arguments.parse_args()
    drafts = draft(chosen.data, chosen.work, only_dev=chosen.further)
    learner = chosen.work / "learner"
    if not (learner / MADE).exists():
        tasks = [
            *training_tasks(chosen.data, drafts, exchange=chosen.further),
            *fictional_tasks(exchange=chosen.further),
        ]
        if chosen.further:
            train_further(tasks, chosen.work, learner)
        else:
            train_learner(tasks, chosen.work, learner, chosen.teacher, short=chosen.short)
    reader = load(learner, trainable=True)
    made = json.loads((learner / MADE).read_text(encoding="utf-8"))
    began = time.monotonic()
    reader.statements.probes[RISKS] = risk_probe(reader.embedder, chosen.data)
    dev = dev_tasks(chosen.data, drafts)
    proposed, pointed = sightings(reader, [*dev, *risk_tasks(chosen.data)])
    _, varied = sightings(reader, variants(dev))
    calibration = replace(
        fit(proposed, pointed, generator="embedded", statements={RISKS}, varied=varied),
        meant=meanings([*_fields("contract"), *_fields("resume")], OTHER_NAMES, DESCRIPTIONS),
    )
    story = Story(
        sources=(*sets(chosen.data), OWN, made["taught"]),
        documents=made["documents"],
        drafts=made["drafts"],
        held_out="the dev documents of CUAD's excerpts, of dotin and of full contracts",
        limits=LIMITS,
        outcome=Outcome(made["steps"], made["steps"], (), made["seconds"]),
        seconds=made["seconds"] + time.monotonic() - began,
        evaluation=evaluate(Critic(reader, calibration, name="default"), dev_rows(chosen.data, drafts)),
        hardware=made["hardware"],
    )
    publish(reader, calibration, story, chosen.output)
    print(f"accept from {calibration.accept:.3f}, drafts err in {calibration.error_rate:.2f}")


def sets(data: Path) -> list[str]:
    """Return a line for each set, with the hash of its files one behind the other."""
    return [f"{told}, SHA-256 `{digest(sorted(data.glob(names)))}`" for names, told in SETS.items()]


def digest(paths: Sequence[Path]) -> str:
    """Return the hash of what files hold together."""
    together = sha256()
    for path in paths:
        together.update(path.read_bytes())
    return together.hexdigest()


def train_further(tasks: Sequence[Task], work: Path, learner: Path) -> None:
    """Go on from the shipped critic, which goes on teaching what it knows of documents as they are."""
    shipped = PRETRAINED / "default"
    reader = load(shipped, trainable=True)
    outcome = train(reader, tasks, work / "learning", FURTHER, teachers=Teachers([load(shipped).network]))
    keep(reader, learner, tasks, outcome, taught=f"{ALONE}; {WENT_ON}")


def train_learner(tasks: Sequence[Task], work: Path, learner: Path, others: Sequence[Path], *, short: bool) -> None:
    """Train the teachers, look where one of them is misled, and train the network that learns from all of them."""
    teachers, seconds = [], 0.0
    for seed in () if short else TEACHERS:
        reader = create(rank=RANK, seed=seed)
        seconds += train(reader, tasks, work / f"teacher-{seed}", replace(TEACHING, seed=seed)).seconds
        teachers.append(reader.network)
    if short:
        reader = load(PRETRAINED / "default")
        teachers.append(reader.network)
    tasks, looked = misled_tasks(reader, tasks, work / "misleading.json", drafted_only=short)
    teachers += [load(other).network for other in others]
    reader = create(rank=RANK)
    outcome = train(reader, tasks, work / "learning", SHORT if short else LEARNING, teachers=Teachers(teachers))
    several = f"what {len(teachers)} critics trained on the same documents say of them in the mean"
    outcome = replace(outcome, seconds=seconds + looked + outcome.seconds)
    keep(reader, learner, tasks, outcome, taught=several if len(teachers) > 1 else ALONE)


def keep(reader: FieldReader, learner: Path, tasks: Sequence[Task], outcome: Outcome, *, taught: str) -> None:
    """Write a trained network, and what its card is to say of the training."""
    made = {
        "taught": taught,
        "documents": len({task.document.id for task in tasks}),
        "drafts": len({task.document.id for task in tasks if task.drafts}),
        "steps": outcome.steps,
        "seconds": outcome.seconds,
        "hardware": hardware(),
    }
    save(reader, {}, learner)
    (learner / MADE).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def draft(data: Path, work: Path, *, only_dev: bool) -> Drafts:
    """Return the embedded generator's drafts of documents that it was not tuned on, made where they are missing."""
    plan = {
        "contracts.jsonl": ("contract", "cuad_excerpt"),
        "resumes.jsonl": ("resume", "dotin_resume"),
        "contracts-full.jsonl": ("contract", "cuad"),
    }
    shipped = Critic.from_pretrained()
    drafts: dict[str, Mapping[str, Sequence[str]]] = {}
    for name, (schema, corpus) in plan.items():
        paths = [] if only_dev else sorted(data.glob(f"{corpus}.train*.jsonl"))
        train = [d for path in paths for d in read_corpus(path)]
        documents = [*(d for d in train if d.fold(FOLDS) in HELD_OUT), *read_corpus(data / f"{corpus}.dev.jsonl")]
        drafts.update(kept_drafts(documents, _fields(schema), work / "drafts" / name, critic=shipped))
    return drafts


def training_tasks(data: Path, drafts: Drafts, *, exchange: bool = False) -> list[Task]:
    """Return the documents to learn from; those with real drafts weigh more, and with ``exchange`` other forms do."""
    contract, resume = _fields("contract"), _fields("resume")
    full = RATHER_SHORT if exchange else 1.0
    excerpts = list(read_corpus(data / "cuad_excerpt.train.jsonl"))
    tasks = [_task(d, contract, drafts, 1.0) for d in excerpts]
    for path in sorted(data.glob("cuad.train-*.jsonl")):
        for document in read_corpus(path):
            tasks.append(_with_excerpts(_task(document, contract, drafts, 0.4 * full), drafts))
            tasks.append(replace(_task(document, contract, {}, 0.7), varied=with_needle))
    tasks += [_task(d, contract, {}, 0.5) for d in read_corpus(SEEDS / "contracts.jsonl")]
    tasks = _with_pool(tasks, EXCHANGED["contract"] if exchange else 0.0)
    resumes = [_task(with_periods(d), resume, drafts, 1.2) for d in read_corpus(data / "dotin_resume.train.jsonl")]
    resumes += [_task(d, resume, {}, 0.5) for d in read_corpus(SEEDS / "resumes.jsonl")]
    relations = flatten(json.loads((data / "schemas" / "fewrel.json").read_text(encoding="utf-8")))
    tasks += _with_pool(resumes, EXCHANGED["resume"] if exchange else 0.0)
    return tasks + [Task(d, relations, (), 0.03) for d in read_corpus(data / "fewrel.train.jsonl")]


def misled_tasks(
    reader: FieldReader, tasks: Sequence[Task], path: Path, *, drafted_only: bool
) -> tuple[list[Task], float]:
    """Return the tasks, those of full contracts with the places where the network points in vain, and the time it took.

    Both are kept in ``path``. With ``drafted_only`` it is asked only about contracts of which there is a draft.
    """
    full = [
        task.document.id.startswith(FULL_ID) and not task.varied and bool(task.drafts or not drafted_only)
        for task in tasks
    ]
    if not path.exists():
        began = time.monotonic()
        found = {t.document.id: misled(reader, t).misleading for t, is_full in zip(tasks, full, strict=True) if is_full}
        aside = path.with_suffix(".partial")
        aside.write_text(json.dumps({"seconds": time.monotonic() - began, "misleading": found}), encoding="utf-8")
        aside.replace(path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [
        replace(task, misleading=kept["misleading"][task.document.id], weight=task.weight * AGAIN) if is_full else task
        for task, is_full in zip(tasks, full, strict=True)
    ], kept["seconds"]


def fictional_tasks(*, exchange: bool = False) -> list[Task]:
    """Return documents in many layouts, with synthetic mistakes."""
    resumes = [write_resume(random.Random(f"critic/{number}")) for number in range(RESUMES)]
    contracts = [write_contract(random.Random(f"critic/{number}"), chars=CHARS) for number in range(CONTRACTS)]
    agreements = [write_agreement(random.Random(f"critic/{number}")) for number in range(PLAIN)]
    vitae = [write_vita(random.Random(f"critic/{number}")) for number in range(PLAIN)]
    tasks = [
        task
        for schema, written in (("resume", resumes), ("contract", contracts))
        for task in _with_pool(
            [_task(document.labelled(), _fields(schema), {}, 0.35) for document in written],
            EXCHANGED[schema] if exchange else 0.0,
        )
    ]
    short = [
        replace(task, taught=False)
        for schema, written in (("resume", vitae), ("contract", agreements))
        for task in _with_pool([_task(d.labelled(), _fields(schema), {}, PLAIN_WEIGHT[schema]) for d in written], 0.0)
    ]
    return [*tasks, *short, *paper_tasks()]


def paper_tasks() -> list[Task]:
    """Return papers of other kinds than the annotated ones; of their fields the labels alone say anything."""
    plan = json.loads((SEEDS / "papers.json").read_text(encoding="utf-8"))
    papers = (write_paper(random.Random(f"critic/{n}"), plan["kinds"], plan["words"]) for n in range(PAPERS))
    return [Task(paper.fiction.labelled(), paper.fields, (), PAPER_WEIGHT, taught=False) for paper in papers]


def dev_tasks(data: Path, drafts: Drafts) -> list[Task]:
    """Return the dev documents with the generator's drafts of them."""
    return [
        _task(prepare(document), _fields(schema), drafts, 1.0)
        for name, schema, prepare in (
            ("cuad_excerpt", "contract", lambda document: document),
            ("dotin_resume", "resume", with_periods),
            ("cuad", "contract", lambda document: document),
        )
        for document in read_corpus(data / f"{name}.dev.jsonl")
    ]


def variants(tasks: Sequence[Task]) -> list[Task]:
    """Return variants of short documents with their values written over in other forms, of which nothing is drafted."""
    return [
        replace(task, document=exchanged(task.document, random.Random(f"{number}/{task.document.id}")), drafts=({},))
        for task in tasks
        for number in range(VARIANTS)
        if not task.document.id.startswith(FULL_ID)
    ]


def dev_rows(data: Path, drafts: Drafts) -> Iterator[MistakeRow]:
    """Yield the mistakes in the generator's drafts of the dev documents."""
    for name, schema in (("cuad_excerpt", "contract"), ("dotin_resume", "resume")):
        documents = [d for d in read_corpus(data / f"{name}.dev.jsonl") if d.id in drafts]
        scope = Scope.of(load_schema(schema), documents)
        labelling = Labelling.of(scope.schema, documents)
        for document in documents:
            record = nested_record(document, scope, drafts[document.id])
            yield compare_labelled(document, labelling, record, origin=Origin.GENERATOR, generator="embedded")


def risk_probe(embedder: Embedder, data: Path) -> Tensor:
    """Learn what states a risk: composed statements against near misses and what real and fictional contracts say."""
    rng = random.Random(0)
    stating, others = risk_sentences(rng, COMPOSED), distractor_sentences(rng, COMPOSED)
    for path in (*sorted(data.glob("cuad.train-*.jsonl")), SEEDS / "contracts.jsonl"):
        for document in read_corpus(path):
            bounds = [(s.start, s.end) for s in document.spans if s.field == RISKS]
            said = [
                document.text[start:end]
                for start, end in statements(document.text)
                if LEAST <= end - start <= MOST and not any(start < high and low < end for low, high in bounds)
            ]
            others += rng.sample(said, min(FROM_EACH, len(said)))
    return fit_probe(embedder, stating, others)


def risk_tasks(data: Path) -> list[Task]:
    """Return full dev contracts with inserted risks: no annotated one has the field, and its scores mean something too.

    The statements are those that were written by hand, for what is composed is too easy to know again. Each contract
    comes with a draft that lacks them and one that has them, and with them other sentences.
    """
    rng = random.Random(2)
    lines = map(json.loads, (STATEMENTS / f"{RISKS}.jsonl").read_text(encoding="utf-8").splitlines())
    written: dict[bool, list[str]] = {True: [], False: []}
    for line in lines:
        written[line["states"]].append(line["text"])
    field = next(entry for entry in _fields("contract") if entry.name == RISKS)
    tasks = []
    for document in read_corpus(data / "cuad.dev.jsonl", limit=FULL):
        longer = contracts_with_risks(document, rng, count=3, risks=written[True], others=written[False])
        said = (longer.text[start:end] for start, end in statements(longer.text))
        sentences = [" ".join(found.split()) for found in said if LEAST <= len(found) <= MOST]
        full = (*longer.gold.get(field.name, ()), *rng.sample(sentences, min(2, len(sentences))))
        tasks.append(Task(longer, (field,), ({}, {field.name: tuple(dict.fromkeys(full))})))
    return tasks


def with_needle(document: LabelledDocument, rng: random.Random) -> LabelledDocument:
    """Move a sentence that states a value to another place, so that a value is known by its words, not by its page."""
    names = [name for name, values in document.gold.items() if len(values) == 1]
    tried = rng.sample(names, min(TRIES, len(names)))
    moved = (move(document, name, rng.random(), rng) for name in tried)
    return next((needle for needle in moved if needle), document)


def _with_excerpts(task: Task, drafts: Drafts) -> Task:
    """Return the task of a full contract with the draft of its excerpt beside its own."""
    excerpts = drafts.get(task.document.id.replace(FULL_ID, EXCERPT_ID))
    return task if excerpts is None else replace(task, drafts=(*task.drafts, excerpts))


def _task(document: LabelledDocument, fields: tuple[Field, ...], drafts: Drafts, weight: float) -> Task:
    real = drafts.get(document.id)
    weight *= 1.0 if real is None else 2.2
    return Task(document, fields, () if real is None else (real,), weight, OTHER_NAMES, DESCRIPTIONS)


def _with_pool(tasks: list[Task], exchange: float) -> list[Task]:
    """Let the tasks of one schema plant the values of one another's documents.

    Where values are to be exchanged, each document that is no full contract comes in such variants too, of the weight
    ``exchange`` against itself. What they say instead is in the pool as well, lest it always be right.
    """
    short = [t for t in tasks if exchange and not (t.varied or t.document.id.startswith(FULL_ID))]
    rng = random.Random(0)
    others = (exchanged(task.document, rng) for task in short for _ in range(VARIANTS))
    pool = Pool.of((*(task.document for task in tasks), *others), [field.pattern for field in tasks[0].fields])
    further = (replace(t, varied=exchanged, drafts=(), taught=False, weight=t.weight * exchange) for t in short)
    return [replace(task, pool=pool) for task in (*tasks, *further)]


def _fields(schema: str) -> tuple[Field, ...]:
    return flatten(load_schema(schema))


if __name__ == "__main__":
    main()
