"""Short fictional agreements as firms draw them up themselves: cover sheets, labelled parties, letters, plain words.

The annotated contracts are those that listed companies file: long, and of one way of writing. What these say in one
sentence or beside a label, between whom, from when to when, under which law, the others say in clauses; and beside it
stands what is none of that: dates of payment and delivery, lengths of warranty, courts, contacts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from critic.mistakes.fiction.clauses import ARTICLES
from critic.mistakes.fiction.contracts import ContractWriter
from critic.mistakes.fiction.names import some_day, written
from critic.mistakes.fiction.script import Fiction, Piece, Text, join, publish, value, wrap
from critic.mistakes.fiction.terms import STATES
from critic.mistakes.fiction.variety import MAKERS

__all__ = ["write_agreement"]

_TRIES: Final = 20
_FIRST, _LAST = date(1999, 1, 4), date(2027, 6, 30)
_NOUNS: Final = ("Agreement", "Agreement", "Agreement", "Contract", "Lease", "Licence", "Order", "Letter", "Deed")
_TITLES: Final = (
    "{what} {noun}", "{what} {noun}", "{noun} for {what}", "Short Form {what} {noun}", "{noun} on {what}",
    "Standard {what} {noun}", "{what} {noun} No. {n}",
)  # fmt: skip
_SUBJECTS: Final = (
    "Equipment", "Office", "Software", "Subscription", "Services", "Cleaning", "Catering", "Research Collaboration",
    "Data Processing", "Support", "Consulting", "Marketing", "Sponsorship", "Photography", "Event", "Tutoring",
    "Freelance", "Agency", "Distribution", "Supply", "Maintenance", "Hosting", "Loan", "Storage", "Transport", "Design",
    "Translation", "Franchise", "Manufacturing", "Non-Disclosure", "Co-Marketing", "Referral", "Reseller", "Staffing",
    "Studio", "Vehicle", "Materials Transfer", "Clinical Trial", "Advisory", "Technology Evaluation", "Master Services",
)  # fmt: skip
_ROLES: Final = (
    ("Lessor", "Lessee"), ("Supplier", "Customer"), ("Provider", "Client"), ("Licensor", "Licensee"),
    ("Buyer", "Seller"), ("Party A", "Party B"), ("Company", "Consultant"), ("Company", "Contractor"),
    ("Owner", "User"), ("Firm", "Agent"),
    ("Discloser", "Recipient"), ("Institution", "Sponsor"), ("Vendor", "Purchaser"), ("First Party", "Second Party"),
)  # fmt: skip

_FROM_TO: Final = (
    "The term of this {noun} begins on {effective_date} and ends on {expiration_date}{long}.",
    "This {noun} runs from {effective_date} to {expiration_date}{long}.",
    "This {noun} is valid from {effective_date} until {expiration_date}.",
    "{a} engages {b} from {effective_date} through {expiration_date}.",
    "The services start on {effective_date} and finish on {expiration_date}{long}.",
    "This {noun} starts on {effective_date}. It ends on {expiration_date}.",
    "It takes effect on {effective_date} and expires on {expiration_date}{long}, unless it is ended earlier.",
    "Effective {effective_date}; expires {expiration_date}.",
    "Period: {effective_date} - {expiration_date}.",
    "The term is {initial_term}, from {effective_date} to {expiration_date}.",
    "The term shall be for {initial_term}, commencing {effective_date} and terminating {expiration_date}.",
    "This {noun} comes into force on {effective_date} and remains in force up to and including {expiration_date}.",
    "Beginning {effective_date}, and lasting until midnight on {expiration_date}, {a} grants {b} the rights below.",
    "{b} may use {what} between {effective_date} and {expiration_date}.",
    "The lease term commences at noon on {effective_date} and lapses at noon on {expiration_date}.",
)
_UNTIL: Final = (
    "This {noun} ends on {expiration_date}.",
    "The work runs from the Effective Date until {expiration_date}, and may be extended in writing.",
    "It is valid until {expiration_date}.",
    "This {noun} stays in force through {expiration_date}.",
    "The term ends on {expiration_date}{long}.",
    "Unless extended, this {noun} will lapse on {expiration_date}.",
    "The last day of this {noun} is {expiration_date}.",
    "This {noun} terminates automatically on {expiration_date}.",
    "The parties' duties end on {expiration_date}, save for those of confidence.",
    "The project shall be completed, and this {noun} shall end, no later than {expiration_date}.",
    "The term continues to and includes {expiration_date}.",
    "We expect to work together until {expiration_date}, when this {noun} comes to its end.",
    "Expiry: {expiration_date}.",
    "The initial term closes on {expiration_date}; after that either party may propose another.",
    "{b} is engaged until {expiration_date}.",
    "The licence granted here runs out on {expiration_date}.",
)
_LENGTH: Final = (
    "The term is {initial_term}.",
    "This {noun} lasts for {initial_term}.",
    "It is made for {initial_term} from the day on which the last party signs.",
    "The minimum term is {initial_term}.",
    "{b} commits to {initial_term}.",
    "This {noun} remains in effect for {initial_term} and ends without notice.",
    "The engagement is for {initial_term}, beginning {effective_date}.",
    "It begins on {effective_date} and continues for {initial_term}.",
    "The initial subscription period is {initial_term}.",
    "Starting {effective_date}, {a} provides {what} to {b} for {initial_term}.",
    "{a} lets {what} to {b} for {initial_term} from {effective_date}.",
    "The duration of this {noun} shall be {initial_term}, counted from its date.",
)
_RENEWING: Final = (
    (
        "The initial term is {initial_term}. It renews for {renewal_term} at a time unless a party gives {notice} "
        "notice before it ends."
    ),
    (
        "This {noun} continues for {initial_term} from {effective_date} and then renews for further periods of "
        "{renewal_term} each, unless either party gives the other at least {notice} written notice before the end."
    ),
    "After {initial_term} it rolls over for {renewal_term}, and so on, until one of us cancels {notice} ahead.",
    (
        "Subscriptions last {initial_term} and renew automatically for {renewal_term}. To prevent renewal, tell us no "
        "later than {notice} before the renewal date."
    ),
    "It is extended by {renewal_term} each time, unless notice not to renew is received {notice} before expiry.",
    "Either party may decline renewal with {notice} notice; otherwise another {renewal_term} begins.",
    "This {noun} ends on {expiration_date} and renews for {renewal_term} unless cancelled {notice} before.",
    "Successive terms of {renewal_term} follow the first term of {initial_term}.",
)
_OPTIONAL: Final = (
    "It runs until {expiration_date}, and may be extended by written agreement of the parties for {renewal_term}.",
    "The term is {initial_term}. {b} has an option to extend it for {renewal_term}.",
    "This {noun} ends on {expiration_date}; with the consent of {a} it may go on for {renewal_term}.",
    "The first term is {initial_term} and may be renewed once for {renewal_term}.",
)
_ENDLESS: Final = (
    "This {noun} is concluded for an {expiration_date} period.",
    "The term is {expiration_date}.",
    "It begins on {effective_date} and its term is {expiration_date}.",
)
_STARTS: Final = (
    "This {noun} takes effect on {effective_date}.",
    'The "Effective Date" is {effective_date}.',
    "It is effective from {effective_date}, whenever it is signed.",
    "Work starts on {effective_date}, on which day this {noun} takes effect.",
    "This {noun} applies from {effective_date}.",
    "This {noun} is in force as of {effective_date}.",
    "The rights in this {noun} begin on {effective_date}.",
    'It comes into effect on {effective_date} (the "Commencement Date").',
)
_LAWS: Final = (
    "This {noun} is governed by the law of {law}.",
    "This {noun} and any dispute arising from it are governed by the laws of {law}, and {court} has jurisdiction.",
    "The laws of {law} apply.",
    "{law} law shall apply to this {noun}.",
    "Any dispute shall be decided under the laws of {law} by the courts of {court}.",
    "It shall be interpreted in accordance with the laws of {law}, without regard to conflict of laws rules.",
    "This {noun} is made under, and construed by, the laws of {law}.",
    "The parties choose the law of {law}. Claims are brought in {court}.",
    "Applicable law: {law}.",
    "This {noun} is subject to the laws in force in {law}.",
    "As to its validity and performance the laws of {law} control.",
)
_NEAR: Final = (
    "The lease of the premises in {town} ended on {day} and is not part of this {noun}.",
    "The quotation on which this {noun} rests was valid until {day}.",
    "{b} pays the first invoice by {day} and later ones within {days}.",
    "Delivery is due on {day}; if it is late by more than {days}, {b} may cancel the order.",
    "The certificate of insurance expires on {day} and shall be renewed in time.",
    "The warranty lasts {days} from delivery.",
    "Either party may end this {noun} with {days} notice if the other is in breach.",
    "{b} may end this {noun} at any time on {days} notice.",
    "The previous agreement between {a} and {firm}, dated {day}, is replaced.",
    "Records are kept for {days} after the end.",
    "{person} of {firm} introduced the parties; {firm} is no party.",
    "The kick-off meeting is on {day} in {town}, {place}.",
    "{a} is registered in {place}.",
    "Notices go to {person} in {town}, {place}.",
    "Rent is {money} a month, payable on the fifteenth day of each month.",
    "A deposit of {money} is returned {days} after the goods are.",
    "Travel outside {place} needs consent.",
    "The price holds for {days} and was last changed on {day}.",
    "The free trial of {days} began on {day}.",
    "Holidays are those of {place}.",
)
_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "agreement_date": (
        "Date", "Dated", "Dated as of", "Agreement date", "Date of agreement", "Contract date", "Date of signature",
    ),
    "effective_date": (
        "Effective date", "Start date", "Commencement date", "Effective", "Effective as of", "Term begins",
        "In force from",
    ),
    "expiration_date": (
        "Expiration date", "End date", "Term ends", "Expiry", "Valid until", "Expires", "Last day of term", "Ends on",
    ),
    "initial_term": ("Initial term", "Term", "Contract term", "Subscription term", "Length of term", "Duration"),
    "renewal_term": ("Renewal term", "Renews for", "Renewal", "Each renewal", "Extension"),
    "notice": ("Notice of non-renewal", "Non-renewal notice", "Notice to stop renewal", "Cancel before renewal"),
    "law": ("Governing law", "Applicable law", "Law", "Governing law (state or country)", "Choice of law"),
}  # fmt: skip
_OTHER_LABELS: Final = (
    "Payment terms: {days} net", "Fee: {money}", "Warranty period: {days}", "Delivery date: {day}",
    "Quote valid until: {day}", "Invoice date: {day}", "Contact: {person}", "Deposit due: {day}",
    "Site: {town}, {place}",
    "Notice of termination: {days}", "Courts: {place}", "Account manager: {person}", "Purchase order: {n}",
    "Prepared on: {day}", "Broker: {firm}", "Insurer: {firm}", "Cure period: {days}", "Ship to: {town}",
)  # fmt: skip
_CLAUSES: Final = (
    "{n}. {heading}. ",
    "{heading}. ",
    "{n}.1 ",
    "{heading}\n",
    "{n}. ",
    "**{heading}** ",
    "",
    "- ",
    "§ {n} ",
)
"""What a clause begins with."""
_OFFICES: Final = ("Director", "CEO", "Managing Partner", "VP Credit", "Head of Procurement", "Mayor", "Dean", "Owner")


class _Sheet:
    """The choices that hold for one whole agreement."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.writer = writer = ContractWriter(rng)
        writer.signed = some_day(rng, _FIRST, _LAST)
        writer.dates = {writer.signed}
        self.noun = rng.choice(_NOUNS)
        self.plan = rng.choice(tuple(_PLANS))
        self.endless = self.plan == "endless"
        count = rng.choice((2, 2, 2, 2, 2, 3))
        drawn = (MAKERS["parties"](rng) if rng.random() < 0.7 else writer.names.firm(legal=True) for _ in range(9))  # noqa: PLR2004
        self.parties = list(dict.fromkeys(drawn))[:count]
        self.roles = rng.choice(_ROLES)
        writer.a, writer.b = self.roles if rng.random() < 0.6 else (p.split()[0] for p in self.parties[:2])  # noqa: PLR2004
        law = MAKERS["governing_law"](rng) if rng.random() < 0.6 else writer.law  # noqa: PLR2004
        self.law = value(law, "/governing_law")
        writer.places = [place for place in writer.places if place not in law and law not in place]

    def value(self, field: str) -> Text:
        """Draw a value of a field."""
        name = {"notice": "notice_period_to_terminate_renewal", "law": "governing_law"}.get(field, field)
        if field == "law":
            return self.law
        if field == "expiration_date" and self.endless:
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
        values: dict[str, Piece] = {f: self.value(f) for f in fields if "{" + f + "}" in template and f not in given}
        if "{long}" in template:
            values["long"] = " (" + self.value("initial_term") + ")" if self.rng.random() < 0.4 else ""  # noqa: PLR2004
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
    title = rng.choice(_TITLES).format(what=rng.choice(_SUBJECTS), noun=sheet.noun, n=rng.randint(2, 990))
    printed = rng.choice((str.upper, str.upper, str, str.capitalize))(title)
    as_made = rng.choice(("both", "made", "made", "made", "none"))
    day = written(sheet.writer.signed, sheet.writer.style)
    made = value(day, *(["/agreement_date", "/effective_date"] if as_made == "both" else ["/agreement_date"]))
    templates = [t for t in _PLANS[sheet.plan] if as_made != "both" or "{effective_date}" not in t]
    facts: list[tuple[str, Text]] = []
    cover: list[Text] = []
    term = rng.choice(templates) if templates else ""
    has_start = "{effective_date}" in term
    if rng.random() < 0.35:  # noqa: PLR2004 - the facts stand beside labels
        cover = list(_cover(sheet, term, starts=as_made != "both"))
    else:
        if term:
            facts.append((rng.choice(("Term", "Duration", "Term and renewal", "Period")), sheet.filled(term)))
        if as_made != "both" and not has_start and rng.random() < 0.5:  # noqa: PLR2004
            facts.append((rng.choice(("Start", "Commencement", "Effect")), sheet.filled(rng.choice(_STARTS))))
        if rng.random() < 0.85:  # noqa: PLR2004
            law = ("the State of " if str(sheet.law) in STATES and rng.random() < 0.5 else "") + sheet.law  # noqa: PLR2004
            heading = rng.choice(("Law", "Governing law", "Applicable law", "General"))
            facts.append((heading, sheet.filled(rng.choice(_LAWS), law=law)))
    head = rng.choice(_HEADS)(sheet, made if as_made != "none" else Text(), both=as_made == "both")
    body = _body(sheet, facts)
    parts = [rng.choice(("", "", "# ")) + value(printed, "/document_name"), head, *cover, body, _signed(sheet)]
    text = join("\n\n", parts)
    return publish(identifier, wrap(text, rng.randint(70, 96)) if rng.random() < 0.3 else text)  # noqa: PLR2004


_PLANS: Final[dict[str, tuple[str, ...]]] = {
    "from to": _FROM_TO, "from, to": _FROM_TO, "until": _UNTIL, "length": _LENGTH, "renewing": _RENEWING,
    "optional": _OPTIONAL, "endless": _ENDLESS, "": (),
}  # fmt: skip


def _cover(sheet: _Sheet, term: str, *, starts: bool) -> Iterator[Text]:
    """Yield a block of labelled facts, those of a sentence and others, and labelled things that are none."""
    rng = sheet.rng
    names = [field for field in _LABELS if "{" + field + "}" in term]
    names += ["effective_date"] if starts and "effective_date" not in names and rng.random() < 0.5 else []  # noqa: PLR2004
    names += ["law"] if rng.random() < 0.8 else []  # noqa: PLR2004
    lines: list[tuple[str, Piece]] = [(rng.choice(_LABELS[name]), sheet.value(name)) for name in names]
    for template in rng.sample(_OTHER_LABELS, rng.randint(1, 5)):
        label, _, said = template.partition(": ")
        lines.append((label, sheet.filled(said)))
    if rng.random() < 0.3:  # noqa: PLR2004
        rng.shuffle(lines)
    style = rng.choice((str, str, str.upper, str.title))
    seam = rng.choice((": ", ": ", ":\n", "\t", "    ", " | ", ":  ", " - "))
    yield join(rng.choice(("\n", "\n", "\n\n")), [style(label) + seam + said for label, said in lines])


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
    names = (*sheet.roles, "Guarantor")
    return sheet.rng.choice((f' ("{names[number]}")', f' (the "{names[number]}")', f" ({names[number]})", ""))


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
    names = (*sheet.roles, "Guarantor")
    lines = [style(names[n]) + seam + party + _described(sheet) for n, party in enumerate(_parties(sheet))]
    label = "Effective as of the date hereof" if both else ""
    dated = rng.choice(_LABELS["agreement_date"]) + ": " + made if made else Text()
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
    clauses = list(facts)
    for heading in rng.sample(list(ARTICLES), rng.randint(1, 5)):
        said = [sheet.filled(text) for text in rng.sample(ARTICLES[heading], 1)]
        clauses.append((heading, join(" ", said)))
    near = [sheet.filled(text) for text in rng.sample(_NEAR, rng.randint(1, 4))]
    clauses += [(rng.choice(("Payment", "Other terms", "Miscellaneous", "Practical matters")), text) for text in near]
    rng.shuffle(clauses)
    shape, seam = rng.choice(_CLAUSES), rng.choice(("\n\n", "\n\n", "\n"))
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
        + rng.choice((" by: ", ": ", "\nBy: ", "\n____________\n")) + f"{names.person()}, {rng.choice(_OFFICES)}"
        for party in _parties(sheet)
    ]  # fmt: skip
    return join(rng.choice(("\n", "\n\n", "        ")), lines)
