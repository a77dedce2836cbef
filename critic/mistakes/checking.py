"""Whether a row of a mistake dataset can be believed: its types, pointers, patterns and offsets.

Knows no files. It does not judge whether a mistake is one, only whether the row says it in a way that can be true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeGuard

from critic.fields import Field, SchemaError, field_of, flatten, leaves
from critic.findings import FindingKind
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage, RightValue, Truth
from critic.pointers import get, parts

__all__ = ["MistakeSetError", "RowError", "check"]

_LONGEST = 100_000_000
"""Characters of a document. A passage that begins beyond is a slip, and the gap before it would fill the memory."""


class MistakeSetError(ValueError):
    """A mistake dataset that cannot be made, read or written; the message says what to do next."""


class RowError(MistakeSetError):
    """A row that contradicts itself, its schema or its text."""


def check(row: MistakeRow) -> None:
    """Return if the row holds together.

    The schema can be flattened and has the judged fields; the draft is plain JSON; a redundant or a right value stands
    in the draft at its pointer, which is one of its field's, and every value of a judged field is one or the other; a
    missing value belongs at a place that the draft has; every evidence is characters of the passages and not blank.

    Raises:
        RowError: the first thing that is not so.

    """
    _check_types(row)
    _demand(all(_matches(passage, row.text) for passage in row.passages), "its passages overlap and differ")
    fields = _fields(_canonical(row.schema, "schema"))
    _canonical(row.draft, "draft")
    patterns = {entry.pattern for entry in fields}
    unknown = sorted(set(row.judged) - patterns)
    _demand(not unknown, f"the schema has no judged field {', '.join(unknown)}")
    judged = tuple(entry for entry in fields if entry.pattern in row.judged)
    _check_places(row, judged)
    _check_values(row, judged)


def _check_types(row: MistakeRow) -> None:
    for name in ("document", "generator", "cluster", "language"):
        _demand(isinstance(getattr(row, name), str), f"{name} is not a string")
    _demand(bool(row.document), "document is empty")
    _demand(isinstance(row.origin, Origin), "origin is unknown")
    _demand(isinstance(row.schema, Mapping), "schema is not an object")
    _demand(isinstance(row.draft, Mapping), "draft is not an object")
    _demand(bool(row.judged) and all(isinstance(pattern, str) for pattern in row.judged), "judged names no field")
    notes = isinstance(row.notes, Mapping) and all(isinstance(s, str) for pair in row.notes.items() for s in pair)
    _demand(notes, "notes are not strings by name")
    for passage in row.passages:
        _demand(isinstance(passage.text, str), "the text of a passage is not a string")
        inside = _is_whole(passage.start) and 0 <= passage.start <= _LONGEST - len(passage.text)
        _demand(inside, f"a passage begins at {passage.start!r}, which is no place in a document")
    _demand(any(passage.text.strip() for passage in row.passages), "there is no text")
    for truth in row.truths:
        _demand(isinstance(truth.mistake, Mistake), "a truth has an unknown mistake")
        _demand(isinstance(truth.explanation, str), "an explanation is not a string")
    for said in _said(row):
        strings = isinstance(said.pointer, str) and isinstance(said.pattern, str)
        _demand(strings, "a pointer or a pattern is not a string")


def _check_places(row: MistakeRow, judged: Sequence[Field]) -> None:
    """See that what is said is said of judged fields, and that its evidence is characters that the row has."""
    text, runs = row.text, tuple(_runs(row.passages))
    for said in _said(row):
        _demand(
            _is_of(said, judged), f"{said.pointer}: not a pointer to a judged field with the pattern {said.pattern}"
        )
        start, end = said.start, said.end
        if start is None and end is None:
            continue
        place = f"{said.pointer}: its evidence, characters {start} to {end},"
        if not (_is_whole(start) and _is_whole(end)):
            message = f"{place} is not two whole numbers"
            raise RowError(message)
        _demand(0 <= start < end <= len(text), f"{place} is not within the text, which has {len(text)}")
        _demand(any(first <= start and end <= last for first, last in runs), f"{place} is not within the passages")
        _demand(bool(text[start:end].strip()), f"{place} is blank")


def _check_values(row: MistakeRow, judged: Sequence[Field]) -> None:
    """See that the draft has the redundant and the right values, no others, and a place for the missing ones."""
    standing = {leaf.pointer: leaf.value for leaf in leaves(row.draft, judged)}
    redundant = [truth for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT]
    named: set[str] = set()
    claims: tuple[Truth | RightValue, ...] = (*redundant, *row.right)
    for said in claims:
        pointer = said.pointer
        _demand(pointer in standing, f"{pointer}: the draft has no value there")
        same = _canonical(standing[pointer], pointer) == _canonical(said.value, pointer)
        _demand(same, f"{pointer}: the draft has another value there")
        _demand(pointer not in named, f"{pointer}: named twice as redundant or right")
        named.add(pointer)
    left = next((pointer for pointer in standing if pointer not in named), "")
    _demand(not left, f"{left}: a value of the draft that is called neither redundant nor right")
    for truth in row.truths:
        if truth.mistake.kind is FindingKind.MISSING:
            _demand(isinstance(truth.value, str | int | float), f"{truth.pointer}: a missing value is not a scalar")
            _canonical(truth.value, truth.pointer)
            _demand(_has_place(row.draft, truth.pointer), f"{truth.pointer}: the draft has no such item")


def _said(row: MistakeRow) -> tuple[Truth | RightValue, ...]:
    return (*row.truths, *row.right)


def _is_of(said: Truth | RightValue, judged: Sequence[Field]) -> bool:
    """Say whether a pointer leads to the judged field whose pattern stands beside it."""
    try:
        field = field_of(said.pointer, judged)
    except ValueError:  # no pointer at all
        return False
    return field is not None and field.pattern == said.pattern


def _has_place(draft: Mapping[str, Any], pointer: str) -> bool:
    """Say whether the items that a pointer counts off are there; ``-`` and all after it are new."""
    above = ""
    for part, step in zip(parts(pointer), pointer.split("/")[1:], strict=True):
        if part == "-":
            return True
        try:
            node = get(draft, above)
        except KeyError:
            node = None
        if (isinstance(node, list) and not (part.isdecimal() and int(part) < len(node))) or (
            node is None and part.isdecimal()
        ):
            return False
        above += f"/{step}"
    return True


def _matches(passage: Passage, text: str) -> bool:
    return text.startswith(passage.text, passage.start)


def _runs(passages: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of characters that passages cover, those that touch or overlap as one."""
    first = last = 0
    for start, end in sorted((passage.start, passage.start + len(passage.text)) for passage in passages):
        if start > last:
            yield first, last
            first = start
        last = max(last, end)
    yield first, last


@lru_cache(maxsize=256)
def _fields(schema: str) -> tuple[Field, ...]:
    """Flatten a schema, given as JSON; thousands of rows share a few of them."""
    try:
        return flatten(json.loads(schema))
    except SchemaError as error:
        message = f"schema: {error}"
        raise RowError(message) from error


def _canonical(value: Any, what: str) -> str:
    """Return JSON that is the same for equal values, and see that nothing gets lost in it."""
    try:
        written = json.dumps(value, sort_keys=True, allow_nan=False)
        plain = json.loads(written) == value
    except (TypeError, ValueError, RecursionError):
        plain = False
        written = ""
    _demand(plain, f"{what}: not plain JSON (dicts, lists, strings, finite numbers, booleans, null)")
    return written


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _demand(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - what is demanded
    if not holds:
        raise RowError(otherwise)
