"""Look for needles: a value left out of the draft, stated by one sentence at a known depth of a long contract.

    python scripts/needle.py ../shared/data/cuad.test.jsonl [--critic DIR] [--cases 200]

The draft of every case is the gold record without that value, so the critic must list it as missing and nothing else.
Contracts of 40,000 to 60,000 characters come first; shorter ones are lengthened to 50,000 with paragraphs of contracts
longer than that, of those that state none of the fields. "Seen" counts the needles that the critic takes for the value
where it reads without a draft: what is seen and not found was lost in the decision. The table goes to standard output,
progress to standard error.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

from critic.corpus import CorpusError, LabelledDocument, read_corpus
from critic.critic import PRETRAINED, Examiner
from critic.fields import flatten, subset
from critic.findings import Finding, FindingKind
from critic.mistakes.labelled import Labelling, right_record
from critic.mistakes.needle import lengthen, move, passages
from critic.text.sameness import same
from ie_pipeline.errors import IEPipelineError
from ie_pipeline.evaluation.figures import table
from ie_pipeline.pipeline import load_critic
from ie_pipeline.schema import load_schema

NEEDLES = (
    "agreement_date",
    "effective_date",
    "expiration_date",
    "initial_term",
    "renewal_term",
    "notice_period_to_terminate_renewal",
    "governing_law",
)
"""The fields that one sentence states; a title and names are all over a contract."""
LEAST, WANTED, MOST = 40_000, 50_000, 60_000
"""Lengths in characters: what is taken as it is, and to what shorter contracts are lengthened."""
TELLING = re.compile(r"govern|laws? of|\bterm\b|renew|expir|effective|commenc|dated|as of", re.IGNORECASE)
"""Words of paragraphs that might state a field although nobody marked it; such boilerplate is not taken."""


@dataclass(frozen=True, slots=True)
class Case:
    """A needle in its document: where it stands, in [0, 1], and the draft that lacks it."""

    document: LabelledDocument
    field: str
    depth: float
    right: Mapping[str, Any]
    judged: frozenset[str]

    @property
    def draft(self) -> dict[str, Any]:
        """The right record without the needle."""
        return {name: value for name, value in self.right.items() if name != self.field}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the critic made of a case; false alarms are findings on what is right or not stated."""

    depth: float
    seen: bool
    found: bool
    false_alarms: int
    seconds: float


def main() -> None:
    """Make the cases, put them to the critic, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="labelled contracts, one JSON object a line")
    parser.add_argument("--critic", default=PRETRAINED / "default", help="a critic's directory, or evidence")
    parser.add_argument("--cases", type=int, default=200, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--error-rate", type=float, metavar="SHARE", help="how often the generator errs; default: as the critic judges"
    )
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.cases < 1:
        parser.error("--cases is at least 1")
    try:
        documents = list(read_corpus(chosen.data))
        critic = load_critic(chosen.critic)
    except (CorpusError, IEPipelineError, OSError) as error:
        sys.exit(str(error))
    labelling = Labelling.of(load_schema("contract"), documents)
    schema = subset(labelling.schema, list(labelling.labels))
    outcomes: list[Outcome] = []
    for case in cases(documents, labelling, chosen.cases, random.Random(chosen.seed)):
        outcomes.append(examine(critic, case, schema, chosen.error_rate))
        print(
            f"{len(outcomes)} of {chosen.cases}: {case.document.id}, {case.field} at {case.depth:.2f}, "
            f"{'found' if outcomes[-1].found else 'seen' if outcomes[-1].seen else 'missed'}, "
            f"{outcomes[-1].seconds:.1f} s",
            file=sys.stderr,
            flush=True,
        )
    if not outcomes:
        sys.exit(f"{chosen.data}: no value could be moved; contracts of {WANTED:,} characters with spans are needed")
    print(markdown(outcomes), end="")


def cases(
    documents: Sequence[LabelledDocument], labelling: Labelling, count: int, rng: random.Random
) -> Iterator[Case]:
    """Yield up to ``count`` cases, going round documents, fields and tenths of the depth alike."""
    hosts = haystacks(documents, count, rng)
    turns = [[name for name in NEEDLES if len(host.gold.get(name, ())) == 1 and host.judged(name)] for host in hosts]
    for turn in turns:
        rng.shuffle(turn)
    made = tries = 0
    while made < count and any(turns):
        host, turn = hosts[tries % len(hosts)], turns[tries % len(hosts)]
        tries += 1
        if not turn:
            continue
        name = turn.pop(0)
        moved = move(host, name, (made % 10 + rng.random()) / 10, rng)
        if moved is None:
            continue
        turn.append(name)  # again later, at another depth
        place = min(span.start for span in moved.spans if span.field == name)
        right = right_record(moved, labelling)
        made += 1
        yield Case(moved, name, place / len(moved.text), right.data, frozenset(right.judged))


def haystacks(documents: Sequence[LabelledDocument], count: int, rng: random.Random) -> list[LabelledDocument]:
    """Return the contracts of fitting length, then shorter ones made longer, at most ``count``."""
    boilerplate = [
        passage
        for document in documents
        if len(document.text) > MOST
        for passage in passages(document)
        if not TELLING.search(passage)
    ]
    fitting = [document for document in documents if LEAST <= len(document.text) <= MOST]
    shorter = sorted((d for d in documents if len(d.text) < LEAST), key=lambda document: -len(document.text))
    hosts = fitting[:count]
    for document in shorter[: count - len(hosts)]:
        longer = lengthen(document, rng.sample(boilerplate, len(boilerplate)), WANTED, rng)
        if len(longer.text) >= LEAST:
            hosts.append(longer)
    return hosts


def examine(critic: Examiner, case: Case, schema: Mapping[str, Any], error_rate: float | None) -> Outcome:
    """Review the draft of a case."""
    began = time.perf_counter()
    examination = critic.examine(case.document.text, flatten(schema), error_rate=error_rate)
    review = examination.review(case.draft)
    seconds = time.perf_counter() - began
    here = f"/{case.field}"
    seen = any(c.pattern == here and same(c.value, str(case.right[case.field])) for c in examination.survey())
    found = any(finding.pointer == here and right(finding, case) for finding in review.findings)
    judged = [finding for finding in review.findings if pattern(finding.pointer) in case.judged]
    return Outcome(case.depth, seen, found, sum(not right(finding, case) for finding in judged), seconds)


def right(finding: Finding, case: Case) -> bool:
    """Say whether a finding names a value that is stated: the draft holds right values alone, so it must be missing."""
    stated = case.right.get(finding.pointer.split("/")[1], ())
    values = stated if isinstance(stated, list) else [stated]
    return finding.kind is FindingKind.MISSING and any(same(str(finding.value), str(value)) for value in values)


def pattern(pointer: str) -> str:
    """Return the pattern of a field of a contract, none of which lies deeper than a list."""
    return re.sub(r"/(?:\d+|-)$", "/*", pointer)


def markdown(outcomes: Sequence[Outcome]) -> str:
    """Write the table: a line for each tenth of the depth and one for all."""
    tenths = [[o for o in outcomes if min(9, int(o.depth * 10)) == tenth] for tenth in range(10)]
    rows = [(f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}", *cells(group)) for tenth, group in enumerate(tenths)]
    rows.append(("all", *cells(outcomes)))
    return table(
        (
            "depth",
            "cases",
            "seen",
            "found",
            "share found",
            "95 % interval",
            "false alarms a document",
            "seconds a document",
        ),
        rows,
    )


def cells(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return the cells of one line."""
    count, found = len(outcomes), sum(outcome.found for outcome in outcomes)
    if not count:
        return "0", "0", "0", "", "", "", ""
    low, high = wilson(found, count)
    alarms = sum(outcome.false_alarms for outcome in outcomes) / count
    seconds = sum(outcome.seconds for outcome in outcomes) / count
    return (
        str(count),
        str(sum(outcome.seen for outcome in outcomes)),
        str(found),
        f"{found / count:.3f}",
        f"{low:.3f} to {high:.3f}",
        f"{alarms:.2f}",
        f"{seconds:.1f}",
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval (1927) for a share."""
    z = NormalDist().inv_cdf(0.975)
    share, slack = successes / trials, z * z / trials
    middle = share + slack / 2
    half = z * ((share * (1 - share) + slack / 4) / trials) ** 0.5
    return max(0.0, (middle - half) / (1 + slack)), min(1.0, (middle + half) / (1 + slack))


if __name__ == "__main__":
    main()
