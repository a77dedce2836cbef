"""Bytes become characters that can be counted, printed and encoded."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ie_pipeline.documents.characters import clean, decode, scrub
from ie_pipeline.errors import InputError

TEXT = "Zürich – 株式会社 🦊 e\u0301té"
POLISH = (
    "Umowa została zawarta w Łodzi dnia trzeciego maja między spółką a pracownikiem. Wynagrodzenie płatne będzie "
    "miesięcznie, przelewem na rachunek bankowy. Strony uzgodniły, że okres wypowiedzenia wynosi trzy miesiące."
)
RUSSIAN = (
    "Договор заключен в Москве третьего мая между обществом и работником. Заработная плата выплачивается ежемесячно. "
    "Стороны договорились, что срок уведомления составляет три месяца."
)
CZECH = (
    "Smlouva byla uzavřena v Praze dne třetího května mezi společností a zaměstnancem. Mzda bude vyplácena měsíčně "
    "převodem na účet. Strany se dohodly, že výpovědní lhůta činí tři měsíce."
)
HUNGARIAN = (
    "A szerződést Budapesten kötötték május harmadikán a társaság és a munkavállaló között. A felek megállapodtak, "
    "hogy a felmondási idő három hónap, és hogy a fűtés költségét a bérlő viseli."
)
TURKISH = (
    "Sözleşme üç Mayıs tarihinde İstanbul'da şirket ile çalışan arasında imzalanmıştır. Ücret her ay banka "
    "hesabına ödenecektir. Kiracı ısıtma giderlerini karşılayacaktır."
)
LITHUANIAN = (
    "Sutartis sudaryta Vilniuje gegužės trečią dieną tarp bendrovės ir darbuotojo. Atlyginimas bus mokamas kas "
    "mėnesį į banko sąskaitą. Šalys susitarė, kad įspėjimo terminas yra trys mėnesiai."
)
GREEK = (
    "Η σύμβαση υπογράφηκε στην Αθήνα στις τρεις Μαΐου μεταξύ της εταιρείας και του εργαζομένου. Ο μισθός "
    "καταβάλλεται κάθε μήνα στον τραπεζικό λογαριασμό."
)
PARAGRAPHS = [
    ("cp1250", POLISH),
    ("iso8859_2", POLISH),
    ("cp1250", CZECH),
    ("cp1250", HUNGARIAN),
    ("cp1254", TURKISH),
    ("cp1257", LITHUANIAN),
    ("cp1251", RUSSIAN),
    ("koi8_r", RUSSIAN),
    ("cp1253", GREEK),
    ("shift_jis", "本契約は二〇二三年三月一日に東京で締結されました。当事者は以下の条項に同意します。"),
    ("big5", "本合約由甲方和乙方於二零二三年三月一日在台北簽訂,雙方同意以下條款。"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark(encoding: str) -> None:
    """A byte-order mark decides, and is no part of the text."""
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Agreement of Acme", "Größe: fünf – „x“ 🦊", RUSSIAN, GREEK])
def test_utf_16_without_mark(encoding: str, text: str) -> None:
    """A file that lost its byte-order mark is read all the same."""
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["a\0b", "Agreement\0 of\0 Acme and its heirs", "\0\0\0\0\0\0\0\0"])
def test_stray_zeros_make_no_utf_16(text: str) -> None:
    """Zeros here and there are characters that went wrong, not half of others."""
    assert decode(text.encode()) == text


def test_big_endian_mark() -> None:
    """A big-endian file is read like a little-endian one."""
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_legacy_encodings_are_detected() -> None:
    """Old files in one-byte and Chinese encodings are read."""
    french = "Le présent contrat est conclu à Genève entre la société Élan et l'employé, né le 3 août 1970. " * 3
    chinese = "本合同由甲方和乙方于二零二三年三月一日在北京签订,双方同意以下条款。" * 5
    assert decode(french.encode("cp1252")) == french
    assert decode(chinese.encode("gb18030")) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "José Müller\nCafé Zoë",
        "José Müller wohnt in Köln, Café Zoë",
        "El señor Peña firmó el contrato en España.",
        "très bien, voilà",
        "La società è già costituita",
        "Søren Kjær, Malmö",
        "Það er ákveðið að halda fund í Reykjavík.",
        "§ 5 The term is 30 days’ notice",
        "“Agreement” means this contract – £500",
        "Größe",
        "500 €",
    ],
)
def test_a_few_accents_are_western_ones(text: str) -> None:
    """A short file of Western Europe is read as it was written; in most code pages its bytes are other letters."""
    assert decode(text.encode("cp1252")) == text


def test_names_of_many_languages_are_western_ones() -> None:
    """No single language has all the letters of a list of names."""
    names = "José Núñez, Jürgen Groß, Søren Kjær, Åsa Öberg, João Gonçalves, Þór Guðmundsson, Niccolò, Zoë"
    assert decode(names.encode("cp1252")) == names


@pytest.mark.parametrize(("encoding", "text"), PARAGRAPHS, ids=[encoding for encoding, _ in PARAGRAPHS])
def test_a_paragraph_tells_its_code_page(encoding: str, text: str) -> None:
    """Files of other languages and scripts are read as they were written."""
    assert decode(text.encode(encoding)) == text


def test_a_long_file_is_told_by_what_is_foreign_in_it() -> None:
    """Where a megabyte of plain words comes first, the few lines with letters of their own decide."""
    text = "The parties agree to the following.\n" * 30_000 + POLISH
    assert decode(text.encode("cp1250")) == text


def test_a_declared_encoding_counts() -> None:
    """The encoding that a file declares is used, an unknown one is not."""
    assert decode("Ł".encode("iso-8859-2"), "iso-8859-2") == "Ł"
    assert decode("Ł".encode(), "no-such-encoding") == "Ł"


def test_western_declarations_mean_windows() -> None:
    """What declares to be Latin-1 has the quotation marks, dashes and euro signs of Windows, as browsers know."""
    text = "“Agreement” – €500, naïve"
    for declared in ("iso-8859-1", "latin1", "us-ascii", "windows-1252"):
        assert decode(text.encode("cp1252"), declared) == text
    assert decode("“Straße 五”".encode(), "iso-8859-1") == "“Straße 五”"
    assert decode(b"caf\xe9 \x81", "iso-8859-1") == "café \x81"


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [("gb2312", "gb18030", "朱镕基"), ("shift_jis", "cp932", "①髙橋"), ("euc-kr", "cp949", "똠방")],
)
def test_declarations_of_the_smaller_set(declared: str, encoding: str, text: str) -> None:
    """Characters that the declared encoding lacks are read in the larger one of the same family."""
    assert decode(text.encode(encoding), declared) == text


def test_a_declaration_that_could_not_be_read() -> None:
    """A page that is plain to read is not in the encoding of double bytes that it declares."""
    for markup in ("<meta charset=utf-16>Acme", "<meta charset=utf-16>Acme!"):
        assert decode(markup.encode(), "utf-16") == markup


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
