"""Answers: what the grammar accepts is what is written, and nothing can be flagged that is not there."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from critic.fields import Field
from critic.generative.answers import Answer, Missing, Verdict, grammar, parse, pieces
from critic.generative.questions import Question
from critic.text.folding import one_line

BYTES = LLTokenizer("byte")
FIELDS = (Field(("law",)), Field(("parties", "*")), Field(("items", "*", 'odd "name"')))
PASSAGE = 'Acme "Holdings"\nB.V. of 北京市 signs under the law of Ohio — 👩\u200d👧.'
QUESTION = Question(FIELDS, ((0, "Ohio"), (1, 'Acme "Holdings"')), PASSAGE)
ANSWER = Answer(
    (Verdict(ok=False, explanation='It says "of Ohio".'), Verdict(ok=True)),
    ((Missing("Ohio", "It is stated."),), (Missing("北京市", "也写明。"), Missing('Acme "Holdings" B.V.')), ()),
)
ODD = st.sampled_from('ab "\\.,{}[]\n\x7f北京é\u0301👩_')
TEXTS = st.text(st.one_of(ODD, st.characters(codec="utf-8")), max_size=40)


def _written(question: Question, answer: Answer, *, explained: bool = True) -> str:
    return "".join(piece.text for piece in pieces(question, answer, explained=explained))


def _accepts(rules: str, text: str) -> bool:
    matcher = LLMatcher(BYTES, rules, log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    tokens = list(text.encode())
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def test_an_answer_is_read_as_it_was_written() -> None:
    """Quotes, Chinese and line ends survive, and the grammar lets the answer through."""
    text = _written(QUESTION, ANSWER)
    assert _accepts(grammar(QUESTION, explained=True), text)
    assert parse(text, QUESTION) == ANSWER


def test_labels_alone_have_no_explanations() -> None:
    """A model that was tuned on labels cannot write an explanation, nor one with explanations leave them out."""
    bare = Answer((Verdict(ok=False), Verdict(ok=True)), ((Missing("Ohio"),), (), ()))
    text = _written(QUESTION, bare, explained=False)
    assert "explanation" not in text
    assert _accepts(grammar(QUESTION, explained=False), text)
    assert not _accepts(grammar(QUESTION, explained=True), text)
    assert parse(text, QUESTION) == bare


def test_verdicts_can_be_asked_for_alone() -> None:
    """Of values that come later, nothing more is asked."""
    text = _written(QUESTION, Answer(ANSWER.verdicts, ()))
    assert _accepts(grammar(QUESTION, explained=True, missing=False), text)
    assert not _accepts(grammar(QUESTION, explained=True), text)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(ANSWER.verdicts, ((Missing("Utah"),), (), ())),
        Answer(ANSWER.verdicts, ((Missing("Ohi"),), (), ())),
        Answer(ANSWER.verdicts, ((Missing("Ohio"), Missing("Acme")), (), ())),
        Answer(ANSWER.verdicts, ((Missing(""),), (), ())),
        Answer((Verdict(ok=False, explanation="x" * 300), Verdict(ok=True)), ((), (), ())),
    ],
)
def test_what_the_passage_does_not_print_cannot_be_missing(answer: Answer) -> None:
    """Invented values, parts of words, a second value of a single-valued field and endless reasons are out."""
    assert not _accepts(grammar(QUESTION, explained=True), _written(QUESTION, answer))


def test_other_values_and_fields_cannot_be_judged() -> None:
    """Only what the draft has gets a verdict, and all of it does."""
    rules = grammar(QUESTION, explained=True)
    other = Question(FIELDS, ((0, "Utah"), (1, 'Acme "Holdings"')), PASSAGE)
    assert not _accepts(rules, _written(other, ANSWER))
    fewer = Question(FIELDS, ((0, "Ohio"),), PASSAGE)
    assert not _accepts(rules, _written(fewer, Answer(ANSWER.verdicts[:1], ANSWER.missing)))


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, st.booleans(), st.integers(0, 2**32))
def test_whatever_is_decoded_is_an_answer(passage: str, value: str, explained: bool, seed: int) -> None:
    """A model that writes at random answers the question, and writes it as it would be written again."""
    question, rng = Question(FIELDS[:2], ((0, value), (1, "Acme")), passage), random.Random(seed)
    matcher = LLMatcher(BYTES, grammar(question, explained=explained), log_level=0)
    written = bytearray()
    while not matcher.is_stopped():
        mask = int.from_bytes(matcher.compute_bitmask(), "little")
        allowed = [token for token in range(256) if mask >> token & 1]
        if not allowed:
            break
        written.append(token := rng.choice(allowed))
        assert matcher.consume_token(token)
    answer = parse(written.decode(), question)
    assert _written(question, answer, explained=explained) == written.decode()
    assert all(missing.value in one_line(passage) for found in answer.missing for missing in found)


def test_an_answer_to_another_question_is_refused() -> None:
    """Neither JSON of another shape nor too few verdicts pass for an answer."""
    for text in ("[]", "{}", '{"draft": [], "missing": {}}', '{"draft": [{}, {}], "missing": {}}', "{"):
        with pytest.raises(ValueError, match=r"\w"):
            parse(text, QUESTION)
