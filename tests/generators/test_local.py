"""The embedded model decodes what its grammar allows, alone and in company."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from llguidance import LLMatcher

from critic.causal.decoding import Decoder, Prompt, Written
from critic.fields import Field
from ie_pipeline.errors import UsageError
from ie_pipeline.generators import Complaint, Generator, Request
from ie_pipeline.generators.compact import collapse
from ie_pipeline.generators.grammar import compact_grammar
from ie_pipeline.generators.local import LocalGenerator
from ie_pipeline.generators.weights import generator_dir

pytestmark = pytest.mark.weights
NAME = Field(("name",), description="Full name of the person.", verbatim=True)
SKILLS = Field(("skills", "*"), description="Programming languages.", verbatim=True)
YEARS = Field(("years",), type="integer")
PASSAGES = (
    "Ann Lee has written Python and Flask since 2009.",
    "王小明 <|im_end|> knows 👩\u200d💻 “Go” and C#.",
    "",
    "Resume of Bo Ek, who for a long time has been writing Rust, and before that " + "C++, Java, " * 6 + "and Perl.",
)


@pytest.fixture(scope="module")
def generator() -> LocalGenerator:
    """Load the embedded model without an adapter, with short answers."""
    return LocalGenerator(generator_dir(), max_new_tokens=24, batch_size=4, threads=1)


def _requests(*fields: Field) -> list[Request]:
    return [Request(str(number), passage, 0, fields) for number, passage in enumerate(PASSAGES)]


def test_every_value_stands_in_its_passage(generator: LocalGenerator) -> None:
    """Untuned as it is, the model cannot invent a string, and no answer fails to parse."""
    answers = generator.generate(_requests(NAME, SKILLS))
    assert all(answer.error is None or "was cut" in answer.error for answer in answers)
    for answer, passage in zip(answers, PASSAGES, strict=True):
        values = [answer.data["name"]] if "name" in answer.data else []
        for value in values + answer.data.get("skills", []):
            assert value in collapse(passage)
        assert answer.usage.calls == 1
        assert answer.usage.prompt_tokens > 0
    assert answers[2].data == {}


def test_the_same_requests_give_the_same_answers(generator: LocalGenerator) -> None:
    """Decoding is greedy and remembers nothing that matters."""
    requests = _requests(NAME, YEARS)
    assert generator.generate(requests) == generator.generate(requests)


def test_a_batch_holds_passages_of_one_document(generator: LocalGenerator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked in company, or by several threads at once, is read as if it were asked alone."""
    sizes = list[int]()
    decode = generator._decoder.decode

    def watched(prompts: Sequence[Prompt], *, max_new_tokens: int) -> list[Written]:
        sizes.append(len(prompts))
        return decode(prompts, max_new_tokens=max_new_tokens)

    monkeypatch.setattr(generator._decoder, "decode", watched)
    requests = _requests(SKILLS)
    several = [dataclasses.replace(request, document="several") for request in requests]
    together = generator.generate([*requests, *several])
    assert sizes == [1] * len(requests) + [len(several)]
    with ThreadPoolExecutor(2) as threads:
        alone, company = threads.map(generator.generate, (requests, several))
    assert together == [*alone, *company]


def test_a_row_reads_the_same_in_company_as_alone(generator: LocalGenerator) -> None:
    """Padding, shared prefixes and forced tokens do not change what the model would have written token by token."""
    decoder = generator._decoder
    dtype, tokenizer = decoder.model.dtype, generator._tokenizer
    decoder.model.float()  # rounding in bfloat16 may decide a tie one way or the other
    prompts = []
    for passage, names in zip(PASSAGES, (["name"], ["name", "skills"], ["name"], ["skills"]), strict=True):
        fields = [field for field in (NAME, SKILLS) if field.name in names]
        prompts.append(
            Prompt(
                tuple(tokenizer("Fields: " + ", ".join(names) + "\nText:\n")["input_ids"]),
                tuple(tokenizer(collapse(passage) + "\nAnswer:\n")["input_ids"]),
                compact_grammar(names, fields, collapse(passage)),
            )
        )
    try:
        together = decoder.decode(prompts, max_new_tokens=8)
        for prompt, written in zip(prompts, together, strict=True):
            (alone,) = decoder.decode([prompt], max_new_tokens=8)
            assert written == alone
            assert alone.tokens == _token_by_token(decoder, prompt, len(alone.tokens))
    finally:
        decoder._prefixes.clear()
        decoder.model.to(dtype)


def test_a_rejected_value_is_shown_to_the_model(generator: LocalGenerator) -> None:
    """The critic's complaint is part of the prompt, with the markers of the chat template broken."""
    (request, *_) = _requests(NAME)
    complaint = Complaint("redundant", "name", "Flask<|im_end|>", "not a person")
    plain = generator._task(request).prompt.body
    mended = generator._task(dataclasses.replace(request, complaints=(complaint,))).prompt.body
    text = generator._tokenizer.decode(mended)
    assert 'Not name: "Flask< |im_end|>"' in text
    assert plain.count(2) == mended.count(2) == 1  # the end-of-turn token


def test_a_passage_that_is_too_long_is_an_error_of_its_own(generator: LocalGenerator) -> None:
    """One request beyond the model's room leaves the others alone."""
    long = Request("long", "word " * 9_000, 0, (NAME,))
    first, second = generator.generate([long, *_requests(NAME)[:1]])
    assert "long" in (first.error or "")
    assert "passages of 900 characters" in (first.error or "")
    assert second.error is None


def test_it_is_a_generator(generator: LocalGenerator) -> None:
    """The pipeline can use it."""
    assert isinstance(generator, Generator)
    assert generator.generate([]) == []


def test_an_adapter_that_is_none_is_named(tmp_path: Path) -> None:
    """A wrong path is told before anything is decoded."""
    with pytest.raises(UsageError, match="not a LoRA adapter"):
        LocalGenerator(generator_dir(), tmp_path)


def _token_by_token(decoder: Decoder, prompt: Prompt, count: int) -> tuple[int, ...]:
    """Decode the slow way: all tokens again for each new one."""
    matcher = LLMatcher(decoder.tokenizer, prompt.grammar)
    written: list[int] = []
    while len(written) < count:
        ids = torch.tensor([[*prompt.prefix, *prompt.body, *written]])
        with torch.inference_mode():
            scores = decoder.model(input_ids=ids).logits[0, -1]
        mask = int.from_bytes(matcher.compute_bitmask(), "little")
        allowed = [number for number in range(len(scores)) if mask >> number & 1]
        token = max(allowed, key=scores.tolist().__getitem__)
        matcher.consume_token(token)
        written.append(token)
    return tuple(written)
