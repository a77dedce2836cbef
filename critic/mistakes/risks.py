"""Synthetic training sentences for the field ``repayment_risks``, and near misses that must not be taken for them.

Labelled contracts have no such field, so its examples are composed here from a small grammar: a kind of deal (notes,
a deposit, fund shares), a cause (force majeure, insolvency, a falling market) and an outcome (capital that may not
come home). Knows no document and no network; no reported figure rests on these sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

__all__ = ["distractor_sentences", "risk_sentences"]

_SHORTEST: Final = 60
_LONGEST: Final = 350
_MOST: Final = 100_000  # either grammar writes far more than this, so that drawing without repeats stays quick
_SLOT: Final = re.compile(r"\{(\w+)\}")
_SHOUTED: Final = 0.04  # share of sentences in capitals, as conspicuous warnings are printed
_NUMBERED: Final = 0.06  # share that begin with a clause number or letter


@dataclass(frozen=True, slots=True)
class _Deal:
    """One way in which money is put at risk: who owes it, who gave it, what it is called and what it bought."""

    payer: tuple[str, ...]
    payee: tuple[str, ...]
    sum: tuple[str, ...]
    paper: tuple[str, ...]
    underlying: tuple[str, ...]


_DEALS: Final = (
    _Deal(
        ("the Issuer", "the Company", "the Issuing Bank"),
        ("a Noteholder", "each Noteholder", "the holder of a Note", "the Purchaser"),
        ("the principal amount of the Notes", "the principal of any Note", "the Note principal", "the purchase price"),
        ("the Notes", "these Notes", "the Series B Notes", "the Certificates"),
        ("the Reference Entity", "an obligor of the Collateral", "the Guarantor", "the underlying loan portfolio"),
    ),
    _Deal(
        ("the Issuer", "the Bond Issuer", "the Authority"),
        ("a Bondholder", "the Bondholder", "any holder of Bonds", "the beneficial owner of a Bond"),
        ("the nominal amount of the Bonds", "the face value of a Bond", "the principal of the Bonds", "the par amount"),
        ("the Bonds", "the Subordinated Bonds", "the Capital Securities"),
        ("the project company", "the sponsor", "the concession holder", "the mortgage pool"),
    ),
    _Deal(
        ("the Bank", "the Credit Institution", "the Deposit Taker"),
        ("the Depositor", "the Customer", "the Account Holder"),
        ("the deposited amount", "the deposit principal", "the Structured Deposit", "the balance placed on deposit"),
        ("the Deposit", "the Structured Deposit", "the Dual Currency Deposit"),
        ("the reference index", "the linked currency", "the correspondent bank"),
    ),
    _Deal(
        ("the Borrower", "the Debtor", "the Obligor"),
        ("the Lender", "each Lender", "a Participant", "the Finance Party"),
        ("the Loan", "the principal of the Loan", "the outstanding Advance", "the amount lent", "the Facility"),
        ("the Loan", "the Facility", "the Participation"),
        ("the project", "the Borrower's main debtor", "the financed vessel", "the off-taker"),
    ),
    _Deal(
        ("the Fund", "the Partnership", "the Trust", "the Management Company"),
        ("the Shareholder", "a Unitholder", "each Limited Partner", "the Investor"),
        ("the amount subscribed", "its Capital Contribution", "the capital invested", "the original investment"),
        ("the Shares", "the Units", "the Interests"),
        ("a portfolio company", "the underlying fund", "a counterparty of the Fund", "the master fund"),
    ),
    _Deal(
        ("the Project Owner", "the Campaign Company", "the Fundraiser"),
        ("the Backer", "each Crowd Investor", "a Supporter", "the Platform Lender"),
        ("the pledged amount", "the crowd loan", "the contribution", "the money pledged", "the sum invested"),
        ("the Campaign", "the Crowd Notes", "the Project"),
        ("the project", "the platform operator", "the product under development"),
    ),
    _Deal(
        ("the Recipient", "the Producer", "the Grower", "the Licensee"),
        ("the Funder", "the Financier", "the Advancing Party"),
        ("the Advance", "the production advance", "the sum advanced", "the working capital contribution"),
        ("the Advance", "the Funding", "the Pre-Financing"),
        ("the crop", "the film", "the mine", "the distributor"),
    ),
    _Deal(
        ("the Company", "the Corporation", "the Target"),
        ("the Subscriber", "the Investor", "each Purchaser", "the Holder"),
        ("the Subscription Amount", "the Subscription Price", "the Investment Amount", "the invested capital"),
        ("the Preferred Shares", "the Convertible Note", "the SAFE", "the Warrants", "the Debentures"),
        ("a subsidiary of the Company", "the joint venture", "the licensor", "the principal customer"),
    ),
)

_SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    # What goes wrong, as a noun phrase.
    "cause": (
        "force majeure", "an Event of Force Majeure", "a Force Majeure Event", "war, natural disaster or epidemic",
        "an act of God or of a public enemy", "the insolvency of {payer}", "the bankruptcy or liquidation of {payer}",
        "the winding up of {payer}", "a default by {underlying}", "the failure of {underlying}",
        "the insolvency of {underlying}", "a decline in market value", "adverse market movements",
        "a severe market disruption", "unfavourable price developments", "a fall in the value of the collateral",
        "currency controls", "exchange restrictions imposed by a government", "a devaluation of the currency",
        "governmental moratorium", "a Write-Down Event", "a bail-in by the resolution authority",
        "the subordination of {paper}", "insufficient cash flow", "a shortfall in liquidation proceeds",
        "a Credit Event", "fraud by a third party", "the loss of a required licence",
        "expropriation or nationalization",
    ),
    "circumstance": (
        "{payer} becomes insolvent", "{payer} is unable to pay its debts", "{payer} is wound up", "{underlying} fails",
        "{underlying} defaults", "an Event of Force Majeure occurs",
        "a Force Majeure Event continues for more than {days}",
        "market prices move against {payee}", "the assets of {payer} prove insufficient",
        "senior creditors have not first been satisfied", "exchange controls are introduced",
        "the proceeds of enforcement are inadequate", "a Trigger Event has occurred", "the funded business fails",
        "the reference price is below the barrier", "a regulator orders a write-down",
    ),
    "days": ("thirty (30) days", "60 days", "ninety days", "six months", "180 days", "two calendar quarters"),
    "before": (
        "in the event of {cause},", "in case of {cause},", "upon the occurrence of {cause},", "as a result of {cause},",
        "owing to {cause},", "following {cause},", "by reason of {cause},", "in circumstances of {cause},",
        "if {circumstance},", "where {circumstance},", "in the event that {circumstance},",
        "to the extent {circumstance},",
        "if and for so long as {circumstance},", "whenever {circumstance},", "because of {cause} or {cause},",
    ),
    "after": (
        "in the event of {cause}", "in case of {cause}", "as a consequence of {cause}", "on account of {cause}",
        "if {circumstance}", "where {circumstance}", "should there be {cause}", "due to {cause} or {cause}",
        "in the circumstances described in {clause}", "if {circumstance} or {circumstance}", "by virtue of {cause}",
    ),
    "clause": (
        "Section 4.2", "Section 7.3(b)", "Article 9", "Clause 12.1", "paragraph (c) above", "Schedule 2", "Condition 5",
        "Section 11", "Article XIV", "Clause 3.4", "Exhibit C", "Annex I", "this Section", "Section 6.01(a)",
    ),
    "proviso": (
        "notwithstanding {clause},", "notwithstanding anything to the contrary in this Agreement,",
        "subject to {clause},",
        "for the avoidance of doubt,", "without prejudice to {clause},", "except as provided in {clause},",
        "as further described in {clause},", "despite any other provision hereof,", "save as set out in {clause},",
    ),
    "says": (
        "{payee} acknowledges that", "{payee} acknowledges and agrees that", "{payee} understands and accepts that",
        "{payee} has been informed that", "{payee} confirms its understanding that", "{payee} is aware that",
        "{payer} hereby informs {payee} that", "it is agreed and understood that", "the parties acknowledge that",
        "attention is drawn to the fact that", "{payee} should note that", "{payer} discloses that",
    ),
    "may": ("may", "may", "might", "could", "may ultimately"),
    "part": (
        "all or part of", "some or all of", "a substantial part of", "the whole or a portion of", "the entirety of",
        "up to 100% of", "a material portion of", "part or all of",
    ),
    # What it means for the money: each is a whole clause.
    "outcome": (
        "{payee} {may} lose {part} {sum}", "{payee} {may} suffer a loss of {part} {sum}",
        "{payee} {may} forfeit {part} {sum}", "{payee} {may} receive less than {sum}",
        "{sum} {may} not be repaid in full",
        "{payee} {may} recover only a fraction of {sum}", "{sum} {may} be lost in whole or in part",
        "{sum} {may} not be returned", "{sum} {may} be repaid only in part", "{sum} {may} be reduced, possibly to zero",
        "{sum} {may} be written down permanently", "{part} {sum} {may} become irrecoverable", "{sum} is at risk",
        "{part} {sum} {may} never be repaid", "{part} {sum} {may} have to be written off",
        "there is no guarantee that {sum} will be returned", "there can be no assurance that {sum} will be repaid",
        "no assurance is given that {payee} will get back {sum}", "{payer} does not guarantee the repayment of {sum}",
        "{payer} gives no warranty that {sum} will be paid back", "repayment of {sum} is not assured",
        "repayment of {sum} is neither guaranteed nor insured", "the return of {sum} is not guaranteed",
        "the recovery of {sum} is uncertain", "full repayment of {sum} cannot be guaranteed",
        "{paper} {may} become worthless and {payee} {may} lose {sum}", "{sum} is not capital protected",
        "{payer} shall not be obliged to repay {sum} in full",
        "{payer} shall have no obligation to return {part} {sum}",
        "{payer} shall be released from its obligation to repay {part} {sum}",
        "{payer} may withhold or cancel repayment of {part} {sum}",
        "{payer} {may} be unable to repay {part} {sum}", "{payer} {may} not have sufficient assets to repay {sum}",
        "{payer} {may} lack the funds to redeem {paper} at par", "{payer} {may} discharge {sum} by a lesser payment",
        "the amount returned to {payee} {may} be less than the amount invested",
        "the amount repaid on {paper} {may} fall below {sum}", "redemption of {paper} {may} yield less than {sum}",
        "the redemption amount {may} be lower than {sum} and {may} even be zero",
        "{payee} shall bear the loss of {part} {sum}", "any claim of {payee} to {sum} {may} be extinguished",
        "{payee} shall have no recourse against {payer} for {part} {sum} that is not repaid",
        "the value of {paper} {may} decline so far that {payee} does not recover {sum}",
        "{payee} {may} not get back {part} {sum}", "the entitlement of {payee} to {sum} {may} be reduced or cancelled",
        "holders of {paper} rank behind all other creditors and {may} not be repaid",
        "{payee} risks losing {part} {sum}",
        "{payee} should be prepared to lose {part} {sum}", "the capital of {payee} is at risk and {may} be lost",
        "nothing obliges {payer} to make good the difference between the proceeds of {paper} and {sum}",
        "{payee} {may} end up with less than was paid for {paper}", "{sum} {may} not be recoverable from {payer}",
        "{payer} {may} satisfy the claim to {sum} by delivering assets of lower value",
        "an investment in {paper} carries the risk of losing {part} {sum}",
        "{payee} {may} see only a part of {sum} again", "only so much of {sum} is repaid as the funds of {payer} allow",
        "what is then unpaid of {sum} lapses", "the unpaid balance of {sum} {may} be cancelled",
        "{payer} is released from {part} {sum}", "{payer} {may} be discharged from repaying {part} {sum}",
        "{sum} is payable only so far as the assets of {payer} suffice", "no more of {sum} falls due than is available",
        "the remainder of {sum} is no longer payable", "the residue of {sum} is forgiven and cannot be claimed later",
        "{sum} {may} come back to {payee} in part only, and the balance is waived",
        "the duty to repay {sum} ends, whether or not it was met", "{payee} waives {part} {sum} that cannot be paid",
        "{payee} is owed nothing further once the assets of {payer} are spent, even if {sum} is not covered",
        "{sum} {may} shrink to whatever {payer} is still able to pay", "{payee} {may} be left with a fraction of {sum}",
    ),
    "loss": (
        "loss of {part} {sum}", "non-repayment of {part} {sum}", "a total loss of {sum}", "a partial loss of {sum}",
        "a reduction in {sum}", "the failure to recover {sum}", "repayment of less than {sum}",
    ),
    "tail": (
        ", and {payee} shall have no claim for any shortfall", ", without compensation", ", together with any interest",
        ", and no deposit guarantee scheme applies", ", in which case {payer} shall notify {payee} in writing",
        ", and such non-payment shall not constitute an Event of Default", "", "", "", "", "",
        ", whether or not {payer} is at fault", ", and {payee} accepts that risk", ", even at maturity",
    ),
    "risk": (
        "{before} {outcome}{tail}.", "{outcome} {after}{tail}.", "{outcome}{tail}.", "{says} {outcome} {after}{tail}.",
        "{says}, {before} {outcome}{tail}.", "{proviso} {outcome} {after}{tail}.", "{proviso} {before} {outcome}.",
        "{proviso} {says} {outcome}{tail}.", "{before} {outcome}, and {outcome}.", "{outcome}; {before} {outcome}.",
        "{cause} {may} result in {loss}{tail}.", "{cause} {may} lead to {loss}, and {outcome}.",
        "{says} {cause} {may} cause {loss}{tail}.", "the risks borne by {payee} include {loss} {after}.",
        "{payee} assumes the risk of {loss} {after}{tail}.", "{payer} shall not be liable for {loss} {after}{tail}.",
        "among other risks, {cause} {may} bring about {loss}.", "risk of loss: {outcome} {after}.",
        "{outcome}, for example {after}.", "{payment} only to the extent that funds are available, so that {outcome}.",
        "any repayment depends on the performance of {underlying}; {outcome}{tail}.",
    ),
    "payment": ("{payer} shall repay {sum}", "{sum} shall be repaid", "payments on {paper} are due"),
    # Near misses: the same parties, sums and causes, and nothing that puts repayment in doubt.
    "when": (
        "on the Maturity Date", "on demand", "in {number} equal instalments", "within {days} of notice",
        "no later than December 31, 20{year}", "on the last Business Day of each quarter", "upon termination",
    ),
    "number": ("four", "eight", "twelve", "24", "36", "ten"),
    "year": ("21", "24", "25", "26", "28", "30", "32"),
    "rate": ("1.5% per month", "8% per annum", "two percent (2%) above prime", "the Default Rate", "5% a year"),
    "goods": ("the Products", "the equipment", "raw materials", "the Deliverables", "the Services", "spare parts"),
    "seller": ("the Supplier", "the Manufacturer", "the Contractor", "the Distributor", "the Licensor", "the Vendor"),
    "fee": (
        "the set-up fee", "the reservation deposit", "the licence fee", "the annual membership fee",
        "the booking deposit",
        "the commitment fee", "the exclusivity fee", "the registration fee", "the franchise fee",
    ),
    "security": (
        "a first ranking mortgage", "an irrevocable letter of credit", "a parent company guarantee",
        "a pledge of shares",
        "a deposit insurance scheme", "cash collateral held in escrow", "an unconditional surety bond",
    ),
    "fact": (
        "{payer} shall repay {sum} in full {when}", "{sum} is due and payable in full {when}",
        "{sum} shall be returned to {payee} without deduction {when}", "repayment of {sum} is guaranteed by {security}",
        "repayment of {sum} in full is secured by {security}", "{payer} guarantees that {sum} will be repaid {when}",
        "in no event shall {payee} receive less than {sum}", "{payee} may not lose any part of {sum}",
        "the amount returned to {payee} shall never be less than {sum}", "{sum} is fully insured against loss",
        "{cause} shall not relieve {payer} of its obligation to repay {sum} in full",
        "no {circumstance_np} shall excuse or delay the repayment of {sum}", "{sum} is not exposed to {cause}",
        "{before} {sum} shall become immediately due and payable in full",
        "{sum} may not be prepaid before it falls due",
        "{before} {payer} shall forthwith return {sum} to {payee} in full", "{payer} may prepay {part} {sum} {when}",
        "{payer} may repay {part} {sum} early without premium or penalty", "{sum} may not be assigned without consent",
        "{payer} may not apply {sum} to any purpose other than {goods}",
        "{sum} bears interest at {rate}, payable {when}",
        "{part} {sum} may be drawn by {payer} {when}", "any amount not paid when due shall bear interest at {rate}",
        "{payer} represents that it is solvent and able to repay {sum} when due", "{fee} is payable {when}",
        "{before} {seller} may suspend delivery of {goods}", "{seller} shall not be liable for delay caused by {cause}",
        "{before} {seller} shall not be in breach for failing to supply {goods}", "{fee} is non-refundable",
        "{before} either party may terminate this Agreement on {days} notice", "{fee} shall not be refunded {after}",
        "{seller} shall not be liable for indirect or consequential loss, including lost profits, arising from {goods}",
        "the aggregate liability of {seller} shall not exceed the fees paid for {goods} during {days}",
        "{seller} shall maintain insurance of {goods} against loss or damage, including {cause}",
        "risk of loss of {goods} passes to the buyer upon delivery",
        "{seller} does not guarantee the quality of {goods}",
        "{seller} may not return {goods} for credit after {days}",
        "{payer} shall notify {payee} of {cause} within {days}",
        "{payee} may transfer {paper} with the prior consent of {payer}",
        "{payee} may inspect the books of {payer} {when}",
        "the minimum purchase of {goods} may be reduced {after}", "{seller} may retain {fee} {after}",
        "{payer} shall use {sum} solely to acquire {goods}", "{payer} shall keep {sum} in a segregated account",
        "there is no guarantee that {goods} will be available {when}", "the price of {goods} may be increased {after}",
        "{payer} shall indemnify {payee} against any loss arising from {cause}", "interest on {sum} may vary {when}",
        "no part of {sum} once repaid may be drawn again", "{payee} shall pay {sum} out of its own funds",
        "{payer} may cancel an undrawn part of {sum} on {days} notice", "{fee} once paid shall not be returned",
        "{sum} may be withdrawn from the account only upon two signatures", "{payee} may not pledge {paper}",
        "neither party is liable to the other for lost profits {after}",
        "the liability of {seller} for damage to {goods} is limited to their cost",
        "{cause} shall not excuse the payment of money", "what {payee} pays does not stem from an unlawful source",
    ),
    "circumstance_np": ("set-off or counterclaim", "force majeure", "dispute", "change of control", "moratorium"),
    "near_miss": (
        "{fact}.", "{proviso} {fact}.", "{says} {fact}.", "{fact}, and {fact}.", "{fact}; {proviso} {fact}.",
        "{proviso} {says} {fact}.", "{says} {fact}, and that {fact}.", "{fact}, provided that {fact}.",
    ),
    "label": ("(a) ", "(iv) ", "4.3 ", "12.2. ", "Section 8. ", "(b) ", "9.1 ", "(2) ", "* ", "[3] "),
}  # fmt: skip


def risk_sentences(rng: random.Random, n: int) -> list[str]:
    """Write ``n`` different sentences which say that money invested or lent may not be repaid, or not in full.

    Each has 60 to 350 characters. The same state of ``rng`` gives the same sentences.

    Raises:
        ValueError: ``n`` is negative or above 100,000.

    """
    return _distinct(lambda: _sentence(rng, "risk"), n)


def distractor_sentences(rng: random.Random, n: int) -> list[str]:
    """Write ``n`` different sentences that use the same words and say no such thing.

    They promise full repayment, excuse the delivery of goods, keep a fee, cap a liability, charge interest or allow
    prepayment. Each has 60 to 350 characters. The same state of ``rng`` gives the same sentences.

    Raises:
        ValueError: ``n`` is negative or above 100,000.

    """
    return _distinct(lambda: _sentence(rng, "near_miss"), n)


def _distinct(write: Callable[[], str], n: int) -> list[str]:
    """Call ``write`` until ``n`` different sentences of fitting length are there, in the order of their first draw."""
    if not 0 <= n <= _MOST:
        message = f"n is {n}; ask for 0 to {_MOST} sentences"
        raise ValueError(message)
    seen: dict[str, None] = {}
    while len(seen) < n:
        sentence = write()
        if _SHORTEST <= len(sentence) <= _LONGEST:
            seen.setdefault(sentence)
    return list(seen)


def _sentence(rng: random.Random, kind: str) -> str:
    """Expand one sentence; a deal's parties and paper keep their names throughout it, the sum may vary."""
    deal = rng.choice(_DEALS)
    names = {
        "payer": (rng.choice(deal.payer),),
        "payee": (rng.choice(deal.payee),),
        "paper": (rng.choice(deal.paper),),
        "underlying": (rng.choice(deal.underlying),),
        "sum": deal.sum,
    }

    def expand(template: str) -> str:
        return _SLOT.sub(lambda slot: expand(rng.choice(names.get(slot[1]) or _SHARED[slot[1]])), template)

    body = expand("{" + kind + "}")
    sentence = body[0].upper() + body[1:]
    dice = rng.random()
    if dice < _SHOUTED:
        return sentence.upper()
    if dice < _SHOUTED + _NUMBERED:
        return rng.choice(_SHARED["label"]) + sentence
    return sentence
