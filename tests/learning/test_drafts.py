"""A generator's drafts, kept as they are made."""

from __future__ import annotations

from pathlib import Path
from types import GeneratorType

import pytest

from critic.corpus import LabelledDocument
from critic.fields import Field
from ie_pipeline.errors import IEPipelineError
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.learning.drafts import draft_corpus, kept_drafts, read_drafts
from ie_pipeline.loop import LoopSettings
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

FIELDS = (Field(("law",)), Field(("parties", "*")), Field(("jobs", "*", "company")))


def document(number: int) -> LabelledDocument:
    """Return a document that names its number."""
    return LabelledDocument(f"d{number}", f"Party {number} signs here. " + "And nothing more is said. " * 30, {})


def first_words(request: Request) -> dict[str, object]:
    """Read the party of a passage that names one."""
    words = request.passage.split()
    return {"parties": [" ".join(words[:2])], "jobs": [{"company": "Ünï 北京"}]} if words[0] == "Party" else {}


def party(request: Request) -> dict[str, object]:
    """Read the first party of a passage that names it."""
    return {"parties": ["Party 1"]} if "Party 1" in request.passage else {}


def test_drafts_are_flat_and_merged_over_the_passages(tmp_path: Path) -> None:
    """One line a document, field name to values, whatever the number of its passages."""
    path = tmp_path / "made" / "drafts.jsonl"
    generator = ScriptedGenerator(first_words, first_words, passage_chars=600)
    assert list(draft_corpus(generator, [document(1), document(2)], FIELDS, path, report=print)) == ["d1", "d2"]
    assert read_drafts(path) == {
        "d1": {"parties": ["Party 1"], "company": ["Ünï 北京"]},
        "d2": {"parties": ["Party 2"], "company": ["Ünï 北京"]},
    }
    assert len(generator.requests) > 2


def test_values_on_which_passages_disagree_are_kept(tmp_path: Path) -> None:
    """The first stands in the draft; the others are proposed to the critic as well, so it learns from them too."""

    def law(request: Request) -> dict[str, object]:
        return {"law": "Texas" if request.start else "Ohio"}

    path = tmp_path / "drafts.jsonl"
    list(draft_corpus(ScriptedGenerator(law, law, passage_chars=600), [document(1)], FIELDS, path, report=print))
    assert read_drafts(path) == {"d1": {"law": ["Ohio", "Texas"]}}


def test_with_a_critic_a_long_document_is_drafted_as_in_a_run(tmp_path: Path) -> None:
    """The passages in which the critic sees most are read, and the file holds what was drafted from them."""
    path = tmp_path / "drafts.jsonl"
    text = "And nothing more is said. " * 900 + "Party 1 signs here. " + "And nothing more is said. " * 30
    generator = ScriptedGenerator(party, party, passage_chars=900)
    critic = ScriptedCritic(stated={("parties", "Party 1"): 0.9})
    list(draft_corpus(generator, [LabelledDocument("long", text, {})], FIELDS, path, critic, report=print))
    assert len(generator.requests) == LoopSettings().max_passages
    assert read_drafts(path) == {"long": {"parties": ["Party 1"]}}


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """What is in the file is not paid for again, and the whole is that of an uninterrupted run."""
    path, whole = tmp_path / "drafts.jsonl", tmp_path / "whole.jsonl"
    documents = [document(number) for number in range(9)]
    run = draft_corpus(ScriptedGenerator(first_words, first_words), documents, FIELDS, path, report=print)
    assert [next(run), next(run)] == ["d0", "d1"]
    assert isinstance(run, GeneratorType)
    run.close()
    assert set(read_drafts(path)) == {"d0", "d1"}
    generator = ScriptedGenerator(first_words, first_words)
    rest = [f"d{number}" for number in range(2, 9)]
    assert list(draft_corpus(generator, documents, FIELDS, path, report=print)) == rest
    assert {request.document for request in generator.requests} == set(rest)
    list(draft_corpus(ScriptedGenerator(first_words, first_words), documents, FIELDS, whole, report=print))
    assert path.read_bytes() == whole.read_bytes()


def test_a_document_that_gives_nothing_has_an_empty_draft(tmp_path: Path) -> None:
    """It is not asked again at the next run."""
    path = tmp_path / "drafts.jsonl"
    list(draft_corpus(ScriptedGenerator({}), [document(1)], FIELDS, path, report=print))
    assert read_drafts(path) == {"d1": {}}
    assert list(draft_corpus(ScriptedGenerator({}), [document(1)], FIELDS, path, report=print)) == []


def test_a_document_about_which_a_question_failed_is_told_and_left_out(tmp_path: Path) -> None:
    """What the generator was never heard on is not what it leaves out; the next run asks again."""

    def faltering(request: Request) -> Answer | dict[str, object]:
        lost = request.document == "d1" and request.start > 0
        return Answer(error="timed out") if lost else first_words(request)

    path, told = tmp_path / "drafts.jsonl", list[str]()
    documents = [document(1), document(2)]
    generator = ScriptedGenerator(faltering, faltering, passage_chars=600)
    assert list(draft_corpus(generator, documents, FIELDS, path, report=told.append)) == ["d2"]
    assert told == ["d1: its draft is left out: timed out"]
    again = ScriptedGenerator(first_words, first_words, passage_chars=600)
    assert list(draft_corpus(again, documents, FIELDS, path, report=told.append)) == ["d1"]


def test_any_character_may_stand_in_a_draft(tmp_path: Path) -> None:
    """Also those at which lines end in some programs."""
    path = tmp_path / "drafts.jsonl"
    law = "Ohio\u2028 and\x85 \x0b Texas"
    list(draft_corpus(ScriptedGenerator({"law": law}), [document(1)], FIELDS, path, report=print))
    assert read_drafts(path) == {"d1": {"law": [law]}}


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """At whichever byte of a line it was killed, the file is in the end that of an uninterrupted run."""
    path = tmp_path / "drafts.jsonl"
    documents = [document(number) for number in range(2)]
    list(draft_corpus(ScriptedGenerator(first_words), documents, FIELDS, path, report=print))
    whole = path.read_bytes()
    for end in range(whole.index(b"\n") + 1, len(whole)):
        path.write_bytes(whole[:end])
        lost = ["d1"] if end < len(whole) - 1 else []  # of the last byte only the line end was
        assert [name for name in ("d0", "d1") if name not in read_drafts(path)] == lost
        assert list(draft_corpus(ScriptedGenerator(first_words), documents, FIELDS, path, report=print)) == lost
        assert path.read_bytes() == whole


def test_kept_drafts_are_not_made_again(tmp_path: Path) -> None:
    """Where the file has all of them no generator is needed, not even one that can be had."""
    path = tmp_path / "drafts.jsonl"
    list(draft_corpus(ScriptedGenerator(first_words, first_words), [document(1)], FIELDS, path, report=print))
    assert kept_drafts([document(1)], FIELDS, path, generator="replay:nowhere") == read_drafts(path)
    with pytest.raises(IEPipelineError, match="nowhere"):
        kept_drafts([document(2)], FIELDS, path, generator="replay:nowhere")
