"""Synthetic rows: damaged drafts with the whole truth about them, flat and nested, in English and Chinese."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from critic import pointers
from critic.corpus import LabelledDocument, Span
from critic.fields import leaves
from critic.findings import FindingKind
from critic.mistakes.fiction import write_resume
from critic.mistakes.labelled import Labelling
from critic.mistakes.planting import Pool
from critic.mistakes.rows import Mistake, MistakeRow, Origin
from critic.mistakes.synthetic import synthesise, synthesise_nested
from critic.text.sameness import same

RESUME = json.loads((Path(__file__).parents[3] / "schemas/resume.json").read_text(encoding="utf-8"))
ZH = (
    "林清海，男，1971年出生，2007年10月至今任海棠科技有限公司董事长，曾任北川机电有限公司总经理、财务总监。"
    "其兄：林清河，1968年3月出生，现任苏州纺织厂副厂长。"
)
ZH_GOLD = {
    "姓名": ("林清海",),
    "公司": ("海棠科技有限公司", "北川机电有限公司"),
    "职称": ("董事长", "总经理", "财务总监"),
}
ZH_SCHEMA = {
    "type": "object",
    "properties": {"姓名": {"type": "string"}}
    | {n: {"type": "array", "items": {"type": "string"}} for n in ("公司", "职称")},
}


def check(row: MistakeRow) -> None:
    """See that a row accounts for each value of its draft once, and that every offset is true."""
    redundant = [t.pointer for t in row.truths if t.mistake not in (Mistake.OMITTED_VALUE, Mistake.OMITTED_ITEM)]
    accounted = Counter(redundant) + Counter(value.pointer for value in row.right)
    assert accounted == Counter(leaf.pointer for leaf in leaves(row.draft, row.fields))
    for truth in row.truths:
        assert truth.explanation
        if truth.mistake not in (Mistake.OMITTED_VALUE, Mistake.OMITTED_ITEM):
            assert pointers.get(row.draft, truth.pointer) == truth.value
        elif truth.start is not None:
            assert same(row.text[truth.start : truth.end], str(truth.value))
    for value in row.right:
        assert value.start is None or same(row.text[value.start : value.end], str(value.value))


def kinds(rows: list[MistakeRow]) -> Counter[Mistake]:
    """Count the mistakes of some rows."""
    return Counter(truth.mistake for row in rows for truth in row.truths)


@pytest.fixture(scope="module")
def nested() -> list[MistakeRow]:
    """Return damaged drafts of fictional resumes with lists of objects."""
    rng = random.Random(0)
    documents = [write_resume(random.Random(seed)).labelled() for seed in range(25)]
    labelling = Labelling.of(RESUME, documents)
    return [synthesise_nested(document, labelling, rng, rate=0.4) for document in documents for _ in range(2)]


def test_a_nested_row_accounts_for_every_value(nested: list[MistakeRow]) -> None:
    """Also for those in lists of objects, whatever became of the items."""
    for row in nested:
        check(row)
        assert row.origin is Origin.SYNTHETIC


def test_nested_drafts_have_mistakes_of_all_kinds(nested: list[MistakeRow]) -> None:
    """Cut, misplaced and repeated values, and values and items left out; what stands nowhere is seldom made up."""
    assert set(kinds(nested)) >= set(Mistake) - {Mistake.INVENTED}


def test_a_value_may_turn_up_in_another_item(nested: list[MistakeRow]) -> None:
    """The employer of one position at another is wrong there, though it is right in the list."""
    swapped = 0
    for row in nested:
        right = {value.value for value in row.right} | {truth.value for truth in row.truths}
        for truth in row.truths:
            if truth.mistake is Mistake.MISPLACED and truth.pattern == "/positions/*/company":
                others = [
                    t for t in row.truths if t.pattern == truth.pattern and t is not truth and t.value == truth.value
                ]
                swapped += bool(others) or truth.value in right - {truth.value}
    assert swapped


def test_without_damage_nothing_is_wrong() -> None:
    """The draft is the right record."""
    document = write_resume(random.Random(1)).labelled()
    labelling = Labelling.of(RESUME, [document])
    row = synthesise_nested(document, labelling, random.Random(0), rate=0.0)
    assert row.draft == document.record
    assert not row.truths
    assert not synthesise(document, labelling, random.Random(0), rate=0).truths


def test_the_same_seed_gives_the_same_row() -> None:
    """A set can be made again."""
    document = write_resume(random.Random(1)).labelled()
    labelling = Labelling.of(RESUME, [document])
    first, second = (synthesise_nested(document, labelling, random.Random(5), rate=0.5) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("make", [synthesise, synthesise_nested])
def test_planted_values_stand_in_the_text_of_the_row(make: Callable[..., MistakeRow]) -> None:
    """What is taken from other documents is put into the text, spans move along, and it is misplaced, not invented."""
    documents = [write_resume(random.Random(seed)).labelled() for seed in range(25)]
    labelling = Labelling.of(RESUME, documents)
    pool = Pool.of(documents, tuple(labelling.labels.values()))
    rng = random.Random(0)
    rows = [make(document, labelling, rng, rate=0.4, pool=pool) for document in documents]
    for row in rows:
        check(row)
    assert sum(row.text != document.text for row, document in zip(rows, documents, strict=True)) > 15
    counted = kinds(rows)
    assert counted[Mistake.MISPLACED] > 10 * counted[Mistake.INVENTED]


def chinese() -> LabelledDocument:
    """Return a Chinese document with its spans."""
    spans = tuple(Span(n, ZH.index(v), ZH.index(v) + len(v)) for n, values in ZH_GOLD.items() for v in values)
    return LabelledDocument("zh", ZH, ZH_GOLD, spans)


def test_a_document_stays_where_it_is_whatever_is_planted() -> None:
    """Its rows' texts differ with the values that are planted, and its cluster does not."""
    documents = [replace(write_resume(random.Random(seed)).labelled(), cluster="") for seed in range(6)]
    labelling = Labelling.of(RESUME, documents)
    pool = Pool.of(documents, list(labelling.labels.values()))
    rows = [
        make(document, labelling, random.Random(seed), rate=0.6, pool=pool)
        for document in documents
        for make in (synthesise, synthesise_nested)
        for seed in range(3)
    ]
    assert len({row.text for row in rows}) > len(documents)
    assert len({(row.document, row.cluster) for row in rows}) == len(documents)
    assert all(row.cluster for row in rows)


def test_a_statement_is_not_planted_where_it_would_be_as_true() -> None:
    """A sentence that says a risk says it wherever it stands."""
    said = "The amount repaid on the {} may fall below what was invested, without any compensation to its holder."
    documents = [
        LabelledDocument(
            str(n), f"Terms of {n}. {said.format(name)} Signed by Ada Reed.", {"risk": (said.format(name),)}
        )
        for n, name in enumerate(("Notes", "Warrants", "Units", "Shares"))
    ]
    schema = {"type": "object", "properties": {"risk": {"type": "string"}}}
    labelling = Labelling.of(schema, documents)
    pool = Pool.of(documents, ["risk"])
    rows = [
        synthesise(document, labelling, random.Random(seed), rate=1.0, pool=pool)
        for document in documents
        for seed in range(10)
    ]
    assert {row.text for row in rows} == {document.text for document in documents}


def test_chinese_is_damaged_by_characters() -> None:
    """Values are cut and stretched within words, explained in Chinese, and offsets are true."""
    rng = random.Random(0)
    rows = [
        synthesise(chinese(), Labelling.of(ZH_SCHEMA, [chinese()]), rng, rate=0.5, language="zh") for _ in range(60)
    ]
    for row in rows:
        check(row)
    distorted = {t.value for row in rows for t in row.truths if t.mistake is Mistake.DISTORTED}
    values = [value for listed in ZH_GOLD.values() for value in listed]
    assert any(value != cut and value.startswith(cut) for cut in distorted for value in values)
    assert any(value != more and value in more for more in distorted for value in values)
    misplaced = {(t.pattern, t.value) for row in rows for t in row.truths if t.mistake is Mistake.MISPLACED}
    assert {("/姓名", "林清河"), ("/公司/*", "苏州纺织厂"), ("/职称/*", "副厂长")} <= misplaced


def test_numbers_of_a_schema_stay_numbers() -> None:
    """A wrong year under an integer field is an integer where it can be read as one."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"year": {"type": "integer"}, "years": {"type": "array", "items": {"type": "integer"}}},
    }
    document = LabelledDocument(
        "a", "From 2001 and 2004, not 2007 or 2011.", {"year": ("2001",), "years": ("2001", "2004")}
    )
    rng = random.Random(0)
    rows = [synthesise(document, Labelling.of(schema, [document]), rng, rate=0.6) for _ in range(30)]
    written = [leaf.value for row in rows for leaf in leaves(row.draft, row.fields)]
    assert set(written) - {2001, 2004}
    assert all(isinstance(value, int) for value in written)


CLASSES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "return": {"enum": ["Entailment", "Contradiction", "Not Mentioned"]},
        "mutual": {"type": "boolean"},
        "topics": {"type": "array", "items": {"enum": ["lease", "supply", "licence"]}},
        "party": {"type": "string"},
    },
}


@pytest.mark.parametrize("nested", [False, True])
def test_a_wrong_class_is_another_of_the_schemas_classes(*, nested: bool) -> None:
    """A model under a schema writes no others; and none is put into the text, where no class needs to stand."""
    documents = [
        LabelledDocument(
            f"d{number}",
            f"Neither Party of the Lease shall keep what Orrin Bay Ltd or {party} told Maple Court Bank in Norland.",
            {"return": (said,), "mutual": ("True",), "topics": ("lease", "supply"), "party": (party,)},
            record={"return": said, "mutual": True, "topics": ["lease", "supply"], "party": party} if nested else None,
        )
        for number, (party, said) in enumerate(
            (("Quill House AG", "entailment"), ("Fenwick Mills SA", "Contradiction"), ("Harrow Inc.", "Not Mentioned"))
        )
    ]
    labelling = Labelling.of(CLASSES, documents)
    pool = Pool.of(documents, tuple(labelling.labels.values()))
    make, rng = synthesise_nested if nested else synthesise, random.Random(0)
    rows = [make(document, labelling, rng, rate=0.5, pool=pool) for document in documents for _ in range(20)]
    wrong: dict[str, set[Any]] = {}
    for row in rows:
        check(row)
        assert jsonschema.Draft202012Validator(CLASSES).is_valid(row.draft)
        assert not any(said in row.text for said in ("Entailment", "Contradiction", "Mentioned", "True", "supply"))
        for truth in row.truths:
            if truth.mistake is not Mistake.DUPLICATED and truth.mistake.kind is FindingKind.REDUNDANT:
                wrong.setdefault(truth.pattern, set()).add(truth.value)
    assert wrong["/return"] == {"Entailment", "Contradiction", "Not Mentioned"}
    assert wrong["/mutual"] == {False}
    assert wrong["/topics/*"] == {"licence"}
    assert wrong["/party"].isdisjoint({"Entailment", "Contradiction", "Not Mentioned", "True", "lease", "supply"})


def test_a_class_that_the_schema_does_not_know_is_given_no_other() -> None:
    """Labels of another vocabulary may mean the same by other words."""
    document = LabelledDocument("a", "Neither Party shall.", {"return": ("yes",), "mutual": ("ja",)})
    rng = random.Random(0)
    rows = [synthesise(document, Labelling.of(CLASSES, [document]), rng, rate=0.9) for _ in range(20)]
    assert kinds(rows).keys() == {Mistake.OMITTED_VALUE}


def test_flat_labels_fill_a_list_of_objects_that_stands_in_an_object() -> None:
    """The first values make its first item, wherever the list is."""
    tasks = {"type": "array", "items": {"type": "object", "properties": {"what": {"type": "string"}}}}
    job = {"type": "object", "properties": {"summary": {"type": "string"}, "tasks": tasks}}
    document = LabelledDocument("a", "All: paint, mend.", {"summary": ("All",), "what": ("paint", "mend")})
    labelling = Labelling.of({"type": "object", "properties": {"job": job}}, [document])
    row = synthesise(document, labelling, random.Random(0), rate=0)
    assert row.draft == {"job": {"summary": "All", "tasks": [{"what": "paint"}, {"what": "mend"}]}}


def test_a_right_record_is_judged_as_far_as_the_labels_go_along() -> None:
    """Not what they are uncertain of or have and the record has not; whose a name is, that several bear, it tells."""
    named = {"type": "object", "properties": {"name": {"type": "string"}}}
    line = {"type": "object", "properties": {"item": {"type": "string"}, "price": {"type": "string"}}}
    properties = {
        "seller": named,
        "buyer": named,
        "law": {"type": "string"},
        "court": {"type": "string"},
        "lines": {"type": "array", "items": line},
    }
    document = LabelledDocument(
        "a",
        "Orrin sells Quill a boat for 5 and an oar for 2 under the law of Norland.",
        {"name": ("Orrin", "Quill"), "item": ("boat", "oar"), "price": ("5", "2"), "law": ("Norland",), "court": ()},
        uncertain=frozenset({"price"}),
        dataset="fiction",
        record={
            "seller": {"name": "Orrin"},
            "buyer": {"name": "Quill"},
            "lines": [{"item": "boat", "price": "5"}, {"item": "oar", "price": "2"}],
        },
    )
    labelling = Labelling.of({"type": "object", "properties": properties}, [document])
    row = synthesise_nested(document, labelling, random.Random(0), rate=0)
    assert set(row.judged) == {"/seller/name", "/buyer/name", "/court", "/lines/*/item"}
    assert row.draft == {**document.record, "lines": [{"item": "boat"}, {"item": "oar"}]}
    assert row.notes == {"dataset": "fiction"}
