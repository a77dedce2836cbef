"""Draft, review, ask again, mend, keep the better: the loop for one document.

Written as a coroutine that yields the requests it wants answered, so that whoever drives it may answer those of many
documents in one batch; it knows no generator, no files and no clock.
"""

from __future__ import annotations

from collections.abc import Generator as Coroutine
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeAlias

from critic.critic import Examiner, Examining
from critic.evidence import Source
from critic.examination import Costs, key_of
from critic.fields import Field, dotted, leaves, pattern_of
from critic.findings import Candidate, FindingKind, Review
from critic.passages import split
from critic.places import settled
from critic.values import read_as
from ie_pipeline.documents import Document
from ie_pipeline.generators.base import Answer, Complaint, Generator, Request, Usage
from ie_pipeline.generators.nesting import regrouped
from ie_pipeline.mending import Held, Proposal, mend
from ie_pipeline.merge import merge
from ie_pipeline.record import Change, Round
from ie_pipeline.repeats import repeated
from ie_pipeline.shape import fit, nest

__all__ = ["LoopSettings", "Outcome", "Reader", "held", "to_draft", "work"]

OVERLAP = 250
"""Characters that neighbouring passages share; longer than almost any value."""
AROUND = 300
"""Characters on each side of a place that the generator is asked about again."""
WORD = 40
"""Characters within which a passage is cut at a space; longer than almost any word."""
WORTH_ASKING = 0.15
"""The probability from which a value that the critic points at is put to the generator."""
ROUNDING = 1e-9
"""By how much the same errors may add up to more in another order."""
MOST_QUESTIONS = 16
"""Questions to the generator a document and round; the likeliest places first."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How far to go. Costs are in any unit; ``error_rate`` is the generator's, in [0, 1], where the user knows it.

    ``max_passages`` bounds what a small generator drafts from one document: the passages in which the critic sees the
    most are taken, and the critic has read the others.
    """

    max_rounds: int = 2
    cost_redundant: float = Costs().redundant
    cost_missing: float = Costs().missing
    error_rate: float | None = None
    copy: bool = True
    max_passages: int = 14

    @property
    def costs(self) -> Costs:
        """Both costs together."""
        return Costs(self.cost_redundant, self.cost_missing)


@dataclass(frozen=True, slots=True)
class Reader:
    """What the loop must know of the generator: its name, its passage size, and how it answers.

    ``whole_document`` says that it answers for whole documents, ``flat`` that it lists values, of which the items of
    lists were put together by where they stand, and ``most_fields`` how many fields it can be asked for at once.
    """

    name: str
    passage_chars: int
    whole_document: bool = False
    flat: bool = False
    most_fields: int | None = None

    @classmethod
    def of(cls, generator: Generator) -> Reader:
        """Return what there is to know of a generator."""
        whole, flat = (getattr(generator, name, False) for name in ("whole_document", "flat"))
        most = getattr(generator, "most_fields", None)
        return cls(generator.name, generator.passage_chars, whole_document=whole, flat=flat, most_fields=most)


@dataclass(slots=True)
class Outcome:
    """All that happened to one document."""

    draft: dict[str, Any]
    surveyed: dict[str, Any]
    drafted_review: Review
    data: dict[str, Any]
    review: Review
    rounds: tuple[Round, ...]
    usage: Usage
    seen: tuple[tuple[str, Any], ...]
    accept: float
    errors: tuple[str, ...]
    undrafted: bool
    """Whether the generator gave no answer at all."""


Asking: TypeAlias = Coroutine[list[Request], list[Answer], Outcome]


def work(
    document: Document, fields: tuple[Field, ...], critic: Examiner, reader: Reader, settings: LoopSettings
) -> Asking:
    """Run the loop for one document: yield requests, take their answers, return the outcome."""
    examination = critic.examine(
        document.text,
        fields,
        generator=reader.name,
        error_rate=settings.error_rate,
        costs=settings.costs,
    )
    by_pattern = {entry.pattern: entry for entry in fields}
    surveyed = examination.survey()
    answers = yield to_draft(document, fields, reader, surveyed, settings)
    usage = sum((answer.usage for answer in answers), Usage())
    shape, day_first = nest(fields), examination.source.day_first
    draft, rivals = merge([answer.data for answer in answers], fields, day_first=day_first)
    proposed = [(by_pattern[pattern], value) for pattern, values in rivals.items() for value in values]
    seen = [(candidate.pattern, candidate.value) for candidate in surveyed]
    seen += [(entry.pattern, value) for entry, value in proposed]
    seen += [(leaf.field.pattern, leaf.value) for leaf in leaves(draft, fields)]
    errors = [answer.error for answer in answers if answer.error]

    drafted = examination.review(draft)
    standing, rounds = _Standing(draft, drafted), list[Round]()
    asked: set[tuple[str, str]] = set()
    for number in range(1, settings.max_rounds + 1):
        known = {pattern: entry for pattern, entry in by_pattern.items() if examination.knows(entry)}
        questions = [] if reader.whole_document else _questions(document, known, standing.review, asked)
        replies = (yield questions) if questions else []
        usage = sum((reply.usage for reply in replies), usage)
        errors += [reply.error for reply in replies if reply.error]
        stated = [fit(reply.data, shape, day_first=day_first) for reply in replies]
        replied = [(leaf.field, leaf.value) for data in stated for leaf in leaves(data, fields)]
        seen += [(entry.pattern, value) for entry, value in replied]
        better = None
        said = proposed + replied
        # Where the generator's answers do not pay, what the critic points at alone may.
        attempts = [said, []] if said else [said]
        for offered in attempts:
            mended, changes = _mended(standing, offered, examination, fields, settings.costs.keep)
            before, after = standing.review.expected_errors, mended.review.expected_errors
            if changes:
                rounds.append(Round(number, after < before, before, after, changes))
            if after < before:
                better = mended
                break
        proposed = []
        if better is None:
            break
        standing = better
    if reader.flat or not draft:  # without a draft, all values were put into items by where they stand
        standing = _repeated(_regrouped(standing, examination, fields, document.text), examination, fields)
    else:
        standing = _settled(standing, examination, fields)
    return Outcome(
        draft=draft,
        surveyed=_extract(surveyed, by_pattern, settings.costs.keep, examination.source),
        drafted_review=drafted,
        data=standing.data,
        review=standing.review,
        rounds=tuple(rounds),
        usage=usage,
        seen=tuple(dict.fromkeys(seen)),
        accept=examination.accept,
        errors=tuple(dict.fromkeys(errors)),
        undrafted=bool(answers) and all(answer.error and not answer.data for answer in answers),
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """The record as it stands between two rounds; ``own`` has its values that come from the critic alone."""

    data: dict[str, Any]
    review: Review
    own: frozenset[tuple[str, str]] = frozenset()


def _mended(
    standing: _Standing,
    proposed: Sequence[tuple[Field, Any]],
    examination: Examining,
    fields: tuple[Field, ...],
    keep: float,
) -> tuple[_Standing, tuple[Change, ...]]:
    """Mend a record with what the critic points at and what the generator ``proposed``, and review it if it changed."""
    by_pattern = {entry.pattern: entry for entry in fields}
    weighed = examination.weigh([(entry.pattern, value) for entry, value in proposed])
    proposals = [
        Proposal(entry, value, probability, (place.start, place.end) if place else None, "generator")
        for (entry, value), (probability, place) in zip(proposed, weighed, strict=True)
        if probability is not None
    ]
    theirs = {(proposal.field.pattern, key_of(proposal.value)) for proposal in proposals}
    # What both say is weighed as the generator's: that they agree is part of what its probability knows.
    pointed = _own(by_pattern, standing.review.candidates, examination.source)
    proposals += [one for one in pointed if (one.field.pattern, key_of(one.value)) not in theirs]
    proposals = [proposal for proposal in proposals if examination.knows(proposal.field)]
    # Of a field that the critic was never tried on, a value that stands in the source is left to a person.
    values = [
        value if value.span is None or examination.knows(value.leaf.field) else replace(value, probability=None)
        for value in held(standing.review, standing.data, fields)
    ]
    data, changes = mend(standing.data, values, proposals, keep)
    if not changes:
        return standing, ()
    added = {
        (pattern_of(change.pointer, fields), key_of(change.after))
        for change in changes
        if change.proposed_by == "critic" and change.after is not None
    }
    own = (standing.own | added) - theirs
    return _Standing(data, examination.review(data, own), own), changes


def _regrouped(standing: _Standing, examination: Examining, fields: tuple[Field, ...], text: str) -> _Standing:
    """Put the items of lists together by where their values stand in the whole text, if the record is no worse for it.

    The values stay, save those that a list holds more often than the text.
    """
    data = regrouped(standing.data, fields, text)
    if data == standing.data:
        return standing
    review = examination.review(data, standing.own)
    worse = review.expected_errors > standing.review.expected_errors + ROUNDING
    return standing if worse else _Standing(data, review, standing.own)


def _repeated(standing: _Standing, examination: Examining, fields: tuple[Field, ...]) -> _Standing:
    """Settle a record, and give list items the values that others of the list have and the source states again."""
    standing = _settled(standing, examination, fields)
    data = repeated(standing.data, standing.review, fields, examination.source)
    if data == standing.data:
        return standing
    return _settled(_Standing(data, examination.review(data, standing.own), standing.own), examination, fields)


def _settled(standing: _Standing, examination: Examining, fields: tuple[Field, ...]) -> _Standing:
    """Show the values of each list item where they stand together."""
    return replace(standing, review=settled(standing.review, fields, examination.source))


def to_draft(
    document: Document,
    fields: tuple[Field, ...],
    reader: Reader,
    surveyed: Sequence[Candidate],
    settings: LoopSettings,
) -> list[Request]:
    """Return the requests of the draft: every passage, or of a long document those that promise most.

    ``surveyed`` is what the critic has seen in it; where that is nothing, no passage promises more than another. Where
    the fields are too many for one question, all passages are asked for some of them, then for the next.
    """
    if reader.whole_document:
        return [Request(document.id, document.text, 0, fields)]
    passages = split(document.text, reader.passage_chars, min(OVERLAP, reader.passage_chars // 3))
    if len(passages) > settings.max_passages and surveyed:
        promise = {
            passage: sum(c.probability for c in surveyed if passage.start <= c.start and c.end <= passage.end)
            for passage in passages
        }
        chosen = sorted(passages, key=lambda passage: -promise[passage])[: settings.max_passages]
        passages = tuple(passage for passage in passages if passage in set(chosen))
    return [
        Request(document.id, passage.text, passage.start, some)
        for some in _apportioned(fields, reader.most_fields)
        for passage in passages
    ]


def _apportioned(fields: tuple[Field, ...], most: int | None) -> list[tuple[Field, ...]]:
    """Return the fields in groups of no more than ``most``, where those of one object or list allow it."""
    if most is None:
        return [fields]
    groups: list[tuple[Field, ...]] = []
    for _, together in groupby(fields, key=lambda field: field.path[:1]):
        some = tuple(together)
        if groups and len(groups[-1]) + len(some) <= most:
            groups[-1] += some
        else:
            groups.append(some)
    return groups


def _questions(
    document: Document, by_pattern: Mapping[str, Field], review: Review, asked: set[tuple[str, str]]
) -> list[Request]:
    """Return the questions worth asking: a field, the place the critic points at, and what was rejected there."""
    rejected: dict[str, list[Complaint]] = {}
    for judgement in (found for found in review.judgements if found.pattern in by_pattern):
        finding = next(
            (f for f in review.findings if f.kind is FindingKind.REDUNDANT and f.pointer == judgement.pointer), None
        )
        if finding:
            name = dotted(by_pattern[judgement.pattern])
            complaint = Complaint("redundant", name, finding.value, finding.explanation)
            rejected.setdefault(judgement.pattern, []).append(complaint)
    requests: list[Request] = []
    covered: list[tuple[str, int, int]] = []
    for candidate in sorted((c for c in review.candidates if c.pattern in by_pattern), key=lambda c: -c.probability):
        if candidate.probability < WORTH_ASKING or len(requests) >= MOST_QUESTIONS:
            break
        key = (candidate.pattern, key_of(candidate.value))
        inside = any(
            pattern == candidate.pattern and low <= candidate.start and candidate.end <= high
            for pattern, low, high in covered
        )
        if key in asked or inside:
            continue
        asked.add(key)
        low, high = _around(document.text, candidate.start, candidate.end)
        covered.append((candidate.pattern, low, high))
        passage = document.text[low:high]
        complaints = tuple(c for c in rejected.get(candidate.pattern, ()) if str(c.value) in passage)
        requests.append(Request(document.id, passage, low, (by_pattern[candidate.pattern],), complaints))
    return requests


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the passage around a place, cut at spaces where there are any near."""
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    if low:
        gap = text.find(" ", low, min(low + WORD, start))
        low = gap + 1 if gap >= 0 else low
    if high < len(text):
        gap = text.rfind(" ", max(high - WORD, end), high)
        high = gap if gap >= 0 else high
    return low, high


def _own(by_pattern: Mapping[str, Field], candidates: Sequence[Candidate], source: Source) -> list[Proposal]:
    """Return what the critic points at as proposals, in the types of their fields."""
    typed = [
        (entry, read_as(entry, candidate.value, day_first=source.day_first), candidate)
        for entry, candidate in ((by_pattern[candidate.pattern], candidate) for candidate in candidates)
    ]
    return [
        Proposal(entry, value, candidate.probability, (candidate.start, candidate.end), "critic")
        for entry, value, candidate in typed
        if value is not None
    ]


def held(review: Review, data: Mapping[str, Any], fields: tuple[Field, ...]) -> list[Held]:
    """Return the record's values with what the review says of them."""
    judged = {judgement.pointer: judgement for judgement in review.judgements}
    values = []
    for leaf in leaves(data, fields):
        judgement = judged[leaf.pointer]
        place = judgement.evidence
        values.append(Held(leaf, judgement.probability, (place.start, place.end) if place else None))
    return values


def _extract(
    surveyed: Sequence[Candidate], by_pattern: Mapping[str, Field], keep: float, source: Source
) -> dict[str, Any]:
    """Return the record that the critic alone would write."""
    return mend({}, (), _own(by_pattern, surveyed, source), keep)[0]
