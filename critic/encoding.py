"""What the network reads: windows of the source, each behind a header of fields and the draft's values.

    [CLS] [F] agreement date [V] May 1, 2014 [F] parties [V] A Inc. [V] B LLC [SEP] …the window's tokens… [SEP]

A value stands in the header of every window in which it occurs, and of no other: the question put to the network is
"is this mention a value of this field?". Values that occur nowhere never reach the network; the evidence has already
spoken. Of each token of the text the network is also told how it looks (``critic.text.typography``). Knows no schema
and no threshold.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from critic.fields import Field
from critic.text.typography import Gap, case_of, encodable, gap_of
from critic.text.words import address_endings, joined

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["EncodedText", "Encoder", "Mention", "Question", "Window"]

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


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's tokens: ids, character offsets, and whether a word may begin or end at each.

    ``unknown`` has the words, as (start, end) in characters, that the tokenizer has no token for; a picture is no word.
    """

    text: str
    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    begins_word: tuple[bool, ...]
    ends_word: tuple[bool, ...]
    unknown: tuple[tuple[int, int], ...] = ()

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
        starts, ends = self.starts[first : first + count], self.ends[first : first + count]
        cases = tuple(case_of(self.text[start:end]) for start, end in zip(starts, ends, strict=True))
        gaps = tuple(self._gap(number) for number in range(first, first + count + 1))
        return cases, gaps[:-1], gaps[1:]

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

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self.tokenizer = tokenizer
        self._cls, self._sep = tokenizer.cls_token_id, tokenizer.sep_token_id
        self._field = tokenizer.convert_tokens_to_ids(FIELD_TOKEN)
        self._value = tokenizer.convert_tokens_to_ids(VALUE_TOKEN)
        self._com: int | None = tokenizer.vocab.get("com")

    def text(self, text: str) -> EncodedText:
        """Tokenise a whole document; nothing is cut."""
        printed = [(token, start, end) for token, start, end in self._tokens(text) if start < end]
        ids, starts, ends = (tuple(token[part] for token in printed) for part in range(3))
        return EncodedText(
            text=text,
            ids=ids,
            starts=starts,
            ends=ends,
            begins_word=tuple(at == 0 or not joined(text[at - 1], text[at]) for at in starts),
            ends_word=tuple(at == len(text) or not joined(text[at - 1], text[at]) for at in ends),
            unknown=tuple(
                (start, end)
                for token, start, end in zip(ids, starts, ends, strict=True)
                if token == self.tokenizer.unk_token_id and any(map(str.isalnum, text[start:end]))
            ),
        )

    def _tokens(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield the tokens of a text, each as (id, start, end).

        Every e-mail address is read as one that ends in ``com``: in what country its owner has it is no matter.
        """
        encoded: Any = self.tokenizer(
            encodable(text), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        endings = dict(address_endings(text))
        reached = 0
        for token, (left, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
            # Some tokenizers count the space before a word as the word's; a value never begins with it.
            start = end - len(text[left:end].lstrip())
            if start < reached:
                continue
            if self._com is not None and start in endings:
                reached = endings[start]
                yield self._com, start, reached
            else:
                yield token, start, end

    def windows(self, text: EncodedText, question: Question, firsts: Sequence[int]) -> list[Window]:
        """Return the rows for the windows that begin at the tokens ``firsts``, several where a header is too long."""
        rows = []
        heads = [self._words(name) for name in question.names]
        spelled = [self._words(value)[:VALUE_TOKENS] for _, value in question.values]
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

    def _words(self, text: str) -> list[int]:
        return [token for token, _, _ in self._tokens(text)]


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
