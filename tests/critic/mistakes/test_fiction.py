"""Fictional documents: exact spans, records under the schemas, nothing stated that the record lacks."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from critic import pointers
from critic.corpus import LabelledDocument, read_corpus
from critic.fields import flatten, leaves
from critic.mistakes.fiction import (
    Fiction,
    write_agreement,
    write_chinese_resume,
    write_contract,
    write_resume,
    write_vita,
)
from critic.mistakes.fiction.professions import PROFESSIONS
from critic.mistakes.fiction.script import Text, beside, fill, join, join_lines, publish, value, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
SEEDS = 80
SHORT = (write_resume, write_chinese_resume, write_agreement, write_vita)


def schema(name: str) -> dict[str, Any]:
    """Read one of the schemas that ship."""
    read: dict[str, Any] = json.loads((ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def resumes() -> list[Fiction]:
    """Write many resumes."""
    return [write_resume(random.Random(seed)) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def contracts() -> list[Fiction]:
    """Write many contracts, most of them short."""
    return [write_contract(random.Random(seed), chars=3_000 + seed % 10 * 900) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def chinese() -> list[Fiction]:
    """Write many Chinese resumes."""
    return [write_chinese_resume(random.Random(seed)) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def agreements() -> list[Fiction]:
    """Write many short agreements."""
    return [write_agreement(random.Random(seed)) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def vitae() -> list[Fiction]:
    """Write many short resumes."""
    return [write_vita(random.Random(seed)) for seed in range(SEEDS)]


@pytest.fixture(scope="module", params=["resumes", "contracts", "chinese", "agreements", "vitae"])
def written(request: pytest.FixtureRequest) -> tuple[str, list[Fiction]]:
    """Return the name of the schema with the documents under it."""
    return "contract" if request.param in ("contracts", "agreements") else "resume", request.getfixturevalue(
        request.param
    )


def test_every_span_is_the_value_at_its_pointer(written: tuple[str, list[Fiction]]) -> None:
    """The characters of a span are the value of the record, whatever the layout did to the lines."""
    for document in written[1]:
        for span in document.spans:
            assert document.text[span.start : span.end] == pointers.get(document.record, span.pointer)


def test_every_record_obeys_its_schema_and_every_value_has_a_span(written: tuple[str, list[Fiction]]) -> None:
    """Nothing stands in the record that the text does not state, and the record is nested as the schema says."""
    name, documents = written
    fields = flatten(schema(name))
    for document in documents:
        jsonschema.validate(document.record, schema(name))
        found = leaves(document.record, fields)
        assert {(leaf.pointer, leaf.field.pattern) for leaf in found} == {
            (span.pointer, span.pattern) for span in document.spans
        }


@pytest.mark.parametrize("name", ["resume", "contract"])
def test_every_field_is_stated_by_some_and_lacking_in_others(name: str, request: pytest.FixtureRequest) -> None:
    """A critic can learn both that a field is stated and that it is not."""
    documents: list[Fiction] = request.getfixturevalue(f"{name}s")
    for field in flatten(schema(name)):
        stating = sum(any(span.pattern == field.pattern for span in document.spans) for document in documents)
        assert stating > 0.05 * SEEDS, field.pattern
        top, *below = field.path
        if len(below) > 1:  # a part of a position or of an education, which is nothing without its degree
            assert field.name == "degree" or any(
                field.name not in item for document in documents for item in document.record.get(top, ())
            )
        elif top not in ("document_name", "parties"):  # what has neither is no contract
            assert stating < SEEDS, field.pattern


@pytest.mark.parametrize("write", [*SHORT, lambda rng: write_contract(rng, chars=5_000)])
def test_the_same_seed_writes_the_same_document(write: Callable[[random.Random], Fiction]) -> None:
    """A set of fictional documents can be made again, in any order."""
    first = write(random.Random(7))
    write(random.Random(8))
    assert write(random.Random(7)) == first


def test_addresses_are_under_the_domains_for_examples(written: tuple[str, list[Fiction]]) -> None:
    """No e-mail can ever reach anybody."""
    for document in written[1]:
        for domain in re.findall(r"@([a-z.-]+)", document.text):
            assert re.fullmatch(r"([\w-]+\.)?example\.(com|org|net)", domain.rstrip("."))


def test_no_slot_is_left_open(written: tuple[str, list[Fiction]]) -> None:
    """Every template was filled."""
    for document in written[1]:
        assert not re.search(r"\{\w*\}", document.text)


def test_a_resume_names_no_tool_that_its_record_lacks(resumes: list[Fiction]) -> None:
    """Save the one of which it says that the candidate does not know it."""
    tools = {tool for profession in PROFESSIONS for tool in profession.tools if len(tool) > 1}
    for document in resumes:
        known = document.record.get("tech_tools", [])
        text = document.text
        for tool in sorted(known, key=len, reverse=True):
            text = text.replace(tool, "")
        named = [tool for tool in tools if re.search(rf"(?<!\w){re.escape(tool)}(?!\w)", text)]
        assert len(named) <= ("(No working" in text)


def test_positions_at_one_employer_share_the_place_of_its_name(resumes: list[Fiction]) -> None:
    """Where a resume prints the employer once above two positions, both of them have it."""
    shared = 0
    for document in resumes:
        places = [(span.start, span.pointer) for span in document.spans if span.pattern == "/positions/*/company"]
        shared += len({start for start, _ in places}) < len(places)
    assert shared > SEEDS // 30


def test_contracts_have_the_length_that_was_asked_for() -> None:
    """Within a tenth, from 3,000 to 60,000 characters; a length beyond is refused."""
    for chars in (3_000, 12_000, 60_000):
        for seed in range(4):
            text = write_contract(random.Random(seed), chars=chars).text
            assert len(text) == pytest.approx(chars, rel=0.2 if chars == 3_000 else 0.1)
    with pytest.raises(ValueError, match="61000"):
        write_contract(random.Random(0), chars=61_000)


def test_short_agreements_state_the_same_in_many_ways(agreements: list[Fiction]) -> None:
    """Most are within a page or two; each field is stated by some and lacking in others, and never beside itself."""
    assert sum(500 < len(document.text) < 2500 for document in agreements) > 0.9 * SEEDS
    for field in ("agreement_date", "effective_date", "expiration_date", "initial_term", "renewal_term"):
        stating = [document.record[field] for document in agreements if field in document.record]
        assert 0.1 * SEEDS < len(stating) < SEEDS
        assert len(set(stating)) > 0.5 * len(stating)


def test_no_date_of_an_agreement_is_a_near_miss_too(agreements: list[Fiction]) -> None:
    """What is a date of the contract stands nowhere as the date of something else."""
    for document in agreements:
        for field in ("agreement_date", "effective_date", "expiration_date"):
            if day := document.record.get(field):
                whole = rf"(?<!\w){re.escape(day)}(?!\w)"
                stated = sum(
                    span.start == m.start() for m in re.finditer(whole, document.text) for span in document.spans
                )
                assert stated >= len(re.findall(whole, document.text)), document.text


def test_a_university_may_employ(vitae: list[Fiction]) -> None:
    """What is a school in one resume is an employer in another, and languages stand among the tools of some."""
    employers, schools = (
        {item[name] for document in vitae for item in document.record.get(section, ()) if name in item}
        for section, name in (("positions", "company"), ("education", "college"))
    )
    assert len(employers & schools) > 3
    assert not any(tool in ("German", "Hindi") for document in vitae for tool in document.record["tech_tools"])


def test_a_name_may_stand_below_other_lines(vitae: list[Fiction]) -> None:
    """Most resumes begin with the name, and some with an address or with what somebody wants to be."""
    before = [document.text[: span.start] for document in vitae for span in document.spans if span.pattern == "/name"]
    below = [text for text in before if len(text) > len("CURRICULUM VITAE\n\n")]
    assert 0.1 * SEEDS < len(below) < 0.5 * SEEDS
    assert any("@" in text for text in below)


def test_a_role_outside_the_positions_is_none(vitae: list[Fiction]) -> None:
    """What somebody wants to be, or is beside the work, is in no record."""
    told = re.compile(r"Seeking a post as (.+?) in |Application as (.+)|(\S[^\n]*?) of the month, June")
    roles = [(next(filter(None, m.groups())), document) for document in vitae for m in told.finditer(document.text)]
    assert len(roles) > SEEDS // 20
    for role, document in roles:
        assert role not in {item.get("designation") for item in document.record["positions"]}


def test_long_contracts_state_values_at_every_depth() -> None:
    """Not only at the front: a reader who stops early misses some."""
    depths = []
    for seed in range(12):
        document = write_contract(random.Random(seed), chars=40_000)
        depths += [span.start / len(document.text) for span in document.spans]
    counts = [sum(tenth <= depth * 5 < tenth + 1 for depth in depths) for tenth in range(5)]
    assert min(counts) > 0


def test_a_value_stands_nowhere_unmarked_as_another_fields_distractor(contracts: list[Fiction]) -> None:
    """Dates that are values are named by no other clause."""
    timed = ("/agreement_date", "/effective_date", "/expiration_date")
    for document in contracts:
        for span in document.spans:
            if span.pattern in timed:
                text = document.text[span.start : span.end]
                found = {match.start() for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", document.text)}
                assert found == {
                    other.start for other in document.spans if document.text[other.start :].startswith(text)
                }


def test_a_document_is_written_and_read_as_a_line_of_a_corpus(
    written: tuple[str, list[Fiction]], tmp_path: Path
) -> None:
    """What is read back is what would have been handed over without a file."""
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(document.to_dict()) + "\n" for document in written[1][:9]), encoding="utf-8")
    assert list(read_corpus(path)) == [document.labelled() for document in written[1][:9]]


def test_a_document_becomes_a_labelled_one(written: tuple[str, list[Fiction]]) -> None:
    """Flat: fields by name, values in the order of the text, spans as they were."""
    document = written[1][3]
    labelled = document.labelled()
    assert isinstance(labelled, LabelledDocument)
    assert {(span.field, span.start) for span in labelled.spans} == {
        ([part for part in span.pattern.split("/") if part != "*"][-1], span.start) for span in document.spans
    }
    for name, values in labelled.gold.items():
        stated = {labelled.text[span.start : span.end] for span in labelled.spans if span.field == name}
        assert stated == set(values)


def test_values_survive_wrapping_and_columns() -> None:
    """No line break falls within a value, and the columns' lines stand beside each other."""
    page = fill("seen {n} and nothing else at all", n=value("a rather long name", "/name"))
    assert [str(line) for line in wrap(page, 12).lines()] == [
        "seen",
        "a rather long name",
        "and nothing",
        "else at all",
    ]
    columns = beside(join("\n", ["left", value("mine", "/mine")]), join_lines(["right", "", "below"]), 6)
    assert str(columns) == "left     right\nmine\n         below"
    assert publish("x", columns).record == {"mine": "mine"}


def test_two_values_for_one_place_are_refused() -> None:
    """A writer's slip does not become a wrong record."""
    with pytest.raises(ValueError, match="two values for /name"):
        publish("x", value("Ada", "/name") + value("Eve", "/name"))


def test_items_of_a_list_are_its_different_values() -> None:
    """A tool that is named twice is one item with two spans; the tenth comes after the second."""
    text = Text()
    for number in (*range(12), 3):
        text += " " + value(f"tool{number}", "/tools/-")
    document = publish("x", text)
    assert document.record == {"tools": [f"tool{number}" for number in range(12)]}
    assert [span.start for span in document.spans if span.pointer == "/tools/3"] == [19, 75]
