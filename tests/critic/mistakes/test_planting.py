"""Texts with values of other documents in them: what was there is gone, and every span still has its value."""

from __future__ import annotations

from critic.corpus import LabelledDocument, Span
from critic.mistakes.planting import Pool, planted

TEXT = "Beta\nTrading LLC sold to Acme Inc. in Utah. Utah and Utahns like Beta Trading LLC. Law: Ohio."


def document() -> LabelledDocument:
    """Return a document with a span before, between and behind what is replaced."""
    spans = [Span(name, TEXT.index(value), TEXT.index(value) + len(value)) for name, value in GOLD.items()]
    return LabelledDocument("a", TEXT, {name: (value,) for name, value in GOLD.items()}, tuple(spans))


GOLD = {"party": "Acme Inc.", "law": "Ohio"}


def test_every_place_is_replaced_as_whole_words_and_spans_move_along() -> None:
    """Over a line break too, and not within a longer word."""
    changed = planted(document(), {"Beta Trading LLC": "Gamma Holdings International GmbH", "Utah": "Maine"})
    assert changed.text == (
        "Gamma Holdings International GmbH sold to Acme Inc. in Maine. Maine and Utahns like "
        "Gamma Holdings International GmbH. Law: Ohio."
    )
    assert {span.field: changed.text[span.start : span.end] for span in changed.spans} == GOLD
    assert changed.gold == document().gold


def test_of_two_runs_at_one_place_the_longer_is_replaced() -> None:
    """Else a part of what was put in would be replaced again."""
    changed = planted(document(), {"Beta": "Alpha", "Beta Trading LLC": "Beta Beta"})
    assert changed.text.startswith("Beta Beta sold")


def test_without_plants_the_document_is_the_same() -> None:
    """No copy is made for nothing."""
    plain = document()
    assert planted(plain, {}) is plain


def test_chinese_needs_no_space_around_it() -> None:
    """Words that no space parts are replaced where they stand."""
    text = "甲方为北川机电有限公司，住所地苏州。"
    changed = planted(LabelledDocument("a", text, {}, (Span("地", 15, 17),)), {"北川机电有限公司": "海棠公司"})
    assert changed.text == "甲方为海棠公司，住所地苏州。"
    assert changed.text[changed.spans[0].start : changed.spans[0].end] == "苏州"


def test_a_pool_counts_judged_documents_only() -> None:
    """A field is stated by a share of those that were asked for it."""
    documents = [
        LabelledDocument("a", "", {"law": ("Ohio", "Utah")}),
        LabelledDocument("b", "", {}),
        LabelledDocument("c", "", {"law": ("Maine",)}, uncertain=frozenset({"law"})),
    ]
    pool = Pool.of(documents, ["law", "date"])
    assert pool.values == {"law": ["Ohio", "Utah"], "date": []}
    assert pool.stated == {"law": 0.5, "date": 0.0}
