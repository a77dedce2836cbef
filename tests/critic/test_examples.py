"""Examples for the network: what is right, what is wrong, and what nobody knows and so is not trained."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import torch

from critic.corpus import LabelledDocument, Span
from critic.examples import Example, Task, by_pattern, draw
from critic.fields import Field
from critic.labels import IGNORED, RIGHT, WRONG
from critic.mistakes.planting import Pool
from critic.reading import FieldReader
from critic.text.naming import in_words

TEXT = "Mira Olsen. Baker at Crumb & Co, 2019 - 2021. Studied in Bergen, lived in Bergen. Miller at Flour AG."
COMPANY, CITY, NAME = Field(("positions", "*", "company")), Field(("city",)), Field(("name",))


def span(field: str, value: str) -> Span:
    """Return the first place of a value."""
    return Span(field, TEXT.index(value), TEXT.index(value) + len(value))


def document() -> LabelledDocument:
    """Return a labelled resume, keyed by names as a corpus is."""
    gold = {"company": ("Crumb & Co", "Flour AG"), "city": ("Bergen",), "name": ("Mira Olsen",)}
    return LabelledDocument("a", TEXT, gold, (span("company", "Crumb & Co"), span("company", "Flour AG")))


def drawn(reader: FieldReader, task: Task, times: int = 40) -> list[Example]:
    """Draw a task many times, with its real drafts only."""
    return [example for seed in range(times) for example in draw(reader, task, 1.0, random.Random(seed))]


def test_a_task_holds_its_document_and_its_drafts_by_pattern() -> None:
    """Names of a corpus, dotted names and patterns mean the same; fields that are not asked are left out."""
    task = Task(document(), (COMPANY, CITY), ({"company": ["Crumb & Co", "Crumb & Co"]}, {"positions.company": ["X"]}))
    assert task.document.gold == {"/positions/*/company": ("Crumb & Co", "Flour AG"), "/city": ("Bergen",)}
    assert {entry.field for entry in task.document.spans} == {"/positions/*/company"}
    assert task.drafts == ({"/positions/*/company": ("Crumb & Co",)}, {"/positions/*/company": ("X",)})
    assert by_pattern(task.document, task.fields) == task.document
    assert replace(task).drafts == task.drafts


def test_what_was_not_asked_or_is_uncertain_is_not_judged() -> None:
    """By name, by pattern and by the list of objects that a field belongs to."""
    fields = (COMPANY, CITY, NAME)
    uncertain = replace(document(), uncertain=frozenset({"city"}))
    assert by_pattern(uncertain, fields).asked == {"/positions/*/company", "/name"}
    asked = replace(document(), asked=frozenset({"positions", "/name"}))
    assert by_pattern(asked, fields).asked == {"/positions/*/company", "/name"}


def test_a_name_that_two_fields_bear_judges_neither() -> None:
    """A corpus that says "company" may mean either; a dotted name is clear."""
    other = Field(("references", "*", "company"))
    assert by_pattern(document(), (COMPANY, other, CITY)).asked == {"/city"}
    clear = replace(document(), gold={"positions.company": ("Crumb & Co",)}, spans=(span("references.company", "AG"),))
    keyed = by_pattern(clear, (COMPANY, other))
    assert keyed.gold == {"/positions/*/company": ("Crumb & Co",)}
    assert [entry.field for entry in keyed.spans] == ["/references/*/company"]
    assert keyed.asked == {"/positions/*/company", "/references/*/company"}


@pytest.mark.weights
def test_values_are_labelled_where_they_are_annotated(reader: FieldReader) -> None:
    """A wrong value is wrong, a right one is right; the right city stands twice and nobody said where: not known."""
    draft = {"company": ["Crumb & Co", "Bergen"], "city": ["Bergen"]}
    labels: dict[tuple[str, str], set[int]] = {}
    for example in drawn(reader, Task(document(), (COMPANY, CITY), (draft,))):
        flat = [("/positions/*/company", "Crumb & Co"), ("/positions/*/company", "Bergen"), ("/city", "Bergen")]
        if len(example.window.fields) == 2 and len(example.support) == 3 and example.support[0] != IGNORED:
            for key, label in zip(flat, example.support, strict=True):
                labels.setdefault(key, set()).add(label)
    assert labels == {
        ("/positions/*/company", "Crumb & Co"): {RIGHT},
        ("/positions/*/company", "Bergen"): {WRONG},
        ("/city", "Bergen"): {IGNORED},
    }


@pytest.mark.weights
def test_a_mention_of_a_right_value_is_never_trained_as_wrong(reader: FieldReader) -> None:
    """Both mentions of the city are marked as not known, both companies as right."""
    for example in drawn(reader, Task(document(), (COMPANY, CITY)), times=10):
        if len(example.window.fields) == 2:
            labels = sorted(label for _, _, _, label in example.spans)
            assert labels[:2] == [IGNORED, IGNORED]
            assert labels.count(RIGHT) == 2


@pytest.mark.weights
def test_where_a_right_value_stands_nowhere_nothing_is_said_of_the_runs(reader: FieldReader) -> None:
    """Some run may state it in other words; the other fields are as known as ever."""
    inferred = replace(document(), gold={**document().gold, "city": ("Bergen", "Norway")})
    for example in drawn(reader, Task(inferred, (COMPANY, CITY)), times=10):
        if len(example.window.fields) == 2:
            assert sorted(example.known) == [False, True]


@pytest.mark.weights
def test_a_field_that_is_not_judged_is_not_asked(reader: FieldReader) -> None:
    """Neither for its values nor for what is missing; where nothing is judged, nothing is drawn."""
    task = Task(replace(document(), uncertain=frozenset({"city"})), (COMPANY, CITY), ({"city": ["Bergen"]},))
    assert {example.window.fields for example in drawn(reader, task)} == {(0,)}
    assert not drawn(reader, Task(replace(document(), asked=frozenset()), (COMPANY, CITY)))


@pytest.mark.weights
def test_a_variant_is_labelled_as_the_document_is(reader: FieldReader) -> None:
    """What a variant adds under a field's name is right in it."""

    def moved(original: LabelledDocument, rng: random.Random) -> LabelledDocument:
        spans = tuple(Span(entry.field, entry.start + 5, entry.end + 5) for entry in original.spans)
        return replace(original, text="Nora " + original.text, spans=(*spans, Span("name", 0, 4)))

    task = Task(document(), (COMPANY, NAME), varied=moved)
    examples = [example for example in drawn(reader, task, times=10) if len(example.window.fields) == 2]
    assert examples
    assert all(sum(label == RIGHT for *_, label in example.spans) == 3 for example in examples)


@pytest.mark.weights
def test_planted_values_stand_in_the_text_that_is_read(reader: FieldReader) -> None:
    """What another document has for a field is put into this one, where it is no value of the field, and is wrong."""
    others = [replace(document(), gold={"/city": (name,)}, asked=None) for name in ("Oslo", "Turku", "Malmo", "Gdansk")]
    task = Task(document(), (COMPANY, CITY), pool=Pool.of(others, ["/positions/*/company", "/city"]))
    planted = 0
    for seed in range(120):
        for example in draw(reader, task, 0.0, random.Random(seed)):
            ids = example.text.ids[example.window.first : example.window.first + example.window.count]
            words = reader.encoder.tokenizer.decode(ids)
            if any(name.lower() in words for name in ("Oslo", "Turku", "Malmo", "Gdansk")):
                planted += 1
                assert WRONG in example.support
    assert planted
    assert task.document.text == TEXT


@pytest.mark.weights
def test_a_field_by_another_name_has_that_names_meaning(reader: FieldReader) -> None:
    """Name and embedding go together, as they do where a schema really uses the other name."""
    task = Task(document(), (CITY,), ({"city": ["Bergen"]},), other_names={"city": ("home_town",)})
    meant = {name: reader.meant([in_words(name, CITY.description)])[0] for name in ("city", "home_town")}
    spoken = set()
    for example in drawn(reader, task):
        name = reader.encoder.tokenizer.decode(example.window.ids[2 : 2 + 2]).removesuffix(" [unused2]")
        meaning = example.meanings[0]
        if meaning.any():
            spoken.add(name)
            assert torch.equal(meaning, meant["home_town" if name == "home town" else "city"])
    assert "home town" in spoken
    assert len(spoken) > 1


@pytest.mark.weights
def test_a_field_is_described_in_other_words_now_and_then(reader: FieldReader) -> None:
    """As another schema would describe it, under the same name."""
    other = "Where somebody lives."
    task = Task(document(), (CITY,), ({"city": ["Bergen"]},), descriptions={"city": (other,)})
    meant = [reader.meant([in_words("city", words)])[0] for words in (CITY.description, other)]
    drawn_meanings = [example.meanings[0] for example in drawn(reader, task)]
    counts = [sum(torch.equal(meaning, one) for meaning in drawn_meanings) for one in meant]
    assert counts[0] > counts[1] > 0
