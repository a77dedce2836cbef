"""The spaCy component: found by its name, with true offsets in any language, and kept when docs are stored."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.record import Status

spacy = pytest.importorskip("spacy", reason="needs the extra `spacy`")
component = pytest.importorskip("ie_pipeline.spacy_component")  # where the package is installed, spaCy does this

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "amount": {"type": "string"},
        "positions": {
            "type": "array",
            "items": {"type": "object", "properties": {"company": {"type": "string"}}},
        },
    },
}
ENGLISH = "Ann Lee \U0001f469\U0001f3fd\u200d\U0001f52c earned EUR5000x at Acme Inc. and later at Beta LLC."
CHINESE = "贺殷 \U0001f469\U0001f3fd\u200d\U0001f52c 曾任职于北京字节公司和上海海港公司。"
DRAFTS: dict[str, dict[str, Any]] = {
    "en": {
        "name": "Ann Lee",
        "amount": "EUR5000",
        "positions": [{"company": "Acme Inc."}, {"company": "Beta LLC"}],
    },
    "zh": {"name": "贺殷", "positions": [{"company": "北京字节公司"}, {"company": "上海海港公司"}]},
}


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """Write a schema and drafts, and name them as a spaCy configuration does."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    lines = [json.dumps({"id": name, "data": data}) + "\n" for name, data in DRAFTS.items()]
    (tmp_path / "drafts.jsonl").write_text("".join(lines), encoding="utf-8")
    return {
        "schema": str(tmp_path / "schema.json"),
        "generator": f"replay:{tmp_path / 'drafts.jsonl'}",
        "critic": "evidence",
    }


def test_spacy_finds_the_factory_by_its_name() -> None:
    """The package's entry point leads to it."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (name, place), *others = project["entry-points"]["spacy_factories"].items()
    assert not others
    assert EntryPoint(name, place, "spacy_factories").load() is component.make_component
    assert spacy.blank("en").has_factory(name)


def extract(language: str, text: str, config: dict[str, Any]) -> Any:
    """Return the doc that a blank pipeline with the component makes of a text."""
    nlp = spacy.blank(language)
    nlp.add_pipe("ie_pipeline", config=config)
    doc = nlp.make_doc(text)
    doc._.ie_id = language
    return nlp(doc)


def test_a_schema_may_stand_in_the_configuration(config: dict[str, Any], tmp_path: Path) -> None:
    """As a dict, which a stored pipeline keeps."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config={**config, "schema": SCHEMA})
    nlp.to_disk(tmp_path / "stored")
    stored = spacy.load(tmp_path / "stored")
    doc = stored.make_doc(ENGLISH)
    doc._.ie_id = "en"
    assert stored(doc)._.ie_record.data == DRAFTS["en"]


def test_a_schema_with_references_and_patterns_is_stored_as_it_is(config: dict[str, Any], tmp_path: Path) -> None:
    """As Pydantic writes one: spaCy's configuration doubles dollar signs, as often as a pipeline is stored."""
    defined = {"Price": {"type": "string", "pattern": "^\\$\\d+$", "description": "As printed, in $ or $$."}}
    schema = {"type": "object", "$defs": defined, "properties": {"price": {"$ref": "#/$defs/Price"}}}
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config={**config, "schema": schema})
    for _ in range(3):
        nlp.to_disk(tmp_path / "stored")
        nlp = spacy.load(tmp_path / "stored")
        assert nlp.get_pipe("ie_pipeline").spec.schema == schema


def test_a_span_has_no_evidence_of_another_components_record(config: dict[str, Any], tmp_path: Path) -> None:
    """A doc holds one record, and what that says of a field of the same name may stand elsewhere."""
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps({"id": "en", "data": {"name": "Acme Inc.", "amount": "EUR5000"}}), encoding="utf-8")
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config=config)
    nlp.add_pipe("ie_pipeline", "other", config={**config, "generator": f"replay:{path}", "spans_key": "other"})
    doc = nlp.make_doc(ENGLISH)
    doc._.ie_id = "en"
    first = {span.label_: span._.ie_evidence for span in nlp(doc).spans["ie_pipeline"]}
    assert first["name"] is None
    assert first["amount"].quote == "EUR5000"
    assert [span._.ie_evidence.quote for span in doc.spans["other"]] == ["Acme Inc.", "EUR5000"]


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("zh", CHINESE)])
def test_every_value_is_a_span_over_its_characters(language: str, text: str, config: dict[str, Any]) -> None:
    """The label is the field, the id the pointer, and the evidence has the exact characters."""
    doc = extract(language, text, config)
    assert doc._.ie_record.status is Status.ACCEPTED
    assert doc._.ie_record.data == DRAFTS[language]
    spans = {span.id_: span for span in doc.spans["ie_pipeline"]}
    assert spans.keys() == doc._.ie_record.evidence.keys()
    assert [span.label_ for span in spans.values() if span.id_.startswith("/positions")] == ["positions.company"] * 2
    for span in spans.values():
        evidence = span._.ie_evidence
        assert text[evidence.start : evidence.end] == evidence.quote
        assert span.start_char <= evidence.start < evidence.end <= span.end_char
    assert spans["/name"].text == DRAFTS[language]["name"]


def test_a_value_within_a_token_is_a_span_over_the_token(config: dict[str, Any]) -> None:
    """Its evidence still has the exact characters."""
    doc = extract("en", ENGLISH, config)
    (span,) = [span for span in doc.spans["ie_pipeline"] if span.label_ == "amount"]
    assert (span.text, span._.ie_evidence.quote) == ("EUR5000x", "EUR5000")


def test_docs_go_through_in_batches_and_keep_their_order(config: dict[str, Any]) -> None:
    """Each doc has its own record; one without a text or a draft has the reason."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config=config)
    docs = []
    for number in range(40):
        doc = nlp.make_doc("" if number % 4 == 0 else f"{number}. {ENGLISH}")
        doc._.ie_id = "en" if number % 4 < 3 else None
        docs.append(doc)
    done = list(nlp.pipe(docs, batch_size=8))
    assert [doc.text for doc in done] == [doc.text for doc in docs]
    for number, doc in enumerate(done):
        record = doc._.ie_record
        if number % 4 == 0:
            assert (record.status, record.error) == (Status.FAILED, "holds no text")
        elif number % 4 == 3:
            assert "no draft with the id" in record.error
            assert len(record.id) == 16
        else:
            assert record.evidence["/name"].start == len(f"{number}. ")


def test_a_stored_doc_keeps_its_record_and_its_spans(config: dict[str, Any]) -> None:
    """So docs can be written to disk and sent to other processes."""
    doc = extract("zh", CHINESE, config)
    again = spacy.tokens.Doc(spacy.blank("zh").vocab).from_bytes(doc.to_bytes())
    assert again._.ie_record == doc._.ie_record
    spans = [(span.text, span.label_, span._.ie_evidence) for span in doc.spans["ie_pipeline"]]
    assert [(span.text, span.label_, span._.ie_evidence) for span in again.spans["ie_pipeline"]] == spans


def test_a_stored_pipeline_keeps_its_configuration(config: dict[str, Any], tmp_path: Path) -> None:
    """Loaded from disk it extracts the same; the name of the spans and the settings are kept too."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config={**config, "spans_key": "values", "settings": {"max_rounds": 0}})
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert again.get_pipe("ie_pipeline").spec.settings.max_rounds == 0
    doc = again.make_doc(ENGLISH)
    doc._.ie_id = "en"
    assert [span.text for span in again(doc).spans["values"]][:1] == ["Ann Lee"]


def test_a_doc_that_nothing_was_extracted_from_has_no_record(config: dict[str, Any]) -> None:
    """The extensions are there all the same."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ie_pipeline", config=config)
    doc = nlp.make_doc(ENGLISH)
    assert doc._.ie_record is None
    assert doc[:2]._.ie_evidence is None
