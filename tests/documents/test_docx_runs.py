"""Runs of which Word shows something other than their text."""

from __future__ import annotations

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ie_pipeline.documents.docx import read
from tests.documents.files import docx_of


def test_text_that_a_style_hides() -> None:
    """What a style of a paragraph or of a run hides is not read, unless the run or a nearer style shows it."""
    file = docx.Document()
    file.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
    file.styles.add_style("Note", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    for name in ("Comment", "Answer"):
        file.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).base_style = file.styles["Note"]
    file.styles["Answer"].font.hidden = False
    file.sections[0].header.add_paragraph("Draft", style="Unseen")
    file.add_paragraph("one year ", style="Unseen").add_run("Term: ").font.hidden = False
    law = file.add_paragraph("Law: ")
    for style, text in (("Note", "Ohio"), ("Comment", "Iowa"), ("Answer", "Utah")):
        law.add_run(text, style=style)
    assert read("a.docx", docx_of(file)).text == "Term: \nLaw: Utah"


def part(name: str, text: str) -> str:
    """Return the XML of a part of an equation."""
    return f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        (f"<m:f>{part('num', '1')}{part('den', '2')}</m:f>", "at 1/2 percent"),
        (f"<m:r><m:t>2</m:t></m:r><m:f>{part('num', '1')}{part('den', '2')}</m:f>", "at 2 1/2 percent"),
        (f"<m:sSup>{part('e', 'm')}{part('sup', '2')}</m:sSup>", "at m² percent"),
        (f"<m:sSup>{part('e', '10')}{part('sup', '6')}</m:sSup>", "at 10 ⁶ percent"),
        (f"<m:sSup>{part('e', 'x')}{part('sup', 'n')}</m:sSup>", "at xn percent"),
    ],
)
def test_fractions_and_powers_are_no_digits_in_a_row(equation: str, text: str) -> None:
    """Of an equation, a half is read with its slash, and a power as a raised number."""
    file = docx.Document()
    paragraph = file.add_paragraph("at ")
    paragraph._p.append(parse_xml(f"<m:oMath {nsdecls('m')}>{equation}</m:oMath>"))
    paragraph.add_run(" percent")
    assert read("a.docx", docx_of(file)).text == text
