"""A flattened text laid out as a page: some of its spaces become line breaks, where a page would have them.

Annotated resumes are often one long line, for whoever prepared them took the line breaks out. A critic that learned
from such texts alone reads over the end of a line: to it the duties under an employer are part of the employer's name.
Where the lines were nobody knows, but what they do is known: entries begin and end with them, so does much else that is
written with a capital, and now and then one falls anywhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from critic.corpus import LabelledDocument

__all__ = ["laid_out"]

FLAT = 0.4
"""The share of texts that stay as they are: flattened ones are met in use, too."""
_SPACE = re.compile(r"(?<=\S) (?=\S)")
_ENTRIES, _CAPITALS = (0.3, 0.6, 0.9), (0.1, 0.25, 0.5)
"""How often an entry stands on a line of its own and another capital begins one, drawn anew for each page."""
_ANYWHERE = 0.01
"""How often a line ends at any other space, also within an entry: the page was too narrow."""


def laid_out(document: LabelledDocument, rng: random.Random) -> LabelledDocument:
    """Return the document with line breaks in place of some spaces; offsets and values stay what they are.

    A text that has lines already is returned as it is, and of the others a share, `FLAT`.
    """
    if "\n" in document.text or rng.random() < FLAT:
        return document
    entries, capitals = rng.choice(_ENTRIES), rng.choice(_CAPITALS)
    inside = {at for span in document.spans for at in range(span.start, span.end)}
    bounds = {at for span in document.spans for at in (span.start - 1, span.end)} - inside
    signs = list(document.text)
    for at in _spaces(document.text):
        if at in bounds:
            share = entries
        elif at not in inside and document.text[at + 1].isupper():
            share = capitals
        else:
            share = _ANYWHERE
        if rng.random() < share:
            signs[at] = "\n"
    return replace(document, text="".join(signs))


def _spaces(text: str) -> Iterator[int]:
    return (found.start() for found in _SPACE.finditer(text))
