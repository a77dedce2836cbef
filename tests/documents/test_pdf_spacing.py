"""Letters that a PDF sets apart."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import chinese_pdf, raw_pdf


def spaced(bottom: int, text: str, gap: int) -> str:
    """Return what prints a text with gaps between its letters, in thousandths of its size; a space is wider by 278."""
    pieces = [f"{-gap - 278}" if letter == " " else f"({letter}) {-gap}" for letter in text]
    return f"BT /F1 12 Tf 1 0 0 1 72 {bottom} Tm [{' '.join(pieces)}] TJ ET\n"


@pytest.mark.parametrize("gap", [100, 150, 200, 350, 550])
def test_words_in_spaced_letters_are_whole(gap: int) -> None:
    """A name or a heading whose letters stand apart is read as words."""
    content = spaced(700, "JANE ROE", gap) + spaced(670, "Senior Data Engineer", gap) + spaced(640, "May 2020", gap)
    assert read("a.pdf", raw_pdf(content)).text == "JANE ROE\nSenior Data Engineer\nMay 2020"


def test_kerned_letters_that_stand_apart() -> None:
    """Letters whose shapes fit into each other, and so stand closer than the others, tear no word."""
    letters = "(E) -150 (D) -150 (U) -150 (C) -150 (A) -40 (T) -150 (I) -150 (O) -150 (N)"
    content = f"BT /F1 12 Tf 72 700 Td [{letters}] TJ ET\n"
    assert read("a.pdf", raw_pdf(content)).text == "EDUCATION"


def test_small_capitals() -> None:
    """A name in large and small capitals that stand apart is one name."""
    name = "/F1 14 Tf [(J) -250] TJ /F1 10 Tf [(A) -350 (N) -350 (E) -1000] TJ /F1 14 Tf [(R) -250] TJ"
    content = f"BT 72 700 Td {name} /F1 10 Tf [(O) -350 (E)] TJ ET\n"
    assert read("a.pdf", raw_pdf(content)).text == "JANE ROE"


@pytest.mark.parametrize("text", ["A B C", "J R R Tolkien", "I o o", "a b c d, e", "7 8 9 10"])
def test_letters_that_are_words(text: str) -> None:
    """A few letters that stand apart for themselves stay so, as do those beside words."""
    pieces = [f"({letter})" if letter != " " else "-278" for letter in text]
    content = f"BT /F1 12 Tf 1 0 0 1 72 700 Tm [{' '.join(pieces)}] TJ ET\n"
    assert read("a.pdf", raw_pdf(content)).text == text


def test_cells_of_one_letter() -> None:
    """The cells of a table that hold one character each are not run together."""
    content = f"BT /F1 12 Tf 1 0 0 1 72 700 Tm [{' -1000 '.join(f'({digit})' for digit in '12345')}] TJ ET\n"
    assert read("a.pdf", raw_pdf(content)).text == "1 2 3 4 5"


def test_chinese_lines_that_are_stretched() -> None:
    """Characters that a justified line sets apart are no words; a space that somebody typed is there."""
    party = "91110108：北京晨光科技有限公司，统一社会信用代码"
    assert read("a.pdf", chinese_pdf(party, stretched=300)).text == party
    assert read("a.pdf", chinese_pdf("姓 名")).text == "姓 名"
    assert read("a.pdf", chinese_pdf("一二三四五六日", stretched=1000)).text == "一 二 三 四 五 六 日"
