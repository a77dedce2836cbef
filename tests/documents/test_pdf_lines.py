"""Lines of PDF files that end because their author ended them."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import chinese_pdf, raw_pdf, raw_text

CONTACT = "14 Millrace Street | dariusz.kolenda@example.com | 937-555-0188 | Dayton, Ohio"
BIRTH = "of birth 12 June 1991 | of Italian nationality | still living in Scandicci, Italy"
PROSE = "The parties have agreed to be bound by what is written here, wherever they may be at that time and"


@pytest.mark.parametrize(
    ("line", "second", "last"),
    [
        ("Explored ways to show how people work together in a classroom, at home", raw_text(72, 686, "Staff"), "Staff"),
        (PROSE, "BT /F1 8 Tf 1 0 0 1 72 686 Tm (and a note in small print) Tj ET\n", "and a note in small print"),
        (PROSE, raw_text(72, 686, "Date") + raw_text(300, 686, "Fee"), "Date Fee"),
        (PROSE, raw_text(72, 686, "o") + raw_text(96, 686, "Lead the team"), "o Lead the team"),
    ],
    ids=["a word that would have fitted", "another size", "a row", "a bullet"],
)
def test_what_ends_a_line(line: str, second: str, last: str) -> None:
    """A long line is not run together with a heading, a note, a row of a table or an item below it."""
    text = read("a.pdf", raw_pdf(raw_text(72, 714, PROSE) + raw_text(72, 700, line) + second)).text
    assert text.split("\n")[-1] == last


def test_a_cell_of_several_lines_is_one() -> None:
    """What stands below the last cell of a row goes on with it, and so does prose behind the number of its clause."""
    row = raw_text(72, 700, "Business Day") + raw_text(
        200, 700, "Any day other than a Saturday, a Sunday or a day on which"
    )
    clause = raw_text(72, 650, "1.1") + raw_text(
        108, 650, "The Supplier shall supply the goods that are set out in the order form here and in"
    )
    text = read(
        "a.pdf", raw_pdf(row + raw_text(200, 686, "banks are closed") + clause + raw_text(72, 636, "its schedule"))
    ).text
    assert text == (
        "Business Day Any day other than a Saturday, a Sunday or a day on which banks are closed\n"
        "1.1 The Supplier shall supply the goods that are set out in the order form here and in its schedule"
    )


@pytest.mark.parametrize(
    ("line", "second"),
    [
        (raw_text(115, 700, CONTACT), (72, 686)),
        (raw_text(172, 700, BIRTH), (72, 686)),
        (raw_text(72, 700, PROSE), (300, 740)),
    ],
    ids=["centred", "far to the left", "above"],
)
def test_where_no_line_goes_on(line: str, second: tuple[int, int]) -> None:
    """A heading that stands elsewhere than where a full line would go on is a line of its own."""
    heading = "PROFESSIONAL-AND-OTHER-EXPERIENCE"
    text = read("a.pdf", raw_pdf(raw_text(72, 714, PROSE) + line + raw_text(*second, heading))).text
    assert text.split("\n")[-1] == heading


def test_centred_lines_are_one() -> None:
    """A centred title of two lines is one, and so is a paragraph whose first line is set in."""
    title = raw_text(118, 760, "Agreement on the Supply of Machined Components for Marine Engines and their")
    paragraph = raw_text(102, 700, "Any day other than a Saturday, a Sunday or a day on which most of the banks in")
    text = read(
        "a.pdf",
        raw_pdf(
            title
            + raw_text(245, 746, "Refurbishment-and-Disposal")
            + raw_text(72, 714, PROSE)
            + paragraph
            + raw_text(72, 686, "Bristol-and-Gloucestershire are closed")
        ),
    ).text
    assert text.split("\n")[0].endswith("Engines and their Refurbishment-and-Disposal")
    assert text.split("\n")[-1].endswith("most of the banks in Bristol-and-Gloucestershire are closed")


def test_space_above_a_line_ends_the_one_before() -> None:
    """A heading that stands apart is a line of its own, however full the line above it is."""
    heading = "PROFESSIONAL-AND-OTHER-EXPERIENCE"
    prose = [raw_text(72, foot, PROSE) for foot in (728, 714, 700, 658, 644)]
    text = read("a.pdf", raw_pdf("".join([*prose[:3], raw_text(72, 672, heading), *prose[3:]]))).text
    assert text.split("\n")[1] == heading


def test_lines_of_a_wide_paragraph_are_one() -> None:
    """Double-spaced lines belong together, on a page that is mostly single-spaced too."""
    wide = [raw_text(72, foot, PROSE) for foot in (728, 700, 672)]
    close = [raw_text(72, foot, PROSE) for foot in (630, 616, 602, 588, 574, 560)]
    paragraphs = read("a.pdf", raw_pdf("".join([*wide, *close]))).text.split("\n")
    assert [paragraph.count("The parties") for paragraph in paragraphs] == [3, 6]


CHINESE = "根据有关法律法规的规定，甲乙双方在平等、自愿的原则基础上，就甲方委托乙方开发系统事宜"


@pytest.mark.parametrize(
    ("line", "second", "text"),
    [
        (CHINESE, "经协商签订本合同。", f"{CHINESE}经协商签订本合同。"),
        (CHINESE[:-2], "“本系统”）经协商签订本合同。", f"{CHINESE[:-2]}“本系统”）经协商签订本合同。"),
        (CHINESE[:-2], "第二条：本合同自签订之日起生效。", f"{CHINESE[:-2]}\n第二条：本合同自签订之日起生效。"),
    ],
    ids=["goes on", "marks that begin no line", "a character that would have fitted"],
)
def test_chinese_lines(line: str, second: str, text: str) -> None:
    """A wrapped line goes on without a space, unless there was room for another character."""
    assert read("a.pdf", chinese_pdf(CHINESE, line, second)).text == f"{CHINESE}{text}"


def test_a_page_of_few_long_lines_in_chinese() -> None:
    """One long line says how wide a column is whose other lines their author ended."""
    lines = [f"第{place}项" for place in "一二三四五六七八"] + [CHINESE[:-3], "技能：编程", CHINESE, "签订本合同。"]
    assert read("a.pdf", chinese_pdf(*lines)).text.split("\n") == [*lines[:-2], f"{CHINESE}签订本合同。"]
