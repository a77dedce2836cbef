"""Render the PDF and DOCX samples from their sources: ``python scripts/make_samples.py``.

Each ``data/samples/sources/{contracts,resumes}/NAME.md`` becomes ``data/samples/{contracts,resumes}/NAME.pdf`` or
``.docx``. The sources use a small part of Markdown, described at `parse`. The same sources and library versions give
the same bytes. Knows nothing of the gold records, which are written by hand.
"""

from __future__ import annotations

import argparse
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from fpdf import FPDF

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Kind", "Layout", "main", "parse", "render_docx", "render_pdf"]

SAMPLES: Final = Path(__file__).resolve().parent.parent / "data" / "samples"
WRITTEN: Final = datetime(2024, 1, 2, tzinfo=UTC)  # the one date in every file, so that its bytes do not change

_FOOTNOTE_REF: Final = re.compile(r"\[\^(\d+)\]")
_FOOTNOTE: Final = re.compile(r"\[\^(\d+)\]: ")


class Kind(StrEnum):
    """What one block of a source is."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ASIDE = "aside"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    PAGE_BREAK = "page break"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its text, or the rows of a table; ``notes`` are the footnotes that it refers to, by number."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a PDF looks: font family, sizes in points, the rest in millimetres."""

    family: str = "Times"
    size: float = 11
    leading: float = 5.4
    margin: float = 25
    note_size: float = 7.5
    header: str = ""


LAYOUTS: Final = {
    "investment_agreement.pdf": Layout(size=12, leading=7.0, margin=30, header="Investment Agreement"),
    "distribution_agreement.pdf": Layout(),
    "registered_nurse.pdf": Layout(family="Helvetica", size=10.5, leading=5.2),
    "embedded_developer.pdf": Layout(size=11, leading=5.6, margin=28),
}
DOCX: Final = ("master_services_agreement.docx", "project_engineer.docx")

_MARKS: Final = (
    ("### ", Kind.SUBHEADING),
    ("## ", Kind.HEADING),
    ("# ", Kind.TITLE),
    ("> ", Kind.ASIDE),
    ("- ", Kind.BULLET),
)


def parse(source: str) -> list[Block]:
    """Read a source into blocks.

    Known are ``#``, ``##``, ``###``, ``>`` (set at the right), ``-``, ``| a | b |`` (one row a line), ``**bold**``,
    ``[^1]`` with its ``[^1]: text``, ``---`` (a new page) and ``@toc`` (the contents). Any other line is a paragraph.
    """
    lines = source.splitlines()
    notes = {match[1]: line[match.end() :] for line in lines if (match := _FOOTNOTE.match(line))}
    blocks: list[Block] = []
    for line in lines:
        if not line.strip() or _FOOTNOTE.match(line):
            continue
        refs = tuple((ref, notes[ref]) for ref in _FOOTNOTE_REF.findall(line))
        text = _FOOTNOTE_REF.sub(r"[\1]", line)
        if line.startswith("|"):
            row = tuple(cell.strip() for cell in text.strip().strip("|").split("|"))
            last = blocks[-1]
            if last.kind is Kind.TABLE and len(last.rows[0]) == len(row):
                blocks[-1] = Block(Kind.TABLE, rows=(*last.rows, row), notes=last.notes + refs)
            else:
                blocks.append(Block(Kind.TABLE, rows=(row,), notes=refs))
        elif line == "---":
            blocks.append(Block(Kind.PAGE_BREAK))
        elif line == "@toc":
            blocks.append(Block(Kind.CONTENTS))
        else:
            mark, kind = next(((m, k) for m, k in _MARKS if line.startswith(m)), ("", Kind.PARAGRAPH))
            blocks.append(Block(kind, text.removeprefix(mark), notes=refs))
    return blocks


class _Paper(FPDF):
    """Pages with a running head, the footnotes of the page, and its number."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(format="A4")
        self.layout = layout
        self.notes: list[tuple[str, str]] = []
        self.set_creation_date(WRITTEN)
        self.set_margins(layout.margin, layout.margin - 5)
        self.set_auto_page_break(auto=True, margin=layout.margin)

    def header(self) -> None:
        """Print the running head on every page but the first."""
        if self.layout.header and self.page_no() > 1:
            self.set_font(self.layout.family, "I", 9)
            self.cell(0, 8, self.layout.header, align="R", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        """Print the footnotes collected for this page, in smaller type, and the page number."""
        if self.notes:
            self.set_y(-self.layout.margin - self.note_height + 2)
            self.line(self.l_margin, self.get_y() - 1, self.l_margin + 45, self.get_y() - 1)
            self.set_font(self.layout.family, "", self.layout.note_size)
            for number, text in self.notes:
                self.multi_cell(0, 3.4, f"[{number}] {text}", new_x="LMARGIN", new_y="NEXT")
            self.notes = []
        self.set_auto_page_break(auto=True, margin=self.layout.margin)
        self.set_y(-15)
        self.set_font(self.layout.family, "", 9)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    @property
    def note_height(self) -> float:
        """Room that the collected footnotes take, in millimetres."""
        self.set_font(self.layout.family, "", self.layout.note_size)
        texts = [f"[{number}] {text}" for number, text in self.notes]
        return 4 + sum(cast("float", self.multi_cell(0, 3.4, text, dry_run=True, output="HEIGHT")) for text in texts)

    def keep(self, notes: tuple[tuple[str, str], ...]) -> None:
        """Reserve room at the foot of this page for footnotes; the block that refers to them must still fit on it."""
        if notes:
            self.notes.extend(notes)
            self.set_auto_page_break(auto=True, margin=self.layout.margin + self.note_height)


def render_pdf(blocks: list[Block], layout: Layout) -> bytes:
    """Set the blocks on A4 pages."""
    paper = _Paper(layout)
    paper.add_page()
    for block in blocks:
        paper.keep(block.notes)
        paper.set_font(layout.family, "", layout.size)
        match block.kind:
            case Kind.PAGE_BREAK:
                paper.add_page()
            case Kind.CONTENTS:
                _contents(paper, blocks)
            case Kind.TABLE:
                _table(paper, block.rows)
            case _:
                _text(paper, block)
    return bytes(paper.output())


def _contents(paper: _Paper, blocks: list[Block]) -> None:
    """List the headings, on pages of their own."""
    paper.add_page()
    _text(paper, Block(Kind.HEADING, "Contents"))
    for block in blocks:
        if block.kind is Kind.HEADING:
            paper.set_font(paper.layout.family, "", paper.layout.size)
            paper.cell(0, paper.layout.leading * 0.85, block.text, new_x="LMARGIN", new_y="NEXT")


def _table(paper: _Paper, rows: tuple[tuple[str, ...], ...]) -> None:
    """Draw a table with thin rules."""
    paper.set_font(paper.layout.family, "", paper.layout.size - 1)
    with paper.table(line_height=paper.layout.leading * 0.95, first_row_as_headings=False) as table:
        for cells in rows:
            table.row(cells)
    paper.ln(paper.layout.leading * 0.6)


def _text(paper: _Paper, block: Block) -> None:
    """Set one block of words according to its kind."""
    layout = paper.layout
    style, size, align = {
        Kind.TITLE: ("B", layout.size + 4, "C"),
        Kind.HEADING: ("B", layout.size + 1, "L"),
        Kind.SUBHEADING: ("BI", layout.size, "L"),
        Kind.ASIDE: ("", layout.size - 1, "R"),
    }.get(block.kind, ("", layout.size, "L"))
    if block.kind in {Kind.HEADING, Kind.SUBHEADING} and paper.will_page_break(4 * layout.leading):
        paper.add_page()  # a heading does not stand alone at the foot of a page
    paper.set_font(layout.family, style, size)
    text = "- " + block.text if block.kind is Kind.BULLET else block.text
    leading = layout.leading * size / layout.size
    paper.multi_cell(0, leading, text, align=align, markdown=not style, new_x="LMARGIN", new_y="NEXT")
    paper.ln(layout.leading * 0.45)


def render_docx(blocks: list[Block]) -> bytes:
    """Write the blocks as a Word document. Footnotes and contents are not used there."""
    document = docx.Document()
    document.core_properties.author = "Sample"
    document.core_properties.created = document.core_properties.modified = WRITTEN.replace(tzinfo=None)
    levels = {Kind.TITLE: 0, Kind.HEADING: 1, Kind.SUBHEADING: 2}
    for block in blocks:
        if block.kind in levels:
            document.add_heading(block.text, levels[block.kind])
        elif block.kind is Kind.PAGE_BREAK:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif block.kind is Kind.TABLE:
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for cells in block.rows:
                for cell, text in zip(table.add_row().cells, cells, strict=True):
                    cell.text = text
        else:
            paragraph = document.add_paragraph(style="List Bullet" if block.kind is Kind.BULLET else None)
            for index, run in enumerate(block.text.split("**")):
                paragraph.add_run(run).bold = bool(index % 2)
            if block.kind is Kind.ASIDE:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = io.BytesIO()
    document.save(buffer)
    return _undated(buffer.getvalue())


def _undated(archive: bytes) -> bytes:
    """Pack a ZIP archive again with one fixed date on every member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _rendered() -> Iterator[tuple[Path, bytes]]:
    """Yield each target path with its bytes."""
    for source in sorted(SAMPLES.glob("sources/*/*.md")):
        blocks = parse(source.read_text(encoding="utf-8"))
        folder = SAMPLES / source.parent.name
        word = source.stem + ".docx"
        if word in DOCX:
            yield folder / word, render_docx(blocks)
        else:
            yield folder / (source.stem + ".pdf"), render_pdf(blocks, LAYOUTS[source.stem + ".pdf"])


def main() -> None:
    """Write every rendered sample and name it."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    for path, content in _rendered():
        path.write_bytes(content)
        print(f"{path.relative_to(SAMPLES)}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
