"""Fictional contracts of 3,000 to 60,000 characters, with the record that each states and every place of its values.

Only a few clauses state a fact; the rest is there to be read past, and is full of near misses: dates of other papers,
periods of notice for other ends, firms that are no parties, places whose law does not govern. A statement that money
may not be repaid may stand in an article or, late in a long document, in a footnote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from critic.mistakes.fiction.clauses import ARTICLES, DEFINITIONS, NOTES, SCHEDULES
from critic.mistakes.fiction.names import Names, length, money, some_day, written
from critic.mistakes.fiction.script import Fiction, Piece, Text, fill, join, publish, slots_of, value, wrap
from critic.mistakes.fiction.terms import (
    AMENDED,
    BEGUN,
    FOREIGN,
    KINDS,
    LAWS,
    OPENINGS,
    RECITALS,
    SIGNED,
    STARTS,
    STATES,
    TERMS,
    UNDATED,
    UNLESS,
    Kind,
)
from critic.mistakes.risks import distractor_sentences, risk_sentences

__all__ = ["CHARS", "ContractWriter", "write_contract"]

CHARS: Final = (3_000, 60_000)
"""The lengths that a contract may have."""
_FIRST, _LAST = date(1997, 1, 2), date(2024, 6, 28)
_Lengths = tuple[tuple[str, tuple[int, ...]], ...]
_TERMS: Final[_Lengths] = (
    ("year", (1, 2, 3, 4, 5, 7, 10, 15)),
    ("year", (2, 3, 5)),
    ("month", (6, 18, 24, 30, 36, 60)),
)
_RENEWALS: Final[_Lengths] = (("year", (1, 2, 3, 5)), ("year", (1,)), ("month", (1, 3, 6, 12, 18)))
_NOTICES: Final[_Lengths] = (("day", (30, 45, 60, 90, 120, 180)), ("month", (1, 2, 3, 4, 6)))
_OTHERS: Final[_Lengths] = (
    ("day", (5, 7, 10, 14, 15, 20, 21, 30, 40, 45, 50, 60, 75, 90, 100, 120)),
    ("month", (1, 2, 3, 4, 6, 9, 12)),
    ("week", (1, 2, 3, 4, 6, 8)),
    ("business day", (3, 5, 7, 10, 12)),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """An article or an annex under its heading; without one, a footnote."""

    heading: str
    paragraphs: tuple[Text, ...]
    annex: bool = False


class ContractWriter:
    """The choices that hold for one whole contract, and what is not to be said twice in it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names = Names(rng)
        self.kind: Kind = rng.choice(KINDS)
        self.what = rng.choice(self.kind.about)
        self.style = rng.randrange(100)
        self.law, self.court, *self.places = rng.sample((*STATES, *STATES, *FOREIGN), 8)
        self.lengths: set[str] = set()  # those that are values, which no other clause may name
        self.dates: set[date] = set()
        self.signed = some_day(rng, _FIRST, _LAST)
        self.dates.add(self.signed)
        self.people = tuple(rng.random() < 0.08 for _ in range(2))  # noqa: PLR2004 - most parties are firms
        self.parties = tuple(self.names.person() if one else self.names.firm(legal=True) for one in self.people)
        self.a, self.b = self.kind.roles
        if rng.random() < 0.5:  # noqa: PLR2004 - they are called by their names
            called = zip(self.parties, self.people, strict=True)
            self.a, self.b = (re.split(r"[ ,]+", party)[-1 if person else 0] for party, person in called)
        self.places = [place for place in self.places if place not in (self.law, self.court)]

    def chance(self, share: float) -> bool:
        """Say yes so often."""
        return self.rng.random() < share

    def filled(self, template: str, **values: Piece) -> Text:
        """Fill a sentence; what is not given is a distractor."""
        rng, names = self.rng, self.names
        makers: dict[str, Callable[[], Piece]] = {
            "a": lambda: self.a,
            "b": lambda: self.b,
            "what": lambda: self.what,
            "kind": lambda: self.kind.title,
            "days": lambda: self.length(_OTHERS),
            "day": lambda: self.day(-3650, 365),
            "firm": lambda: names.firm(legal=True),
            "person": names.person,
            "town": names.town,
            "place": lambda: rng.choice(self.places),
            "money": lambda: money(rng),
            "n": lambda: str(rng.randint(2, 48)),
            "share": lambda: str(rng.randint(2, 97)),
        }
        for slot in slots_of(template):
            if slot not in values:
                values[slot] = makers[slot.rstrip("2")]()
        return fill(template, **values)

    def day(self, earliest: int, latest: int) -> str:
        """Return a date that no other clause names, so many days after the contract was signed."""
        while True:
            day = self.signed + timedelta(self.rng.randint(earliest, latest))
            if day not in self.dates:
                self.dates.add(day)
                return written(day, self.style)

    def length(self, lengths: _Lengths) -> str:
        """Return a length of time that is no value so far."""
        while True:
            unit, numbers = self.rng.choice(lengths)
            number = self.rng.choice(numbers)
            if f"{number} {unit}" not in self.lengths:
                self.lengths |= set() if lengths is _OTHERS else {f"{number} {unit}"}
                return length(self.rng, number, unit)


def write_contract(rng: random.Random, *, chars: int) -> Fiction:
    """Write a contract of about ``chars`` characters (within a tenth of it) under ``schemas/contract.json``.

    The same state of ``rng`` and version of Faker give the same contract.

    Raises:
        ValueError: ``chars`` is below 3,000 or above 60,000.

    """
    if not CHARS[0] <= chars <= CHARS[1]:
        message = f"a contract of {chars} characters cannot be written; ask for {CHARS[0]:,} to {CHARS[1]:,}"
        raise ValueError(message)
    identifier = f"fiction-contract-{rng.getrandbits(32):08x}"
    writer = ContractWriter(rng)
    opening, dated, later = _opening(writer)
    facts = list(_facts(writer, later))
    end = _signatures(writer, dated)
    room = chars - len(opening) - len(end) - sum(_size(block) for block in facts)
    blocks = list(_fillers(writer, room))
    last = sum(not block.annex for block in blocks) if writer.chance(0.6) else len(blocks)
    for fact in facts:  # in the main part as a rule, anywhere now and then, footnotes late
        first, final = (min(1, last), last) if fact.heading else (len(blocks) * 4 // 5, len(blocks))
        blocks.insert(rng.randint(first, final), fact)
        last += 1
    return publish(identifier, _page(writer, opening, blocks, end))


def _opening(writer: ContractWriter) -> tuple[Text, Text, Text]:
    """Return the head of the contract, the date to sign it on, and the one on which it takes effect, if later."""
    rng = writer.rng
    on = written(writer.signed, writer.style)
    plan = rng.choice(("both", "both", "both", "apart", "apart", "agreed", "agreed", "effective", "signed", "none"))
    agreed = value(on, "/agreement_date", *(["/effective_date"] if plan == "both" else []))
    also: Piece = ""
    if plan == "both":
        also = rng.choice((' (the "Effective Date")', ", which is also its effective date", " and effective that day"))
    elif writer.chance(0.25):
        also = f" (as amended on {writer.day(60, 2000)})"
    later = value(writer.day(1, 200), "/effective_date") if plan in ("apart", "effective") else Text()
    parties = [value(party, "/parties/-") for party in writer.parties]
    dated = plan in ("both", "apart", "agreed")
    preamble = writer.filled(
        rng.choice(OPENINGS if dated else UNDATED),
        first=parties[0],
        second=parties[1],
        one=_described(writer, 0),
        two=_described(writer, 1),
        agreement_date=agreed,
        also=also,
    )
    title = writer.kind.title
    recitals = [writer.filled(text) for text in rng.sample(RECITALS, rng.randint(0, 4))]
    if writer.chance(0.12):
        title = f"{rng.choice(('Second Amendment', 'Amendment No. 1', 'Amendment and Restatement'))} to the {title}"
        recitals.append(writer.filled(AMENDED))
    title = rng.choice((str.upper, str.upper, str))(title)
    head: list[Piece] = ["EXHIBIT 10." + str(rng.randint(1, 60)) if writer.chance(0.3) else ""]
    head.append(" " * rng.choice((0, 0, 24)) + value(title, "/document_name"))
    if writer.chance(0.3):  # a title page
        head += ["between", parties[0], "and", parties[1], "Dated " + agreed if dated and plan != "both" else ""]
    if recitals:
        recitals = [Text() + rng.choice(("RECITALS", "Background", "WITNESSETH")), *recitals]
    return join("\n\n", [*head, preamble, *recitals]), agreed if plan == "signed" else Text(), later


def _described(writer: ContractWriter, number: int) -> str:
    town, place = writer.names.town(), writer.rng.choice(writer.places)
    if writer.people[number]:
        return f"an individual residing in {town}"
    return writer.rng.choice(
        (
            f"with offices at {writer.names.street()}, {town}",
            f"a company organised under the laws of {place}",
            f"of {town}, registered there under number {writer.rng.randint(10_000, 999_999)}",
            f"having its principal place of business in {town}, {place}",
        )
    )


def _facts(writer: ContractWriter, later: Text) -> Iterator[_Block]:
    """Yield the articles that state the rest of the record; what the contract lacks has none.

    A contract that takes effect ``later`` than it is made says so in an article of its own, or where it says its term.
    """
    rng = writer.rng
    plan = rng.choice((*TERMS, "renewing", "renewing", "dated", ""))
    begun = bool(later and plan) and writer.chance(0.6)
    if later and not begun:
        yield _Block("Commencement", (writer.filled(rng.choice(STARTS), effective_date=later),))
    if plan:
        said = writer.filled(rng.choice((BEGUN if begun else TERMS)[plan]), **_term(writer, plan), effective_date=later)
        cause = [writer.filled(ARTICLES["Termination for Cause"][0])] if writer.chance(0.5) else []
        yield _Block(rng.choice(("Term", "Duration", "Term and Renewal", "Term of Agreement")), (said, *cause))
    if writer.chance(0.9):
        state = "the State of " if writer.law in STATES and writer.chance(0.6) else ""
        law = state + value(writer.law, "/governing_law")
        clause = writer.filled(rng.choice(LAWS), law=law, court=writer.court)
        heading = rng.choice(("Governing Law", "Applicable Law", "Law and Jurisdiction", "Miscellaneous"))
        yield _Block(heading, (clause,))
    if writer.chance(0.35):
        yield _Block(rng.choice(("", "", "Risk Factors", "Repayment")), _risks(writer))
    elif writer.chance(0.5):
        yield _Block(rng.choice(("", "Repayment")), tuple(Text() + text for text in distractor_sentences(rng, 2)))


def _term(writer: ContractWriter, plan: str) -> dict[str, Piece]:
    """Return what the slots of a clause on the term may be filled with."""
    rng = writer.rng
    notice = value(writer.length(_NOTICES), "/notice_period_to_terminate_renewal")
    unless = fill(rng.choice(UNLESS), notice=notice) if writer.chance(0.85) else Text()
    ends = writer.day(400, 5000) if plan == "dated" else rng.choice(("perpetual", "indefinite"))
    return {
        "initial_term": value(writer.length(_TERMS), "/initial_term"),
        "renewal_term": value(writer.length(_RENEWALS), "/renewal_term"),
        "expiration_date": value(ends, "/expiration_date"),
        "unless": unless or ", without limit",
    }


def _risks(writer: ContractWriter) -> tuple[Text, ...]:
    """Return statements that money may not come back, each a value, among others that say no such thing."""
    rng = writer.rng
    bare = (text for text in risk_sentences(rng, 20) if text[0].isalpha() and not text.startswith("Section"))
    risks = [value(text, "/repayment_risks/-") for text, _ in zip(bare, range(rng.choice((1, 1, 2))), strict=False)]
    others = [Text() + text for text in distractor_sentences(rng, rng.randint(0, 2))]
    return tuple(rng.sample([*risks, *others], len(risks) + len(others)))


def _fillers(writer: ContractWriter, room: int) -> Iterator[_Block]:
    """Yield articles and then annexes until there are about ``room`` characters of them."""
    headings: list[str] = []
    number, left, annexes = 0, room, 0
    while left > 0:
        if number % len(ARTICLES) == 0:
            headings = writer.rng.sample(list(ARTICLES), len(ARTICLES))
        if (number and number % len(ARTICLES) == 0) or (annexes and number % 9 == 0):
            annexes += 1
            block = _annex(writer, annexes, min(left, 4_000))
        else:
            block = _article(writer, headings[number % len(ARTICLES)], left)
        left -= _size(block)
        number += 1
        yield block
        if annexes and writer.chance(0.2):
            block = _Block("", tuple(writer.filled(text) for text in writer.rng.sample(NOTES, 2)))
            left -= _size(block)
            yield block


def _article(writer: ContractWriter, heading: str, room: int) -> _Block:
    if writer.chance(0.08):
        definitions = writer.rng.sample(DEFINITIONS, writer.rng.randint(3, 6))
        return _cut(_Block("Definitions", tuple(writer.filled(text) for text in definitions)), room)
    sentences = ARTICLES[heading]
    chosen = sorted(writer.rng.sample(range(len(sentences)), writer.rng.randint(2, len(sentences))))
    texts = [writer.filled(sentences[index]) for index in chosen]
    if writer.chance(0.5):
        texts = [join(" ", texts)]
    return _cut(_Block(heading, tuple(texts)), room)


def _annex(writer: ContractWriter, number: int, room: int) -> _Block:
    rng = writer.rng
    heading = rng.choice(list(SCHEDULES))
    lines = [writer.filled(rng.choice(SCHEDULES[heading])) for _ in range(rng.randint(6, 25))]
    return _cut(_Block(f"{rng.choice(('Schedule', 'Annex'))} {number}: {heading}", tuple(lines), annex=True), room)


def _cut(block: _Block, room: int) -> _Block:
    """Leave out the last paragraphs that exceed the room, but never all."""
    kept = list(block.paragraphs)
    while len(kept) > 1 and _size(_Block(block.heading, tuple(kept))) > room:
        kept.pop()
    return _Block(block.heading, tuple(kept), block.annex)


def _size(block: _Block) -> int:
    return len(block.heading) + sum(len(paragraph) + 8 for paragraph in block.paragraphs)


def _signatures(writer: ContractWriter, dated: Text) -> Text:
    rng = writer.rng
    parts: list[Piece] = [rng.choice(SIGNED)]
    if dated:
        parts.append(writer.filled("Signed in {town} on {agreement_date}.", agreement_date=dated))
    for party in writer.parties:
        printed = value(party, "/parties/-") if writer.chance(0.5) else Text() + party.upper()
        parts.append(printed + f"\nBy: ____________________\nName: {writer.names.person()}\nTitle: Director")
    return join("\n\n", parts)


def _page(writer: ContractWriter, opening: Text, blocks: Sequence[_Block], end: Text) -> Text:
    """Put the parts in order: numbered articles, footnotes between them, signatures before the annexes."""
    rng = writer.rng
    label, shout = rng.choice(_LABELS), writer.chance(0.4)
    foot = rng.choice(("", "", "\n\n- {page} -", "\n\nPage {page}", "\n\nConfidential"))
    parts: list[Piece] = [opening]
    number, signed = 0, False
    for place, block in enumerate(blocks):
        if block.annex and not signed:
            parts.append(end)
            signed = True
        heading = block.heading.upper() if shout else block.heading
        if not block.heading:
            notes = [f"[{place + note}] " + paragraph for note, paragraph in enumerate(block.paragraphs)]
            parts.append("_" * 12 + "\n" + join("\n", notes))
            continue
        if block.annex:
            parts.append(heading + "\n\n" + join("\n", block.paragraphs))
            continue
        number += 1
        paragraphs = block.paragraphs
        if len(paragraphs) > 1 and label is not _LABELS[-1]:
            paragraphs = tuple(f"{number}.{sub} " + text for sub, text in enumerate(paragraphs, 1))
        seam = rng.choice((" ", "\n\n", "\n"))
        parts.append(label(number, heading) + seam + join("\n\n", paragraphs))
        if place % 7 == 6:  # noqa: PLR2004 - some articles fill a page
            parts[-1] += foot.format(page=place // 7 + 1)
    text = join("\n\n", parts if signed else [*parts, end])
    return wrap(text, rng.randint(72, 90)) if writer.chance(0.4) else text


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


_LABELS: Final[tuple[Callable[[int, str], str], ...]] = (
    lambda number, heading: f"{number}. {heading}.",
    lambda number, heading: f"ARTICLE {_roman(number)} - {heading}",
    lambda number, heading: f"Section {number}. {heading}.",
    lambda number, heading: f"{number}.   {heading}",
    lambda number, heading: f"§ {number} {heading}:",
    lambda _, heading: f"{heading}.",
)
