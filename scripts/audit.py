"""Where critic and labels disagree about a drafted value, let a person say who is right, and count.

    python scripts/audit.py DATA/cuad_excerpt.test.jsonl --show > to-read.txt
    python scripts/audit.py DATA/cuad_excerpt.test.jsonl --verdicts data/audit/cuad_excerpt.test.jsonl

The embedded generator's drafts are kept in WORK and made where they are missing. A line of verdicts has a `document`,
the `pointer` of a value in its draft, what the critic said of it (`flagged`) and a `verdict`: `label` where the label
is right, `critic` where it is not, `either` where both can be defended. Only disagreements are read, so figures that
follow the verdicts are an upper bound: where critic and label are wrong together nobody looked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from critic.corpus import read_corpus
from critic.critic import PRETRAINED, Critic
from critic.fields import flatten
from critic.findings import FindingKind, Judgement
from critic.mistakes.detection import Detection
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.rows import MistakeRow, Origin
from ie_pipeline.evaluation import Scope
from ie_pipeline.evaluation.drafts import nested_record
from ie_pipeline.evaluation.figures import table
from ie_pipeline.learning.drafts import kept_drafts
from ie_pipeline.schema import load_schema

AROUND = 160
Verdicts = Mapping[tuple[str, str, bool], str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A drafted value with the critic's word on it and the label's."""

    row: MistakeRow
    judgement: Judgement
    flagged: bool
    wrong: bool

    @property
    def key(self) -> tuple[str, str, bool]:
        """What a verdict is filed under, which is about a critic that did not agree with the label: this or another."""
        return self.row.document, self.judgement.pointer, not self.wrong


def main() -> None:
    """Review the drafts; show what is disputed, or count by verdict."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="labelled contracts, one JSON object a line")
    parser.add_argument("--critic", type=Path, default=PRETRAINED / "default")
    parser.add_argument("--work", type=Path, default=Path(".work/critic"), help="default: %(default)s")
    parser.add_argument("--show", action="store_true", help="print each disagreement beside its passage")
    parser.add_argument("--verdicts", type=Path, help="what a person said of each, one JSON object a line")
    chosen = parser.parse_args()
    judged = list(reviewed(chosen.data, Critic.from_pretrained(chosen.critic), chosen.work))
    disputed = [entry for entry in judged if entry.flagged is not entry.wrong]
    if chosen.show:
        print("\n".join(shown(entry) for entry in disputed))
    lines = chosen.verdicts.read_text(encoding="utf-8").splitlines() if chosen.verdicts else ()
    rulings = [json.loads(line) for line in lines]
    verdicts = {(ruling["document"], ruling["pointer"], ruling["flagged"]): ruling["verdict"] for ruling in rulings}
    if verdicts:
        print(summary(judged, disputed, verdicts), end="")


def reviewed(path: Path, critic: Critic, work: Path) -> Iterator[Judged]:
    """Yield every value that was drafted for a judged field."""
    documents = list(read_corpus(path))
    scope = Scope.of(load_schema("contract"), documents)
    labelling = Labelling.of(scope.schema, documents)
    drafts = kept_drafts(documents, flatten(load_schema("contract")), work / "drafts" / f"{path.stem}.jsonl")
    for document in documents:
        record = nested_record(document, scope, drafts[document.id])
        row = compare_labelled(document, labelling, record, origin=Origin.GENERATOR, generator="embedded")
        fields = [entry for entry in row.fields if entry.pattern in row.judged]
        review = critic.examine(row.text, fields, generator=row.generator).review(row.draft)
        flagged = {finding.pointer for finding in review.findings if finding.kind is FindingKind.REDUNDANT}
        wrong = {truth.pointer for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT}
        for judgement in review.judgements:
            yield Judged(row, judgement, judgement.pointer in flagged, judgement.pointer in wrong)


def shown(entry: Judged) -> str:
    """Return a disagreement with what a person needs to judge it."""
    row, judgement = entry.row, entry.judgement
    place = judgement.evidence
    low, high = (max(0, place.start - AROUND), place.end + AROUND) if place else (0, 2 * AROUND)
    labels = [value.value for value in row.right if value.pattern == judgement.pattern]
    lacking = [t.value for t in row.truths if t.mistake.kind is FindingKind.MISSING and t.pattern == judgement.pattern]
    said = "flagged, but right" if entry.flagged else "kept, but wrong"
    return (
        f"{row.document} {judgement.pointer} {said} by the label, p = {judgement.probability:.2f}\n"
        f"  value   {judgement.value!r}\n  labels  {labels + lacking}, of which the draft lacks {lacking}\n"
        f"  passage {' '.join(row.text[low:high].split())}\n"
    )


def summary(judged: Sequence[Judged], disputed: Sequence[Judged], verdicts: Verdicts) -> str:
    """Return how the disagreements were decided, and what follows for the critic's findings."""
    decided = Counter((entry.flagged, verdicts.get(entry.key, "not read")) for entry in disputed)
    kinds = ("label", "critic", "either", "not read")
    rows = [
        (name, *(str(decided[flagged, kind]) for kind in kinds))
        for name, flagged in (("kept, labelled wrong", False), ("flagged, labelled right", True))
    ]
    by_label = sum((_count(entry, wrong=entry.wrong) for entry in judged), Detection())
    by_reader = sum((_count(entry, wrong=_wrong(entry, verdicts)) for entry in judged), Detection())
    reader = sum((_count(replace(e, flagged=_wrong(e, verdicts)), wrong=e.wrong) for e in judged), Detection())
    figures = [
        (name, f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}")
        for name, found in (
            ("the critic, by the labels", by_label),
            ("the critic, by the verdicts", by_reader),
            ("who judges as the verdicts do, by the labels", reader),
        )
    ]
    return (
        f"{len(judged)} drafted values, {len(disputed)} disagreements\n\n"
        + table(("the critic", "label right", "critic right", "either", "not read"), rows)
        + "\n"
        + table(("redundant", "precision", "recall", "F1"), figures)
    )


def _wrong(entry: Judged, verdicts: Verdicts) -> bool:
    """Say whether the value is wrong by the verdict on it; where both can be defended the critic's word stands."""
    verdict = verdicts.get(entry.key, "label")
    return entry.flagged if verdict == "either" else entry.wrong is (verdict == "label")


def _count(entry: Judged, *, wrong: bool) -> Detection:
    return Detection(tp=entry.flagged and wrong, fp=entry.flagged and not wrong, fn=not entry.flagged and wrong)


if __name__ == "__main__":
    main()
