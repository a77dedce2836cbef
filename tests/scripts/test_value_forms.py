"""Which documents the script of value forms asks about."""

from __future__ import annotations

from critic.corpus import LabelledDocument, Span
from scripts.value_forms import stated


def test_a_document_is_asked_about_one_annotated_value() -> None:
    """Short values and fields that nobody judged are left out."""
    text = "Law: Ohio. Or: NY."
    spans = (Span("law", 5, 9), Span("law", 15, 17))
    documents = [
        LabelledDocument("a", text, {"law": ("Ohio", "NY")}, spans),
        LabelledDocument("b", text.replace("Ohio", "Texas"), {"law": ("Texas",)}, (Span("law", 5, 10),)),
    ]
    assert [value for _, value in stated(documents, "law")] == ["Texas"]
