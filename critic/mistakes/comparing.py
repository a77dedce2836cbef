"""A draft against the right record: every difference as a mistake, with its kind, its evidence and its explanation.

Values are compared field by field with ``critic.text.sameness.same``, each right one answering for one value of the
draft. Knows nothing of where drafts and right records come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import regex
from rapidfuzz import fuzz

from critic.corpus import Span
from critic.evidence import Source, locate, occurrences
from critic.fields import Field, Leaf, dotted, flatten, leaves
from critic.findings import Evidence, EvidenceKind
from critic.mistakes.aligning import align
from critic.mistakes.explaining import Facts, Stated, explain
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage, RightValue, Truth
from critic.pointers import escape, join, parts
from critic.text.folding import fold
from critic.text.sameness import same

__all__ = ["compare"]

_NUMBER = regex.compile(r"\d[\d.,]*")
_SAME_SHAPE = 60.0
"""``rapidfuzz.fuzz.ratio``, in percent: of two dates of one form this many signs agree where a digit or two slipped."""


def compare(  # noqa: PLR0913 - what a row holds; all but the first four by name
    document_id: str,
    text: str | Source,
    schema: Mapping[str, Any],
    draft: Mapping[str, Any],
    right: Mapping[str, Any],
    *,
    judged: Collection[str],
    origin: Origin,
    spans: Sequence[Span] = (),
    ungrouped: Collection[str] = (),
    alternatives: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    generator: str = "",
    cluster: str = "",
    language: str | None = None,
    explanations: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
) -> MistakeRow:
    """Return the row that says what is wrong with a draft.

    Items of lists of objects are paired first (see `critic.mistakes.aligning`), so that values are compared within
    their item and pointers lead to the right one.

    Args:
        document_id: the document's id.
        text: its text; a `Source` where several drafts of one document are compared.
        schema: the JSON Schema that both records are written under.
        draft: the record to judge.
        right: the right record of at least the judged fields.
        judged: the patterns of the fields that are compared.
        origin: where the draft's mistakes come from.
        spans: annotated places of right values, by the fields' names or dotted names; where a value has none, its
            place is sought in the text.
        ungrouped: patterns below lists of objects of which nobody knows what belongs to which item. Their values are
            compared as one set over all items: whichever item has a right value has it rightly, and as often as it
            likes.
        alternatives: by pattern and right value, other values that are as right.
        generator: who wrote the draft.
        cluster: the same for near-duplicate documents; else the document's id.
        language: that of the explanations, an ISO 639-1 code; the document's, where none is named.
        explanations: a person's own words for the mistake at a pointer, into the draft or into ``right``; they win.
        notes: kept as they are.

    Raises:
        SchemaError: if the schema cannot be flattened.
        ValueError: if a judged pattern is that of no field.

    """
    fields = flatten(schema)
    if unknown := sorted(set(judged) - {entry.pattern for entry in fields}):
        message = f"the schema has no field {', '.join(unknown)}"
        raise ValueError(message)
    chosen = tuple(entry for entry in fields if entry.pattern in judged)
    source = text if isinstance(text, Source) else Source(text)
    language = language or source.language
    comparison = _Comparison(source, fields, draft, right, spans, frozenset(ungrouped), alternatives or {})
    said = explanations or {}
    truths: list[Truth] = []
    kept: list[RightValue] = []
    for entry in chosen:
        for mistake in comparison.mistakes(entry):
            words = next((said[pointer] for pointer in mistake.pointers if pointer in said), "")
            words = words or explain(mistake.facts, language, key=f"{document_id}\n{mistake.pointers[0]}")
            start, end = mistake.place or (None, None)
            facts, pointer = mistake.facts, mistake.pointers[0]
            truths.append(Truth(facts.mistake, pointer, entry.pattern, facts.value.value, start, end, words))
        kept += comparison.right_values(entry)
    return MistakeRow(
        document=document_id,
        passages=(Passage(0, source.text),),
        schema=schema,
        draft=draft,
        truths=tuple(truths),
        right=tuple(kept),
        judged=tuple(entry.pattern for entry in chosen),
        origin=origin,
        generator=generator,
        cluster=cluster or document_id,
        language=language,
        notes=dict(notes or {}),
    )


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A mistake before it is put in words: the pointers that may name it, the truth's own first, and its evidence."""

    facts: Facts
    pointers: tuple[str, ...]
    place: tuple[int, int] | None


@dataclass(slots=True)
class _Matched:
    """The values of one field in both records: partners, and what has none."""

    pairs: list[tuple[Leaf, Leaf]] = field(default_factory=list)
    redundant: list[Leaf] = field(default_factory=list)
    missing: list[Leaf] = field(default_factory=list)


class _Comparison:
    """Two records of one document, and what was found out about them so far."""

    def __init__(
        self,
        source: Source,
        fields: Sequence[Field],
        draft: Mapping[str, Any],
        right: Mapping[str, Any],
        spans: Sequence[Span],
        ungrouped: frozenset[str],
        alternatives: Mapping[str, Mapping[str, Sequence[str]]],
    ) -> None:
        self._source = source
        self._draft = draft
        self._right = right
        self._ungrouped = ungrouped
        self._alternatives = alternatives
        self._items = align(draft, right)
        self._back = {there: here for here, there in self._items.items()}
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for span in spans:
            self._spans[span.field].append((span.start, span.end))
        self._theirs = {entry.pattern: leaves(right, (entry,)) for entry in fields}
        self._matched: dict[str, _Matched] = {}
        self._places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._sole: dict[str, list[int]] = {}

    def right_values(self, entry: Field) -> Iterator[RightValue]:
        """Yield the right values of a field in the draft."""
        for ours, theirs in self._match(entry).pairs:
            # Of several values that are as right, the place is that of the one that the draft has.
            stands = theirs if same(str(ours.value), str(theirs.value)) else replace(theirs, value=ours.value)
            start, end = self._place(stands) or self._place(theirs) or (None, None)
            yield RightValue(ours.pointer, entry.pattern, ours.value, start, end)

    def mistakes(self, entry: Field) -> Iterator[_Mistake]:
        """Yield the mistakes of a field: redundant values as the draft has them, then the missing ones."""
        matched = self._match(entry)
        for leaf in matched.redundant:
            yield self._redundant(leaf)
        for leaf in matched.missing:
            yield self._missing(leaf)

    def _match(self, entry: Field) -> _Matched:
        if entry.pattern not in self._matched:
            self._matched[entry.pattern] = self._partners(entry)
        return self._matched[entry.pattern]

    def _partners(self, entry: Field) -> _Matched:
        free = list(self._theirs[entry.pattern])
        matched = _Matched()
        for ours in leaves(self._draft, (entry,)):
            home = self._home(ours)
            partner = next((t for t in free if self._context(t) == home and self._same(ours, t)), None)
            if partner is not None:
                free.remove(partner)
                matched.pairs.append((ours, partner))
            elif again := self._again(ours, matched):
                matched.pairs.append((ours, again))
            else:
                matched.redundant.append(ours)
        matched.missing = free
        return matched

    def _again(self, ours: Leaf, matched: _Matched) -> Leaf | None:
        """Return the right value that another item of the draft has already, where nobody knows whose it is."""
        if ours.field.pattern not in self._ungrouped:
            return None
        return next((theirs for _, theirs in matched.pairs if self._same(ours, theirs)), None)

    def _same(self, ours: Leaf, theirs: Leaf) -> bool:
        forms = self._alternatives.get(theirs.field.pattern, {}).get(str(theirs.value), ())
        return same(str(ours.value), str(theirs.value), alternatives=forms)

    def _context(self, leaf: Leaf) -> str:
        """Return the pointer of the list item that a value belongs to; the empty one for the record itself."""
        path = leaf.field.path
        depth = max((at for at, part in enumerate(path[:-1]) if part == "*"), default=-1) + 1
        return "" if leaf.field.pattern in self._ungrouped else join(parts(leaf.pointer)[:depth])

    def _home(self, ours: Leaf) -> str | None:
        """Return the item of the right record that a draft's value belongs to; None for an item that has no partner."""
        context = self._context(ours)
        return self._items.get(context) if context else ""

    def _redundant(self, leaf: Leaf) -> _Mistake:
        matched, home = self._match(leaf.field), self._home(leaf)
        siblings = [t for t in self._theirs[leaf.field.pattern] if home is None or self._context(t) == home]
        held = [theirs for _, theirs in matched.pairs]
        instead = next((t for t in matched.missing if t in siblings), None) if self._alone(leaf.field) else None
        pointers = (leaf.pointer,)
        if twin := next((t for t in siblings if t in held and self._same(leaf, t)), None):
            place = self._place(twin)
            return _Mistake(Facts(Mistake.DUPLICATED, leaf.field, _stated(leaf, place)), pointers, place)
        found = occurrences(self._source, leaf.value)
        siblings.sort(key=lambda theirs: theirs in held)
        if origin := next((t for t in siblings if self._distorts(leaf, t, found)), None):
            right = self._place(origin)
            place = next((_range(e) for e in found if right and _overlap(_range(e), right)), right)
            facts = Facts(Mistake.DISTORTED, leaf.field, _stated(leaf, place), right=_stated(origin, right))
            return _Mistake(facts, pointers, place)
        right = self._place(instead) if instead else None
        facts = Facts(
            Mistake.MISPLACED if found else Mistake.INVENTED,
            leaf.field,
            Stated(leaf.value),
            near=any(e.kind is EvidenceKind.FUZZY for e in found),
            right=_stated(instead, right) if instead else None,
            absent=self._alone(leaf.field) and not self._theirs[leaf.field.pattern],
        )
        if not found:
            return _Mistake(facts, pointers, None)
        nearest = min(found, key=lambda e: abs(e.start - right[0]) if right else e.start)
        return self._misplaced(leaf, facts, found, _range(nearest))

    def _misplaced(self, leaf: Leaf, facts: Facts, found: Sequence[Evidence], nearest: tuple[int, int]) -> _Mistake:
        """Say whose value it is that stands in the wrong field or item, where that is known."""
        twin = next((t for t in self._theirs[leaf.field.pattern] if self._same(leaf, t)), None)
        owned = self._owner(leaf, found)
        if twin is not None:
            place = self._place(twin) or nearest
            facts = replace(facts, item=self._known_by(twin))
        elif owned is not None:
            place, theirs = owned
            whole = None if same(str(leaf.value), str(theirs.value)) else theirs.value
            facts = replace(facts, owner=theirs.field, whole=whole)
        else:
            place = nearest
        return _Mistake(replace(facts, value=_stated(leaf, place)), (leaf.pointer,), place)

    def _owner(self, leaf: Leaf, found: Sequence[Evidence]) -> tuple[tuple[int, int], Leaf] | None:
        """Return the right value of another field that a value is, or is a part of, and where."""
        others = [t for pattern, all_ in self._theirs.items() if pattern != leaf.field.pattern for t in all_]
        whole = [(t, place) for t in others if same(str(leaf.value), str(t.value)) and (place := self._place(t))]
        if whole:
            return whole[0][1], whole[0][0]
        return next(
            (
                (_range(e), t)
                for t in others
                if (place := self._place(t))
                for e in found
                if place[0] <= e.start and e.end <= place[1]
            ),
            None,
        )

    def _missing(self, leaf: Leaf) -> _Mistake:
        matched, home = self._match(leaf.field), self._context(leaf)
        wrong = next((o for o in matched.redundant if self._home(o) == home), None) if self._alone(leaf.field) else None
        mistake = Mistake.OMITTED_ITEM if leaf.field.many else Mistake.OMITTED_VALUE
        place = self._place(leaf)
        facts = Facts(
            mistake,
            leaf.field,
            _stated(leaf, place),
            right=Stated(wrong.value) if wrong else None,
            item=self._known_by(leaf),
        )
        return _Mistake(facts, (self._where_it_belongs(leaf), leaf.pointer), place)

    def _where_it_belongs(self, leaf: Leaf) -> str:
        """Return the pointer into the draft at which a right value is missing, ``-`` for each new item."""
        steps, path = parts(leaf.pointer), leaf.field.path
        begun = [] if leaf.field.pattern in self._ungrouped else [at for at, part in enumerate(path) if part == "*"]
        for at in reversed(begun):
            if here := self._back.get(join(steps[: at + 1])):
                return here + "".join(f"/{'-' if part == '*' else escape(part)}" for part in path[at + 1 :])
        return leaf.field.pattern.replace("*", "-")

    def _known_by(self, leaf: Leaf) -> Any:
        """Return another value of the right item that a value belongs to; None where there is none."""
        context = self._context(leaf)
        if not context:
            return None
        siblings = (t for all_ in self._theirs.values() for t in all_ if t.field.path != leaf.field.path)
        return next((t.value for t in siblings if t.pointer.startswith(f"{context}/")), None)

    def _alone(self, entry: Field) -> bool:
        """Whether the object that holds a field is known, and has at most one value of it."""
        return entry.path[-1] != "*" and entry.pattern not in self._ungrouped

    def _distorts(self, leaf: Leaf, theirs: Leaf, found: Sequence[Evidence]) -> bool:
        """Say whether a value is a right one cut, stretched or with other digits."""
        if found and (places := self._all_places(theirs)):
            return any(_overlap(_range(evidence), place) for evidence in found for place in places)
        ours, right = f" {fold(str(leaf.value))} ", f" {fold(str(theirs.value))} "
        if not ours.strip() or not right.strip():
            return False
        if ours in right or right in ours:
            return True
        digits = _NUMBER.sub("0", ours) == _NUMBER.sub("0", right) != right
        return not found and digits and fuzz.ratio(ours.strip(), right.strip()) >= _SAME_SHAPE

    def _place(self, theirs: Leaf) -> tuple[int, int] | None:
        """Return where the source states a right value: an annotated place before one that was sought.

        Of several places, that of a value in a list item is the one nearest to the item's other values: a 20 is the
        quantity of one line, the day of a date and the price of another line.
        """
        if beside := self._beside(theirs):
            return min(self._all_places(theirs), key=lambda place: self._distance(place[0], beside), default=None)
        if annotated := self._annotated(theirs):
            return annotated[0]
        found = locate(self._source, theirs.value)
        return _range(found) if found else None

    def _distance(self, start: int, others: Sequence[int]) -> tuple[int, int]:
        """Return how many lines, and how many characters, lie between a place and others, all told."""
        lines = sum(self._source.text.count("\n", min(start, other), max(start, other)) for other in others)
        return lines, sum(abs(start - other) for other in others)

    def _beside(self, theirs: Leaf) -> Sequence[int]:
        """Return where the values of a right list item begin that stand in one place only; none outside of an item."""
        context = self._context(theirs)
        if context and context not in self._sole:
            item = (t for all_ in self._theirs.values() for t in all_ if t.pointer.startswith(f"{context}/"))
            places = [self._all_places(t) for t in item]
            self._sole[context] = [found[0][0] for found in places if len(found) == 1]
        return self._sole.get(context, ())

    def _all_places(self, theirs: Leaf) -> Sequence[tuple[int, int]]:
        return self._annotated(theirs) or [_range(found) for found in occurrences(self._source, theirs.value)]

    def _annotated(self, theirs: Leaf) -> list[tuple[int, int]]:
        key = (theirs.field.pattern, str(theirs.value))
        if key not in self._places:
            names = dict.fromkeys((dotted(theirs.field), theirs.field.name))
            spans = [span for name in names for span in self._spans.get(name, ())]
            self._places[key] = [
                (start, end) for start, end in spans if same(self._source.text[start:end], str(theirs.value))
            ]
        return self._places[key]


def _stated(leaf: Leaf, place: tuple[int, int] | None) -> Stated:
    return Stated(leaf.value, place[0] if place else None)


def _range(evidence: Evidence) -> tuple[int, int]:
    return evidence.start, evidence.end


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
