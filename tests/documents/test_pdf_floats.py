"""Text that PDF files have far from the line at whose end, or before which, it stands."""

from __future__ import annotations

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_text


def test_dates_that_float_stand_behind_their_jobs() -> None:
    """What a browser prints before all lines is read where it stands, and the next line is one of its own."""
    dates = [(420, 700, "2020 - present"), (470, 644, "2014 - 2020"), (470, 616, "2012 - 2014")]
    jobs = [(700, "Warehouse Manager"), (686, "Aire Valley Storage"), (672, "Runs two sheds."), (644, "Shift Leader")]
    printed = [raw_text(*date) for date in dates] + [raw_text(72, *line) for line in (*jobs, (616, "Trainee"))]
    text = read("a.pdf", raw_pdf("".join(printed))).text
    assert text == (
        "Warehouse Manager 2020 - present\nAire Valley Storage\nRuns two sheds.\nShift Leader 2014 - 2020\n"
        "Trainee 2012 - 2014"
    )


def test_a_column_that_comes_first_stays_a_column() -> None:
    """Lines straight above each other are no dates of the lines beside them, though they stand on their level."""
    column = [(700, "Skills"), (686, "Python"), (672, "Welding")]
    body = [(700, "Experience"), (686, "Aire Valley Storage"), (672, "Runs two sheds.")]
    printed = [raw_text(420, *line) for line in column] + [raw_text(72, *line) for line in body]
    text = read("a.pdf", raw_pdf("".join(printed))).text
    assert text.split("\n") == [line for _, line in column + body]


def test_columns_with_room_between_their_lines_stay_whole() -> None:
    """Of a resume in two columns, a browser's headings and paragraphs are read column by column, as it prints them."""
    column = [(720, "Contact"), (704, "maria@example.org"), (676, "Skills"), (658, "Java"), (636, "PostgreSQL")]
    body = [(720, "Maria Lindqvist"), (686, "Experience"), (658, "Acme Systems Ltd"), (636, "Software Engineer")]
    printed = [raw_text(420, *line) for line in column] + [raw_text(72, *line) for line in body]
    text = read("a.pdf", raw_pdf("".join(printed))).text
    assert text.split("\n") == [line for _, line in column + body]


def test_numbers_of_a_list_stand_before_its_items() -> None:
    """Where all of them are printed behind the text, each is read before its own item."""
    items = raw_text(90, 700, "The Seller sells.") + raw_text(90, 686, "The Buyer") + raw_text(90, 672, "Law")
    numbers = raw_text(78, 700, "1.") + raw_text(76, 686, "b.") + raw_text(78, 672, "*")
    text = read("a.pdf", raw_pdf(items + raw_text(72, 650, "Signed") + numbers)).text
    assert text == "1. The Seller sells.\nb. The Buyer\n* Law\nSigned"


def test_a_row_stays_as_it_is_printed() -> None:
    """Of a table, each row is read from the left to the right."""
    rows = [(700, "Mowing", "Weekly"), (680, "Snow removal", "As needed"), (660, "Pruning", "Yearly")]
    printed = "".join(raw_text(72, height, task) + raw_text(300, height, frequency) for height, task, frequency in rows)
    assert read("a.pdf", raw_pdf(printed)).text == "Mowing Weekly\nSnow removal As needed\nPruning Yearly"
