"""The numbers that Word shows before paragraphs."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ie_pipeline.documents.docx import read
from tests.documents.files import docx_of

W = nsdecls("w")


def level(depth: int, pattern: str, form: str = "decimal", more: str = "") -> str:
    """Return the XML of a level of a list that begins at 1."""
    counting = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{depth}">{counting}{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def word_file(levels: str, override: str = "") -> Any:
    """Return a Word file with two lists of one kind, 91 and 92; the second may override levels."""
    file = docx.Document()
    numbering = file.part.numbering_part.element
    kind = f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(kind))
    for number, own in ((91, ""), (92, override)):
        item = f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{own}</w:num>'
        numbering.append(parse_xml(item))
    return file


def add(file: Any, text: str, depth: int = 0, number: int = 91, mark: str = "") -> None:
    """Add a paragraph of a list."""
    properties = file.add_paragraph(text)._p.get_or_add_pPr()
    xml = f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    properties.append(parse_xml(xml))
    if mark:
        properties.append(parse_xml(f"<w:rPr {W}>{mark}</w:rPr>"))


def test_clauses_bear_the_numbers_that_a_reader_sees() -> None:
    """Levels count each for itself, begin anew below the next item, and a bullet counts for nothing."""
    file = word_file(
        level(0, "Article %1", "upperRoman")
        + level(1, "%1.%2", more="<w:isLgl/>")
        + level(2, "(%3)", "lowerLetter")
        + level(3, "\u2022", "bullet")
    )
    for text, depth in (("Term", 0), ("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3), ("Law", 0), ("f", 1), ("g", 2)):
        add(file, text, depth)
    file.add_paragraph("plain")
    add(file, "none", number=0)
    assert read("a.docx", docx_of(file)).text.split("\n") == [
        "Article I Term", "1.1 a", "1.2 b", "(a) c", "(b) d", "\u2022 e", "Article II Law", "2.1 f", "(a) g",
        "plain", "none",
    ]  # fmt: skip


def test_lists_of_one_kind_go_on_unless_they_begin_anew() -> None:
    """A second list counts on from the first, or from where it says that it begins, once."""
    for override, numbers in (
        ("", ["1.", "2.", "3."]),
        ('<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>', ["1.", "5.", "6."]),
    ):
        file = word_file(level(0, "%1."), override)
        for number in (91, 92, 92):
            add(file, "x", number=number)
        assert read("a.docx", docx_of(file)).text.split("\n") == [f"{number} x" for number in numbers]


def test_a_list_within_another_leaves_that_its_numbers() -> None:
    """A list that begins each level anew, as pandoc writes one within an item, does so at the levels that it has."""
    anew = "".join(f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="1"/></w:lvlOverride>' for depth in (0, 1))
    file = word_file(level(0, "%1.") + level(1, "(%2)", "lowerLetter"), anew)
    for text, depth, number in (("Services", 0, 91), ("a", 1, 92), ("b", 1, 92), ("Law", 0, 91)):
        add(file, text, depth, number)
    assert read("a.docx", docx_of(file)).text.split("\n") == ["1. Services", "(a) a", "(b) b", "2. Law"]


def test_a_style_numbers_its_paragraphs() -> None:
    """A heading is numbered by its style, on the level that is the style's, or by the style that this one builds on."""
    file = word_file(level(0, "%1.", more='<w:pStyle w:val="Heading1"/>') + level(1, "%1.%2"))
    first, second = file.styles["Heading 1"].element, file.styles["Heading 2"].element
    first.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="91"/></w:numPr>'))
    second.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="1"/></w:numPr>'))
    second.basedOn_val = "Heading1"
    for text, depth in (("Term", 1), ("Two years", 2), ("Law", 1)):
        file.add_heading(text, depth)
    assert read("a.docx", docx_of(file)).text == "1. Term\n1.1 Two years\n2. Law"


def test_what_is_not_seen_counts_for_nothing() -> None:
    """Deleted and hidden paragraphs take no number; an empty one takes it and shows none here."""
    file = word_file(level(0, "%1)"))
    for text, mark in (("a", ""), ("", "<w:del/>"), ("", "<w:vanish/>"), ("b", ""), ("", ""), ("c", "")):
        add(file, text, mark=mark)
    assert [line for line in read("a.docx", docx_of(file)).text.split("\n") if line] == ["1) a", "2) b", "4) c"]


@pytest.mark.parametrize(
    ("form", "last"),
    [("lowerRoman", "xxviii"), ("upperLetter", "BB"), ("decimalZero", "28"), ("none", ""), ("chicago", "28")],
)
def test_forms(form: str, last: str) -> None:
    """The twenty-eighth item is numbered in the form of its list, or in decimals."""
    file = word_file(level(0, "%1", form))
    for _ in range(28):
        add(file, "x")
    assert read("a.docx", docx_of(file)).text.split("\n")[-1] == f"{last} x".strip()


def test_broken_numbers_do_not_cost_the_text() -> None:
    """A file whose lists are broken is read without their numbers."""
    file = word_file(level(0, "%1.%7").replace('"1"', '"one"'))
    add(file, "x", number=91)
    add(file, "y", number=77)
    assert read("a.docx", docx_of(file)).text == "0. x\ny"
