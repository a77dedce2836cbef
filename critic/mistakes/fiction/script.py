"""Text that knows which of its characters are values, and the labelled document that becomes of it.

A writer composes a document of runs; a run that states a value carries the JSON Pointers of its places in the record.
So spans are true by construction, whatever a layout does to the lines. Knows no kind of document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeAlias

from critic.corpus import LabelledDocument, Span
from critic.pointers import parts

__all__ = [
    "Fiction",
    "Piece",
    "Stated",
    "Text",
    "beside",
    "fill",
    "join",
    "join_lines",
    "publish",
    "slots_of",
    "value",
    "wrap",
]

DATASET: Final = "fiction"
LICENCE: Final = "Apache-2.0"
_SLOT: Final = re.compile(r"\{(\w+)\}")
_SPACE: Final = re.compile(r"( +)")
_LINE: Final = re.compile(r"(\n)")


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    pointers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Some runs of text, each with the pointers of the values that it states; most state none."""

    runs: tuple[_Run, ...] = ()

    def __str__(self) -> str:
        """Return the characters alone."""
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        """Say whether there is any character."""
        return any(run.text for run in self.runs)

    def __len__(self) -> int:
        """Count the characters."""
        return sum(len(run.text) for run in self.runs)

    def __add__(self, other: Piece) -> Text:
        """Append a text or a plain string."""
        return Text(self.runs + _text(other).runs)

    def __radd__(self, other: str) -> Text:
        """Append this text to a plain string."""
        return _text(other) + self

    def pieces(self, seam: re.Pattern[str]) -> Iterator[Text]:
        """Yield the parts between the matches of ``seam`` in plain runs, and the matches; a value is never parted."""
        part = Text()
        for run in self.runs:
            for number, text in enumerate([run.text] if run.pointers else seam.split(run.text)):
                if number % 2:
                    yield part
                    yield _text(text)
                    part = Text()
                else:
                    part += Text((_Run(text, run.pointers),))
        yield part

    def lines(self) -> list[Text]:
        """Return the lines without their ends."""
        return list(self.pieces(_LINE))[::2]


Piece: TypeAlias = str | Text


@dataclass(frozen=True, slots=True)
class Stated:
    """One place where the text states a value: ``text[start:end]`` is the value at ``pointer`` of the record."""

    pointer: str
    start: int
    end: int

    @property
    def pattern(self) -> str:
        """The pattern of the field: the pointer with ``*`` for every index."""
        return "".join(f"/{'*' if part.isdecimal() else part}" for part in parts(self.pointer))


@dataclass(frozen=True, slots=True)
class Fiction:
    """A fictional document: its text, the nested record of what it states, and every place where it states it."""

    id: str
    text: str
    record: Mapping[str, Any]
    spans: tuple[Stated, ...]
    language: str = "en"

    def labelled(self) -> LabelledDocument:
        """Return the document with its record, and flat: the name of each field, with its values in their order."""
        gold: dict[str, dict[str, None]] = {}
        spans = []
        for span in self.spans:
            name = [part for part in span.pattern.split("/") if part != "*"][-1]
            gold.setdefault(name, {})[self.text[span.start : span.end]] = None
            spans.append(Span(name, span.start, span.end))
        flat = {name: tuple(values) for name, values in gold.items()}
        return LabelledDocument(
            self.id,
            self.text,
            flat,
            tuple(spans),
            cluster=self.id,
            dataset=DATASET,
            licence=LICENCE,
            record=self.record,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the document as a line of a corpus has it (see `critic.corpus`), with the nested ``record``."""
        document = self.labelled()
        return {
            "id": self.id,
            "text": self.text,
            "gold": document.gold,
            "spans": [asdict(span) for span in document.spans],
            "record": self.record,
            "language": self.language,
            "dataset": DATASET,
            "license": LICENCE,
        }


def value(text: str, *pointers: str) -> Text:
    """Return a run that states a value at some places of the record; ``/parties/-`` is one of the list's items."""
    return Text((_Run(text, pointers),))


def slots_of(template: str) -> list[str]:
    """Return the names of a template's ``{slots}``, each as often as it stands there."""
    return _SLOT.findall(template)


def fill(template: str, **slots: Piece) -> Text:
    """Return a template with its ``{slots}`` filled."""
    text = Text()
    for number, part in enumerate(_SLOT.split(template)):
        text += slots[part] if number % 2 else part
    return text


def join(separator: str, pieces: Iterable[Piece]) -> Text:
    """Join the pieces that are not empty."""
    text = Text()
    for piece in (piece for piece in pieces if piece):
        text += (_text(separator) if text else "") + _text(piece)
    return text


def wrap(text: Text, width: int) -> Text:
    """Break the lines of ``text`` after at most ``width`` characters, between words and never within a value.

    A word or value that is longer stands on a line of its own. Continued lines keep the indent of their first.
    """
    return join_lines(line for whole in text.lines() for line in _wrapped(whole, width))


def join_lines(lines: Iterable[Piece]) -> Text:
    """Put lines below each other, empty ones too."""
    text = Text()
    for number, line in enumerate(lines):
        text += _text("\n" if number else "") + line
    return text


def beside(left: Text, right: Text, width: int) -> Text:
    """Set two columns beside each other, as they come out of a page that is read line by line."""
    columns = wrap(left, width).lines(), right.lines()
    height = max(map(len, columns))
    rows = zip(*(column + [Text()] * (height - len(column)) for column in columns), strict=True)
    return join_lines(a + " " * max(2, width + 3 - len(a)) + b if b else a for a, b in rows)


def publish(identifier: str, text: Text, language: str = "en") -> Fiction:
    """Turn a finished text into a document.

    The record holds what the runs state. Items ``-`` of a list of scalars are the different values in the order in
    which they first appear; numbered items of a list of objects must count from 0 without gaps.

    Raises:
        ValueError: two runs state different values for one place of the record.

    """
    record: dict[str, Any] = {}
    items: dict[tuple[str, str], str] = {}
    spans: list[Stated] = []
    start = 0
    for run in text.runs:
        for pointer in run.pointers:
            parent, _, last = pointer.rpartition("/")
            number = sum(parent == other for other, _ in items)
            place = items.setdefault((parent, run.text), f"{parent}/{number}") if last == "-" else pointer
            spans.append(Stated(place, start, start + len(run.text)))
        start += len(run.text)
    stated = {span.pointer: str(text)[span.start : span.end] for span in spans}
    for span in spans:
        if str(text)[span.start : span.end] != stated[span.pointer]:
            message = f"{identifier}: two values for {span.pointer}"
            raise ValueError(message)
    for pointer in sorted(stated, key=_by_index):
        _put(record, parts(pointer), stated[pointer])
    return Fiction(identifier, str(text), record, tuple(spans), language)


def _text(piece: Piece) -> Text:
    return piece if isinstance(piece, Text) else Text((_Run(piece),) if piece else ())


def _wrapped(line: Text, width: int) -> Iterator[Text]:
    words = list(line.pieces(_SPACE))
    indent = str(words[1]) if len(words) > 1 and not words[0] else ""
    row = Text()
    for number, word in enumerate(words):
        if number % 2 and len(row) + len(word) + len(words[number + 1]) > width and str(row).strip():
            yield row
            row = _text(indent)
        else:
            row += word
    yield row


def _by_index(pointer: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort the items of a list by number; properties keep the order of their names."""
    return tuple((part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts(pointer))


def _put(node: Any, path: tuple[str, ...], leaf: str) -> None:
    """Set a leaf, making the objects and lists on its way."""
    head, *rest = path
    if isinstance(node, list):
        if int(head) == len(node):
            node.append(leaf if not rest else [] if rest[0].isdecimal() else {})
        if rest:
            _put(node[int(head)], tuple(rest), leaf)
    elif not rest:
        node[head] = leaf
    else:
        _put(node.setdefault(head, [] if rest[0].isdecimal() else {}), tuple(rest), leaf)
