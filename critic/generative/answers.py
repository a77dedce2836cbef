"""The answer: a verdict on each value of the draft and, field by field, what the passage states and the draft lacks.

    {"draft": [{"field": "governing_law", "value": "Utah", "verdict": "redundant", "explanation": "..."},
               {"field": "parties", "value": "Acme Inc.", "verdict": "ok"}],
     "missing": {"governing_law": [{"value": "Ohio", "explanation": "..."}], "parties": []}}

Every value gets its verdict and every field its list, in order, so none is skipped, and the grammar leaves open nothing
but the verdicts, the missing values, which are runs of the passage, and the explanations. So an answer always parses
and can flag only what exists.

The verdict comes before its explanation. The other order would let the model reason first, but the probability of a
verdict that follows its own reasons is near 0 or 1 whatever they are worth; here it is the model's whole belief, which
can be calibrated, and a value that is right costs two words. That explanations help also when they are not read first
is what learning from both side by side showed (Hsieh et al. 2023, arXiv 2305.02301; on explanations in fine-tuning see
arXiv 2503.02976).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from critic.causal.lark import COPIED, dumps, literal, source_terminal
from critic.fields import Field
from critic.generative.questions import Question
from critic.text.folding import one_line

__all__ = [
    "MAX_EXPLANATION",
    "Answer",
    "Missing",
    "Part",
    "Piece",
    "Verdict",
    "grammar",
    "most_missing",
    "parse",
    "pieces",
]

MAX_EXPLANATION = 240
"""The longest explanation in characters: two sentences."""
_MANY = 12
_OK, _REDUNDANT = "ok", "redundant"
_HEAD, _MIDDLE, _END = '{"draft": [', '], "missing": {', "}}"
_VALUE, _BECAUSE = '{"value": ', ', "explanation": '
_TEXT = r'/([^"\\\x00-\x1F\x7F]|\\["\\]){0,' + str(MAX_EXPLANATION) + "}/"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the passage supports one value of the draft, and if not, why."""

    ok: bool
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that the passage states and the draft lacks: a run of the passage on one line."""

    value: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdicts in the order of the question's values, the missing values in that of its fields.

    Where the missing values were not asked for, ``missing`` is empty.
    """

    verdicts: tuple[Verdict, ...]
    missing: tuple[tuple[Missing, ...], ...]


class Part(StrEnum):
    """What a piece of an answer is."""

    FORCED = "forced"
    """What the grammar leaves no choice about."""
    VERDICT = "verdict"
    MISSING = "missing"
    """A missing value, or the end of a field's list, with the bracket or comma before it."""
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an answer's text. ``index`` counts verdicts, or fields; ``number`` the missing values of one field."""

    text: str
    part: Part = Part.FORCED
    index: int = 0
    number: int = 0


def most_missing(field: Field) -> int:
    """Return how many values of a field one passage may state and the draft lack, at most."""
    return _MANY if field.many else 1


def pieces(question: Question, answer: Answer, *, explained: bool) -> Iterator[Piece]:
    """Yield the text of an answer piece by piece; ``explained`` says whether it has explanations."""
    names = question.names
    yield Piece(_HEAD)
    for index, ((field, value), verdict) in enumerate(zip(question.drafted, answer.verdicts, strict=True)):
        yield Piece(", " * bool(index) + _asked(names[field], value))
        yield Piece(dumps(_OK if verdict.ok else _REDUNDANT), Part.VERDICT, index)
        if explained and not verdict.ok:
            yield from _explanation(verdict.explanation)
        yield Piece("}")
    yield Piece(_MIDDLE)
    for index, found in enumerate(answer.missing):
        yield Piece(", " * bool(index) + dumps(names[index]) + ": ")
        for number, missing in enumerate(found):
            opening = ", " if number else "["
            yield Piece(opening + _VALUE + dumps(missing.value), Part.MISSING, index, number)
            if explained:
                yield from _explanation(missing.explanation)
            yield Piece("}")
        yield Piece("]" if found else "[]", Part.MISSING, index, len(found))
    yield Piece(_END)


def parse(text: str, question: Question) -> Answer:
    """Read an answer.

    Raises:
        ValueError: it is none to this question.

    """
    try:
        plain = json.loads(text)
        verdicts = tuple(Verdict(entry["verdict"] == _OK, entry.get("explanation", "")) for entry in plain["draft"])
        missing = tuple(
            tuple(Missing(entry["value"], entry.get("explanation", "")) for entry in found)
            for found in plain["missing"].values()
        )
    except (KeyError, TypeError, AttributeError) as error:
        message = f"not an answer ({type(error).__name__}: {error})"
        raise ValueError(message) from error
    if len(verdicts) != len(question.drafted) or len(missing) not in (0, len(question.fields)):
        message = f"{len(verdicts)} verdicts and {len(missing)} fields answer another question"
        raise ValueError(message)
    return Answer(verdicts, missing)


def grammar(question: Question, *, explained: bool, missing: bool = True) -> str:
    """Return the Lark grammar of the answers to a question; without ``missing`` there are verdicts alone."""
    names = question.names
    source = one_line(question.passage)
    because = " " + " ".join([literal(_BECAUSE + '"'), "TEXT", literal('"')]) if explained else ""
    verdicts = [literal(_asked(names[field], value)) + " verdict" for field, value in question.drafted]
    lists = [
        _list(name, most_missing(field) if source else 0) for name, field in zip(names, question.fields, strict=True)
    ]
    start = [*_row(_HEAD, verdicts), *_row(_MIDDLE, lists if missing else ()), literal(_END)]
    lines = [
        "start: " + " ".join(start),
        f'verdict: ({literal(dumps(_OK))} | {literal(dumps(_REDUNDANT))}{because}) "}}"',
    ]
    if missing and source:
        lines += [f'lacking: {literal(_VALUE)} VALUE{because} "}}"', f"VALUE: {COPIED}", source_terminal(source)]
    if explained:
        lines.append(f"TEXT: {_TEXT}")
    return "\n".join(lines) + "\n"


def _asked(name: str, value: str) -> str:
    return f'{{"field": {dumps(name)}, "value": {dumps(value)}, "verdict": '


def _explanation(text: str) -> Iterator[Piece]:
    yield Piece(_BECAUSE)
    yield Piece(dumps(text), Part.EXPLANATION)


def _list(name: str, most: int) -> str:
    """Return the rule of one field's missing values, of which there are at most so many."""
    more = f' (", " lacking){{0,{most - 1}}}' if most > 1 else ""
    values = f" (lacking{more})?" if most else ""
    return literal(dumps(name) + ": [") + values + ' "]"'


def _row(head: str, rules: Sequence[str]) -> list[str]:
    """Return a literal and the rules after it, with commas between them."""
    return [literal(head), *([f" {literal(', ')} ".join(rules)] if rules else [])]
