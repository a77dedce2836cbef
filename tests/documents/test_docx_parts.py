"""Web pages and diagrams within Word files."""

from __future__ import annotations

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ie_pipeline.documents.docx import read
from tests.documents.files import docx_of

PAGE = "<title>CV</title><h1>Jane Roe</h1><table><tr><td>Email<td>jané@example.org</table>"
DIAGRAM = f"""<dgm:dataModel {nsdecls("dgm", "a")}><dgm:ptLst>
  <dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Chief </a:t></a:r><a:r><a:t>Buyer</a:t></a:r></a:p></dgm:t></dgm:pt>
  <dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Jane Roe</a:t></a:r></a:p></dgm:t></dgm:pt>
  <dgm:pt modelId="3" type="pres"/></dgm:ptLst></dgm:dataModel>"""
ARCHIVE = """MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----=part"

------=part
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable
Content-Location: file:///C:/fake/document.html

<style>p {{ color: #000 }}</style>{}
------=part
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
------=part--
"""


@pytest.mark.parametrize(
    ("name", "kind", "content", "text"),
    [
        ("a.html", "text/html", PAGE, "Jane Roe\nEmail\tjané@example.org"),
        ("a.mht", "message/rfc822", ARCHIVE.format(PAGE), "Jane Roe\nEmail\tjané@example.org"),
        ("a.mht", "message/rfc822", ARCHIVE.format(PAGE.replace("é", "=C3=A9")), "Jane Roe\nEmail\tjané@example.org"),
        ("a.mht", "message/rfc822", "Subject: empty", ""),
        ("a.txt", "text/plain", "first\fsecond", "first\nsecond"),
    ],
)
def test_pages_within_a_file(name: str, kind: str, content: str, text: str) -> None:
    """What a program left to Word to lay out is read where it stands, in whatever form the program gave it."""
    file = docx.Document()
    file.add_paragraph("before")
    file.add_paragraph("after")
    part = Part(PackURI(f"/word/{name}"), kind, content.encode(), file.part.package)
    reference = file.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    file.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{reference}"/>'))
    assert read("a.docx", docx_of(file)).text == f"before\n{text}\nafter"


def test_a_lost_page_is_no_reason_not_to_read() -> None:
    """A reference to nothing is passed over."""
    file = docx.Document()
    file.add_paragraph("before")
    file.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId99"/>'))
    assert read("a.docx", docx_of(file)).text == "before"


def test_the_words_of_a_diagram() -> None:
    """What the boxes of a diagram say stands below the paragraph that holds it."""
    file = docx.Document()
    holder = file.add_paragraph("Organisation")
    file.add_paragraph("after")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(PackURI("/word/diagrams/data1.xml"), kind, DIAGRAM.encode(), file.part.package)
    reference = file.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
    drawing = f'<w:drawing {nsdecls("w", "dgm", "r")}><dgm:relIds r:dm="{reference}"/></w:drawing>'
    holder.add_run()._r.append(parse_xml(drawing))
    assert read("a.docx", docx_of(file)).text == "Organisation\nChief Buyer\nJane Roe\nafter"
