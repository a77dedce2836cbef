"""What a schema demands of a record and the record does not give: what is required and absent, and broken rules.

Pure: knows records, the schema's fields and its rules. Says what is open, and mends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jsonschema.exceptions import best_match, relevance

from critic.explanations import explain_required
from critic.fields import Field
from critic.findings import FindingKind, Review
from critic.pointers import escape, join, parts
from critic.text.languages import Language
from ie_pipeline.record import OpenFinding
from ie_pipeline.schema import DEMANDS

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from ie_pipeline.schema import Rules

__all__ = ["unmet", "violations"]

_CHOICES = ("anyOf", "oneOf")
_LONGEST_RULE = 80
"""Characters of a rule's value that an explanation shows."""


def unmet(
    data: Mapping[str, Any], review: Review, fields: Sequence[Field], language: Language = "en"
) -> Iterator[OpenFinding]:
    """Yield a finding for all that is required and absent, save places of which the review has found a value missing.

    What a list's items or a nested object must have is asked of those that are there, and where the list or the object
    itself is required, also if it is not. One that must have nothing is asked for itself.
    """
    missing = [parts(finding.pointer) for finding in review.findings if finding.kind is FindingKind.MISSING]
    demanded = dict.fromkeys(field.path[:length] for field in fields for length in field.owed)
    asked_through = {path[:length] for path in demanded for length in _lengths(path)[-2:-1]}
    for path in (path for path in demanded if path not in asked_through):
        for pointer in _empty(data, path, "", _due(path, demanded)):
            if not any(_is_within(place, parts(pointer)) for place in missing):
                explanation = explain_required(Field(path), language=language)
                yield OpenFinding(str(FindingKind.MISSING), pointer, None, None, None, None, None, 1.0, explanation)


def violations(
    data: Mapping[str, Any], rules: Rules, found: Sequence[OpenFinding] = (), language: Language = "en"
) -> Iterator[OpenFinding]:
    """Yield a finding for each rule of the schema that a record breaks; its kind is ``invalid``.

    Of what the schema wants to be there, and is not, only that is told which ``found`` does not say.
    """
    broken = list(rules.values.iter_errors(data))
    choices = [error.absolute_path for error in broken if error.validator in _CHOICES]
    for error in rules.whole.iter_errors(data):
        is_choice = error.validator in _CHOICES and error.absolute_path not in choices
        if (is_choice or error.validator in DEMANDS) and not _is_told(_cause(error), found):
            broken.append(error)
    yield from (_violation(_cause(error), language) for error in broken)


def _violation(cause: ValidationError, language: Language) -> OpenFinding:
    """Return the finding of one broken rule."""
    pointer, value = join(list(cause.absolute_path)), cause.instance
    limit = json.dumps(cause.validator_value, ensure_ascii=False)
    rule = f"{cause.validator}: {limit}" if len(limit) <= _LONGEST_RULE else str(cause.validator)
    shown = None if isinstance(value, list | Mapping) else value
    explanation = _explain_rule(pointer, rule, language)
    return OpenFinding("invalid", pointer, shown, None, None, None, None, 1.0, explanation)


def _cause(error: ValidationError) -> ValidationError:
    """Return the rule that was broken in the alternative that was meant, if it can be told which that was."""
    context = error.context or ()
    of_another_kind = {rule.schema_path[0] for rule in context if _tells_kinds_apart(rule)}
    meant = [rule for rule in context if rule.schema_path[0] not in of_another_kind]
    if len(told := [rule for rule in meant if not _asks_for_null(rule)]) == 1:
        return _cause(told[0])
    return best_match(meant if meant and of_another_kind else [error], key=_distance) or error


def _is_told(cause: ValidationError, found: Sequence[OpenFinding]) -> bool:
    """Say whether all that is required and absent is missing by one of some findings already."""
    if cause.validator != "required":
        return False
    above = tuple(str(step) for step in cause.absolute_path)
    missing = [parts(finding.pointer) for finding in found if finding.kind == FindingKind.MISSING]
    absent: list[str] = cause.validator_value  # type: ignore[assignment] # of a rule that was broken it is set
    return all(any(_is_within(place, (*above, name)) for place in missing) for name in absent)


def _distance(error: ValidationError) -> tuple[bool, Any]:
    """Rank the rules broken in alternatives of which none fits: a record of another kind is farthest from one."""
    return any(map(_tells_kinds_apart, (error, *(error.context or ())))), relevance(error)


def _tells_kinds_apart(rule: ValidationError) -> bool:
    return rule.validator in ("const", "enum")


def _asks_for_null(rule: ValidationError) -> bool:
    """Say whether a rule is that of an alternative which nobody meant who gave a value."""
    return rule.validator == "type" and rule.validator_value == "null"


def _explain_rule(pointer: str, rule: str, language: Language) -> str:
    """Say where a record breaks which rule."""
    if language == "zh":
        return f"“{pointer or '/'}”处的值不符合模式的规则（{rule}）。"
    return f"What stands at {pointer or 'the top'} breaks a rule of the schema ({rule})."


def _lengths(path: tuple[str, ...]) -> list[int]:
    """Return the lengths of the beginnings of a path that lead to an object or to its end, past the lists before it."""
    return [length for length in range(1, len(path) + 1) if path[length : length + 1] != ("*",)]


def _due(path: tuple[str, ...], demanded: Collection[tuple[str, ...]]) -> int:
    """Return how many of a path's last steps are asked for also where there is nothing to take them from."""
    return len(path) - max((length for length in _lengths(path) if path[:length] not in demanded), default=0)


def _is_within(place: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether a place is another or below it; what belongs to a new item of a list may belong to any."""
    return len(place) >= len(other) and all(one in (two, "-") for one, two in zip(place, other, strict=False))


def _empty(node: Any, path: tuple[str, ...], pointer: str, due: int) -> Iterator[str]:
    """Yield where the objects of a record have nothing at the end of a path; ``due`` as `_due` has it."""
    name, rest = path[0], path[1:]
    if node in (None, []):
        if len(path) < due:
            yield pointer + "".join("/-" if part == "*" else f"/{escape(part)}" for part in path)
    elif name == "*":
        for index, item in enumerate(node if isinstance(node, list) else ()):
            yield from _empty(item, rest, f"{pointer}/{index}", due)
    elif isinstance(node, Mapping):
        below = f"{pointer}/{escape(name)}"
        if set(rest) <= {"*"}:
            if node.get(name) in (None, [], {}):
                yield below + "/-" * len(rest)
        else:
            yield from _empty(node.get(name), rest, below, due)
