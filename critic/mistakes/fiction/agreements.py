"""Short fictional agreements as firms draw them up themselves: cover sheets, labelled parties, letters, plain words.

The annotated contracts are those that listed companies file: long, and of one way of writing. What these say in one
sentence or beside a label, between whom, from when to when, under which law, the others say in clauses; and beside it
stands what is none of that: dates of payment and delivery, lengths of warranty, courts, contacts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Final

from critic.mistakes.fiction.clauses import ARTICLES
from critic.mistakes.fiction.contracts import ContractWriter
from critic.mistakes.fiction.names import some_day, written
from critic.mistakes.fiction.phrases import (
    CLAUSES,
    ENDLESS,
    FROM_TO,
    LABELS,
    LAWS,
    LENGTH,
    NEAR,
    NOUNS,
    OFFICES,
    OPTIONAL,
    OTHER_LABELS,
    RENEWING,
    ROLES,
    STARTS,
    SUBJECTS,
    TITLES,
    UNTIL,
)
from critic.mistakes.fiction.script import Fiction, Piece, Text, join, publish, value, wrap
from critic.mistakes.fiction.terms import STATES
from critic.mistakes.fiction.variety import MAKERS

__all__ = ["write_agreement"]

_PLANS: Final = (FROM_TO, FROM_TO, UNTIL, LENGTH, RENEWING, OPTIONAL, ENDLESS, ())
"""What an agreement may say of its term."""
_TRIES: Final = 20
"""How often a sentence is filled anew in which a value would stand as something else."""
_FIRST, _LAST = date(1999, 1, 4), date(2027, 6, 30)


class _Sheet:
    """The choices that hold for one whole agreement."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.writer = writer = ContractWriter(rng)
        writer.signed = some_day(rng, _FIRST, _LAST)
        writer.dates = {writer.signed}
        self.noun = rng.choice(NOUNS)
        self.plan: tuple[str, ...] = rng.choice(_PLANS)
        count = rng.choice((2, 2, 2, 2, 2, 3))
        drawn = (MAKERS["parties"](rng) if rng.random() < 0.7 else writer.names.firm(legal=True) for _ in range(9))  # noqa: PLR2004
        self.parties = list(dict.fromkeys(drawn))[:count]
        self.roles = (*rng.choice(ROLES), "Guarantor")
        writer.a, writer.b = self.roles[:2] if rng.random() < 0.6 else (p.split()[0] for p in self.parties[:2])  # noqa: PLR2004
        law = MAKERS["governing_law"](rng) if rng.random() < 0.6 else writer.law  # noqa: PLR2004
        self.law = value(law, "/governing_law")
        writer.places = [place for place in writer.places if place not in law and law not in place]

    def drawn(self, field: str) -> Text:
        """Draw a value of a field."""
        name = {"notice": "notice_period_to_terminate_renewal", "law": "governing_law"}.get(field, field)
        if field == "law":
            return self.law
        if field == "expiration_date" and self.plan is ENDLESS:
            return value(self.rng.choice(("perpetual", "indefinite")), f"/{name}")
        if field.endswith("_date"):
            first, last = {"effective_date": (-40, 90), "expiration_date": (200, 4200)}[field]
            return value(self.writer.day(first, last), f"/{name}")
        while True:
            drawn = MAKERS[name](self.rng)
            if (key := drawn.casefold()) not in self.writer.lengths:
                self.writer.lengths.add(key)
                return value(drawn, f"/{name}")

    def filled(self, template: str, **given: Piece) -> Text:
        """Fill a sentence with values that are drawn for it and, where no field is meant, with distractors.

        A length of time that is a value is not said again as something else, if a few tries can help it.
        """
        fields = ("effective_date", "expiration_date", "initial_term", "renewal_term", "notice", "law")
        values: dict[str, Piece] = {f: self.drawn(f) for f in fields if "{" + f + "}" in template and f not in given}
        if "{long}" in template:
            values["long"] = " (" + self.drawn("initial_term") + ")" if self.rng.random() < 0.4 else ""  # noqa: PLR2004
        own = {str(piece).casefold() for piece in values.values()}
        others = [drawn for drawn in self.writer.lengths if drawn not in own]
        for _ in range(_TRIES):
            if "{day}" in template:
                values["day"] = self.writer.day(-900, 2500)
            text = self.writer.filled(template, **given, **values, noun=self.noun, court=self.writer.court)
            if not any(drawn in str(text).casefold() for drawn in others):
                break
        return text


def write_agreement(rng: random.Random) -> Fiction:
    """Write an agreement of about 600 to 4,000 characters under ``schemas/contract.json``.

    The same state of ``rng`` and version of Faker give the same agreement.
    """
    identifier = f"fiction-agreement-{rng.getrandbits(32):08x}"
    sheet = _Sheet(rng)
    title = rng.choice(TITLES).format(what=rng.choice(SUBJECTS), noun=sheet.noun, n=rng.randint(2, 990))
    printed = rng.choice((str.upper, str.upper, str, str.capitalize))(title)
    as_made = rng.choice(("both", "made", "made", "made", "none"))
    day = written(sheet.writer.signed, sheet.writer.style)
    made = value(day, *(["/agreement_date", "/effective_date"] if as_made == "both" else ["/agreement_date"]))
    templates = [t for t in sheet.plan if as_made != "both" or "{effective_date}" not in t]
    facts: list[tuple[str, Text]] = []
    cover = Text()
    term = rng.choice(templates) if templates else ""
    has_start = "{effective_date}" in term
    if rng.random() < 0.35:  # noqa: PLR2004 - the facts stand beside labels
        cover = _cover(sheet, term, starts=as_made != "both")
    else:
        if term:
            facts.append((rng.choice(("Term", "Duration", "Term and renewal", "Period")), sheet.filled(term)))
        if as_made != "both" and not has_start and rng.random() < 0.5:  # noqa: PLR2004
            facts.append((rng.choice(("Start", "Commencement", "Effect")), sheet.filled(rng.choice(STARTS))))
        if rng.random() < 0.85:  # noqa: PLR2004
            law = ("the State of " if str(sheet.law) in STATES and rng.random() < 0.5 else "") + sheet.law  # noqa: PLR2004
            heading = rng.choice(("Law", "Governing law", "Applicable law", "General"))
            facts.append((heading, sheet.filled(rng.choice(LAWS), law=law)))
    head = rng.choice(_HEADS)(sheet, made if as_made != "none" else Text(), both=as_made == "both")
    body = _body(sheet, facts)
    parts = [rng.choice(("", "", "# ")) + value(printed, "/document_name"), head, cover, body, _signed(sheet)]
    text = join("\n\n", parts)
    return publish(identifier, wrap(text, rng.randint(70, 96)) if rng.random() < 0.3 else text)  # noqa: PLR2004


def _cover(sheet: _Sheet, term: str, *, starts: bool) -> Text:
    """Return a block of labelled facts, those of a sentence and others, and labelled things that are none."""
    rng = sheet.rng
    names = [field for field in LABELS if "{" + field + "}" in term]
    names += ["effective_date"] if starts and "effective_date" not in names and rng.random() < 0.5 else []  # noqa: PLR2004
    names += ["law"] if rng.random() < 0.8 else []  # noqa: PLR2004
    lines: list[tuple[str, Piece]] = [(rng.choice(LABELS[name]), sheet.drawn(name)) for name in names]
    for template in rng.sample(OTHER_LABELS, rng.randint(1, 5)):
        label, _, said = template.partition(": ")
        lines.append((label, sheet.filled(said)))
    if rng.random() < 0.3:  # noqa: PLR2004
        rng.shuffle(lines)
    style = rng.choice((str, str, str.upper, str.title))
    seam = rng.choice((": ", ": ", ":\n", "\t", "    ", " | ", ":  ", " - "))
    return join(rng.choice(("\n", "\n", "\n\n")), [style(label) + seam + said for label, said in lines])


def _parties(sheet: _Sheet) -> list[Text]:
    return [value(party, "/parties/-") for party in sheet.parties]


def _described(sheet: _Sheet) -> str:
    writer, rng = sheet.writer, sheet.rng
    town, place = writer.names.town(), rng.choice(writer.places)
    return rng.choice((
        "", f", of {writer.names.street()}, {town}", f", a company registered in {place}", f", {town}",
        f", a {place} corporation with its principal place of business in {town}",
        f", registered in {place} as no. {rng.randint(1000, 99999)}", f", acting through {writer.names.person()}",
        f", whose registered office is at {writer.names.street()}, {town}",
    ))  # fmt: skip


def _called(sheet: _Sheet, number: int) -> str:
    role = sheet.roles[number]
    return sheet.rng.choice((f' ("{role}")', f' (the "{role}")', f" ({role})", ""))


def _entered(sheet: _Sheet, made: Text, *, both: bool) -> Text:
    """Name date and parties in one sentence."""
    rng = sheet.rng
    whole = [party + _described(sheet) + _called(sheet, n) for n, party in enumerate(_parties(sheet))]
    between = join(" and ", [join(", ", whole[:-1]), whole[-1]])
    how = rng.choice(("entered into on ", "made on ", "made and entered into as of ", "dated ", "signed on "))
    also = rng.choice((' (the "Effective Date")', " and takes effect on that day")) if both else ""
    when = how + made + also if made else Text() + "made"
    this = rng.choice(("This {noun} is ", "THIS {noun} is ", 'This {noun} (the "Terms") is ')).format(noun=sheet.noun)
    return this + when + rng.choice((" by and between ", " between ", ", by and among ")) + between + "."


def _labelled(sheet: _Sheet, made: Text, *, both: bool) -> Text:
    """Name the parties beside what they are."""
    rng = sheet.rng
    style = rng.choice((str.upper, str, str.title))
    seam = rng.choice((": ", ":\n", ":  ", "\t", " - "))
    lines = [style(sheet.roles[n]) + seam + party + _described(sheet) for n, party in enumerate(_parties(sheet))]
    label = "Effective as of the date hereof" if both else ""
    dated = rng.choice(LABELS["agreement_date"]) + ": " + made if made else Text()
    rows = [*lines, dated] if rng.random() < 0.6 else [dated, *lines]  # noqa: PLR2004
    return join(rng.choice(("\n", "\n\n")), [*rows, label])


def _listed(sheet: _Sheet, made: Text, *, both: bool) -> Text:
    """Name the parties one below the other."""
    rng = sheet.rng
    number = rng.choice(("({n}) ", "{n}. ", "", "- ", "[{n}] "))
    parties = [
        number.format(n=n + 1) + party + _described(sheet) + _called(sheet, n)
        for n, party in enumerate(_parties(sheet))
    ]
    heading = rng.choice(("between", "PARTIES", "Parties", "The parties", "BETWEEN:"))
    dated = rng.choice(("Dated ", "Date: ", "", "This {noun} is dated ")).format(noun=sheet.noun) + made
    also = ", the Effective Date" if both else ""
    rows: list[Piece] = [
        heading,
        join(rng.choice(("\n\nand\n\n", "\n\n", "\n")), parties),
        dated + also if made else "",
    ]
    return join("\n\n", rows if rng.random() < 0.6 else [rows[2], *rows[:2]])  # noqa: PLR2004


def _letter(sheet: _Sheet, made: Text, *, both: bool) -> Text:
    """Let one party write to the other."""
    rng = sheet.rng
    first, second, *third = _parties(sheet)
    also = " It takes effect on the date above." if both else ""
    who = join(" and ", [first, *third])
    asked = rng.choice((
        " is pleased to engage you on these terms.", " will provide {what} on the terms below.",
        " and you agree as follows.", " confirms what we agreed.",
    ))  # fmt: skip
    street = f"{sheet.writer.names.street()}\n{sheet.writer.names.town()}"
    return join("\n\n", [made, second + "\n" + street, who + asked.format(what=sheet.writer.what) + also])


_Head = Callable[..., Text]
_HEADS: Final[tuple[_Head, ...]] = (_entered, _entered, _labelled, _labelled, _listed, _listed, _letter)


def _body(sheet: _Sheet, facts: list[tuple[str, Text]]) -> Text:
    """Put the clauses that state something among those that do not."""
    rng = sheet.rng
    headings = rng.sample(list(ARTICLES), rng.randint(1, 5))
    clauses = [*facts, *((heading, sheet.filled(rng.choice(ARTICLES[heading]))) for heading in headings)]
    near = [sheet.filled(text) for text in rng.sample(NEAR, rng.randint(1, 4))]
    clauses += [(rng.choice(("Payment", "Other terms", "Miscellaneous", "Practical matters")), text) for text in near]
    rng.shuffle(clauses)
    shape, seam = rng.choice(CLAUSES), rng.choice(("\n\n", "\n\n", "\n"))
    shout = str.upper if rng.random() < 0.2 else str  # noqa: PLR2004
    return join(
        seam, [shape.format(n=n, heading=shout(heading)) + text for n, (heading, text) in enumerate(clauses, 1)]
    )


def _signed(sheet: _Sheet) -> Text:
    """Let the parties sign."""
    rng, names = sheet.rng, sheet.writer.names
    if rng.random() < 0.15:  # noqa: PLR2004
        return Text()
    lines = [
        rng.choice(("Signed for ", "For ", "", "On behalf of ")) + party
        + rng.choice((" by: ", ": ", "\nBy: ", "\n____________\n")) + f"{names.person()}, {rng.choice(OFFICES)}"
        for party in _parties(sheet)
    ]  # fmt: skip
    return join(rng.choice(("\n", "\n\n", "        ")), lines)
