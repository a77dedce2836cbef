"""Labelled documents as training examples of the compact prompt: a passage, some fields, what it states of them.

The variety is the point, for it is what lets one adapter serve schemas that it never saw: passages of many lengths,
fields dropped, shuffled, renamed and stripped of their descriptions, single-field questions with an answer that was
rejected before (the question that the loop asks), and passages that state nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from critic.corpus import LabelledDocument, Span
from critic.mistakes.risks import distractor_sentences, risk_sentences
from critic.text.sentences import sentences
from ie_pipeline.generators.compact import Ask, collapse

__all__ = ["Example", "Family", "contracts_with_risks", "examples", "with_periods"]

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "company": ("employer", "employers", "company_name", "organisation"),
    "designation": ("job_title", "title", "role"),
    "college": ("school", "university", "institution"),
    "degree": ("qualification", "diploma"),
    "graduation_year": ("year", "completed"),
    "name": ("full_name", "candidate", "person"),
    "email": ("e_mail", "contact", "mail"),
    "period": ("dates", "duration", "years"),
    "tech_tools": ("technologies", "skills", "software"),
    "parties": ("contracting_parties", "party", "signatories"),
    "document_name": ("title", "contract_title", "agreement"),
    "agreement_date": ("date", "signed_on", "dated"),
    "effective_date": ("effective_from", "start_date", "commencement"),
    "expiration_date": ("end_date", "expires_on"),
    "initial_term": ("term", "duration"),
    "renewal_term": ("renewal", "extension"),
    "notice_period_to_terminate_renewal": ("notice_period", "notice"),
    "governing_law": ("jurisdiction", "law", "applicable_law"),
}
"""What the same field is called elsewhere; drawn at random while training."""

TRIES = 20
"""How many passages of a document are tried for one that states something, or nothing, as was wanted; and how many
rounds over all documents before they are given up."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of document: its fields as (name, description) and the documents to learn from.

    ``empty`` is the share of examples whose passage states none of the fields asked for. It should be near what the
    generator will meet: one that hardly ever sees such a passage writes something for each.
    """

    asks: tuple[Ask, ...]
    documents: tuple[LabelledDocument, ...]
    empty: float
    passage_chars: int = 900


@dataclass(frozen=True, slots=True)
class Example:
    """A passage, the fields asked for, the answers rejected before, and the right answer to each field."""

    asks: tuple[Ask, ...]
    passage: str
    rejected: tuple[tuple[str, str], ...]
    values: Mapping[str, tuple[str, ...]]


def examples(family: Family, count: int, rng: random.Random) -> Iterator[Example]:
    """Yield ``count`` examples, going round the documents so that each has the same share.

    Raises:
        ValueError: if round after round over the documents yields nothing.

    """
    order: list[LabelledDocument] = []
    produced = in_vain = 0
    while produced < count:
        if not order:
            if in_vain >= TRIES * len(family.documents):
                names = ", ".join(ask.name for ask in family.asks)
                message = f"no document of the family with the fields {names} gives an example; label some of them"
                raise ValueError(message)
            order = list(family.documents)
            rng.shuffle(order)
        example = _example(family, order.pop(), rng)
        in_vain = 0 if example else in_vain + 1
        if example is not None:
            produced += 1
            yield example


def contracts_with_risks(
    document: LabelledDocument,
    rng: random.Random,
    count: int = 1,
    *,
    risks: Sequence[str] = (),
    others: Sequence[str] = (),
) -> LabelledDocument:
    """Insert ``count`` repayment risks or near misses between sentences (the risks marked by their field).

    They are drawn from ``risks`` and ``others``, or composed where there are none.
    """
    for _ in range(count):
        risky = rng.random() < 0.6  # noqa: PLR2004 - somewhat more risks than near misses
        given = risks if risky else others
        sentence = rng.choice(given) if given else (risk_sentences if risky else distractor_sentences)(rng, 1)[0]
        document = _with_statement(document, rng, sentence, risky=risky)
    return document


def _with_statement(document: LabelledDocument, rng: random.Random, sentence: str, *, risky: bool) -> LabelledDocument:
    inside = [(span.start, span.end) for span in document.spans]
    ends = [end for _, end in sentences(document.text)[:-1]]
    breaks = [end for end in ends if not any(start < end < stop for start, stop in inside)]
    if not breaks:
        return document
    at = rng.choice(breaks)
    inserted = sentence + " "
    before = [span for span in document.spans if span.end <= at]
    after = [
        Span(span.field, span.start + len(inserted), span.end + len(inserted))
        for span in document.spans
        if span.start >= at
    ]
    spans = before + after
    gold = document.gold
    if risky:
        spans.append(Span("repayment_risks", at, at + len(sentence)))
        gold = {**gold, "repayment_risks": (*gold.get("repayment_risks", ()), sentence)}
    return replace(document, text=document.text[:at] + inserted + document.text[at:], gold=gold, spans=tuple(spans))


def with_periods(document: LabelledDocument) -> LabelledDocument:
    """Add the field ``period``: those stretches of experience that are printed as dates (2005 - 2006)."""
    dated = [
        Span("period", span.start, span.end)
        for span in document.spans
        if span.field == "years_of_experience" and re.search(r"(19|20)\d\d", document.text[span.start : span.end])
    ]
    periods = dict.fromkeys(collapse(document.text[span.start : span.end]) for span in dated)
    gold = {**document.gold, "period": tuple(periods)} if dated else document.gold
    return replace(document, gold=gold, spans=document.spans + tuple(dated))


def _example(family: Family, document: LabelledDocument, rng: random.Random) -> Example | None:
    asks = [ask for ask in family.asks if document.judged(ask.name)]
    if not asks:
        return None
    single = rng.random() < 0.2  # noqa: PLR2004 - the share of the loop's questions
    if single:
        asks = [rng.choice(asks)]
    elif rng.random() < 0.5:  # noqa: PLR2004 - half of the examples ask for a part of the schema
        asks = rng.sample(asks, rng.randint(1, len(asks)))
        asks.sort(key=family.asks.index)
    if rng.random() < 0.3:  # noqa: PLR2004
        rng.shuffle(asks)
    empty = rng.random() < family.empty
    for _ in range(TRIES):
        size = rng.randint(350, 700) if single else family.passage_chars
        start, end = _window(document, asks, size, rng, anywhere=empty)
        stated = _stated(document, start, end)
        found = {ask.name: stated[ask.name] for ask in asks if ask.name in stated}
        if bool(found) is not empty:
            break
    else:
        return None
    passage = collapse(document.text[start:end])
    rejected = _rejected(passage, asks[0], found, rng) if single and rng.random() < 0.4 else ()  # noqa: PLR2004
    shown, renamed = _dress(asks, rng)
    return Example(
        asks=tuple(shown),
        passage=passage,
        rejected=tuple((renamed[name], value) for name, value in rejected),
        values={renamed[ask.name]: found.get(ask.name, ()) for ask in asks},
    )


def _window(
    document: LabelledDocument, asks: Sequence[Ask], size: int, rng: random.Random, *, anywhere: bool
) -> tuple[int, int]:
    """Choose a passage: around a mention, with rare fields as likely as common ones, or anywhere; cut between words."""
    text = document.text
    names = {ask.name for ask in asks}
    by_field: dict[str, list[int]] = {}
    for span in document.spans:
        if span.field in names:
            by_field.setdefault(span.field, []).append(span.start)
    if by_field and not anywhere:
        around = rng.choice(by_field[rng.choice(sorted(by_field))])
        start = max(0, around - rng.randint(20, max(21, size - 150)))
    else:
        start = rng.choice((0, rng.randint(0, max(0, len(text) - size // 2))))
    if start and not text[start - 1].isspace():
        gap = text.find(" ", start, start + 40)
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + size)
    gap = text.rfind(" ", start, end)
    return start, end if end == len(text) or gap <= start else gap


def _stated(document: LabelledDocument, start: int, end: int) -> dict[str, tuple[str, ...]]:
    inside = sorted((s for s in document.spans if start <= s.start and s.end <= end), key=lambda s: s.start)
    stated: dict[str, list[str]] = {}
    for span in inside:
        value = collapse(document.text[span.start : span.end])
        known = stated.setdefault(span.field, [])
        if value not in known:
            known.append(value)
    return {name: tuple(values) for name, values in stated.items()}


def _rejected(
    passage: str, ask: Ask, found: Mapping[str, tuple[str, ...]], rng: random.Random
) -> tuple[tuple[str, str], ...]:
    words = passage.split()
    at = rng.randrange(max(1, len(words) - 4))
    wrong = " ".join(words[at : at + rng.randint(1, 4)])
    return () if wrong in found.get(ask.name, ()) else ((ask.name, wrong),)


def _dress(asks: Sequence[Ask], rng: random.Random) -> tuple[list[Ask], dict[str, str]]:
    """Rename some fields, none to the name of another, and drop the descriptions of some examples."""
    bare = rng.random() < 0.15  # noqa: PLR2004
    shown, renamed, taken = [], {}, {ask.name for ask in asks}
    for ask in asks:
        name = ask.name
        if rng.random() < 0.12 and name in OTHER_NAMES:  # noqa: PLR2004
            other = rng.choice(OTHER_NAMES[name])
            name = name if other in taken else other
        taken.add(name)
        renamed[ask.name] = name
        shown.append(Ask(name, "" if bare and name == ask.name else ask.description))
    return shown, renamed
