"""The articles of fictional contracts that state none of the facts of ``schemas/contract.json``.

They are there to be read past, and they hold what is easily taken for such a fact: periods of notice for other ends,
dates of other papers, firms that are no parties, and places whose law does not govern. Slots in braces are filled by
the writer: ``a`` and ``b`` are the parties' short names, ``what`` is what the contract is about, ``days`` a length of
time, ``day`` a date, ``firm``, ``person``, ``town`` and ``place`` names, ``money`` a sum, ``n`` and ``share`` numbers.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ARTICLES", "DEFINITIONS", "NOTES", "SCHEDULES"]

ARTICLES: Final[dict[str, tuple[str, ...]]] = {
    "Appointment": (
        "{a} appoints {b}, and {b} accepts the appointment, on the terms of this Agreement and its Schedules.",
        "{b} shall use reasonable efforts in all that concerns {what} and shall employ people fit for the task.",
        "Nothing in this Article keeps {a} from dealing with {firm}, with whom it has dealt since {day}.",
        "{b} may appoint sub-agents in {town} with the written consent of {a}, given or refused within {days}.",
    ),
    "Orders and Delivery": (
        "{b} shall place its orders in writing, and {a} shall confirm or refuse each within {days} of its receipt.",
        "Delivery is made at the warehouse of {a} in {town}; carriage from there is arranged and paid for by {b}.",
        "A forecast for the following {n} weeks accompanies every order; it binds neither party.",
        "If a delivery is late by more than {days}, {b} may cancel the order concerned, but has no other claim.",
        "Partial deliveries of {what} are allowed and may be invoiced each by itself.",
    ),
    "Prices and Payment": (
        "The price of {what} is that of the list of {a} dated {day}, less a discount of {share} percent.",
        "Invoices are due within {days} of their date and are paid in the currency in which they are made out.",
        "Sums that are not paid when due bear interest at {n} percent a year, counted by the day.",
        "{a} may change its list once in each calendar year, by giving {b} notice of {days}.",
        "{b} may not withhold any sum on account of a claim that {a} contests.",
        "A deposit of {money} was paid to {firm} as escrow agent on {day} and counts towards the first invoices.",
    ),
    "Taxes": (
        "All prices are stated without value added tax, sales tax, duties or levies, which {b} bears in addition.",
        "Where the law of {place} requires a tax to be withheld, {b} shall do so and send {a} the receipt in {days}.",
        "Each party bears the taxes on its own income.",
    ),
    "Inspection and Acceptance": (
        "{b} shall inspect {what} within {days} of delivery and shall report any defect that can then be seen.",
        "What is not refused in writing within {days} is accepted.",
        "Tests are carried out by {firm} in {town}, whose findings bind both parties save for manifest error.",
        "{a} shall at its choice mend or replace what was rightly refused.",
    ),
    "Warranty": (
        "{a} warrants for {days} from delivery that {what} will conform to the specification of {day}.",
        "The warranty does not extend to wear, to misuse, or to changes that were not made by {a} or by {firm}.",
        "Save as stated in this Article, {a} gives no warranty, express or implied, of any kind.",
        "Claims under the warranty are made in writing and with the serial number to the service desk in {town}.",
    ),
    "Intellectual Property": (
        "All patents, marks, designs and copyrights in {what} remain with {a} or with {firm}, its licensor.",
        "{b} shall not remove any notice of copyright and shall not register any sign that resembles a mark of {a}.",
        "{b} shall tell {a} of any infringement that it learns of, and {a} alone decides whether to pursue it.",
        "Improvements made by {b} before {day} are listed in a letter of that date and belong to {b}.",
    ),
    "Confidentiality": (
        "Each party shall keep secret what it learns of the other's business and shall use it for this Agreement only.",
        "The duty does not cover what is public, what was known before, and what a court in {place} wants disclosed.",
        "On request, papers and copies are returned or destroyed within {days}, save one set kept by counsel.",
        "The earlier confidentiality agreement of {day} between {a} and {firm} is not affected.",
        "The duties of this Article outlast the end of this Agreement by {days}.",
    ),
    "Insurance": (
        "{b} shall keep liability insurance of at least {money} for each event with an insurer such as {firm}.",
        "Certificates are shown to {a} on request and at the latest by {day}.",
        "The insurer shall be told to give {a} {days} notice before the cover is reduced or cancelled.",
    ),
    "Indemnity": (
        "{b} shall hold {a} harmless from claims of third parties that arise from the acts of {b} or its sub-agents.",
        "{a} shall hold {b} harmless from the claim that {what} infringes a patent granted in {place} before {day}.",
        "The party that asks for indemnity shall report the claim within {days} and leave its defence to the other.",
        "No claim is settled without the consent of the party that is to pay.",
    ),
    "Limits of Liability": (
        "Neither party is liable for loss of profit, of data or of goodwill, or for any indirect loss.",
        "The whole liability of {a} in a calendar year shall not exceed {money}.",
        "The limits of this Article do not apply to fraud, to death or injury, or to a breach of confidence.",
    ),
    "Force Majeure": (
        "Neither party is in breach where war, flood, fire, strike or an act of government keeps it from performing.",
        "The party concerned shall tell the other within {days}, and shall take up its duties again as soon as it can.",
        "If the hindrance lasts for more than {days}, the order concerned may be cancelled by either party.",
    ),
    "Termination for Cause": (
        "Either party may end this Agreement at once if the other is in breach and does not mend it in {days}.",
        "The same holds where a receiver is appointed over the assets of a party or where it ceases to trade.",
        "{a} may end this Agreement on {days} notice if control of {b} passes to {firm} or another competitor of {a}.",
        "Rights that arose before the end, and the duties to pay and to keep secret, remain.",
    ),
    "Termination for Convenience": (
        "{a} may end this Agreement at any time, without giving a reason, by written notice of {days}.",
        "In that case {a} shall pay for what was ordered before the notice, and a further sum of {money}.",
        "{b} has the same right once it has bought {what} for at least {money}.",
    ),
    "Consequences of Termination": (
        "Within {days} of the end {b} shall hand over its stock of {what}, and {a} shall take it back at cost.",
        "{b} shall no longer use the marks of {a} and shall take down its signs in {town}.",
        "Licences given to end users before the end stay in force.",
    ),
    "Records and Audit": (
        "{b} shall keep books on all that concerns {what} and shall keep them for {days} after the end of each year.",
        "{a} may have the books examined by {firm}, on {days} notice and not more often than once a year.",
        "If the audit shows that more than {share} percent was underpaid, {b} bears its costs.",
        "The last audit, of {day}, gave no cause for complaint.",
    ),
    "Personal Data": (
        "Each party handles personal data under the law that applies to it and names an officer who answers questions.",
        "{b} shall report a loss of data to {person}, the officer of {a}, within {n} hours.",
        "Data are stored in {town} and in no other place without consent.",
    ),
    "Personnel": (
        "{b} names {person} as its manager for this Agreement; {person2} stands in.",
        "Neither party shall hire away people of the other until {days} after they last worked on {what}.",
        "People of {b} who work on the premises of {a} follow its house rules of {day}.",
    ),
    "Service Levels": (
        "{b} shall answer a report of a fault within {n} hours and shall mend it within {days}.",
        "If less than {share} percent of the faults are mended in time, the monthly fee is reduced by a tenth.",
        "Maintenance is announced {days} ahead and is done at night, by the clock of {town}.",
    ),
    "Change Control": (
        "A change of {what} is asked for in writing; {a} answers within {days} with a price and a date.",
        "No change binds the parties before {person} or {person2} has signed it.",
        "The changes agreed on {day} are set out in a letter of that date.",
    ),
    "Steering Committee": (
        "A committee of {n} members meets every quarter in {town}; {person} takes the chair until {day}.",
        "What the committee cannot settle within {days} goes to the managing directors.",
        "Its minutes are no amendment of this Agreement.",
    ),
    "Compliance": (
        "Each party keeps the laws against bribery, child labour and money laundering, those of {place} among them.",
        "{b} has received the code of conduct of {a}, in the version of {day}, and will keep it.",
        "{b} shall not export {what} to any country to which export is forbidden.",
    ),
    "Publicity": (
        "No party names the other in advertising without consent, which is to be given or refused within {days}.",
        "The press release of {day} may be quoted freely.",
    ),
    "Non-Competition": (
        "{b} shall not deal in goods that compete with {what} in {place} for as long as this Agreement lasts.",
        "What {b} already sells for {firm} is excepted, up to a turnover of {money} a year.",
    ),
    "Minimum Purchases": (
        "{b} shall buy {what} for at least {money} in each calendar year, the first one counted pro rata.",
        "If {b} falls short, {a} may make the appointment non-exclusive by notice of {days}, and has no other claim.",
        "Orders that {a} refused count as placed.",
    ),
    "Training": (
        "{a} shall train up to {n} people of {b} in {town} free of charge; travel is paid for by {b}.",
        "A second course takes place on {day}; places are to be booked {days} ahead.",
    ),
    "Premises and Equipment": (
        "{a} lends {b} the equipment listed in a letter of {day}; it remains the property of {a} or of {firm}.",
        "{b} shall keep the equipment in good order, and shall give it back within {days} of being asked.",
        "The keys of the store in {town} are held by {person}.",
    ),
    "Escrow": (
        "{a} has deposited plans and source files with {firm} in {town} under a deed of {day}.",
        "The deposit is released to {b} if {a} stops maintenance for more than {days}.",
    ),
    "Assignment": (
        "Neither party may assign this Agreement without the consent of the other, not to be refused without reason.",
        "{a} may assign its claims for payment to {firm}, its bank, and has done so by a deed of {day}.",
        "A merger counts as an assignment; the other party may object within {days}.",
    ),
    "Notices": (
        "Notices are given in writing and take effect {days} after posting, or at once where they are handed over.",
        "Notices to {a} are marked for the attention of {person}; those to {b} for that of {person2}.",
        "A copy, which is no notice, goes to {firm}, counsel, at its office in {town}.",
    ),
    "Relationship": (
        "The parties are independent; neither is agent, partner or employee of the other.",
        "{b} shall not sign for {a} and shall say so where it might be thought otherwise.",
    ),
    "Disputes": (
        "A dispute is first put before the managing directors, who shall meet within {days}.",
        "If they do not agree, {firm} is asked to mediate; the seat of the mediation is {town}.",
        "Urgent relief may be sought from any court that has jurisdiction, those of {place} included.",
    ),
    "Entire Agreement": (
        "This Agreement and its Schedules are all that the parties have agreed on {what}.",
        "The letter of intent of {day} and the offer of {firm} are superseded.",
        "Changes are valid only in writing, this sentence included.",
    ),
    "Severability and Waiver": (
        "If a provision is void, the others stay in force, and the parties replace it by one that comes near to it.",
        "A right is not lost by not being used; a waiver must be in writing and holds for the one case alone.",
    ),
    "Counterparts": (
        "This Agreement may be signed in any number of counterparts, which together are one document.",
        "Signatures sent by electronic mail are as good as those on paper.",
    ),
    "Interpretation": (
        "Headings are for convenience; the singular includes the plural; days are those of {town}.",
        "References to a statute are to the statute as it stood on {day}.",
    ),
}  # fmt: skip

DEFINITIONS: Final = (
    '"Affiliate" means any person that controls a party or is under common control with it, such as {firm}.',
    '"Business Day" means a day on which banks in {town} are open.',
    '"Territory" means {place}, save for the city of {town}.',
    '"List" means the list of prices of {a} dated {day}, as changed from time to time.',
    '"Third Party Supplier" means {firm} or {firm2}.',
    '"Quarter" means three calendar months, the first of which began on {day}.',
    '"Specification" means the document signed by {person} on {day}.',
    '"Warranty Period" means {days} from delivery.',
    '"Cure Period" means {days} from the receipt of a notice of breach.',
    '"Prior Agreement" means the agreement between {a} and {firm} dated {day}, which ended on {day2}.',
    '"Losses" means damages, costs and reasonable fees of counsel.',
    '"Auditor" means {firm}, organised under the laws of {place}.',
)

NOTES: Final = (
    "As printed in the copy of {day}.",
    "See the letter of {person} to {firm} of {day}.",
    "{firm} was renamed {firm2} on {day}; the rights of the parties are not affected.",
    "Figures are rounded to the next hundred; those of {town} were not audited.",
    "The period of {days} named in the draft of {day} was not agreed.",
    "Until {day} the office was at {town}.",
)

SCHEDULES: Final[dict[str, tuple[str, ...]]] = {
    "Sites": (
        "Site {n}: {town}. Leased from {firm} since {day}; in charge: {person}. Insured for {money}.",
        "Site {n}: {town}. Owned; last inspected on {day}, without objection.",
        "Site {n}: {town}. To be vacated {days} after the handover; deposit {money}.",
    ),
    "Prices": (
        "Item {n}{n2}: {money} a unit; from {n} units on, less {share} percent; made by {firm}.",
        "Item {n}{n2}: {money} a month, payable {days} in arrears.",
        "Item {n}{n2}: on request; the offer of {day} stands for {days}.",
    ),
    "Milestones": (
        "By {day}: first delivery to {town}, accepted by {person}. Payment due: {money}.",
        "By {day}: report of {firm} on the tests. If late by more than {days}, {money} are kept back.",
        "By {day}: training of {n} people in {town}.",
    ),
    "Existing Customers": (
        "{firm}, {town}; customer since {day}; turnover of the last year {money}.",
        "{firm}, {town}; contract runs until {day} and may be ended on {days} notice.",
        "{firm}, organised under the laws of {place}; contact: {person}.",
    ),
    "Technical Requirements": (
        "Unit {n}.{n2} shall start within {n} seconds and run for {days} without being serviced.",
        "Unit {n}.{n2} is made by {firm} and tested in {town}; drawings bear the date of {day}.",
        "Unit {n}.{n2} may fail in no more than {n} of a thousand cases; proof is given by {person}.",
    ),
}
