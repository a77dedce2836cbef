"""Web pages as their readers see them."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.html import read


def text_of(markup: str | bytes) -> str:
    """Return the text of a page."""
    return read("a.html", markup.encode() if isinstance(markup, str) else markup).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one <b>b</b>old\n   word</p><p>two</p>", "one bold word\n\ntwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x<li>y</ul>z", "\u2022 x\n\u2022 y\nz"),
        ("<ul><li><p>x</p><p>y</p><li></li></ul>z", "\u2022 x\n\ny\n\nz"),
        ("<ul style='list-style: none'><li>x</ul>", "x"),
        ("<ol><li>x<ol type=a start=3><li>y<li>z</ol><li value=7>u<li>v</ol>", "1. x\nc. y\nd. z\n7. u\n8. v"),
        ("<table><tr><th>Name<th>Year</tr>\n <tr><td>Ada</td><td>1815</td></tr></table>", "Name\tYear\nAda\t1815"),
        (
            "<table><tr><td><p>A</p></td><td></td><td><div>B</div><p>C</p></td></tr><tr><td>D</table>E",
            "A\tB\n\nC\nD\nE",
        ),
        (
            "<table><tr><td>Jane<br>jane@example.org<td>Acme<br>Engineer<tr><td>Skills<td>SQL</table>",
            "Jane\njane@example.org\nAcme\nEngineer\nSkills\tSQL",
        ),
        ("<table><tr><td>A<td>B<tr><td></td><td>C<tr><td>&nbsp;<td>&nbsp;<td>D</table>", "A\tB\nC\nD"),
        (
            "<table><tr><td><table><tr><td>Name:</table><td><table><tr><td>Jane<tr><td>Roe</table><td>x</table>",
            "Name:\tJane\nRoe\nx",
        ),
        (
            "<table><tr><td>Fee<td>&nbsp;<td>$<td>4,500<td>&nbsp;<td>US$<td>(20<td>)<tr><td>Rate<td>8<td>%<tr><td>a<td>%",
            "Fee\t$4,500\tUS$(20)\nRate\t8%\na\t%",
        ),
        ("<p>a</p><p>&nbsp;</p><p><font>b</font>&nbsp;<font>c</font>", "a\n\nb c"),
        ("<div style='display: inline'>a </div><div style='display:inline'>b</div>c", "a bc"),
        ("<span style='display: block'>a</span><i style='display:flex'>b</i>c", "a\nb\nc"),
        ("<p><span style='float: right'>2017 – now</span><b>Teacher</b><p>x", "2017 – now\tTeacher\n\nx"),
        ("<div style='display:flex'><b>Acme, Inc.</b> <i>Leeds</i></div>x", "Acme, Inc.\tLeeds\nx"),
        ("<h1 style='display:flex'><i>J</i><i>o</i></h1><p><i style='float:left'>T</i>his", "Jo\n\nThis"),
        ("<p>Read <a style='display:inline-flex'><img><i>this</i></a>, now", "Read this, now"),
        ("<p>a text<img style='float:left'> goes on<p><i style='float:left'>“T</i>his", "a text goes on\n\n“This"),
        ("<p style='display:flex'><b>2019</b>–<b>now</b><i>Ulm</i>", "2019–now\tUlm"),
        ("<div style='white-space: pre-wrap'>a\nb</div>", "a\nb"),
        ("a <b> b</b> <i>c </i>d<br><br><br>e", "a b c d\n\ne"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<title>T</title><style>p{}</style><script>alert(1)</script><p>seen<!-- not seen -->", "seen"),
        ('<p>seen<span hidden>no</span><i style="display: none">no</i>', "seen"),
        ('<p>seen<i style="color:red; display:\tnone">no</i><i style="visibility:hidden">no</i>', "seen"),
        ('<p style="opacity:0.9">seen<i style="font-size:0">no</i><dialog>no</dialog><video>no</video>', "seen"),
        ("<i aria-hidden=true>Leeds</i><i class='a visually-hidden'>Leeds</i><b class=sr-only>no</b>", "Leeds"),
        ("<p>Law: <select><option>Ohio<option selected>Texas</select> applies", "Law: Texas applies"),
        ("<p>Law: <select><option>Ohio<option>Texas</select>", "Law: Ohio"),
        ("<p><select multiple><option>Ohio<option>Texas</select>", "Ohio Texas"),
        (
            '<p>Name:<input value="Jane Roe">, age<input type=number value=41><input type=hidden value=no>',
            "Name: Jane Roe , age 41",
        ),
        ("<p><input type=radio checked>yes <input type=checkbox>no", "☒ yes ☐ no"),
        ("<p>about <math><mi>x</mi><mo>=</mo><mn>3</mn></math> and <nobr>so on</nobr>", "about x=3 and so on"),
        ("<p>A&amp;B &eacute; &#128522; agree&shy;ment&nbsp;x", "A&B é 😊 agreement\xa0x"),
        ("<div><div>deep</div></div><h2>Head</h2>body", "deep\n\nHead\n\nbody"),
        ("<p>a fee of <del>4,000</del><ins>5,000</ins>", "a fee of 5,000"),
        ("<p>USD 5,000<sup>1</sup> is due<sup><a href=#n2>2</a></sup>.", "USD 5,000 ¹ is due ²."),
        (
            "<p><sup>1</sup>The first 50 m<sup>2</sup> on the 1<sup>st</sup> of May",
            "¹ The first 50 m² on the 1st of May",
        ),
        (
            '<p>5,000<font style="position:relative;top:-3pt">1</font> is due<i style="vertical-align:super">2</i>.',
            "5,000 ¹ is due ².",
        ),
        (
            "<font face=Wingdings>x</font> yes <i style='font-family: Symbol'>·<i style='font: 7pt Arial'>·</i></i>no",
            "☒ yes •·no",
        ),
        ("<p style='font-family: \"Segoe UI Symbol\"'>x<p style='font-family: Apple Symbols, Symbol'>x", "x\n\nx"),
        ("<font face='Symbol, serif' style='font:10pt \"Wingdings\";color:red'>x<b>&#168;</b></font>", "☒☐"),
        ("no markup at all", "no markup at all"),
        ("<p>unclosed <b>tags <i>everywhere", "unclosed tags everywhere"),
    ],
)
def test_blocks_and_runs(markup: str, text: str) -> None:
    """Blocks stand on lines of their own, runs in a line, forms as they are filled in; the unseen is not read."""
    assert text_of(markup) == text


@pytest.mark.parametrize(
    "head",
    ['<meta charset="iso-8859-2">', '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'],
)
def test_declared_encoding(head: str) -> None:
    """The page's own word on its encoding counts."""
    assert text_of(f"<head>{head}</head><p>Łódź".encode("iso-8859-2")) == "Łódź"


def test_ten_thousand_levels() -> None:
    """Absurd nesting exhausts no stack."""
    assert text_of("<div>" * 10_000 + "deep") == "deep"


def test_a_stylesheet_says_what_stands_side_by_side() -> None:
    """Classes that let dates float or put boxes in a row part words that the file has without a space."""
    sheet = "/* i{float:left} */ @media all{.job .d{float:right}} nav{display:flex;flex-direction:column}"
    page = "<p class=job><b>Cook</b><i class=d>2020</i><p><b>a</b><i>b</i></p><nav><a>Home</a><a>Help</a></nav>"
    assert text_of(f"<style>{sheet}</style>{page}") == "Cook\t2020\n\nab\n\nHome\nHelp"


def test_a_stylesheet_made_to_be_slow_is_read_in_time() -> None:
    """Rules without an end and selectors that lead through ten thousand elements stall nothing."""
    nested = ".a .a .a .a i{float:left}.b~i,i:nth-child(2n){float:left}" + "/*" * 100_000
    page = f"<style>{nested}</style>" + "<div class=a>" * 3_000 + "x<i>y</i>" * 300
    assert text_of(page).startswith("xyxy")
