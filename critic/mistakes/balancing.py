"""How often each row is drawn in training, so that what is common does not drown what is rare.

Drafts of a good generator are mostly right, and most of its mistakes are of one or two kinds; a document that was
drafted forty times would be learned by heart. Rows are weighted and none is left out: a correction that a person made
is worth more than the symmetry of the set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critic.mistakes.rows import MistakeRow

__all__ = ["weights"]

_RIGHT = "no mistake"


def weights(rows: Sequence[MistakeRow]) -> tuple[float, ...]:
    """Return a weight for each row; their mean is 1.

    A row counts for the rarest kind of its mistakes, or for having none. Its weight is 1 over the root of the number of
    rows of that class, times 1 over the root of the number of rows of its document: a class or a document with four
    times the rows is drawn twice as often and not four times. Evening them out altogether would have one odd row drawn
    as often as a thousand ordinary ones; the root, a common middle way, is that of Conneau and Lample 2019 (arXiv
    1901.07291) for languages.
    """
    kinds = Counter(kind for row in rows for kind in _kinds(row))
    classes = [min(_kinds(row), key=lambda kind: (kinds[kind], kind)) for row in rows]
    of_class = Counter(classes)
    of_document = Counter(row.document for row in rows)
    raw = [(of_class[name] * of_document[row.document]) ** -0.5 for row, name in zip(rows, classes, strict=True)]
    mean = sum(raw) / max(len(raw), 1)
    return tuple(weight / mean for weight in raw)


def _kinds(row: MistakeRow) -> set[str]:
    return {str(truth.mistake) for truth in row.truths} or {_RIGHT}
