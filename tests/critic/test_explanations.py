"""Findings in words that a person who has the source beside them can check."""

from __future__ import annotations

import pytest

from critic.explanations import explain_duplicated, explain_missing, explain_redundant, explain_required
from critic.fields import Field, Leaf
from critic.findings import Candidate, Evidence, EvidenceKind

LEAF = Leaf("/notice_period", Field(("notice_period",)), "30 days")
VERBATIM = Evidence(17, 24, "30 days", EvidenceKind.VERBATIM)
SUPPORTS = "the passage supports that with probability"
FUZZY = Evidence(17, 24, "30 dais", EvidenceKind.FUZZY)


@pytest.mark.parametrize(
    ("place", "probability", "words"),
    [
        (None, 0.01, "'30 days' stands nowhere in the source."),
        (
            VERBATIM,
            0.123,
            f"The source has '30 days' at character 17, but not as notice period: {SUPPORTS} 0.12 only.",
        ),
        (
            VERBATIM,
            0.7,
            "The source has '30 days' at character 17, but states another value for notice period more clearly.",
        ),
        (
            FUZZY,
            0.2,
            f"The source has '30 dais' at character 17 (a near match), but not as notice period: {SUPPORTS} 0.20 only.",
        ),
        (
            VERBATIM,
            0.59,
            f"The source has '30 days' at character 17, but perhaps not as notice period: {SUPPORTS} 0.59.",
        ),
    ],
)
def test_a_redundant_value_is_told_why(place: Evidence | None, probability: float, words: str) -> None:
    """It stands nowhere, its passage says something else, or another value is likelier."""
    assert explain_redundant(LEAF, place, probability, 0.6) == words


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.8, "The source states '30 days' for notice period at character 17"),
        (0.3, "The source may state '30 days' for notice period at character 17 (probability 0.30)"),
    ],
)
def test_a_missing_value_is_told_where_it_stands(probability: float, words: str) -> None:
    """Field, value and place are named, and what is more likely none is not told as a fact."""
    said = explain_missing(LEAF.field, Candidate("/notice_period", "30 days", 17, 24, 0.1, probability))
    assert said == f"{words}, and the record lacks it."


@pytest.mark.parametrize(
    ("place", "probability", "words"),
    [
        (None, 0.01, "原文中没有“董事长”。"),
        (
            Evidence(3, 6, "董事长", EvidenceKind.VERBATIM),
            0.123,
            "原文在位置3有“董事长”，但并非“职称”：该处支持这一点的概率仅为0.12。",
        ),
        (
            Evidence(3, 6, "董事会", EvidenceKind.FUZZY),
            0.7,
            "原文在位置3有“董事会”（近似），但原文为“职称”更明确地写了另一个值。",
        ),
        (
            Evidence(3, 6, "董事长", EvidenceKind.VERBATIM),
            0.55,
            "原文在位置3有“董事长”，但未必是“职称”：该处支持这一点的概率为0.55。",
        ),
    ],
)
def test_a_chinese_document_is_explained_in_chinese(place: Evidence | None, probability: float, words: str) -> None:
    """The three reasons have their Chinese sentences."""
    leaf = Leaf("/职称", Field(("职称",)), "董事长")
    assert explain_redundant(leaf, place, probability, 0.6, language="zh") == words


def test_a_sentence_is_one_line_and_no_page() -> None:
    """Line ends and apostrophes are written as people do, and of a long value its beginning is repeated."""
    clause = Field(("clause",))
    said = explain_redundant(Leaf("/clause", clause, 'O\'Brien "Sons"\n  Ltd.'), None, 0.01, 0.6)
    assert said == "'O'Brien \"Sons\" Ltd.' stands nowhere in the source."
    said = explain_redundant(Leaf("/clause", clause, "The tenant pays. " * 100), None, 0.01, 0.6)
    assert said.startswith("'The tenant pays. The tenant")
    assert said.endswith("…' stands nowhere in the source.")
    assert len(said) < 250


def test_an_empty_value_is_called_empty() -> None:
    """Blanks are no value that could stand anywhere."""
    leaf = Leaf("/law", Field(("law",)), " \n")
    assert explain_redundant(leaf, None, 0.01, 0.6) == "The value of law is empty."
    assert explain_redundant(leaf, None, 0.01, 0.6, language="zh") == "“law”的值为空。"


def test_a_value_that_a_list_holds_twice_is_told_in_both_languages() -> None:
    """Value and field are named."""
    leaf = Leaf("/parties/1", Field(("parties", "*")), "Acme Inc.")
    assert explain_duplicated(leaf) == "The record has 'Acme Inc.' among parties already."
    assert explain_duplicated(leaf, language="zh") == "“parties”中已有“Acme Inc.”，无需重复。"


def test_what_a_chinese_record_lacks_is_told_in_chinese() -> None:
    """A missing value is told with its place, a required one by its name."""
    field = Field(("职称",))
    words = explain_missing(field, Candidate("/职称", "董事长", 3, 6, 0.8, 0.8), language="zh")
    assert words == "原文在位置3写明“职称”为“董事长”，记录中缺少该值。"
    words = explain_missing(field, Candidate("/职称", "董事长", 3, 6, 0.3, 0.3), language="zh")
    assert words == "原文在位置3可能写明“职称”为“董事长”（概率0.30），记录中缺少该值。"
    assert explain_required(field, language="zh") == "模式要求填写“职称”，但没有找到该值。"
