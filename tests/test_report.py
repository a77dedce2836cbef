"""The report, read as a browser reads it."""

from __future__ import annotations

import os
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents.document import Document, Page, Unreadable
from ie_pipeline.record import Change, LeafEvidence, OpenFinding, Record, Round, Status
from ie_pipeline.report import write_report
from ie_pipeline.schema import load_schema

SCHEMA = load_schema("resume")
TEXT = "Ada Lovelace 👩🏽‍💻\nAnalyst, Engines Ltd.\nPython & <b>Flask</b>\n"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)></mark></div>{{ 7*7 }}\'onclick="x"'
VOID = {"meta", "input", "br", "img", "link"}


class Page_(HTMLParser):  # noqa: N801 - not the Page of a document
    """Collects tags, text by article and text by highlighted key."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.source: defaultdict[str, str] = defaultdict(str)
        self.marked: defaultdict[tuple[str, str], str] = defaultdict(str)
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that tags are closed in order."""
        assert self.stack, f"</{tag}> closes nothing"
        opened, _ = self.stack.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        """Note a text under all that it stands in."""
        names = [tag for tag, _ in self.stack]
        self.text += data if "style" not in names and "script" not in names else ""
        article = next((attrs["id"] or "" for tag, attrs in self.stack if tag == "article"), "")
        if any(attrs.get("class") == "block" for _, attrs in self.stack):
            self.source[article] += data
        for tag, attrs in self.stack:
            for key in (attrs.get("data-keys") or "").split() if tag == "mark" else ():
                self.marked[article, key] += data


def evidence(text: str, quote: str, page: int | None = None, kind: str = "verbatim") -> LeafEvidence:
    """Return evidence for the first place where a quote stands."""
    start = text.index(quote)
    return LeafEvidence(start, start + len(quote), page, quote, kind, 0.9)


def _round(number: int, before: float, after: float, *changes: Change) -> Round:
    """Return a round, kept where it helped."""
    return Round(number, after < before, before, after, changes)


def written(
    tmp_path: Path, *pairs: tuple[Document | Unreadable, Record], title: str = "Run", schema: Any = SCHEMA
) -> Page_:
    """Write a report and read it."""
    write_report(tmp_path / "report.html", pairs, title=title, schema=schema)
    html = (tmp_path / "report.html").read_bytes().decode()
    page = Page_(html)
    assert page.stack == []
    return page


@pytest.fixture
def ada() -> tuple[Document, Record]:
    """Return a document with a bit of everything."""
    start = TEXT.index("Engines Ltd.")
    record = Record(
        "ada.pdf",
        Status.NEEDS_REVIEW,
        {"name": "Ada Lovelace", "positions": [{"designation": "Analyst"}], "tech_tools": ["Python", "Django"]},
        {
            "/name": evidence(TEXT, "Ada Lovelace", 1),
            "/positions/0/designation": evidence(TEXT, "Analyst, Engines", 1, "fuzzy"),
            "/tech_tools/0": evidence(TEXT, "Python", 2),
        },
        (
            OpenFinding(
                "missing", "/positions/0/company", "Engines Ltd.", start, start + 12, 1, "Engines Ltd.", 0.8, "Why!"
            ),
            OpenFinding("redundant", "/tech_tools/1", "Django", None, None, None, None, 0.1, "Nowhere in the text."),
        ),
        (_round(1, 3.0, 1.5, Change("/tech_tools/2", "SQL", None, "critic")), _round(2, 1.5, 2.0)),
        {"calls": 3, "prompt_tokens": 4211},
        0.999,
    )
    split = TEXT.index("Python")
    return Document("ada.pdf", TEXT, (Page(1, 0, split), Page(2, split, len(TEXT)))), record


def test_the_document_is_shown_whole(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """The text beside the record is the document's, character for character, emoji and angle brackets included."""
    assert written(tmp_path, ada).source["d1"] == TEXT


def test_highlights_are_the_evidence(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """Each value and each missing finding is highlighted where it stands, also where two overlap."""
    page = written(tmp_path, ada)
    shown = {key: text for (_, key), text in page.marked.items()}
    assert shown == {"v0": "Ada Lovelace", "v1": "Analyst, Engines", "v2": "Python", "f0": "Engines Ltd."}
    overlap = next(attrs for tag, attrs in page.tags if tag == "mark" and attrs.get("data-keys") == "v1 f0")
    assert overlap["class"] == "fuzzy missing"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere rights are none of a file's mode")
def test_who_may_read_a_report_may_read_the_next(tmp_path: Path) -> None:
    """A page that was opened to colleagues, or closed to them, stays so."""
    page = tmp_path / "report.html"
    for mode in (0o600, 0o664, 0o440):
        write_report(page, [], title="Again", schema=SCHEMA)
        page.chmod(mode)
        write_report(page, [], title="Again", schema=SCHEMA)
        assert page.stat().st_mode & 0o777 == mode


def test_links_lead_to_the_evidence(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """Every link on the page has a target, so a value leads to its evidence without any script."""
    page = written(tmp_path, ada, (Document("b", "x"), Record("b", Status.ACCEPTED, coverage=1.0)))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    links = [attrs["href"] or "" for tag, attrs in page.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert len(links) == 2 + 3 + 1
    assert all(link[0] == "#" and link[1:] in ids for link in links)


def test_findings_rounds_pages_and_costs_are_told(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """What a person needs in order to judge the record is on the page in words."""
    text = " ".join(written(tmp_path, ada).text.split())
    for words in (
        "positions 1 › company p. 1 80 % Engines Ltd. Why!",
        "tech tools 2 10 % Django Nowhere in the text.",
        "kept expected errors 3.00 → 1.50 tech tools 3 SQL by the critic",
        "thrown away expected errors 1.50 → 2.00",
        "Page 2",
        "99 % of the source read",
        "3 calls, 4,211 prompt tokens",
        "email not stated",
    ):
        assert words in text


def test_one_call_is_called_one(tmp_path: Path) -> None:
    """Costs are told in the singular where they are one."""
    record = Record("d", Status.ACCEPTED, usage={"calls": 1, "prompt_tokens": 1, "completion_tokens": 2})
    assert "1 call, 1 prompt token, 2 completion tokens" in written(tmp_path, (Document("d", "text"), record)).text


def test_a_value_that_breaks_a_rule_is_flagged_where_it_stands(tmp_path: Path) -> None:
    """As one that the source does not support is: among the values, not in the list of findings alone."""
    finding = OpenFinding("invalid", "/name", "Ada", None, None, None, None, 1.0, "Breaks a rule.")
    record = Record("d", Status.NEEDS_REVIEW, {"name": "Ada"}, {"/name": evidence(TEXT, "Ada")}, (finding,))
    page = written(tmp_path, (Document("d", TEXT), record))
    assert [attrs["data-key"] for _, attrs in page.tags if attrs.get("class") == "entry flagged"] == ["v0"]
    assert page.text.count("Breaks a rule.") == 2


def test_what_a_finding_calls_missing_is_not_called_unstated(tmp_path: Path) -> None:
    """A field without a value leads to its finding, and only one without either is not stated."""
    start = TEXT.index("Ada")
    finding = OpenFinding("missing", "/name", "Ada", start, start + 3, 1, "Ada", 0.3, "May be the name.")
    record = Record("d", Status.NEEDS_REVIEW, {}, {}, (finding,))
    text = " ".join(written(tmp_path, (Document("d", TEXT), record)).text.split())
    assert "name missing, see the open findings email not stated" in text


def test_a_property_named_with_digits_is_no_index(tmp_path: Path) -> None:
    """The number of an item is counted from 1; a year that names a property stays as it is."""
    year = {"type": "object", "properties": {"total": {"type": "number"}}}
    years = {"type": "object", "properties": {"2020": year, "2021": year}}
    rows = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
    record = Record(
        "d",
        Status.NEEDS_REVIEW,
        {"by_year": {"2020": {"total": 7}}, "rows": [["x", "y"]]},
        findings=(OpenFinding("missing", "/by_year/2021/total", 8, None, None, None, None, 0.8, "Why!"),),
        rounds=(_round(1, 2, 1, Change("/by_year/2020", 6, None, "critic"), Change("/rows/0/1", "z", "y", "critic")),),
    )
    schema = {"type": "object", "properties": {"by_year": years, "rows": rows}}
    text = " ".join(written(tmp_path, (Document("d", "text"), record), schema=schema).text.split())
    for words in ("by year › 2021 › total 80 % 8", "2020 › total 7", "by year › 2020 6 by the", "rows 1 2 z y by the"):
        assert words in text


def test_the_index_lists_every_document_with_its_status(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """A reader can find and filter: each document is listed once, and only statuses that occur are offered."""
    failed = (
        Unreadable("scan.pdf", "page 3 has no text layer"),
        Record("scan.pdf", Status.FAILED, error="no text layer"),
    )
    page = written(tmp_path, ada, failed)
    listed = [attrs["data-status"] for tag, attrs in page.tags if tag == "li" and "data-status" in attrs]
    offered = [attrs["data-filter"] for tag, attrs in page.tags if "data-filter" in attrs]
    assert listed == ["needs_review", "failed"]
    assert offered == ["", "needs_review", "failed"]
    assert "page 3 has no text layer" in page.text


def test_a_hostile_document_cannot_act(tmp_path: Path) -> None:
    """Markup in the text, the id, a value, an explanation or an error is shown as the letters it is made of."""
    finding = OpenFinding("missing", "/email", HOSTILE, 0, 9, None, HOSTILE, 0.5, HOSTILE)
    record = Record(
        HOSTILE,
        Status.NEEDS_REVIEW,
        {"name": HOSTILE, "tech_tools": [HOSTILE]},
        {"/name": LeafEvidence(0, len(HOSTILE), None, HOSTILE, "verbatim", 1.0)},
        (finding,),
        (_round(1, 1, 0, Change("/name", HOSTILE, HOSTILE, "critic")),),
        error=HOSTILE,
    )
    pairs = (Document(HOSTILE, HOSTILE), record), (Unreadable(HOSTILE, HOSTILE), record)
    page = written(tmp_path, *pairs, title=HOSTILE)
    assert page.source["d1"] == HOSTILE
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not any(tag == "img" or any(name.startswith("on") for name in attrs) for tag, attrs in page.tags)
    assert "49" not in page.text.replace("{{ 7*7 }}", "")


def test_the_page_needs_nothing_from_outside(tmp_path: Path, ada: tuple[Document, Record]) -> None:
    """No tag loads anything, and the page's own policy forbids it."""
    page = written(tmp_path, ada)
    assert not any(name in attrs for _, attrs in page.tags for name in ("src", "srcset", "action", "data"))
    policy = next(attrs["content"] or "" for _, attrs in page.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert "'unsafe-inline'" not in policy.split("script-src")[1]


def test_evidence_outside_of_the_text_is_not_drawn(tmp_path: Path) -> None:
    """A span that cannot be true leaves the value without a link instead of highlighting something else."""
    record = Record(
        "d", Status.ACCEPTED, {"name": "Ada"}, {"/name": LeafEvidence(2, 99, None, "Ada", "verbatim", None)}
    )
    page = written(tmp_path, (Document("d", "Ada"), record))
    assert page.marked == {}
    assert "Ada" in page.text


def test_text_that_no_file_can_hold_does_not_stop_the_report(tmp_path: Path) -> None:
    """A lone surrogate costs its own character only."""
    page = written(tmp_path, (Document("d", "a\ud800b"), Record("d", Status.ACCEPTED)))
    assert page.source["d1"] == "a?b"


def test_an_empty_run_gives_a_page(tmp_path: Path) -> None:
    """A report over nothing says so."""
    assert "0 documents" in written(tmp_path).text


def test_a_report_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """An error in the middle of the run does not cost the report of the run before."""
    written(tmp_path, title="Old")

    def broken() -> Iterator[tuple[Document, Record]]:
        yield Document("d", "text"), Record("d", Status.ACCEPTED)
        message = "lost"
        raise OSError(message)

    with pytest.raises(OSError, match="lost"):
        write_report(tmp_path / "report.html", broken(), title="New", schema=SCHEMA)
    assert "Old" in (tmp_path / "report.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the page does not find its place in the end, nothing is left beside the one before."""
    written(tmp_path, title="Old")

    def full(_path: Path, _target: Path) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_report(tmp_path / "report.html", [], title="New", schema=SCHEMA)
    assert "Old" in (tmp_path / "report.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_report_behind_a_link_is_written_where_it_leads(tmp_path: Path) -> None:
    """The link stays one, and nothing is left beside it."""
    (tmp_path / "there").mkdir()
    (tmp_path / "report.html").symlink_to(tmp_path / "there" / "real.html")
    assert "0 documents" in written(tmp_path).text
    assert (tmp_path / "report.html").is_symlink()
    assert not (tmp_path / "there" / "real.html").is_symlink()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["real.html", "report.html", "there"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a pipe has no path")
def test_a_report_may_go_to_a_pipe(tmp_path: Path) -> None:
    """As in ``--html >(gzip > report.gz)``: it is written to, and not replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_report(pipe, [], title="Run", schema=SCHEMA)
        assert pipe.is_fifo()
        assert b"0 documents" in os.read(reader, 1 << 16)
    finally:
        os.close(reader)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_memory_does_not_grow_with_the_run(tmp_path: Path) -> None:
    """Documents of 400,000 characters are written one at a time."""

    def pairs(count: int) -> Iterator[tuple[Document, Record]]:
        for number in range(count):
            text = f"Line of document {number}.\n" * 18_000
            found: dict[str, Any] = {"/name": evidence(text, "Line")}
            yield Document(str(number), text), Record(str(number), Status.ACCEPTED, {"name": "Line"}, found)

    peaks = []
    for count in (2, 12):
        tracemalloc.start()
        write_report(tmp_path / "report.html", pairs(count), title="Long", schema=SCHEMA)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
