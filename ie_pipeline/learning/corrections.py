"""What people made of delivered records: the corrected data, and their reasons, as rows of the mistake dataset.

A file of corrections has one JSON object a line: ``id``, the corrected record as ``data`` and, where a person gives
reasons, ``explanation``: JSON Pointer to words. A pointer leads into the record as it was delivered (a value that is
wrong) or as it was corrected (one that was missing); one that leads to a list or an object explains all values below.

A corrected record judges all fields of the schema: what it has is right, what it lacks the source does not state. It
may be wrong where the person corrected what was flagged and read no further; of mistakes that both they and the critic
overlooked it teaches the opposite.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as attributes
from pathlib import Path
from typing import Any

from critic.corpus import Span
from critic.evidence import Source, locate
from critic.examination import duplicates, key_of
from critic.fields import Field, dotted, field_of, flatten, leaves
from critic.findings import FindingKind
from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin
from critic.strays import strays
from ie_pipeline.errors import UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.journal import Logged
from ie_pipeline.schema import rules

__all__ = ["Correction", "CorrectionError", "corrected_rows", "oddities", "read_corrections"]


_NAMES = frozenset(part.name for part in attributes(Record)) | {"explanation"}
"""What a line may have: of a record that was taken from an output and corrected, the rest stays where it is."""
PARTIAL, A_FEW = 0.5, 2
"""A correction looks like a part of a record if it lacks more than this share of what was delivered, and this many."""


class CorrectionError(ValueError):
    """A line of corrections that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One document's record as a person left it; ``place`` names file and line."""

    id: str
    data: Mapping[str, Any]
    place: str
    explanations: Mapping[str, str] = field(default_factory=dict)


def read_corrections(path: Path, report: Callable[[str], object]) -> dict[str, Correction]:
    """Return the corrections of a file by document id; a line that is none is told to ``report`` and skipped.

    Of several of one document the last stands: whoever corrects again means that. Names that neither a correction nor a
    record has are told too, once: reasons under another name than ``explanation`` are not read.

    Raises:
        UsageError: if the file cannot be read, or has no line that can be used.

    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        message = f"{path}: the corrections cannot be read ({reason})"
        raise UsageError(message) from error
    found: dict[str, Correction] = {}
    unread: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = _object(line, place := f"{path}, line {number}")
            correction = _parse(entry, place)
        except CorrectionError as error:
            report(f"{error}; skipped")
            continue
        if earlier := found.get(correction.id):
            report(f"{earlier.place}: {correction.id!r} is corrected again in {correction.place}; skipped")
        found[correction.id] = correction
        unread |= entry.keys() - _NAMES
    if unread:
        report(f"{path}: not read of its lines: {', '.join(sorted(unread))}; reasons go by the name of explanation")
    if not found:
        message = f"{path}: no line of it is a correction"
        raise UsageError(message, hint="a line is an object with id, data and, where you like, explanation")
    return found


def corrected_rows(
    correction: Correction,
    logged: Logged,
    schema: Mapping[str, Any],
    *,
    generator: str,
    notes: Mapping[str, str],
    elsewhere: bool = False,
) -> list[MistakeRow]:
    """Return what was wrong with a delivered record and, where it was another one, with its draft.

    With ``elsewhere`` the correction is of another run's record of this text: reasons for values that only that record
    has are passed over.
    Of a record that was mended no generator is named: what is wrong with it does not tell how often that one errs.
    Notes say where the critic and the person disagree: ``critic_false_alarm`` has the pointers of values that it
    flagged and the person kept, ``critic_overlooked`` those of wrong ones that it let pass, as JSON lists.

    Raises:
        CorrectionError: if the data does not fit the schema, or a pointer leads nowhere.

    """
    record, text = logged.entry.record, logged.text
    if record is None or text is None:
        message = f"{correction.place}: the run holds no record and text of {correction.id!r}"
        raise CorrectionError(message)
    fields = flatten(schema)
    _check(correction, schema, fields)
    said = _explanations(correction, record.data, fields, elsewhere=elsewhere)
    source, judged, spans = Source(text), [entry.pattern for entry in fields], _shown(record, fields)

    def row(draft: Mapping[str, Any], words: Mapping[str, str], writer: str) -> MistakeRow:
        return compare(
            logged.id,
            source,
            schema,
            draft,
            correction.data,
            judged=judged,
            origin=Origin.HUMAN,
            spans=spans,
            generator=writer,
            explanations=words,
            notes=notes,
        )

    mended = logged.draft is not None and logged.draft != record.data
    delivered = row(record.data, said, "" if mended else generator)
    rows = [_with_disagreements(delivered, [finding.pointer for finding in record.findings])]
    if logged.draft is not None and mended and record.status is not Status.FAILED:
        flagged = [finding["pointer"] for finding in (logged.review or {}).get("findings", ())]
        drafted = _in_their_words(row(logged.draft, {}, generator), delivered, said)
        rows.append(_with_disagreements(drafted, flagged))
    return rows


def _shown(record: Record, fields: Sequence[Field]) -> list[Span]:
    """Return where the person was shown each value of a record, and what it lacked: there stands what they kept."""
    places = [(pointer, shown.start, shown.end) for pointer, shown in record.evidence.items()]
    places += [(finding.pointer, finding.start, finding.end) for finding in record.findings]
    return [
        Span(dotted(entry), start, end)
        for pointer, start, end in places
        if start is not None and end is not None and (entry := field_of(pointer, fields))
    ]


def oddities(correction: Correction, logged: Logged, schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield what in a correction may be a slip.

    That it is a part of a record, has a name that is no field's, a value twice, or one that the source does not state.
    """
    if logged.entry.record is None or logged.text is None:
        return
    fields, source = flatten(schema), Source(logged.text)
    kept, delivered = (
        {(leaf.field.pattern, key_of(leaf.value)): leaf for leaf in leaves(data, fields)}
        for data in (correction.data, logged.entry.record.data)
    )
    lost, many = len(delivered.keys() - kept.keys()), len(delivered)
    if lost > max(A_FEW, PARTIAL * many):
        yield (
            f"{correction.place}: {lost} of the {many} values delivered of {correction.id!r} are not in it and are "
            "taken for wrong; a correction is the whole record"
        )
    for stray in strays(correction.data, fields):
        yield f"{correction.place}: {stray.pointer} is no field of the schema; it is not read"
    for pointer in sorted(duplicates(leaves(correction.data, fields))):
        yield f"{correction.place}: the value at {pointer} is in that list already"
    for leaf in (leaf for key, leaf in kept.items() if key not in delivered):
        if not (isinstance(leaf.value, bool) or leaf.field.enum) and locate(source, leaf.value) is None:
            yield f"{correction.place}: {str(leaf.value)!r} at {leaf.pointer} stands nowhere in the source"


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"{place}: not JSON ({error})"
        raise CorrectionError(message) from error
    if not isinstance(entry, dict) or not _is_id(entry.get("id")) or not isinstance(entry.get("data"), dict):
        message = f"{place}: not an object with an id and an object data"
        raise CorrectionError(message)
    return entry


def _is_id(value: object) -> bool:
    """Say whether a value can be a document's id, which may be written as a number."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def _parse(entry: Mapping[str, Any], place: str) -> Correction:
    words = entry.get("explanation") or {}
    if not isinstance(words, dict) or not all(isinstance(said, str | None) for said in words.values()):
        message = f"{place}: its explanation is not an object of JSON Pointers and words"
        raise CorrectionError(message)
    given = {pointer: said for pointer, said in words.items() if said and said.strip()}
    return Correction(str(entry["id"]), _stated(entry["data"]), place, given)


def _stated(node: Any) -> Any:
    """Return corrected data with null for the blank text of a property, which is how people empty a cell."""
    if isinstance(node, dict):
        blank = {name for name, part in node.items() if isinstance(part, str) and not part.strip()}
        return {name: None if name in blank else _stated(part) for name, part in node.items()}
    return [_stated(part) for part in node] if isinstance(node, list) else node


def _check(correction: Correction, schema: Mapping[str, Any], fields: Sequence[Field]) -> None:
    """See that corrected data fits the schema; what is absent may be absent, but not every name."""
    if correction.data and correction.data.keys().isdisjoint(entry.path[0] for entry in fields if entry.path):
        names = ", ".join(sorted(correction.data))
        message = (
            f"{correction.place}: its data ({names}) has no field of the run's schema; it may have been made under "
            "another, name a run of that one"
        )
        raise CorrectionError(message)
    values = rules(schema).values.evolve(format_checker=None)  # what was delivered may break a format
    error = next(iter(values.iter_errors(correction.data)), None)
    if error is not None:
        message = f"{correction.place}: its data does not fit the run's schema: at {error.json_path}: {error.message}"
        raise CorrectionError(message)


def _explanations(
    correction: Correction, delivered: Mapping[str, Any], fields: Sequence[Field], *, elsewhere: bool
) -> dict[str, str]:
    """Return a person's words by the pointers of single values."""
    said: dict[str, str] = {}
    standing = [leaf.pointer for record in (delivered, correction.data) for leaf in leaves(record, fields)]
    new = [entry.pattern.replace("*", "-") for entry in fields]
    for pointer, words in correction.explanations.items():
        values = [*standing, *new] if "-" in pointer.split("/") else standing
        below = _below(pointer, values)
        if not below and _below(pointer, [entry.pattern for entry in fields]):
            continue  # why a field is rightly empty
        if not below and not _is_new(pointer, fields):
            if elsewhere:
                continue
            message = f"{correction.place}: {pointer!r} leads to no value, delivered or corrected"
            raise CorrectionError(message)
        said |= dict.fromkeys(below or [pointer], words)
    return said


def _below(pointer: str, pointers: Iterable[str]) -> list[str]:
    """Return those that a pointer is or leads to."""
    return [each for each in pointers if each == pointer or each.startswith(f"{pointer}/")]


def _is_new(pointer: str, fields: Sequence[Field]) -> bool:
    try:
        return "-" in pointer.split("/") and field_of(pointer, fields) is not None
    except ValueError:
        return False


def _in_their_words(row: MistakeRow, delivered: MistakeRow, said: Mapping[str, str]) -> MistakeRow:
    """Return a row of the draft with what the person said of the same mistakes in the delivered record."""
    words = {
        (truth.mistake.kind, truth.pattern, str(truth.value)): truth.explanation
        for truth in delivered.truths
        if truth.explanation in said.values()
    }
    truths = (
        replace(truth, explanation=words.get((truth.mistake.kind, truth.pattern, str(truth.value)), truth.explanation))
        for truth in row.truths
    )
    return replace(row, truths=tuple(truths))


def _with_disagreements(row: MistakeRow, flagged: Sequence[str]) -> MistakeRow:
    """Note where the person did not follow the critic, which flagged these pointers."""
    wrong = {truth.pointer for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT}
    right = {value.pointer for value in row.right}
    differences = {
        "critic_false_alarm": sorted(right & set(flagged)),
        "critic_overlooked": sorted(wrong - set(flagged)),
    }
    return replace(row, notes={**row.notes, **{name: json.dumps(p) for name, p in differences.items() if p}})
