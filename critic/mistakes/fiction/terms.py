"""How fictional contracts say what they are called, who signs them, when they begin and end and whose law governs.

Slots in braces are filled by the writer; those named like fields of ``schemas/contract.json`` become values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "AMENDED",
    "BEGUN",
    "FOREIGN",
    "KINDS",
    "LAWS",
    "OPENINGS",
    "RECITALS",
    "SIGNED",
    "STARTS",
    "STATES",
    "TERMS",
    "UNDATED",
    "UNLESS",
    "Kind",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contract: its title, what the parties are to each other, and what it is about."""

    title: str
    roles: tuple[str, str]
    about: tuple[str, ...]


KINDS: Final = (
    Kind("Reseller Agreement", ("Supplier", "Reseller"), ("the Products", "the Subscriptions", "the Devices")),
    Kind("Exclusive Distribution Agreement", ("Manufacturer", "Distributor"), ("the Goods", "the Beverages")),
    Kind("Master Services Agreement", ("Customer", "Provider"), ("the Services", "the Deliverables")),
    Kind("Software License Agreement", ("Licensor", "Licensee"), ("the Software", "the Licensed Programs")),
    Kind("Patent and Trademark Licence", ("Licensor", "Licensee"), ("the Licensed Articles", "the Marked Goods")),
    Kind("Supply Agreement", ("Buyer", "Seller"), ("the Components", "the Raw Materials")),
    Kind("Consulting Agreement", ("Company", "Consultant"), ("the Advice", "the Consulting Services")),
    Kind("Equipment Lease", ("Lessor", "Lessee"), ("the Machines", "the Leased Equipment")),
    Kind("Joint Development Agreement", ("Sponsor", "Developer"), ("the Prototype", "the Results")),
    Kind("Franchise Agreement", ("Franchisor", "Franchisee"), ("the Outlets", "the System")),
    Kind("Outsourcing Agreement", ("Client", "Contractor"), ("the Call Centre", "the Outsourced Functions")),
    Kind("Maintenance and Support Agreement", ("Owner", "Maintainer"), ("the Installations", "the Support Services")),
    Kind("Hosting Agreement", ("Host", "Subscriber"), ("the Servers", "the Hosted Environment")),
    Kind("Sponsorship Agreement", ("Organizer", "Sponsor"), ("the Event", "the Sponsored Series")),
    Kind("Loan Agreement", ("Lender", "Borrower"), ("the Facility", "the Pledged Goods")),
    Kind("Note Purchase Agreement", ("Issuer", "Purchaser"), ("the Notes", "the Collateral")),
    Kind("Mutual Non-Disclosure Agreement", ("First Party", "Second Party"), ("the Information", "the Samples")),
    Kind("Transportation Agreement", ("Shipper", "Carrier"), ("the Freight", "the Consignments")),
    Kind("Co-Branding Agreement", ("Partner One", "Partner Two"), ("the Joint Site", "the Co-Branded Cards")),
    Kind("Manufacturing Agreement", ("Principal", "Manufacturer"), ("the Parts", "the Assemblies")),
)

# Those with a date say that the contract is dated or made on it; {also} stands for words that make it the effective
# date too, or for a later amendment.
OPENINGS: Final = (
    (
        'This {kind} (this "Agreement") is made and entered into on {agreement_date}{also} by and between {first}, '
        '{one} ("{a}"), and {second}, {two} ("{b}").'
    ),
    (
        'THIS AGREEMENT, dated {agreement_date}{also}, is between {first}, {one} (hereinafter "{a}") and {second}, '
        '{two} (hereinafter "{b}").'
    ),
    (
        'This {kind} is dated {agreement_date}{also}.\n\nBetween:\n\n(1) {first}, {one} ("{a}"); and\n\n(2) {second}, '
        '{two} ("{b}").'
    ),
    'On {agreement_date}{also}, {first}, {one} (the "{a}"), and {second}, {two} (the "{b}"), have agreed as follows.',
    "Date: {agreement_date}{also}\nParties: {first}, {one}, called {a} below;\n{second}, {two}, called {b} below.",
)
UNDATED: Final = (
    'This {kind} (this "Agreement") is made by and between {first}, {one} ("{a}"), and {second}, {two} ("{b}").',
    '{first}, {one} ("{a}")\n\nand\n\n{second}, {two} ("{b}")\n\nagree on the following.',
)

RECITALS: Final = (
    "WHEREAS, {a} has dealt in {what} since {day};",
    "WHEREAS, {b} wishes to work with {a} in {place};",
    "WHEREAS, {firm}, an affiliate of {a}, held talks with {b} that ended on {day}; and",
    "WHEREAS, {a} and {b} signed a letter of intent dated {day};",
    "WHEREAS, {firm} will not be a party hereto;",
    "WHEREAS, {b} was until {day} a customer of {firm};",
)

AMENDED: Final = (
    "WHEREAS, the parties made the {kind} on {day}, amended it on {day2} and wish to restate it as follows;"
)

STARTS: Final = (
    'This Agreement shall take effect on {effective_date} (the "Effective Date").',
    'The "Effective Date" of this Agreement is {effective_date}, whenever it is signed.',
    "This Agreement becomes effective on {effective_date}.",
    "The rights and duties under this Agreement begin on {effective_date} (the Effective Date).",
    "This Agreement shall come into force on {effective_date}, notwithstanding the day of its signature.",
    "Although it was signed before, this Agreement is effective as of {effective_date}.",
    'The obligations of {a} and {b} hereunder shall commence on {effective_date} (the "Start Date").',
    '"Effective Date" means {effective_date}.',
    '"Commencement Date" shall mean {effective_date}, on which this Agreement enters into force.',
    "Effective Date: {effective_date}",
    "{b} shall begin with {what} on {effective_date}, and this Agreement is effective from that day.",
    "No right or duty arises under this Agreement before {effective_date}, its effective date.",
)
BEGUN: Final[dict[str, tuple[str, ...]]] = {
    "renewing": (
        (
            'This Agreement commences on {effective_date} (the "Commencement Date") and continues for {initial_term}; '
            "it is then renewed for successive periods of {renewal_term}{unless}."
        ),
        (
            "The initial term shall be {initial_term}, beginning on {effective_date}, and shall be extended by "
            "{renewal_term} at a time{unless}."
        ),
        (
            "With effect from {effective_date} this Agreement is in force for {initial_term}, and after that for terms "
            "of {renewal_term} each{unless}."
        ),
    ),
    "optional": (
        "Beginning on {effective_date}, the term is {initial_term}; {b} may extend it by {renewal_term}.",
        "This Agreement takes effect on {effective_date} for {initial_term}, and may be renewed for {renewal_term}.",
    ),
    "fixed": (
        (
            "This Agreement shall take effect on {effective_date} and, unless terminated as provided herein, shall "
            "remain in effect for {initial_term}."
        ),
        "The term shall be {initial_term}, commencing as of {effective_date}.",
        (
            'This Agreement will be effective on {effective_date} (the "Effective Date") and will last for '
            "{initial_term} from that date."
        ),
        "The term runs for a period of {initial_term} from and after {effective_date}.",
    ),
    "dated": (
        (
            "The term of this Agreement shall commence on {effective_date} and shall expire on {expiration_date}, "
            "unless sooner terminated under its provisions."
        ),
        "This Agreement is effective from {effective_date} through {expiration_date}.",
        "The period of this Agreement is from {effective_date} to {expiration_date}, both days included.",
        "Commencement Date: {effective_date}\nExpiry Date: {expiration_date}",
        (
            "This Agreement enters into force on {effective_date} (the Effective Date) and ends automatically on "
            "{expiration_date}."
        ),
        "The term begins on {effective_date} and ends on {expiration_date}. It may be extended by {renewal_term}.",
    ),
    "endless": ("This Agreement begins on {effective_date}; its term is {expiration_date}.",),
}
"""How a contract that does not take effect when it is made says so together with its term."""

TERMS: Final[dict[str, tuple[str, ...]]] = {
    "renewing": (
        (
            "The initial term of this Agreement is {initial_term}. Thereafter it renews by itself for further periods "
            "of {renewal_term} each{unless}."
        ),
        (
            'This Agreement shall continue for {initial_term} (the "Initial Term") and shall then automatically be '
            "renewed for successive terms of {renewal_term}{unless}."
        ),
        "It is concluded for {initial_term}.\n\nIt is prolonged by {renewal_term} at a time{unless}.",
        "Term: {initial_term}. Renewal: {renewal_term}, and so on from term to term{unless}.",
        "After an initial period of {initial_term}, this Agreement is extended for {renewal_term} at a time{unless}.",
    ),
    "optional": (
        "The initial term is {initial_term}. {b} may extend it once, by {renewal_term}, if {a} consents.",
        "This Agreement runs for an initial term of {initial_term}; the parties may renew it for {renewal_term}.",
    ),
    "fixed": (
        "This Agreement runs for {initial_term} and then ends without notice.",
        'The term (the "Term") shall be {initial_term}. There is no renewal.',
        "Unless ended earlier under another Article, this Agreement remains in force for {initial_term}.",
    ),
    "dated": (
        "This Agreement shall remain in force until {expiration_date}.",
        'The term ends on {expiration_date} (the "Expiration Date"), unless it is ended earlier for cause.',
        "This Agreement expires on {expiration_date}.",
        "The initial term shall end at midnight on {expiration_date}. It may be renewed for {renewal_term}.",
        "The term, which began on {day}, ends on {expiration_date}.",
    ),
    "endless": (
        "The term of this Agreement is {expiration_date}, subject to the Articles on termination.",
        "The term shall be {expiration_date}.",
    ),
}
UNLESS: Final = (
    (
        ", unless either party gives written notice that it does not wish to renew at least {notice} before the end of "
        "the term then running"
    ),
    " unless notice of non-renewal is given not less than {notice} prior to the expiry of the current term",
    ", unless one party tells the other, no later than {notice} before the term runs out, that it shall not be renewed",
    "; either party may stop the renewal by giving {notice} notice before the end of the term",
)

LAWS: Final = (
    "This Agreement is governed by the laws of {law}, without regard to its rules on conflict of laws.",
    "This Agreement shall be governed by and construed in accordance with the laws of {law}.",
    "The law of {law} applies to this Agreement; the United Nations Convention on the Sale of Goods does not.",
    (
        "All questions on the validity and meaning of this Agreement are decided under the laws of {law}. The courts "
        "of {court} have jurisdiction."
    ),
    "Governing law: {law}. Venue: {court}.",
    "The validity, interpretation and performance of this Agreement shall be controlled by the law of {law}.",
)

SIGNED: Final = (
    "IN WITNESS WHEREOF, the parties have signed this Agreement through their officers.",
    "AGREED AND ACCEPTED:",
    "Signed by the parties or their duly authorised representatives:",
)

STATES: Final = (
    "Delaware", "New York", "California", "Texas", "Nevada", "Florida", "Illinois", "Massachusetts", "Minnesota",
    "Ohio", "Colorado", "Georgia", "Michigan", "New Jersey", "Oregon", "Pennsylvania", "Utah", "Virginia", "Washington",
)  # fmt: skip
FOREIGN: Final = (
    "England and Wales", "Scotland", "Ireland", "Germany", "Ontario", "Singapore", "India", "Japan", "Switzerland",
    "Sweden", "Hong Kong", "Israel", "New South Wales", "British Columbia", "South Africa", "Denmark", "Luxembourg",
    "Norway", "Finland", "Quebec", "Brazil", "Nigeria", "Malaysia", "Austria",
)  # fmt: skip
