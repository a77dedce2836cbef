"""Where critic and labels disagree about a draft, let a person say who is right, and count.

    python scripts/audit.py DATA/cuad_excerpt.test.jsonl --show > to-read.txt
    python scripts/audit.py DATA/cuad_excerpt.test.jsonl --verdicts data/audit/cuad_excerpt.test.jsonl
    python scripts/audit.py DATA/dotin_resume.test.jsonl --schema resume --kind missing --every 2 --show

The disagreements are about the values that were drafted, or with ``--kind missing`` about those that were not. The
embedded generator's drafts are kept in WORK and made where they are missing. A line of verdicts has a `document`, the
`pointer` of a value in its draft, whether the critic `flagged` it, and a `verdict`: `label` where the label is right,
`critic` where it is not, `either` where both can be defended. Of a missing value the pointer says where in the record
it belongs, and `start` where in the text it stands. Only disagreements are read, so figures that follow the verdicts
are an upper bound: where critic and label are wrong together nobody looked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from critic.corpus import read_corpus
from critic.critic import PRETRAINED, Critic
from critic.fields import field_of, flatten
from critic.findings import FindingKind, Review
from critic.mistakes.detection import Detection, paired
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.rows import MistakeRow, Origin
from ie_pipeline.evaluation import Scope
from ie_pipeline.evaluation.drafts import nested_record
from ie_pipeline.evaluation.figures import table
from ie_pipeline.learning.drafts import kept_drafts
from ie_pipeline.schema import load_schema

AROUND = 160
Key: TypeAlias = tuple[str, str, int | None, bool]
Verdicts: TypeAlias = Mapping[Key, str]
SAID = {
    (FindingKind.REDUNDANT, True): "flagged, but right",
    (FindingKind.REDUNDANT, False): "kept, but wrong",
    (FindingKind.MISSING, True): "found, but not missing",
    (FindingKind.MISSING, False): "overlooked, but missing",
}
"""What the critic did, by kind of mistake and whether it flagged the value, but was wrong to by the label."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A value with the critic's word on it, ``flagged``, and the label's: whether it is a ``mistake``.

    It is a drafted value, or a missing one by the critic or the label. ``span`` is where it stands, in characters.
    """

    row: MistakeRow
    kind: FindingKind
    pointer: str
    pattern: str
    value: str
    span: tuple[int, int] | None
    flagged: bool
    mistake: bool
    probability: float | None = None

    @property
    def key(self) -> Key:
        """What a verdict is filed under, which is about a critic that did not agree with the label: this or another."""
        start = self.span[0] if self.span and self.kind is FindingKind.MISSING else None
        return self.row.document, self.pointer, start, not self.mistake


def main() -> None:
    """Review the drafts; show what is disputed, or count by verdict."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="labelled documents, one JSON object a line")
    parser.add_argument("--schema", default="contract", help="default: %(default)s")
    parser.add_argument("--fields", default="", help="judge these alone; default: all that are labelled")
    parser.add_argument("--kind", type=FindingKind, choices=list(FindingKind), default=FindingKind.REDUNDANT)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the documents, each Nth; default: all")
    parser.add_argument("--critic", type=Path, default=PRETRAINED / "default")
    parser.add_argument("--work", type=Path, default=Path(".work/critic"), help="default: %(default)s")
    parser.add_argument("--show", action="store_true", help="print each disagreement beside its passage")
    parser.add_argument("--verdicts", type=Path, help="what a person said of each, one JSON object a line")
    chosen = parser.parse_args()
    look = drafted if chosen.kind is FindingKind.REDUNDANT else lacked
    only = tuple(filter(None, chosen.fields.split(",")))
    critic = Critic.from_pretrained(chosen.critic)
    rows = reviewed(chosen.data, chosen.schema, only, critic, chosen.work)
    judged = [entry for row, review in islice(rows, 0, None, chosen.every) for entry in look(row, review)]
    disputed = [entry for entry in judged if entry.flagged is not entry.mistake]
    if chosen.show:
        print("\n".join(shown(entry) for entry in disputed))
    if chosen.verdicts:
        print(summary(chosen.kind, judged, disputed, read_verdicts(chosen.verdicts)), end="")


def read_verdicts(path: Path) -> Verdicts:
    """Return the verdicts of a file by what they are about."""
    rulings = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(r["document"], r["pointer"], r.get("start"), r["flagged"]): r["verdict"] for r in rulings}


def reviewed(
    path: Path, schema: str, only: Sequence[str], critic: Critic, work: Path
) -> Iterator[tuple[MistakeRow, Review]]:
    """Yield the mistakes in the draft of each document, and what the critic says of it."""
    documents = list(read_corpus(path))
    scope = Scope.of(load_schema(schema), documents, only=only)
    labelling = Labelling.of(scope.schema, documents)
    drafts = kept_drafts(documents, flatten(load_schema(schema)), work / "drafts" / f"{path.stem}.jsonl")
    for document in (document for document in documents if document.id in drafts):
        record = nested_record(document, scope, drafts[document.id])
        row = compare_labelled(document, labelling, record, origin=Origin.GENERATOR, generator="embedded")
        fields = [entry for entry in row.fields if entry.pattern in row.judged]
        yield row, critic.examine(row.text, fields, generator=row.generator).review(row.draft)


def drafted(row: MistakeRow, review: Review) -> Iterator[Judged]:
    """Yield every value that was drafted for a judged field."""
    kind = FindingKind.REDUNDANT
    flagged = {finding.pointer for finding in review.findings if finding.kind is kind}
    wrong = {truth.pointer for truth in row.truths if truth.mistake.kind is kind}
    for found in (judgement for judgement in review.judgements if judgement.pattern):
        span = (found.evidence.start, found.evidence.end) if found.evidence else None
        its = found.pointer, found.pattern, str(found.value), span, found.pointer in flagged, found.pointer in wrong
        yield Judged(row, kind, *its, found.probability)


def lacked(row: MistakeRow, review: Review) -> Iterator[Judged]:
    """Yield every value that the draft lacks by the critic or by the label, each once."""
    kind = FindingKind.MISSING
    for finding, truth in paired(row, review):
        said = finding or truth
        field = field_of(said.pointer, row.fields) if said else None
        if said is None or field is None:
            continue
        span = None if said.start is None or said.end is None else (said.start, said.end)
        its = said.pointer, field.pattern, str(said.value), span, finding is not None, truth is not None
        yield Judged(row, kind, *its, finding.probability if finding else None)


def shown(entry: Judged) -> str:
    """Return a disagreement with what a person needs to judge it."""
    row = entry.row
    low, high = (max(0, entry.span[0] - AROUND), entry.span[1] + AROUND) if entry.span else (0, 2 * AROUND)
    labels = [value.value for value in row.right if value.pattern == entry.pattern]
    lacking = [t.value for t in row.truths if t.mistake.kind is FindingKind.MISSING and t.pattern == entry.pattern]
    place = f" at {entry.key[2]}" if entry.key[2] is not None else ""
    sure = f", p = {entry.probability:.2f}" if entry.probability is not None else ""
    return (
        f"{row.document} {entry.pointer}{place} {SAID[entry.kind, entry.flagged]} by the label{sure}\n"
        f"  value   {entry.value!r}\n  labels  {labels + lacking}, of which the draft lacks {lacking}\n"
        f"  passage {' '.join(row.text[low:high].split())}\n"
    )


def summary(kind: FindingKind, judged: Sequence[Judged], disputed: Sequence[Judged], verdicts: Verdicts) -> str:
    """Return how the disagreements were decided, and what follows for the critic's findings."""
    decided = Counter((entry.flagged, verdicts.get(entry.key, "not read")) for entry in disputed)
    kinds = ("label", "critic", "either", "not read")
    rows = [
        (SAID[kind, flagged].replace("but", "by the label"), *(str(decided[flagged, name]) for name in kinds))
        for flagged in (False, True)
    ]
    by_label = sum((_count(entry, mistake=entry.mistake) for entry in judged), Detection())
    by_reader = sum((_count(entry, mistake=_mistake(entry, verdicts)) for entry in judged), Detection())
    reader = sum((_count(replace(e, flagged=_mistake(e, verdicts)), mistake=e.mistake) for e in judged), Detection())
    figures = [
        (name, f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}")
        for name, found in (
            ("the critic, by the labels", by_label),
            ("the critic, by the verdicts", by_reader),
            ("who judges as the verdicts do, by the labels", reader),
        )
    ]
    what = "drafted values" if kind is FindingKind.REDUNDANT else "values that the drafts lack, or seem to"
    return (
        f"{len(judged)} {what}, {len(disputed)} disagreements\n\n"
        + table(("the critic", "label right", "critic right", "either", "not read"), rows)
        + "\n"
        + table((kind.value, "precision", "recall", "F1"), figures)
    )


def _mistake(entry: Judged, verdicts: Verdicts) -> bool:
    """Say whether it is a mistake by the verdict on it; where both can be defended the critic's word stands."""
    verdict = verdicts.get(entry.key, "label")
    return entry.flagged if verdict == "either" else entry.mistake is (verdict == "label")


def _count(entry: Judged, *, mistake: bool) -> Detection:
    flagged = entry.flagged
    return Detection(tp=flagged and mistake, fp=flagged and not mistake, fn=not flagged and mistake)


if __name__ == "__main__":
    main()
