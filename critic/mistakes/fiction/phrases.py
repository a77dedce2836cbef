"""How short fictional agreements say things: their titles and roles, sentences on terms and law, labels, near misses.

Slots in braces are filled by the writer; ``effective_date``, ``expiration_date``, ``initial_term``, ``renewal_term``,
``notice`` and ``law`` become values, ``long`` a term in brackets or nothing, and all others distractors.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "CLAUSES",
    "ENDLESS",
    "FROM_TO",
    "LABELS",
    "LAWS",
    "LENGTH",
    "NEAR",
    "NOUNS",
    "OFFICES",
    "OPTIONAL",
    "OTHER_LABELS",
    "RENEWING",
    "ROLES",
    "STARTS",
    "SUBJECTS",
    "TITLES",
    "UNTIL",
]

NOUNS: Final = ("Agreement", "Agreement", "Agreement", "Contract", "Lease", "Licence", "Order", "Letter", "Deed")
TITLES: Final = (
    "{what} {noun}", "{what} {noun}", "{noun} for {what}", "Short Form {what} {noun}", "{noun} on {what}",
    "Standard {what} {noun}", "{what} {noun} No. {n}",
)  # fmt: skip
SUBJECTS: Final = (
    "Equipment", "Office", "Software", "Subscription", "Services", "Cleaning", "Catering", "Research Collaboration",
    "Data Processing", "Support", "Consulting", "Marketing", "Sponsorship", "Photography", "Event", "Tutoring",
    "Freelance", "Agency", "Distribution", "Supply", "Maintenance", "Hosting", "Loan", "Storage", "Transport", "Design",
    "Translation", "Franchise", "Manufacturing", "Non-Disclosure", "Co-Marketing", "Referral", "Reseller", "Staffing",
    "Studio", "Vehicle", "Materials Transfer", "Clinical Trial", "Advisory", "Technology Evaluation", "Master Services",
)  # fmt: skip
ROLES: Final = (
    ("Lessor", "Lessee"), ("Supplier", "Customer"), ("Provider", "Client"), ("Licensor", "Licensee"),
    ("Buyer", "Seller"), ("Party A", "Party B"), ("Company", "Consultant"), ("Company", "Contractor"),
    ("Owner", "User"), ("Firm", "Agent"),
    ("Discloser", "Recipient"), ("Institution", "Sponsor"), ("Vendor", "Purchaser"), ("First Party", "Second Party"),
)  # fmt: skip

FROM_TO: Final = (
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
    (
        'The term of this {noun} shall begin on {effective_date} (the "Effective Date") and shall end on '
        "{expiration_date}, unless terminated earlier."
    ),
    "{a} begins its work on {effective_date}. Unless ended earlier, this {noun} continues until {expiration_date}.",
    (
        "The term shall commence on {effective_date} and shall continue through {expiration_date}, unless terminated "
        "earlier under the section on breach."
    ),
    "First day: {effective_date}. Last day: {expiration_date}.",
    "{effective_date} is the first and {expiration_date} the last day of this {noun}.",
    "The lease term commences at noon on {effective_date} and lapses at noon on {expiration_date}.",
)
UNTIL: Final = (
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
LENGTH: Final = (
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
    "This {noun} takes effect on {effective_date} and shall remain in force for {initial_term}.",
    (
        'It shall come into force on {effective_date} (the "Commencement Date") and stay in force for a period of '
        "{initial_term} from that day."
    ),
    "The term starts on {effective_date} and lasts {initial_term}.",
)
RENEWING: Final = (
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
    (
        "This {noun} takes effect on {effective_date} and remains in force for {initial_term}. It is then extended for "
        "further terms of {renewal_term}, unless a party tells the other not less than {notice} before the end of the "
        "current term that it does not wish to extend."
    ),
)
OPTIONAL: Final = (
    "It runs until {expiration_date}, and may be extended by written agreement of the parties for {renewal_term}.",
    "The term is {initial_term}. {b} has an option to extend it for {renewal_term}.",
    "This {noun} ends on {expiration_date}; with the consent of {a} it may go on for {renewal_term}.",
    "The first term is {initial_term} and may be renewed once for {renewal_term}.",
    (
        "This {noun} takes effect on {effective_date} and continues for {initial_term}. It may be extended by written "
        "agreement for a further {renewal_term}."
    ),
    (
        "The term begins on {effective_date} and ends on {expiration_date}; the parties may extend it in writing for "
        "one additional period of {renewal_term}."
    ),
)
ENDLESS: Final = (
    "This {noun} is concluded for an {expiration_date} period.",
    "The term is {expiration_date}.",
    "It begins on {effective_date} and its term is {expiration_date}.",
)
STARTS: Final = (
    "This {noun} takes effect on {effective_date}.",
    'The "Effective Date" is {effective_date}.',
    "It is effective from {effective_date}, whenever it is signed.",
    "Work starts on {effective_date}, on which day this {noun} takes effect.",
    "This {noun} applies from {effective_date}.",
    "This {noun} is in force as of {effective_date}.",
    "The rights in this {noun} begin on {effective_date}.",
    'It comes into effect on {effective_date} (the "Commencement Date").',
)
LAWS: Final = (
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
NEAR: Final = (
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
    "The price list of {day} stays in force until a new one is sent.",
    "The minutes of {day} are no part of this {noun}.",
    "The first report is due {days} after {day}.",
    "The building at {town} was put up by {firm}.",
    "{firm} has built, and {person} inspected, what is delivered.",
)
LABELS: Final[dict[str, tuple[str, ...]]] = {
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
OTHER_LABELS: Final = (
    "Payment terms: {days} net", "Fee: {money}", "Warranty period: {days}", "Delivery date: {day}",
    "Quote valid until: {day}", "Invoice date: {day}", "Contact: {person}", "Deposit due: {day}",
    "Site: {town}, {place}",
    "Notice of termination: {days}", "Courts: {place}", "Account manager: {person}", "Purchase order: {n}",
    "Prepared on: {day}", "Broker: {firm}", "Insurer: {firm}", "Cure period: {days}", "Ship to: {town}",
)  # fmt: skip
CLAUSES: Final = (
    "{n}. {heading}. ", "{heading}. ", "{n}.1 ", "{heading}\n", "{n}. ", "**{heading}** ", "", "- ", "§ {n} ",
)  # fmt: skip
"""What a clause begins with."""
OFFICES: Final = ("Director", "CEO", "Managing Partner", "VP Credit", "Head of Procurement", "Mayor", "Dean", "Owner")
