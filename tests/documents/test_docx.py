"""Word files in reading order."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ie_pipeline.documents.docx import read
from ie_pipeline.errors import InputError
from tests.documents.files import docx_of, simple_docx

W = nsdecls("w")
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def run(text: str, properties: str = "") -> str:
    """Return the XML of a run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field(data: str) -> str:
    """Return the XML of a paragraph with a field of an old form, and a word after it."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return f'<w:p {W}>{begin}<w:r><w:fldChar w:fldCharType="end"/></w:r>{run("word")}</w:p>'


SHOWN = '<w:vanish w:val="0"/>'
BOX = f"<w:txbxContent><w:p>{run('box')}</w:p></w:txbxContent>"
TWICE = f"<mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"


def test_paragraphs_and_tables_in_order() -> None:
    """A table stands where it stands in the file, its cells set apart by tabs, a merged cell once."""
    file = docx.Document()
    file.add_paragraph("before")
    table = file.add_table(rows=2, cols=3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"c{number}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    inner = table.cell(1, 2).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "inner"
    file.add_paragraph("after")
    assert read("a.docx", docx_of(file)).text == "before\nwide\tc2\nc3\tc4\tc5\ninner\nafter"


def test_a_page_in_columns_keeps_its_lines() -> None:
    """In a table that lays out a page the lines of a cell stay lines, and the next cell begins below them."""
    file = docx.Document()
    cells = file.add_table(rows=2, cols=2).rows[0].cells
    cells[0].text = "Jane Roe"
    cells[0].add_paragraph("jane@example.org")
    cells[1].text = "Experience"
    cells[1].add_paragraph("Acme, 2019 to 2021")
    last = file.tables[0].rows[1].cells
    last[0].text = "Skills"
    last[1].text = "Python"
    last[1].add_paragraph("SQL")
    assert read("a.docx", docx_of(file)).text == (
        "Jane Roe\njane@example.org\nExperience\nAcme, 2019 to 2021\nSkills\tPython\nSQL"
    )


def test_runs_tabs_and_breaks() -> None:
    """Spaces between runs, tabs and line breaks survive."""
    file = docx.Document()
    paragraph = file.add_paragraph("Ada")
    paragraph.add_run(" ")
    paragraph.add_run("Lovelace\tLondon").bold = True
    paragraph.add_run().add_break()
    paragraph.add_run("é 😊")
    assert read("a.docx", docx_of(file)).text == "Ada Lovelace\tLondon\né 😊"


def test_headers_and_footers_once() -> None:
    """What heads and foots the pages is read once, however many sections repeat it."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Jane Roe, jane@example.org"
    file.sections[0].footer.paragraphs[0].text = "Confidential"
    file.add_paragraph("body")
    file.add_section().header.is_linked_to_previous = False
    file.sections[1].header.paragraphs[0].text = "Jane Roe, jane@example.org"
    assert read("a.docx", docx_of(file)).text == "Jane Roe, jane@example.org\nbody\n\nConfidential"


def test_first_and_even_pages_have_margins_of_their_own() -> None:
    """What stands at the head or the foot of the first page or of even pages only is read too."""
    file = docx.Document()
    section = file.sections[0]
    for name in ("first_page_header", "header", "even_page_header", "footer", "even_page_footer", "first_page_footer"):
        getattr(section, name).paragraphs[0].text = name
    file.add_paragraph("body")
    assert read("a.docx", docx_of(file)).text.split("\n") == [
        "first_page_header", "header", "even_page_header", "body", "footer", "even_page_footer", "first_page_footer"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"<w:p {W}><w:ins>{run('new')}</w:ins></w:p>", "new"),
        (f"<w:p {W}><w:del><w:r><w:delText>old</w:delText></w:r></w:del>{run('kept')}</w:p>", "kept"),
        (f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p>{run('form')}</w:p></w:sdtContent></w:sdt>", "form"),
        (f"<w:p {W}>{run('a')}<w:hyperlink>{run('link')}</w:hyperlink></w:p>", "alink"),
        (f"<w:p {W}>{run('out')}<w:r><w:pict>{BOX}</w:pict></w:r></w:p>", "out\nbox"),
        (f"<w:p {W}>{run('seen')}{run('not', '<w:vanish/>')}</w:p>", "seen"),
        (f"<w:p {W}>{run('seen', SHOWN)}</w:p>", "seen"),
        (f"<w:p {W}>{run('Acme')}<w:r><w:ptab/></w:r>{run('2021')}</w:p>", "Acme\t2021"),
        (f'<w:p {W}><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>{run("yes")}</w:p>', "☑yes"),
        (f'<w:p {W}><w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>{run("5")}</w:p>', "≥5"),
        (f'<w:p {W}><w:r><w:sym w:font="Arial" w:char="00A7"/></w:r>{run("5")}</w:p>', "§5"),
        (f'<w:p {W}><w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>{run("5")}</w:p>', "5"),
        (f"<w:p {nsdecls('w', 'm')}><m:oMath><m:r><m:t>x=3</m:t></m:r></m:oMath></w:p>", "x=3"),
        (field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), "☒word"),
        (field('<w:checkBox><w:default w:val="0"/></w:checkBox>'), "☐word"),
        (field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="a"/><w:listEntry w:val="b"/></w:ddList>'), "bword"),
        (f"<w:p {W}><w:r><mc:AlternateContent {MC}>{TWICE}</mc:AlternateContent></w:r></w:p>", "box"),
    ],
)
def test_what_paragraphs_hide(xml: str, text: str) -> None:
    """Insertions, content controls, links, text boxes, symbols and forms are read, deletions and hidden text not."""
    file = docx.Document()
    file.element.body.insert(0, parse_xml(xml))
    assert read("a.docx", docx_of(file)).text == text


def sign(kind: str) -> str:
    """Return the XML of a run that begins, divides or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


INNER = f"{sign('begin')}<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>{sign('separate')}{run('7')}{sign('end')}"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (f"{sign('begin')}{INNER}{run('= 7')}{sign('separate')}{run('two')}{sign('end')}{run(' years')}", "two years"),
        (f"{sign('begin')}{sign('separate')}{run('see ')}{INNER}{sign('end')}{run(' here')}", "see 7 here"),
        (f"{sign('begin')}{INNER}{sign('end')}{run('after')}", "after"),
        (f"{sign('begin')}{run('never ended')}", "never ended"),
        (f"{sign('end')}{sign('separate')}{run('never begun')}", "never begun"),
    ],
)
def test_fields_within_fields(runs: str, text: str) -> None:
    """A field shows its result alone, with those of fields within the result, not of those within its instruction."""
    file = docx.Document()
    file.element.body.insert(0, parse_xml(f"<w:p {W}>{runs}</w:p>"))
    assert read("a.docx", docx_of(file)).text == text


def test_raised_digits_are_no_part_of_a_number() -> None:
    """A footnote mark set by hand or by a style stays apart from what it stands at; other superscripts stay."""
    file = docx.Document()
    file.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    file.styles.add_style("Reference", WD_STYLE_TYPE.CHARACTER).base_style = file.styles["Mark"]
    paragraph = file.add_paragraph("USD 5,000")
    paragraph.add_run("1", style="Reference")
    for text, high in ((" for 50 m", False), ("2", True), (" on the 1", False), ("st", True), (" of May", False)):
        paragraph.add_run(text).font.superscript = high
    file.sections[0].footer.paragraphs[0].add_run("1").font.superscript = True
    file.sections[0].footer.paragraphs[0].add_run("At risk.")
    assert read("a.docx", docx_of(file)).text == "USD 5,000 ¹ for 50 m² on the 1st of May\n¹ At risk."


def test_a_deleted_end_of_a_paragraph() -> None:
    """Two paragraphs of which the end of the first was deleted are one, and one that was deleted is none."""
    file = docx.Document()
    for text, deleted in (("The term is", True), (" two years.", False), ("", True), ("Next", False), ("Last", True)):
        paragraph = file.add_paragraph(text)
        if deleted:
            paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del/></w:rPr>"))
    assert read("a.docx", docx_of(file)).text == "The term is two years.\nNext\nLast"


CELL = f"<w:tbl {W}><w:tr><w:tc><w:p>{run('inner')}</w:p></w:tc></w:tr></w:tbl>"
CONTROL = f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p>{run('inner')}</w:p></w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("between", "text"),
    [
        (CELL, "Fees\nbox\ninner\nare due."),
        (CONTROL, "Fees\nbox\ninner\nare due."),
        (f'<w:bookmarkEnd {W} w:id="1"/>', "Feesare due.\nbox"),
    ],
)
def test_a_deleted_end_of_a_paragraph_before_a_table(between: str, text: str) -> None:
    """What a table or a content control follows stands before it, even if its end was deleted; a bookmark is none."""
    file = docx.Document()
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    first = f"<w:p {W}>{deleted}{run('Fees')}<w:r><w:pict>{BOX}</w:pict></w:r></w:p>"
    for place, xml in enumerate((first, between, f"<w:p {W}>{run('are due.')}</w:p>")):
        file.element.body.insert(place, parse_xml(xml))
    assert read("a.docx", docx_of(file)).text == text


def test_footnotes_follow_their_paragraph() -> None:
    """A footnote stands after the paragraph that refers to it."""
    file = docx.Document()
    note = f'<w:footnote w:id="2"><w:p>{run("Principal at risk.")}</w:p></w:footnote>'
    blob = f"<w:footnotes {W}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph = file.add_paragraph("Repayment")
    paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference {W} w:id="2"/>'))
    file.add_paragraph("Next")
    assert read("a.docx", docx_of(file)).text == "Repayment\nPrincipal at risk.\nNext"


def rewritten(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """Return a Word file with other text for a pattern in the parts whose names end in some way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(buffer, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(part):
                content = re.sub(pattern.encode(), replacement.encode(), content)
            copy.writestr(name, content)
    return buffer.getvalue()


def strict(data: bytes) -> bytes:
    """Return a Word file as Word saves it as Strict Open XML."""
    names = r"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml)/2006/"
    return rewritten(data, "", names, r"http://purl.oclc.org/ooxml/\1/")


@pytest.mark.parametrize("target", ["../NULL", "media/lost.png", "#place"])
def test_a_lost_picture_loses_no_text(target: str) -> None:
    """A file that refers to a part that it does not hold is read, as Word reads it."""
    relation = f'<Relationship Id="rId99" Type="{RELATIONSHIP_TYPE.IMAGE}" Target="{target}"/></Relationships>'
    data = rewritten(simple_docx("text"), "word/_rels/document.xml.rels", "</Relationships>", relation)
    assert [read("a.docx", data).text, read("a.docx", strict(data)).text] == ["text", "text"]


def test_a_strict_file_is_read() -> None:
    """A file that was saved as Strict Open XML is read as any other, its tables, equations and margins too."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Jane Roe"
    file.add_paragraph("Skills", style="List Number")
    for cell, text in zip(file.add_table(rows=1, cols=2).rows[0].cells, ("Python", "SQL"), strict=True):
        cell.text = text
    equation = f"<m:oMath {nsdecls('m')}><m:r><m:t>x=3</m:t></m:r></m:oMath>"
    file.add_paragraph()._p.append(parse_xml(equation))
    data = docx_of(file)
    assert read("a.docx", strict(data)).text == read("a.docx", data).text == "Jane Roe\n1. Skills\nPython\tSQL\nx=3"


def bomb() -> bytes:
    """Return a small archive that unpacks to more than is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package, package.open("a", "w") as part:
        for _ in range(520):
            part.write(bytes(2**20))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted or in the old .doc format; save a copy"),
        (b"PK\x03\x04 nonsense", "corrupt or not a Word file"),
        (simple_docx("text")[:2000], "corrupt or not a Word file"),
        (b"plain text", "corrupt or not a Word file"),
        (bomb(), "unpacks to 520 MiB"),
    ],
)
def test_reasons_for_no_text(data: bytes, reason: str) -> None:
    """An encrypted, old, corrupt or overblown file says so."""
    with pytest.raises(InputError, match=reason):
        read("a.docx", data)


def test_an_archive_that_is_no_word_file() -> None:
    """Any other archive is refused."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "text")
    with pytest.raises(InputError, match="corrupt or not a Word file"):
        read("a.docx", buffer.getvalue())
