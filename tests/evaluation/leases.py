"""Drafts of fictional leases with one wrong value and one missing, and critics that see it or do not."""

from __future__ import annotations

from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage, RightValue, Truth
from tests.critics import ScriptedCritic

__all__ = ["LEASES", "blind", "knowing", "lease"]

SCHEMA = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
COUNT = 12
CLAUSES = (
    "Rent is due on the first day of each month and is paid by transfer.",
    "The tenant keeps the orchard, the well and both sheds in repair.",
    "No animal larger than a goat may be kept on the upper meadow.",
    "Water from the mill race is shared with the neighbour below.",
    "Whoever breaks a pane replaces it before the next frost.",
    "The cellar stays locked; the landlord alone holds its key.",
    "Bees may be kept behind the barn, ten hives and no more.",
    "Timber that falls in a storm belongs to the tenant.",
    "The road to the quarry is kept open in winter by both.",
    "Deposits are returned within thirty days of the last inspection.",
    "Signs above the shop need a permit from the borough.",
    "The lift is serviced twice a year at the landlord's expense.",
)


def lease(
    number: int, *, right: bool = False, judged: tuple[str, ...] = ("/law", "/parties/*"), cluster: str = ""
) -> MistakeRow:
    """Return a draft that takes the place of signing for the law; with ``right`` it does not."""
    party, law, place = f"Alder {number} Ltd", f"Ohio {number}", f"Maine {number}"
    text = f"{party} lets a house. {CLAUSES[number % COUNT]} The law of {law} holds. Signed in {place}."
    spans = {value: (text.index(value), text.index(value) + len(value)) for value in (party, law, place)}
    stands = [RightValue("/parties/0", "/parties/*", party, *spans[party])]
    truths = []
    if right:
        stands.append(RightValue("/law", "/law", law, *spans[law]))
    else:
        truths = [
            Truth(Mistake.MISPLACED, "/law", "/law", place, *spans[place], f"{place} is where it was signed."),
            Truth(Mistake.OMITTED_VALUE, "/law", "/law", law, *spans[law], f"{law} is the law that holds."),
        ]
    return MistakeRow(
        document=f"lease-{number}",
        passages=(Passage(0, text),),
        schema=SCHEMA,
        draft={"law": law if right else place, "parties": [party]},
        truths=tuple(truth for truth in truths if truth.pattern in judged),
        right=tuple(value for value in stands if value.pattern in judged),
        judged=judged,
        origin=Origin.GENERATOR,
        generator="scribe",
        cluster=cluster,
    )


LEASES = [lease(number) for number in range(COUNT)]


def blind() -> ScriptedCritic:
    """Return a critic to which every value is right and that points at nothing."""
    values = [("law", f"{state} {n}") for n in range(COUNT) for state in ("Ohio", "Maine")]
    return ScriptedCritic(dict.fromkeys([*values, *[("parties", f"Alder {n} Ltd") for n in range(COUNT)]], 0.9))


def knowing() -> ScriptedCritic:
    """Return a critic that knows which law holds."""
    laws = {("law", f"Ohio {n}"): 0.95 for n in range(COUNT)}
    places = {("law", f"Maine {n}"): 0.05 for n in range(COUNT)}
    return ScriptedCritic({**laws, **places, **{("parties", f"Alder {n} Ltd"): 0.95 for n in range(COUNT)}}, laws)
