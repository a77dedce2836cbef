"""Bytes become characters that can be counted, printed and encoded."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ie_pipeline.documents.characters import clean, decode, scrub
from ie_pipeline.errors import InputError

TEXT = "Zürich – 株式会社 🦊 e\u0301té"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark(encoding: str) -> None:
    """A byte-order mark decides, and is no part of the text."""
    assert decode(TEXT.encode(encoding)) == TEXT


def test_big_endian_mark() -> None:
    """A big-endian file is read like a little-endian one."""
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_legacy_encodings_are_detected() -> None:
    """Old files in one-byte and Chinese encodings are read."""
    french = "Le présent contrat est conclu à Genève entre la société Élan et l'employé, né le 3 août 1970. " * 3
    chinese = "本合同由甲方和乙方于二零二三年三月一日在北京签订,双方同意以下条款。" * 5
    assert decode(french.encode("cp1252")) == french
    assert decode(chinese.encode("gb18030")) == chinese


def test_a_declared_encoding_counts() -> None:
    """The encoding that a file declares is used, an unknown one is not."""
    assert decode("Ł".encode("iso-8859-2"), "iso-8859-2") == "Ł"
    assert decode("Ł".encode(), "no-such-encoding") == "Ł"


def test_a_broken_byte_does_not_garble_the_rest() -> None:
    """UTF-8 with one broken byte stays UTF-8."""
    data = (TEXT * 3).encode() + b"\xff" + TEXT.encode()
    assert decode(data) == TEXT * 3 + "\ufffd" + TEXT


def test_binary_is_refused() -> None:
    """Bytes that are no text are called that."""
    with pytest.raises(InputError, match="not text"):
        decode(bytes(range(256)) * 40)


@given(st.text(st.characters(exclude_categories=[])))
def test_clean_text_can_be_written(text: str) -> None:
    """Whatever comes in, what goes out is encodable, stays as it is when cleaned again, and has one newline."""
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert clean(cleaned) == cleaned
    assert "\r" not in cleaned
    assert "\0" not in cleaned


@given(st.text(st.characters(exclude_categories=[])))
def test_scrubbing_keeps_offsets(text: str) -> None:
    """Scrubbing replaces one for one."""
    assert len(scrub(text)) == len(text)
    scrub(text).encode("utf-8")


def test_newlines_and_soft_hyphens() -> None:
    """Line ends of every system become one, soft hyphens vanish."""
    assert clean("a\r\nb\rc\u2028d\x85e agree\u00adment\0") == "a\nb\nc\nd\ne agreement\ufffd"
