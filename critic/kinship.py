"""Fields that a critic knows under another name: what one schema calls jurisdiction is governing law to another.

A field is taken for a known one where a critic has learned it under the field's name, however that is spelled, and name
and description together mean the same to the base encoder. Either alone does not do: what a company is depends on the
document, and a phone number is close to an e-mail address. A field's own name in two words or more does, such as
``governing_law``; one in a single word may be anything's, as ``name`` is, and is believed on less than another name.
What is not taken for a known field stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from torch.nn.functional import cosine_similarity

from critic.fields import Field
from critic.text.naming import in_words, spoken_name

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["KIN", "OWN", "known_as", "meanings", "wordings"]

KIN = 0.7
"""The cosine from which two fields of one name mean the same. In schemas of sets that the shipped critic never saw,
those that a reader would call the same have .75 to .90, and others, such as the date of a purchase, hardly ever so much
(the duration of an event in the oil market has .76, an organisation in a book .72)."""
OWN = 0.6
"""The cosine from which a field of a known name in one word means what that field does. Without a description an e-mail
address (.72), a degree and a company (.65) do; a name (.48) does not, nor does the shop that issued a receipt as its
company (.52)."""


class Meanings(Protocol):
    """What embeds fields in words."""

    def meant(self, texts: Sequence[str]) -> list[Tensor]:
        """Return an embedding (H,) for each text."""
        ...


def meanings(
    fields: Iterable[Field],
    other_names: Mapping[str, Sequence[str]] | None = None,
    descriptions: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, tuple[str, ...]]:
    """Return what fields mean in words, by their names: once in each wording that a critic has learned them by."""
    return {field.name: tuple(wordings(field, other_names or {}, descriptions or {})) for field in fields}


def wordings(
    field: Field, other_names: Mapping[str, Sequence[str]], descriptions: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield what a field means in words, under each of its names with each of its descriptions."""
    for name in (field.name, *other_names.get(field.name, ())):
        for description in (field.description, *descriptions.get(field.name, ())):
            yield in_words(name, description)


def known_as(embedder: Meanings, meant: Mapping[str, Sequence[str]], fields: Sequence[Field]) -> dict[str, str | None]:
    """Return the known name of each field that has another, and None for one of a known name that means something else.

    ``meant`` says in words what the known fields mean. Only fields of text are taken for others: whether there is a
    governing law is not which law governs.
    """
    own = {spoken_name(name): name for name in sorted(meant)}
    known: dict[str, str | None] = {}
    for field in fields:
        spoken = spoken_name(field.name)
        if spoken in own:
            strange = " " not in spoken and _nearness(embedder, field, meant[own[spoken]]) < OWN
            if strange or known.get(field.name, "") is None:
                known[field.name] = None
            elif field.is_text:
                known[field.name] = own[spoken]
        elif field.is_text:
            near = {name: _nearness(embedder, field, _under(spoken, texts)) for name, texts in meant.items()}
            closest = max(near, key=lambda name: near[name], default="")
            kin = closest if near.get(closest, 0.0) > KIN else None
            if known.setdefault(field.name, kin) != kin:
                known[field.name] = None  # two fields of that name, and one of them means something else
    return {name: other for name, other in known.items() if other != name and (other or spoken_name(name) in own)}


def _under(spoken: str, texts: Sequence[str]) -> list[str]:
    """Return those wordings that a critic has learned under a name."""
    return [text for text in texts if text.startswith(f"{spoken}: ")]


def _nearness(embedder: Meanings, field: Field, texts: Sequence[str]) -> float:
    """Return how near a field is in meaning to the nearest of some wordings: a cosine, and 1 to its own."""
    mine = in_words(field.name, field.description)
    if not texts or mine in texts:
        return float(mine in texts)
    first, *learned = embedder.meant([mine, *texts])
    return max(float(cosine_similarity(first, other, dim=0)) for other in learned)
