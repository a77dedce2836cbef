"""Text that a page shows between two lines and that its file has behind them."""

from __future__ import annotations

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_text

HEADINGS = raw_text(72, 700, "Experience") + raw_text(72, 600, "Education") + raw_text(72, 500, "Skills")
JOB = raw_text(72, 670, "Data Scientist") + raw_text(72, 655, "Nubank") + raw_text(400, 670, "2020 to 2024")
SCHOOL = raw_text(72, 570, "MSc Statistics") + raw_text(72, 555, "USP")


def test_what_is_positioned_is_read_below_its_heading() -> None:
    """What a browser prints behind the headings of a resume stands below them."""
    text = read("a.pdf", raw_pdf(HEADINGS + raw_text(72, 480, "Python") + JOB + SCHOOL)).text
    assert text.split("\n") == [
        "Experience", "Data Scientist", "Nubank", "2020 to 2024", "Education", "MSc Statistics", "USP", "Skills",
        "Python",
    ]  # fmt: skip


def test_columns_stay_as_they_are() -> None:
    """A column that comes after another, and what foots a page before its text, are read in the order of the file."""
    column = raw_text(300, 690, "Contact") + raw_text(300, 540, "ada@example.org")
    assert read("a.pdf", raw_pdf(HEADINGS + column)).text.split("\n") == [
        "Experience", "Education", "Skills", "Contact", "ada@example.org",
    ]  # fmt: skip
    footed = raw_text(72, 760, "Agreement") + raw_text(72, 40, "Page 1") + raw_text(72, 700, "This is agreed.")
    assert read("a.pdf", raw_pdf(footed)).text.split("\n") == ["Agreement", "Page 1", "This is agreed."]


def test_a_large_first_letter_and_a_stamp_tear_no_sentence() -> None:
    """What reaches into the lines beside or below it stands in no empty room."""
    line = raw_text(72, 720, "Preamble") + "BT /F1 60 Tf 1 0 0 1 72 660 Tm (T) Tj ET\n"
    beside = raw_text(100, 690, "his is the first line") + raw_text(100, 675, "and the second.")
    text = read("a.pdf", raw_pdf(line + beside)).text
    assert text.split("\n") == ["Preamble", "T", "his is the first line", "and the second."]
    stamp = "BT /F1 6 Tf 1 0 0 1 72 693 Tm (Signed) Tj ET\n"
    lines = [raw_text(72, 700, "Signed by both"), raw_text(72, 686, "of the parties."), raw_text(72, 600, "End")]
    assert read("a.pdf", raw_pdf("".join(lines) + stamp)).text.split("\n")[-1] == "Signed"


def test_a_drawing_stays_as_it_is() -> None:
    """Where many texts would be moved there are no lines to go by."""
    labels = [raw_text(72, 700 - 40 * place, f"Row {place}") for place in range(12)]
    between = [raw_text(72, 680 - 40 * place, f"Label {place}") for place in reversed(range(11))]
    text = read("a.pdf", raw_pdf("".join(labels + between))).text
    assert text.split("\n")[:12] == [f"Row {place}" for place in range(12)]
