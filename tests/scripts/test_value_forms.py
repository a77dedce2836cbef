"""Which documents the script of value forms asks about."""

from __future__ import annotations

import random

import pytest

from critic.corpus import LabelledDocument, Span
from critic.mistakes.fiction.misfits import MISFITS
from critic.mistakes.fiction.variety import MAKERS
from critic.text.folding import fold
from scripts.value_forms import FORMS, NO_TOOLS, stated


def test_a_document_is_asked_about_one_annotated_value() -> None:
    """Short values and fields that nobody judged are left out."""
    text = "Law: Ohio. Or: NY."
    spans = (Span("law", 5, 9), Span("law", 15, 17))
    documents = [
        LabelledDocument("a", text, {"law": ("Ohio", "NY")}, spans),
        LabelledDocument("b", text.replace("Ohio", "Texas"), {"law": ("Texas",)}, (Span("law", 5, 10),)),
    ]
    assert [value for _, value in stated(documents, "law")] == ["Texas"]


@pytest.mark.parametrize("name", [name for fields in FORMS.values() for name in fields])
def test_no_form_is_one_that_training_documents_may_get(name: str) -> None:
    """What is counted must be new to the critic, in whatever case."""
    drawn = {fold(MAKERS[name](random.Random(number))) for number in range(4000)}
    assert not drawn & {fold(form) for fields in FORMS.values() for form in fields.get(name, ())}


def test_no_form_that_is_no_tool_is_one_that_training_documents_may_get() -> None:
    """The languages and virtues that are counted are others than those that training documents get."""
    drawn = {fold(MISFITS["tech_tools"].make(random.Random(number))) for number in range(4000)}
    assert not drawn & set(map(fold, NO_TOOLS))
