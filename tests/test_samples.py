"""The samples: readable, true to their gold records, and the two hard cases as the datasheet describes them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest

from ie_pipeline.documents import Document, read_document

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
FOOTNOTE = "the Principal may reach the Investor only in part"


def records(path: str) -> dict[str, dict[str, Any]]:
    """Read a file of records, by id."""
    lines = (SAMPLES / path).read_text(encoding="utf-8").splitlines()
    return {line["id"]: line["data"] for line in map(json.loads, lines)}


def leaves(value: object) -> list[str]:
    """List every string in a record."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value] if isinstance(value, str) else []


def text_of(path: Path) -> str:
    """Read a sample with line breaks folded to spaces."""
    document = read_document(path)
    assert isinstance(document, Document), document
    return " ".join(document.text.split())


@pytest.mark.parametrize("kind", ["contract", "resume"])
def test_every_sample_has_a_valid_gold_record(kind: str) -> None:
    """Files and gold records match one to one, and every record obeys its schema."""
    gold = records(f"gold/{kind}s.jsonl")
    assert sorted(gold) == sorted(path.name for path in (SAMPLES / f"{kind}s").iterdir())
    assert len(gold) >= 6
    schema = json.loads((ROOT / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    for data in gold.values():
        jsonschema.validate(data, schema)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("contracts/*")) + sorted(SAMPLES.glob("resumes/*")), ids=str)
def test_every_gold_value_stands_in_its_document(path: Path) -> None:
    """A gold value can be found letter for letter in what the reader gives."""
    text = text_of(path)
    gold = records(f"gold/{path.parent.name}.jsonl")[path.name]
    assert [leaf for leaf in leaves(gold) if leaf not in text] == []


@pytest.fixture(scope="module")
def agreement() -> pypdfium2.PdfDocument:
    """Open the long agreement."""
    return pypdfium2.PdfDocument(SAMPLES / "contracts" / "investment_agreement.pdf")


def test_the_agreement_states_its_risk_once_on_page_48_of_50(agreement: pypdfium2.PdfDocument) -> None:
    """The risk stands in the footnote of page 48 and on no other page; no two pages are alike."""
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in agreement]
    assert len(pages) == 50
    assert [number for number, text in enumerate(pages, 1) if FOOTNOTE in text] == [48]
    assert len({re.sub(r"Page \d+ of 50", "", text) for text in pages}) == 50
    assert min(map(len, pages)) > 200


def test_the_risk_is_set_in_smaller_type(agreement: pypdfium2.PdfDocument) -> None:
    """The letters of the footnote are lower than those of the body of its page."""
    page = agreement[47].get_textpage()
    text = page.get_text_range()

    def height(word: str) -> float:
        _, bottom, _, top = page.get_charbox(text.index(word), loose=True)
        return float(top - bottom)

    assert height("Should force majeure") < 0.75 * height("The instalments below")


def test_the_flask_resume_never_mentions_what_its_replay_brings_in() -> None:
    """Django and SQL are in the replayed draft and nowhere in the resume."""
    text = text_of(SAMPLES / "resumes" / "resume_flask.md").lower()
    assert "python" in text
    assert "flask" in text
    assert "django" not in text
    assert "sql" not in text
    assert {"Django", "SQL"} <= set(records("replay/resumes.jsonl")["resume_flask.md"]["tech_tools"])


def test_every_replayed_draft_has_a_mistake() -> None:
    """No draft of the replay equals its gold record, and each names a sample."""
    gold = records("gold/resumes.jsonl")
    drafts = records("replay/resumes.jsonl")
    assert drafts.keys() == gold.keys()
    assert [name for name, draft in drafts.items() if draft == gold[name]] == []
