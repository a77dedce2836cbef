"""Fields that a critic knows under another name: what one schema calls jurisdiction is governing law to another.

A field is taken for a known one where a critic has learned it under the field's name, however that is spelled, and name
and description together mean the same to the base encoder. Either alone does not do: what a company is depends on the
document, and a phone number is close to an e-mail address. What is not taken for a known field stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from torch.nn.functional import cosine_similarity

from critic.fields import Field
from critic.naming import in_words, spoken_name

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["KIN", "known_as", "meanings", "wordings"]

KIN = 0.7
"""The cosine from which two fields of one name mean the same. In schemas of sets that the shipped critic never saw,
those that a reader would call the same have .75 to .90, and others, such as the date of a purchase, hardly ever so much
(the duration of an event in the oil market has .76, an organisation in a book .72)."""


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


def known_as(embedder: Meanings, meant: Mapping[str, Sequence[str]], fields: Sequence[Field]) -> dict[str, str]:
    """Return the known name of each field that has another; ``meant`` says in words what the known fields mean.

    Only fields of text are held against each other: whether there is a governing law is not which law governs.
    """
    own = {spoken_name(name): name for name in sorted(meant)}
    known: dict[str, str] = {}
    for field in (field for field in fields if field.type == "string" and not field.enum):
        spoken = spoken_name(field.name)
        if spoken in own:  # its own name, maybe spelled in another way
            known[field.name] = own[spoken]
            continue
        closest = KIN, ""
        for name, texts in meant.items():
            for text in (text for text in texts if text.startswith(f"{spoken}: ")):
                mine, learned = embedder.meant([in_words(field.name, field.description), text])
                closest = max(closest, (float(cosine_similarity(mine, learned, dim=0)), name))
        known[field.name] = closest[1]
    return {field: name for field, name in known.items() if name and field != name}
