"""The forms that a critic is asked about are none that it has learned, and are written where the old value stood."""

from __future__ import annotations

import random

from critic.corpus import LabelledDocument, Span
from critic.mistakes.fiction.variety import MAKERS
from scripts.value_forms import FORMS, stated


def test_no_form_is_one_that_is_learned() -> None:
    """Of many values that training draws, none is among those that are counted."""
    for fields in FORMS.values():
        for name, forms in fields.items():
            drawn = {MAKERS[name](random.Random(seed)) for seed in range(3_000)}
            assert not drawn & set(forms)


def test_a_document_is_asked_about_one_annotated_value() -> None:
    """Short values and fields that nobody judged are left out."""
    text = "Law: Ohio. Or: NY."
    spans = (Span("law", 5, 9), Span("law", 15, 17))
    documents = [
        LabelledDocument("a", text, {"law": ("Ohio", "NY")}, spans),
        LabelledDocument("b", text.replace("Ohio", "Texas"), {"law": ("Texas",)}, (Span("law", 5, 10),)),
    ]
    assert [value for _, value in stated(documents, "law")] == ["Texas"]
