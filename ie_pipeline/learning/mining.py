"""Mistake rows from the journals of runs: what the pipeline itself found out, and what people made of it.

Without a person three things may be wrong about a draft, the draft, the critic and the mend, so a row claims something
only of fields on which generator and critic came to agree, and it is silent about all others:

- *confirmed*: the critic flagged a value or its absence, and in a round that was kept the generator itself, shown the
  passage, gave the value that stands now, or gave none where a wrong one was dropped. Claimed: what stands at the end
  is the whole truth of that field. Wrong where both err alike, as on a passage that misleads every reader.
- *reverted*: a round that changed this one value was thrown away, for the record looked no better without it. Claimed:
  the flag was false and the value, which stands in the source, is right. The weakest claim: the replacement may merely
  have been as bad.

A list is claimed only if the critic is also sure of all its other values, since the row would call them right and the
list complete. Nothing is claimed that a finding still open disputes, other than the flag that was reverted. Either way
the critic learns from its own judgement: it grows surer of what it does already, and a bias that it has grows with it
(self-training; Arazo et al. 2020, "Pseudo-Labeling and Confirmation Bias", arXiv 1908.02983). The note ``mined`` says
which claim a row makes of which field, so that such rows can be weighed or left out. A correction by a person takes the
place of all claims about its document (`ie_pipeline.learning.corrections`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from critic.evidence import Source
from critic.fields import Field, Leaf, dotted, field_of, flatten, leaves
from critic.findings import FindingKind
from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin
from critic.text.sameness import same
from ie_pipeline.errors import UsageError
from ie_pipeline.learning.corrections import Correction, CorrectionError, corrected_rows, oddities
from ie_pipeline.record import Change, Record, Status
from ie_pipeline.runs.journal import Journal, Logged, Step

__all__ = ["mine", "schema_of"]

_SURE = 0.9
"""The probability from which a value of a list counts as agreed upon without the generator's being asked again."""


def schema_of(journal: Journal) -> Mapping[str, Any]:
    """Return the schema of a journal's run.

    Raises:
        UsageError: if the journal was written by a version that did not keep it.

    """
    known = journal.fingerprint
    if known is None or known.schema is None:
        message = f"{journal.path.parent} does not say its schema: an earlier version wrote it"
        raise UsageError(message, hint="give the command that made it once more with --fresh, then mine it")
    return known.schema


def mine(
    journal: Journal,
    corrections: Mapping[str, Correction],
    report: Callable[[str], object],
    *,
    used: dict[str, str | None],
    understood: set[str],
) -> Iterator[MistakeRow]:
    """Yield the rows that the documents of one run give.

    Of a document that was changed between two runs into one journal, a correction is about the last text; of several
    runs that have other documents under one id, it is about that of the run which is mined first.

    Args:
        journal: the run's.
        corrections: by document id.
        report: is told of documents and corrections that cannot be used, and why.
        used: has and takes the ids of the corrections that were about a document of a run, each with the hash of its
            text.
        understood: has and takes the ids of the corrections that gave rows; in the records of other runs their reasons
            may lead nowhere.

    Raises:
        UsageError: as of `schema_of`.
        JournalError: if the journal cannot be read.

    """
    schema, run = schema_of(journal), journal.path.parent.name
    fields = flatten(schema)
    settings = journal.fingerprint.settings if journal.fingerprint else {}
    generator = (
        str(settings.get("generator", {}).get("name", "")) if isinstance(settings.get("generator"), dict) else ""
    )
    corrected: dict[str, Logged] = {}
    textless = 0
    for logged in journal.logged():
        record = logged.entry.record
        if record is None:
            continue
        if logged.id in corrections:
            last = max(corrected.get(logged.id, logged), logged, key=lambda one: one.entry.number)
            corrected[logged.id] = last
        elif record.status is not Status.FAILED:
            textless += logged.text is None
            yield from _own_row(logged, record, schema, fields, generator, run)
    for name, logged in corrected.items():
        if used.setdefault(name, logged.text_sha256) != logged.text_sha256:
            folder = journal.path.parent
            report(f"{corrections[name].place}: {folder} has another text under {name!r}; not used for that")
            continue
        notes, elsewhere = {"run": run}, name in understood
        try:
            yield from corrected_rows(
                corrections[name], logged, schema, generator=generator, notes=notes, elsewhere=elsewhere
            )
            understood.add(name)
            for oddity in oddities(corrections[name], logged, schema):
                report(oddity)
        except CorrectionError as error:
            report(f"{error}; skipped")
    if textless:
        report(f"{run}: the texts of {textless} documents were not kept (--no-texts, or an earlier version); skipped")


def _own_row(
    logged: Logged, record: Record, schema: Mapping[str, Any], fields: Sequence[Field], generator: str, run: str
) -> Iterator[MistakeRow]:
    claims = _claims(logged, record, fields) if logged.text is not None else {}
    if not claims or logged.draft is None or logged.text is None:
        return
    yield compare(
        logged.id,
        Source(logged.text),
        schema,
        logged.draft,
        record.data,
        judged=list(claims),
        origin=Origin.GENERATOR,
        generator=generator,
        notes={"run": run, "mined": json.dumps(claims)},
    )


def _claims(logged: Logged, record: Record, fields: Sequence[Field]) -> dict[str, str]:
    """Return the patterns of the fields on which generator and critic came to agree, each with the claim."""
    claims: dict[str, str] = {}
    for turn in record.rounds:
        changed = [(field, change) for change in turn.changes if (field := field_of(change.pointer, fields))]
        if turn.kept:
            for field, change in changed:
                if _confirmed(field, change, logged.steps) and _stands(field, change, record):
                    claims[field.pattern] = "confirmed"
        elif len(turn.changes) == 1 and changed and _is_reverted(*changed[0], record):
            claims[changed[0][0].pattern] = "reverted"
    return {
        pattern: claim
        for pattern, claim in claims.items()
        if claim == "reverted" or _undisputed(pattern, record, fields)
    }


def _confirmed(field: Field, change: Change, steps: Sequence[Step]) -> bool:
    """Say whether the generator itself gave the new value, or none when it was told what was wrong with the old one."""
    if change.after is not None:
        return change.proposed_by == "generator"
    answered = [
        (request, answer)
        for step in steps
        for request, answer in zip(step.requests, step.answers, strict=True)
        if not answer["error"] and any(_is_about(complaint, field, change) for complaint in request["complaints"])
    ]
    return bool(answered) and not any(leaves(answer["data"], (field,)) for _, answer in answered)


def _is_about(complaint: Mapping[str, Any], field: Field, change: Change) -> bool:
    redundant = complaint["kind"] == FindingKind.REDUNDANT and complaint["field"] == dotted(field)
    return redundant and same(str(complaint["value"]), str(change.before))


def _stands(field: Field, change: Change, record: Record) -> bool:
    """Say whether what a round did to a field still holds at the end, and all else that the field has is sure."""
    held = leaves(record.data, (field,))
    if change.after is None:
        settled = not any(same(str(leaf.value), str(change.before)) for leaf in held)
        others: Sequence[Leaf] = held
    else:
        others = [leaf for leaf in held if not same(str(leaf.value), str(change.after))]
        settled = len(others) < len(held)
    return settled and all(_is_sure(leaf, record) for leaf in others)


def _is_sure(leaf: Leaf, record: Record) -> bool:
    evidence = record.evidence.get(leaf.pointer)
    return evidence is not None and evidence.probability is not None and evidence.probability >= _SURE


def _is_reverted(field: Field, change: Change, record: Record) -> bool:
    """Say whether a value that was to go is still there, in its field alone, and stands in the source."""
    if field.many or change.before is None:
        return False
    evidence = record.evidence.get(change.pointer)
    held = leaves(record.data, (field,))
    stands = evidence is not None and evidence.start is not None
    return stands and len(held) == 1 and same(str(held[0].value), str(change.before))


def _undisputed(pattern: str, record: Record, fields: Sequence[Field]) -> bool:
    """Say whether no finding on a field is open."""
    disputed = (field_of(finding.pointer, fields) for finding in record.findings)
    return all(field is None or field.pattern != pattern for field in disputed)
