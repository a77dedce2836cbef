"""The grammar of compact answers: what it accepts always parses, and verbatim values stand in the passage."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from critic.causal.lark import MAX_STRING, chunks
from critic.fields import Field
from ie_pipeline.generators.compact import answer, collapse
from ie_pipeline.generators.grammar import compact_grammar

BYTES = LLTokenizer("byte")
PASSAGE = 'Acme "Holdings" B.V. of 北京市 pays \\ 3.5% — e\u0301tat — to 👩\u200d👩\u200d👧 in Phoenix, AZ'
FIELDS = (
    Field(("name",), verbatim=True),
    Field(("tools", "*"), verbatim=True),
    Field(("count",), type="integer"),
    Field(("share",), type="number"),
    Field(("signed",), type="boolean"),
    Field(("kind",), enum=('an "odd" one', "b", 3)),
    Field(("summary",)),
)
NAMES = tuple(field.name for field in FIELDS)
TEXTS = st.text(
    st.one_of(st.sampled_from('ab "\\.,{}[]\n北京é\u0301👩\u200d👧_%'), st.characters(codec="utf-8")), max_size=60
)


def _accepts(grammar: str, text: str) -> bool:
    matcher = LLMatcher(BYTES, grammar, log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    tokens = list(text.encode())
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def _states(values: dict[str, Any], **options: bool) -> bool:
    """Say whether these values can be written, with nothing for the other fields."""
    whole = {name: [] for name in NAMES} | values
    return _accepts(compact_grammar(NAMES, FIELDS, PASSAGE, **options), json.dumps(whole, ensure_ascii=False))


@pytest.mark.parametrize(
    "values",
    [
        {"name": ["Phoenix, AZ"]},
        {"name": ['Acme "Holdings" B.V.']},
        {"name": ["\\ 3.5%"]},
        {"name": ["京"], "tools": ["北京市", "👩\u200d👩\u200d👧", "e\u0301tat"]},
        {"count": [-12], "share": [3.25], "signed": [True]},
        {"kind": ['an "odd" one', 3]},
        {"summary": ['free "text"\nin\ttwo lines, 漢字']},
        {name: [value] for name, value in zip(NAMES, ["of", "to", 1, 2.5, False, "b", "x"], strict=True)},
    ],
)
def test_what_the_passage_states_can_be_written(values: dict[str, Any]) -> None:
    """Quotes, backslashes, Chinese, combining marks and emoji are copied as they stand."""
    assert _states(values)
    if all(isinstance(value, str) for found in values.values() for value in found):
        assert _accepts(compact_grammar(NAMES, FIELDS, PASSAGE), answer({name: values.get(name, ()) for name in NAMES}))


@pytest.mark.parametrize(
    "values",
    [
        {"name": ["Acme Holdings"]},
        {"name": ["Acm"]},
        {"name": ["Phoenix, AZ."]},
        {"name": [""]},
        {"name": [" of"]},
        {"name": ["e"]},
        {"name": ["of", "to", "in"]},
        {"kind": ["c"]},
        {"count": [1.5]},
        {"count": ["1"]},
        {"else": ["of"]},
        {"summary": ["x" * (MAX_STRING + 1)]},
    ],
)
def test_what_the_schema_or_the_passage_does_not_have_cannot_be_written(values: dict[str, Any]) -> None:
    """Invented strings, halves of words, other fields and values of another type are not in the language."""
    assert not _states(values)


@pytest.mark.parametrize("text", ["{}", '{"name": []}', '{"tools": [], "name": []}', '{"name": [],"tools": []}'])
def test_every_field_is_answered_in_its_order(text: str) -> None:
    """None is skipped, and there is one way to write an answer."""
    assert not _accepts(compact_grammar(NAMES[:2], FIELDS[:2], PASSAGE), text)


@given(st.lists(st.sampled_from(FIELDS), unique=True), TEXTS)
def test_nothing_can_always_be_stated(fields: list[Field], passage: str) -> None:
    """Whatever the fields and the passage, the answer without values is possible."""
    names = [field.name for field in fields]
    assert _accepts(compact_grammar(names, fields, collapse(passage)), answer(dict.fromkeys(names, ())))


def test_without_copying_a_verbatim_field_takes_any_string() -> None:
    """Copying is a choice."""
    assert _states({"name": ["Somebody Else"]}, copy=False)


@given(TEXTS)
def test_chunks_lose_nothing(passage: str) -> None:
    """Joined again, the chunks are the passage."""
    assert "".join(chunks(passage)) == passage


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 2**32))
def test_whatever_is_decoded_parses_and_verbatim_values_stand_in_the_passage(passage: str, seed: int) -> None:
    """A model that writes at random writes JSON, and cannot invent a string."""
    passage, rng = collapse(passage), random.Random(seed)
    fields = FIELDS[:2] + FIELDS[5:6]
    matcher = LLMatcher(BYTES, compact_grammar(NAMES[:2] + NAMES[5:6], fields, passage), log_level=0)
    written = bytearray()
    while not matcher.is_stopped():
        mask = int.from_bytes(matcher.compute_bitmask(), "little")
        allowed = [token for token in range(256) if mask >> token & 1]
        if not allowed:
            break
        written.append(token := rng.choice(allowed))
        assert matcher.consume_token(token)
    found = json.loads(written.decode())
    assert tuple(found) == NAMES[:2] + NAMES[5:6]
    for value in found["name"] + found["tools"]:
        assert value in passage
        assert value.strip()


def test_field_names_of_any_kind_are_quoted() -> None:
    """A quote, a backslash or a slash in a field's name is a literal, not grammar."""
    odd = ('a "b" \\ c', "{n}", "日期/时间")
    fields = [Field((name,), verbatim=True) for name in odd]
    assert _accepts(compact_grammar(odd, fields, "yes"), answer({name: ["yes"] for name in odd}))


def test_a_schema_of_hundreds_of_fields_compiles() -> None:
    """The grammar grows with the number of fields, not with its square."""
    names = [f"field_{number}" for number in range(400)]
    grammar = compact_grammar(names, [Field((name,), verbatim=True) for name in names], "a b c")
    assert len(grammar) < 400 * 250
    assert _accepts(grammar, answer({name: ["b c"] if name == "field_399" else [] for name in names}))
