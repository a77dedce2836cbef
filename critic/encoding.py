"""What the network reads: windows of the source, each behind a header of fields and the draft's values.

    [CLS] [F] agreement date [V] May 1, 2014 [F] parties [V] A Inc. [V] B LLC [SEP] …the window's tokens… [SEP]

A value stands in the header of every window in which it occurs, and of no other: the question put to the network is
"is this mention a value of this field?". Values that occur nowhere never reach the network; the evidence has already
spoken. Of each token of the text the network is also told how it looks (``critic.text.typography``). Dates and
addresses are read in one form, whatever the source's (``critic.text.canonical``). Knows no schema and no threshold.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from critic.fields import Field
from critic.text.canonical import WORDS, Canonical, Place, canonical
from critic.text.typography import Case, Gap, case_of, encodable, gap_of
from critic.text.words import joined

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["MEANINGLESS", "EncodedText", "Encoder", "Mention", "Question", "Window"]

WINDOW_TOKENS = 240
STRIDE_TOKENS = 170
"""Windows overlap by 70 tokens, so that a value of up to that length stands whole in one of them."""
HEADER_TOKENS = 200
VALUE_TOKENS = 24
"""A longer value is cut in the header; its mention in the window is whole."""
ROW_TOKENS = 512
"""What an encoder must be able to read at once: a header, a window and their separators fit well into it."""
POSITION_BUCKETS = 8
FIELD_TOKEN, VALUE_TOKEN = "[unused1]", "[unused2]"
MEANINGLESS = regex.compile(r"[\ufffd\p{Co}\p{Cs}]")
"""What no encoding explains, a font's own characters and halves of characters."""
_PASSAGE = regex.compile(rf"(?:{MEANINGLESS.pattern}\s*){{4,}}")
"""So many of them that they may have been words; one is a bullet, three are a quotation mark."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a draft value stands: ``index`` counts the values of the question; offsets in characters."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """The fields to look for and the draft's values as (index of the field, value)."""

    fields: tuple[Field, ...]
    names: tuple[str, ...]
    values: tuple[tuple[int, str], ...] = ()
    mentions: tuple[Mention, ...] = ()


class _Token(NamedTuple):
    """A token of the canonical text, how it is written there, and where it stands in the source."""

    id: int
    place: Place
    case: Case


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's tokens: ids, character offsets, how each is written, and whether a word may begin or end at it.

    ``unknown`` has what the tokenizer has no token for, as (start, end) in characters: words, and signs that are none,
    such as half characters and those of a font's own; a picture is no word.
    ``years_back`` says by how many years it is read as older, and its values with it.
    """

    text: str
    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    cases: tuple[Case, ...]
    begins_word: tuple[bool, ...]
    ends_word: tuple[bool, ...]
    unknown: tuple[tuple[int, int], ...] = ()
    years_back: int = 0

    def windows(self) -> range:
        """Return the first tokens of the windows that together cover the text."""
        last = max(len(self.ids) - (WINDOW_TOKENS - STRIDE_TOKENS), 1)
        return range(0, last, STRIDE_TOKENS)

    def holds(self, first: int, ranges: Sequence[tuple[int, int]]) -> bool:
        """Whether the window that begins at token ``first`` holds one of these runs of characters whole."""
        low, high = self.starts[first], self.ends[min(first + WINDOW_TOKENS, len(self.ids)) - 1]
        return any(low <= start and end <= high for start, end in ranges)

    def looks(self, first: int, count: int) -> tuple[tuple[int, ...], ...]:
        """Return how ``count`` tokens from ``first`` on look, in the order of ``LOOKS``."""
        gaps = tuple(self._gap(number) for number in range(first, first + count + 1))
        return self.cases[first : first + count], gaps[:-1], gaps[1:]

    def _gap(self, number: int) -> Gap:
        """Return what stands before a token, or after the last one."""
        if number in (0, len(self.ids)):
            return Gap.BLANK_LINE
        return gap_of(self.text[self.ends[number - 1] : self.starts[number]])

    def token_range(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and last of the tokens that hold a run of characters, or None where none hold it whole."""
        first, last = bisect_right(self.starts, start) - 1, bisect_left(self.ends, end)
        if first < 0 or last >= len(self.ids) or last < first:
            return None
        return first, last


@dataclass(frozen=True, slots=True)
class Window:
    """One row of the network's input.

    ``field_at`` and ``value_at`` are the positions of the markers; ``fields`` and ``values`` say which field and
    value of the question each belongs to. The window's token ``t`` stands at ``text_at + t - first``.
    """

    ids: tuple[int, ...]
    text_at: int
    first: int
    count: int
    bucket: int
    fields: tuple[int, ...]
    field_at: tuple[int, ...]
    values: tuple[int, ...]
    value_at: tuple[int, ...]


class Encoder:
    """Turns texts and questions into windows with the tokenizer of the base model."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, *, as_printed: bool = False) -> None:
        """Take a tokenizer; ``as_printed`` leaves dates and addresses in the source's form, to tell what that costs."""
        self.tokenizer = tokenizer
        self._cls, self._sep = tokenizer.cls_token_id, tokenizer.sep_token_id
        self._field = tokenizer.convert_tokens_to_ids(FIELD_TOKEN)
        self._value = tokenizer.convert_tokens_to_ids(VALUE_TOKEN)
        self._as_printed = as_printed or tokenizer.unk_token_id in tokenizer(WORDS)["input_ids"]

    def text(self, text: str) -> EncodedText:
        """Tokenise a whole document; nothing is cut."""
        read, unknown = self._read(text), self.tokenizer.unk_token_id
        tokens = self._tokens(read)
        starts, ends = tuple(token.place.start for token in tokens), tuple(token.place.end for token in tokens)
        begins = (at == 0 or not joined(text[at - 1], text[at]) for at in starts)
        finishes = (at == len(text) or not joined(text[at - 1], text[at]) for at in ends)
        return EncodedText(
            text=text,
            ids=tuple(token.id for token in tokens),
            starts=starts,
            ends=ends,
            cases=tuple(token.case for token in tokens),
            begins_word=tuple(token.place.may_begin and at for token, at in zip(tokens, begins, strict=True)),
            ends_word=tuple(token.place.may_end and at for token, at in zip(tokens, finishes, strict=True)),
            unknown=tuple(sorted({*_without_token(text, tokens, unknown), *_dropped(text, starts, ends)})),
            years_back=read.years_back,
        )

    def _read(self, text: str, years_back: int | None = None) -> Canonical:
        """Return what is read of a text: its canonical form, where the tokenizer has the words for it."""
        return Canonical(text) if self._as_printed else canonical(text, years_back=years_back)

    def _tokens(self, read: Canonical) -> list[_Token]:
        """Return the tokens of a text."""
        encoded: Any = self.tokenizer(
            encodable(read.text), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        # Some tokenizers count the space before a word as the word's; a value never begins with it.
        runs = [(end - len(read.text[left:end].lstrip()), end) for left, end in encoded["offset_mapping"]]
        printed = [(token, run) for token, run in zip(encoded["input_ids"], runs, strict=True) if run[0] < run[1]]
        places = read.places([run for _, run in printed])
        return [
            _Token(token, place, case_of(read.text[start:end]))
            for (token, (start, end)), place in zip(printed, places, strict=True)
            if place is not None
        ]

    def windows(self, text: EncodedText, question: Question, firsts: Sequence[int]) -> list[Window]:
        """Return the rows for the windows that begin at the tokens ``firsts``, several where a header is too long."""
        rows = []
        heads = [self._words(name) for name in question.names]
        spelled = [self._words(value, text.years_back)[:VALUE_TOKENS] for _, value in question.values]
        mentions = sorted(question.mentions, key=lambda mention: mention.start)
        for first in firsts:
            count = min(WINDOW_TOKENS, len(text.ids) - first)
            low, high = text.starts[first], text.ends[first + count - 1]
            here = sorted({m.index for m in mentions if low <= m.start and m.end <= high})
            rows += [
                self._row(text, first, count, header, heads, spelled)
                for header in _headers(heads, spelled, question.values, here)
            ]
        return rows

    def _row(
        self,
        text: EncodedText,
        first: int,
        count: int,
        header: list[tuple[int, list[int]]],
        heads: list[list[int]],
        spelled: list[list[int]],
    ) -> Window:
        ids = [self._cls]
        fields, field_at, values, value_at = [], [], [], []
        for field, its_values in header:
            fields.append(field)
            field_at.append(len(ids))
            ids += [self._field, *heads[field]]
            for value in its_values:
                values.append(value)
                value_at.append(len(ids))
                ids += [self._value, *spelled[value]]
        ids.append(self._sep)
        text_at = len(ids)
        ids += [*text.ids[first : first + count], self._sep]
        return Window(
            ids=tuple(ids),
            text_at=text_at,
            first=first,
            count=count,
            bucket=_bucket(first),
            fields=tuple(fields),
            field_at=tuple(field_at),
            values=tuple(values),
            value_at=tuple(value_at),
        )

    def _words(self, text: str, years_back: int = 0) -> list[int]:
        return [token.id for token in self._tokens(self._read(text, years_back))]


def _without_token(text: str, tokens: Sequence[_Token], unknown: int) -> Iterator[tuple[int, int]]:
    """Yield the words for which the tokenizer has the unknown token alone."""
    places = (token.place for token in tokens if token.id == unknown)
    yield from ((p.start, p.end) for p in places if any(map(str.isalnum, text[p.start : p.end])))


def _dropped(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the gaps between tokens that hold passages without a meaning to anybody: the tokenizer passes over them."""
    if _PASSAGE.search(text):
        gaps = zip((0, *ends), (*starts, len(text)), strict=True)
        yield from ((low, high) for low, high in gaps if _PASSAGE.search(text, low, max(low, high)))


def _headers(
    heads: list[list[int]], spelled: list[list[int]], values: Sequence[tuple[int, str]], here: list[int]
) -> list[list[tuple[int, list[int]]]]:
    """Deal the fields, each with its values, into headers of at most HEADER_TOKENS tokens."""
    headers: list[list[tuple[int, list[int]]]] = [[]]
    room = HEADER_TOKENS
    for field, head in enumerate(heads):
        mine = [value for value in here if values[value][0] == field]
        cost = 1 + len(head)
        if headers[-1] and cost + sum(1 + len(spelled[value]) for value in mine[:1]) > room:
            headers.append([])
            room = HEADER_TOKENS
        headers[-1].append((field, []))
        room -= cost
        for value in mine:
            if 1 + len(spelled[value]) > room and headers[-1][-1][1]:
                headers.append([(field, [])])
                room = HEADER_TOKENS - cost
            headers[-1][-1][1].append(value)
            room -= 1 + len(spelled[value])
    return headers


def _bucket(first: int) -> int:
    """Return how far into the document a window begins: 0 for the first, then by doubling."""
    return min(POSITION_BUCKETS - 1, (first // STRIDE_TOKENS).bit_length())
