"""Evidence: every offset is true, and a value is found where a reader would find it and nowhere else."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from critic.evidence import MAX_OCCURRENCES, Source, locate, occurrences
from critic.findings import Evidence, EvidenceKind

SIGNS = "aAbB19 ,.-\n\u00adﬁ㈱é\u0301中国。👩\u200d🦰👍🏽½Ⅳ$%/"
TEXTS = st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=120)


@given(TEXTS, st.text(st.sampled_from(SIGNS), max_size=12))
@example("the ﬁrst ㈱ of É", "first")
@example("合同于２０１９年３月５日生效", "2019-03-05")
def test_every_offset_is_true(text: str, value: str) -> None:
    """The quote is what stands at its offsets, never empty, whatever the script."""
    for found in (locate(text, value), *occurrences(text, value)):
        if found:
            assert 0 <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.quote


@given(TEXTS, st.text(st.sampled_from(SIGNS), max_size=8), st.integers(0, 120), st.integers(0, 120))
def test_evidence_stays_within_its_range(text: str, value: str, low: int, high: int) -> None:
    """A search in one passage does not answer with another."""
    found = locate(text, value, within=(low, high))
    for place in (*occurrences(text, value, within=(low, high)), *([found] if found else [])):
        assert low <= place.start < place.end <= high


@given(TEXTS, TEXTS, st.sampled_from(["Acme Inc", "张伟", "👩\u200d🦰", "e\u0301t", "5 May 2003", "$5"]))
def test_what_is_printed_is_found_verbatim(before: str, after: str, value: str) -> None:
    """A value between two spaces is found as it is."""
    found = locate(f"{before} {value} {after}", value)
    assert found is not None
    assert (found.quote, found.kind) == (value, EvidenceKind.VERBATIM)


@given(TEXTS, st.sampled_from(["acme inc", "ACME, INC.", "Ａｃｍｅ Ｉｎｃ．", "Ac-\nme Inc", "Acme\n  Inc"]))
def test_other_spellings_are_found_normalised(before: str, printed: str) -> None:
    """Case, width, punctuation, line breaks and hyphenation do not hide a value."""
    found = locate(f"{before} ;{printed} or", "Acme Inc")
    assert found is not None
    assert found.kind in {EvidenceKind.NORMALISED, EvidenceKind.VERBATIM}


@pytest.mark.parametrize(
    ("text", "value", "start"),
    [
        ("JavaScript, then Java", "Java", 17),
        ("Google and Go", "Go", 11),
        ("C++, C# and C", "C", 12),
        ("1.5 or 1,500 or 5", "5", 16),
        ("March 11, not March 1", "March 1", 14),
        ("cafe\u0301 or cafe", "cafe", 9),
        ("👍🏽 or 👍", "👍", 6),
        ("精通Java开发", "Java", 2),
        ("家住北京市", "北京", 2),
        ("on 12.2019", "2019", 6),
        ("Gesamt: 12,50 EUR für 12 Stück", "12", 22),
        ("zu 1.234,56 € und 1.234 Stück", "1.234", 18),
        ("Zins 3,25 % auf 3 Jahre", "3", 16),
        ("₹ 12,34,567.00 for 12", "12", 19),
        ("on 1, 2 and 12, 50", "12", 12),
        ("Sections 12,13 and 14", "13", 12),
        ("Dated January 15,2020", "2020", 17),
        ("BCA- Computer Applications", "BCA", 0),
        ("Class A- common", "Class A", 0),
        ("rated AA\u2212 by", "AA-", 6),
        ("Grade: A- in maths, A in art", "A", 20),
        ("rated BBB by one, BBB- by another", "BBB-", 18),
        ("Mar-05-2019 to Mar-04-2019", "2019-03-04", 15),
        ("pi is 3.1416, not 3", "3", 18),
        ("call 415.555.1234", "1234", 13),
        ("十五年或五年", "五年", 4),
        ("mary-ann@example.org, ann@example.org", "ann@example.org", 22),
        ("ann@example.org.uk, ann@example.org.", "ann@example.org", 20),
        ("ann_b@example.org, Ann.B@example.org", "ann.b@example.org", 19),
        ("写信给ann@example.org", "ann@example.org", 3),
    ],
)
def test_only_whole_words_are_found(text: str, value: str, start: int) -> None:
    """A value is not found within a longer word, number or sign; Chinese has no such limit."""
    found = locate(text, value)
    assert found is not None
    assert found.start == start


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("JavaScript", "Java"), ("C++", "C"), ("15", 5), ("cafe\u0301", "cafe"),
        ("pi is 3.1416", 3), ("pi is 3.1416", "1416"), ("占总股本0.4353%", 0),
        ("合同期限为十五年", "五年"), ("bob.ann@example.org", "ann@example.org"),
    ],
)  # fmt: skip
def test_a_part_of_a_word_is_no_evidence(text: str, value: object) -> None:
    """Half a word proves nothing."""
    assert locate(text, value) is None
    assert occurrences(text, value) == ()


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("made the 11th day of March, 1999 by", "1999-03-11", "11th day of March, 1999"),
        ("made March 11, 1999 by", "11/03/1999", "March 11, 1999"),
        ("于2019年3月5日生效", "2019-03-05", "2019年3月5日"),
        ("pay $5,000,000.00 now", 5_000_000, "$5,000,000.00"),
        ("pay 5 million dollars now", "$5,000,000", "5 million dollars"),
        ("a rate of 12.50 percent", "12.5%", "12.50 percent"),
        ("by ACME, INC. and", "Acme, Inc.", "ACME, INC."),
        ("the infor-\nmation age", "information age", "infor-\nmation age"),
        ("a ﬁnance dept", "finance", "ﬁnance"),
        ("from Mar. 2019 to today", "2019-03", "Mar. 2019"),
        ("from 03/2019 to today", "March 2019", "03/2019"),
        ("made March 11, 1999 by", "1999-03-11T00:00:00", "March 11, 1999"),
        ("a rate of 5.00% a year", 5, "5.00%"),
        ("百分之五的利率", 5.0, "百分之五"),
        ("par value $0.00001 each", "$.00001", "$0.00001"),
        ("1.15; P = .72).", 0.72, ".72"),
        ("at Acme L.L.C., a", "Acme LLC", "Acme L.L.C"),
        ("at Acme LLC, a", "Acme L.L.C.", "Acme LLC"),
        ("a Ph.D. in", "PhD", "Ph.D"),
        ("weighs 5kg", "5 kg", "5kg"),
        ("wiegt 1,8 kg", "1.8 kg", "1,8 kg"),
        ("at AT & T", "AT&T", "AT & T"),
        ("write to ann@\nexample.org", "ann@example.org", "ann@\nexample.org"),
        ("write to ann@exam-\nple.org", "ann@example.org", "ann@exam-\nple.org"),
        ("call +1 (415) 555-0123.", "+14155550123", "+1 (415) 555-0123"),
        ("call 415.555.0123", "(415) 555-0123", "415.555.0123"),
        ("call +49 (0)40 555 0123.", "+49 40 5550123", "+49 (0)40 555 0123"),
        ("call +49 40 555-0123.", "+49 (0)40 5550123", "+49 40 555-0123"),
        ("due £240.00, or $300", "USD", "$300"),
        ("Preis (€) 12,50 7,00", "EUR", "€"),
        ("at ¥ 100", "JPY", "¥ 100"),
        ("IBAN DE00 1234 5678 9012 3456 78", "DE00123456789012345678", "DE00 1234 5678 9012 3456 78"),
    ],
)
def test_equal_values_are_found_in_another_spelling(text: str, value: object, quote: str) -> None:
    """A date, a sum or a name is found however it is printed."""
    found = locate(text, value)
    assert found is not None
    assert (found.quote, found.kind) == (quote, EvidenceKind.NORMALISED)


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        (
            "at Microsft Corporatoin of America, a",
            "Microsoft Corporation of America",
            "Microsft Corporatoin of America",
        ),
        (
            "乙方北京市朝阳区建国门外大街甲号写字楼座，",
            "北京市朝阳区建国路外大街甲号写字楼座",
            "北京市朝阳区建国门外大街甲号写字楼座",
        ),
        ("signed by José Núñez, who", "Jose Nunez", "José Núñez"),
        ("signed by Jose\u0301 Nu\u0301n\u0303ez, who", "Jose Nunez", "Jose\u0301 Nu\u0301n\u0303ez"),
        ("signed by Jane Doe.", "Dr. Jane Doe", "Jane Doe"),
        ("Statement 3/2024: 04.03. Rent -780,00", "2024-03-04", "04.03."),
    ],
)
def test_misprints_are_found_as_fuzzy(text: str, value: str, quote: str) -> None:
    """A slip in ten letters does not hide a value, nor does a year that stands elsewhere."""
    found = locate(text, value)
    assert found is not None
    assert (found.quote, found.kind) == (quote, EvidenceKind.FUZZY)
    assert occurrences(text, value) == (found,)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("born in 2018 in Springfield Township", "born in 2019 in Springfield Township"),
        ("pay $100", "€100"),
        ("pay $100,000", "€100,000"),
        ("account 12345.67", "1234567"),
        ("account 41555501239", "4155550123"),
        ("version 2019.03.05.1", "2019-03-05"),
        ("a rate of 0.05%", "5%"),
        ("made on 3 March 2019", "2019-03"),
        ("Option B: a fee", "BA"),
        ("March 11, 1999", "1999-03-12"),
        ("anything", ""),
        ("", "anything"),
        ("true, null, nan", True),
        ("true, null, nan", None),
        ("true, null, nan", float("nan")),
        ("[]", []),
    ],
)
def test_what_is_not_there_is_not_found(text: str, value: object) -> None:
    """Another digit, another currency or no value at all has no evidence."""
    assert locate(text, value) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-5 degrees", 5), ("at -5 degrees", 5), ("a change (-5) in", 5), ("a loss of \u22121500000", 1_500_000),
        ("pay $-500", 500), ("-$500 due", 500), ("net: \u2212$ 5", 5), ("net: -EUR 5", 5), ("loss of (5,000)", 5000),
        ("net income: $ (5,000.50)", 5000.5),
    ],
)  # fmt: skip
def test_a_number_below_zero_is_no_evidence_of_one_above(text: str, value: float) -> None:
    """A minus and an accountant's parentheses belong to the number."""
    assert locate(text, value) is None
    assert occurrences(text, value) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3-5 years", 5), ("Section 2(5)", 5), ("thirty (30) days", 30), ("five thousand (5,000) shares", 5000),
        ("2010 -2012", 2012), ("Engineer -2014", 2014), ("Skills:\n-5 years of Java", 5), ("call 555-1234", 1234),
        ("Pune -411038", "411038"), ("at -5 degrees", "5"), ("at -5 degrees", -5), ("due 2019-03-05", "05"),
        ("as below. -7-", 7),
    ],
)  # fmt: skip
def test_other_dashes_and_parentheses_hide_no_number(text: str, value: object) -> None:
    """Those of lists, ranges, dates, phone numbers and appositions; a text may be a code, which has no sign."""
    assert locate(text, value) is not None


def test_each_sum_tells_its_currency() -> None:
    """A line of an order has its currency where its price is, and not only where the code is printed."""
    text = "All in EUR: bolt 1,50 €, nut 2,00 €"
    assert [place.quote for place in occurrences(text, "EUR")] == ["EUR", "1,50 €", "2,00 €"]


def test_a_small_number_is_found_as_people_write_it() -> None:
    """Python would write it with an exponent."""
    found = locate("par value $0.00001 each", 0.00001)
    assert found is not None
    assert (found.quote, found.kind) == ("0.00001", EvidenceKind.VERBATIM)


def test_another_persons_address_is_at_most_a_near_match() -> None:
    """Points and dashes tell e-mail addresses apart, and a near match is shown whole."""
    found = locate("ann_b@example.org", "ann.b@example.org")
    assert found == Evidence(0, 17, "ann_b@example.org", EvidenceKind.FUZZY)
    assert locate("bob-ann.b@example.org", "ann.b@example.org") is None


def test_a_value_too_long_to_compare_has_no_near_match() -> None:
    """What follows two thousand true characters may be invented."""
    true = ("The Borrower shall repay each loan in full on its final date. " * 40)[:2_300]
    invented = f"{true} and the principal is guaranteed in full by the Republic of Utopia"
    assert locate(f"Then: {true}", true) == Evidence(6, 2_306, true, EvidenceKind.VERBATIM)
    assert locate(f"Then: {true}", invented) is None
    assert occurrences(f"Then: {true}", invented) == ()


def test_verbatim_comes_before_normalised() -> None:
    """The very characters are better evidence than an earlier place in other case."""
    assert locate("ACME INC and Acme Inc", "Acme Inc") == Evidence(13, 21, "Acme Inc", EvidenceKind.VERBATIM)


def test_all_places_are_listed_in_order_without_overlap() -> None:
    """Verbatim and normalised places come together, in the order of the text, and not without end."""
    text = "ACME INC, Acme Inc and acme, inc."
    assert [(place.start, place.kind.value) for place in occurrences(text, "Acme Inc")] == [
        (0, "normalised"),
        (10, "verbatim"),
        (23, "normalised"),
    ]
    assert len(occurrences("Go " * 500, "Go")) == MAX_OCCURRENCES


def test_many_values_of_a_long_document_are_found_quickly() -> None:
    """On a book of 400,000 characters a present value costs about a millisecond and an absent one a few."""
    source = Source("The quick brown fox, Ltd. agrees on March 11, 1999 with the lazy dog. " * 5_700 + "The very end.")
    locate(source, "Nowhere Incorporated, 1999-03-12")  # folds the text

    def seconds(value: str) -> float:
        best = 60.0
        for _ in range(3):
            began = time.perf_counter()
            locate(source, value)
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds("P1Y") < 0.01
    assert seconds("The very end") < 0.01
    assert seconds("Another Company That Is Not In This Book, Inc.") < 0.05
    assert seconds("the quick brown dog agrees on the lazy fox " * 40) < 0.3


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("Signed on 1 March 2024 at 14:30 UTC.", "2024-03-01T14:30:00Z", "1 March 2024 at 14:30"),
        ("At 2:30 p.m. on March 1, 2024, we met.", "2024-03-01T14:30:00", "2:30 p.m. on March 1, 2024"),
        ("Due 2024-03-01.", "2024-03-01T00:00:00", "2024-03-01"),
        ("Signed on 1 March 2024 at 15:30.", "2024-03-01T14:30:00Z", None),
        ("Signed on 2 March 2024 at 14:30.", "2024-03-01T14:30:00Z", None),
        ("Doors open at 14:30.", "14:30:00", "14:30"),
        ("See www.ada.example.org/work for more.", "https://ada.example.org/work/", "ada.example.org/work"),
        ("See ada.example.org.", "https://www.ada.example.org", "ada.example.org"),
        ("See ada.example.org/work.", "https://bob.example.org/work", None),
        ("ada@example.org, www.example.org", "https://example.org", "example.org"),
        ("Write to ada@example.org.", "https://example.org", None),
        ("Simmer for 1 hour 30 minutes.", "PT1H30M", "1 hour 30 minutes"),
        ("Simmer for 1 hour 30 minutes.", "PT1H", None),
    ],
)
def test_moments_and_web_addresses_are_found_as_people_print_them(text: str, value: str, quote: str | None) -> None:
    """A date with its clock beside it states a moment; a page needs no scheme."""
    place = locate(text, value)
    assert (place and place.quote) == quote
    assert place is None or place.kind is EvidenceKind.NORMALISED
