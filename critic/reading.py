"""A whole document read by the network: what every window said, brought together per value and per field.

Fields whose values are whole statements are read by their probes instead (``critic.statements``). Scores only, no
decision: the calibration turns them into probabilities, the critic into findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import category

import torch
from torch import Tensor

from critic.collate import collate
from critic.devices import mixed
from critic.embedding import Embedder
from critic.encoding import MEANINGLESS, EncodedText, Encoder, Mention, Question, Window
from critic.evidence import Source, occurrences
from critic.fields import Field
from critic.findings import Evidence
from critic.model import CriticNetwork, Scores
from critic.passages import coverage
from critic.scores import Pointed, Reading, ValueScore
from critic.statements import StatementReader
from critic.text.folding import fold
from critic.text.naming import in_words, spoken_name
from critic.text.words import closed, whole_words

__all__ = ["FieldReader", "questions"]

BATCH_ROWS = 12
DESCRIPTION_TOKENS = 64
MOST_MENTIONS = 12
"""Of a value that stands in more places, these many, spread over the document, are put to the network."""
_NOTHING = (float("-inf"), Mention(0, 0, 0))
_BLANK = frozenset(("Cc", "Cf", "Mn", "Zl", "Zp", "Zs"))
"""The Unicode categories of spaces, line ends, invisible signs and lone accents, for which there are no tokens."""
ISOLATED = 20
"""Characters within which unknown signs are a name or a misprint that the words around it explain. In more, or in more
than a quarter of a short text, there is a passage that nobody read: another script, or words run together.
"""
LOWEST_SPAN = -4.0
"""Runs that score below this logit are not worth a candidate."""


def questions(
    fields: Sequence[Field], values: Sequence[tuple[int, str]], source: Source
) -> tuple[Question, list[tuple[Evidence, ...]]]:
    """Return the question for these values and where each of them stands."""
    places = [occurrences(source, value) for _, value in values]
    mentions = tuple(
        Mention(index, place.start, place.end)
        for index, found in enumerate(places)
        for place in _spread(found, MOST_MENTIONS)
    )
    names = [spoken_name(field.name) for field in fields]
    shown = [
        spoken_name(" ".join(part for part in field.path if part != "*")) if names.count(name) > 1 else name
        for field, name in zip(fields, names, strict=True)
    ]
    return Question(tuple(fields), tuple(shown), tuple(values), mentions), places


class FieldReader:
    """The network with its tokenizer, the cached meanings of field descriptions and the probes for statements."""

    def __init__(
        self,
        network: CriticNetwork,
        encoder: Encoder,
        hidden: int,
        embedder: Embedder,
        *,
        base: str,
        probes: Mapping[str, Tensor] | None = None,
    ) -> None:
        """Take the network, what embeds descriptions and statements, and the probes by the names of their fields."""
        self.network = network
        self.base = base
        self.encoder = encoder
        self.hidden = hidden
        self.embedder = embedder
        self.statements = StatementReader(embedder, probes or {})
        self._meanings: dict[str, Tensor] = {}
        self._last: tuple[Source, EncodedText] | None = None

    @property
    def device(self) -> torch.device:
        """Where the network computes."""
        return next(self.network.parameters()).device

    def read(
        self,
        source: Source,
        fields: Sequence[Field],
        values: Sequence[tuple[int, str]],
        *,
        only_mentions: bool = False,
    ) -> Reading:
        """Read a document for ``fields`` and the draft's ``values``, given as (index of field, value).

        Every window is read, or with ``only_mentions`` those in which a value stands.
        """
        stated = {index: field.name for index, field in enumerate(fields) if field.name in self.statements.probes}
        if not stated:
            return self._read(source, fields, values, only_mentions=only_mentions)
        theirs = [(index, value) for index, value in values if index in stated]
        by_probe = self.statements.read(source, stated, theirs, pointing=not only_mentions)
        others = [index for index in range(len(fields)) if index not in stated]
        if not others:
            return replace(by_probe, coverage=_coverage(self._encoded(source), [(0, len(source.text))]))
        new = {index: number for number, index in enumerate(others)}
        mine = [(new[index], value) for index, value in values if index in new]
        by_network = self._read(source, [fields[index] for index in others], mine, only_mentions=only_mentions)
        scores = {True: iter(by_probe.values), False: iter(by_network.values)}
        pointed = [replace(found, field=others[found.field]) for found in by_network.pointed]
        return Reading(
            tuple(next(scores[index in stated]) for index, _ in values),
            tuple(sorted([*pointed, *by_probe.pointed], key=_order)),
            by_network.coverage,
        )

    @torch.inference_mode()
    def _read(
        self, source: Source, fields: Sequence[Field], values: Sequence[tuple[int, str]], *, only_mentions: bool
    ) -> Reading:
        """Let the network read."""
        question, places = questions(fields, values, source)
        text = self._encoded(source)
        if not text.ids:
            nothing = tuple(ValueScore(None, None, None, 0) for _ in values)
            return Reading(nothing, (), _coverage(text, ()))
        meanings = dict(enumerate(self.meanings(fields)))
        firsts = list(text.windows())
        if only_mentions:
            firsts = [first for first in firsts if text.holds(first, [(m.start, m.end) for m in question.mentions])]
        rows = self.encoder.windows(text, question, firsts)
        support: list[float | None] = [None] * len(values)
        best: dict[int, tuple[float, Mention]] = {}
        pointed: dict[tuple[int, str], Pointed] = {}
        unread: set[int] = set()
        failed: set[int] = set()
        self.network.eval()
        for window, scores, row in self._score(rows, text, meanings):
            if not _are_numbers(window, scores, row):
                unread.add(window.first)
                failed.update(window.values)
                continue
            for place, index in enumerate(window.values):
                heard = float(scores.support[row, place])
                known = support[index]
                support[index] = heard if known is None else max(known, heard)
            for mention in question.mentions:
                logit = _mention_score(window, scores.spans[row], text, mention, values[mention.index][0])
                if logit is not None and logit > best.get(mention.index, _NOTHING)[0]:
                    best[mention.index] = (logit, mention)
            for found in _runs(window, scores.spans[row], text, source.text):
                _keep(pointed, found)
        held = {(text.starts[r.first], text.ends[r.first + r.count - 1]) for r in rows if r.first not in unread}
        return Reading(
            tuple(_value_score(support[i], best.get(i), places[i], failed=i in failed) for i in range(len(values))),
            tuple(sorted(pointed.values(), key=_order)),
            _coverage(text, sorted(held)),
        )

    def _encoded(self, source: Source) -> EncodedText:
        """Tokenise a source; the last one is kept, for a document is read more than once."""
        last = self._last  # read once, for another thread may read another source meanwhile
        if last is None or last[0] is not source:
            last = self._last = (source, self.encoder.text(source.text))
        return last[1]

    def meanings(self, fields: Sequence[Field]) -> list[Tensor]:
        """Return the embedding (H,) of each field's name and description, by the base encoder without the adapter."""
        return self.meant([in_words(field.name, field.description) for field in fields])

    def meant(self, texts: Sequence[str]) -> list[Tensor]:
        """Return the embeddings (H,) of what fields mean, in the words of ``critic.text.naming.in_words``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._meanings]
        if new:
            embedded = self.embedder.embed(new, tokens=DESCRIPTION_TOKENS, half=False)
            self._meanings.update(zip(new, embedded * self.hidden**0.5 / 10, strict=True))
        return [self._meanings[text] for text in texts]

    def _score(
        self, rows: Sequence[Window], text: EncodedText, meanings: dict[int, Tensor]
    ) -> Iterator[tuple[Window, Scores, int]]:
        ordered = sorted(rows, key=lambda window: len(window.ids))
        for at in range(0, len(ordered), BATCH_ROWS):
            chunk = ordered[at : at + BATCH_ROWS]
            batch = collate([(w, text) for w in chunk], [meanings] * len(chunk), self.hidden).to(self.device)
            with mixed(self.device):
                scores = self.network(batch).cpu()
            for row, window in enumerate(chunk):
                yield window, scores, row


def _order(pointed: Pointed) -> tuple[int, float, int]:
    return pointed.field, -pointed.span, pointed.start


def _are_numbers(window: Window, scores: Scores, row: int) -> bool:
    """Whether the network gave numbers for everything in a window."""
    spans, support = scores.spans[row, : len(window.fields)], scores.support[row, : len(window.values)]
    return bool(spans.isfinite().all() and support.isfinite().all())


def _coverage(text: EncodedText, held: Sequence[tuple[int, int]]) -> float:
    """Return the share of the characters in the runs ``held``, which are in order, that could be read.

    A gap in which nothing is printed counts as read, a passage of unknown signs does not.
    """
    characters = text.text
    blank: list[tuple[int, int]] = []
    reached = 0
    for start, end in (*held, (len(characters), len(characters))):
        if reached < start and _says_nothing(characters[reached:start], _few(text)):
            blank.append((reached, start))
        reached = max(reached, end)
    return coverage(len(characters), (*_parted(held, _unreadable(text)), *blank))


def _says_nothing(gap: str, few: int) -> bool:
    """Whether nothing is printed in a gap between what was read, or no more than a few signs without a meaning."""
    signs = [sign for sign in gap if category(sign) not in _BLANK]
    return len(signs) <= few and all(map(MEANINGLESS.match, signs))


def _unreadable(text: EncodedText) -> list[tuple[int, int]]:
    """Return the passages of unknown signs that are too long to be explained by what stands around them."""
    passages: list[tuple[int, int]] = []
    for start, end in text.unknown:
        near = bool(passages) and start - passages[-1][1] <= ISOLATED
        begin = passages.pop()[0] if near else start
        passages.append((begin, end))
    return [(start, end) for start, end in passages if end - start > _few(text)]


def _few(text: EncodedText) -> int:
    """Return how many signs what stands around them explains."""
    return min(ISOLATED, len(text.text) // 4)


def _parted(runs: Sequence[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is left of runs of characters without the holes, which are in order."""
    for begin, end in runs:
        start = begin
        for low, high in holes:
            if start < high and low < end:
                yield start, max(start, low)
                start = min(high, end)
        yield start, end


def _mention_score(window: Window, spans: Tensor, text: EncodedText, mention: Mention, field: int) -> float | None:
    if field not in window.fields or mention.index not in window.values:
        return None
    tokens = text.token_range(mention.start, mention.end)
    if tokens is None or tokens[0] < window.first or tokens[1] >= window.first + window.count:
        return None
    return float(spans[window.fields.index(field), tokens[0] - window.first, tokens[1] - window.first])


def _runs(window: Window, spans: Tensor, text: EncodedText, characters: str) -> Iterator[Pointed]:
    """Yield the runs that score above LOWEST_SPAN and above every run that overlaps them."""
    for row, field in enumerate(window.fields):
        scores = spans[row]
        above = (scores > LOWEST_SPAN).nonzero()
        ranked = sorted(((float(scores[a, b]), int(a), int(b)) for a, b in above.tolist()), reverse=True)[:40]
        taken: list[tuple[int, int]] = []
        for logit, begin, end in ranked:
            if any(begin <= high and low <= end for low, high in taken):
                continue
            taken.append((begin, end))
            first, last = begin + window.first, end + window.first
            run = text.starts[first], text.ends[last]
            low, high = whole_words(characters, *run)
            widened, high = (low, high) != run, closed(characters, low, high)
            yield Pointed(field, characters[low:high], low, high, logit, 1, widened=widened)


def _keep(pointed: dict[tuple[int, str], Pointed], found: Pointed) -> None:
    key = (found.field, fold(found.value))
    known = pointed.get(key)
    if known is None:
        pointed[key] = found
        return
    better = found if found.span > known.span else known
    again = known.start != found.start
    pointed[key] = replace(better, mentions=known.mentions + int(again))


def _value_score(
    support: float | None, best: tuple[float, Mention] | None, places: Sequence[Evidence], *, failed: bool
) -> ValueScore:
    place = next((p for p in places if best and p.start == best[1].start), places[0] if places else None)
    return ValueScore(support, best[0] if best else None, place, len(places), failed=failed)


def _spread(places: Sequence[Evidence], most: int) -> Sequence[Evidence]:
    if len(places) <= most:
        return places
    return [places[round(k * (len(places) - 1) / (most - 1))] for k in range(most)]
