"""One self-contained HTML page that shows each document beside its record.

Knows records and documents, not how they came about. Nothing on the page is fetched from anywhere, and nothing that a
document says can act on it: text is escaped, and the page's policy lets no script run but its own.
"""

from __future__ import annotations

import json
import math
import os
import stat
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import copymode
from tempfile import TemporaryFile
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from critic.fields import Field, Leaf, flatten, leaves
from critic.pointers import parts
from ie_pipeline.documents.document import Document, Unreadable
from ie_pipeline.highlights import Block, Mark, highlight
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Round, Status

__all__ = ["write_report"]

_SPOOL_CHARS = 1 << 16


def write_report(
    path: str | Path,
    pairs: Iterable[tuple[Document | Unreadable, Record]],
    *,
    title: str,
    schema: Mapping[str, Any],
) -> None:
    """Write the report of a run; an earlier file at ``path`` is replaced only when the new one is complete.

    A link stays one, to the new file. A pipe or a device is written to as it is.

    Pairs are taken one at a time and not kept, so ``pairs`` may be a generator over any number of documents.

    Args:
        path: the HTML file to write.
        pairs: each source with its record, in the order in which they are to be listed.
        title: the heading of the page.
        schema: the JSON Schema of the records; its fields are shown also where a record has no value for them.

    Raises:
        OSError: if the file cannot be written.
        SchemaError: if the schema cannot be flattened.

    """
    path = Path(path)
    stream = path.exists() and not path.is_file()  # a pipe or a device, which nothing can be put beside
    path = path if stream else Path(os.path.realpath(path))
    aside = None if stream else path.parent
    fields = flatten(schema)
    environment = Environment(
        loader=PackageLoader("ie_pipeline"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = environment.get_template("report.js").render()
    with TemporaryFile("w+", encoding="utf-8", errors="replace", newline="", dir=aside) as spool:
        template = environment.get_template("document.html")
        entries: list[_Entry] = []
        for number, (source, record) in enumerate(pairs, start=1):
            shown = _show(number, source, record, fields)
            spool.writelines(template.generate(document=shown, record=record))
            entries.append(_Entry(shown.id, record.id, record.status, len(record.findings)))
        spool.seek(0)
        counts = Counter(entry.status.value for entry in entries)
        page = environment.get_template("report.html").generate(
            title=title,
            entries=entries,
            counts=[(status.value, counts[status.value]) for status in Status if counts[status.value]],
            bodies=_chunks(spool),
            script=Markup(script),  # noqa: S704 - the package's own file, without variables
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        )
        with _open(path) if stream else _replacing(path) as file:
            file.writelines(page)


def _open(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", errors="replace", newline="")


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """Open a file aside that takes the place of an earlier one, and its permissions, when all is written."""
    partial = path.with_name(path.name + ".part")
    try:
        with _open(partial) as file:
            with suppress(OSError):  # most often there is no earlier report
                # Its owner may write to it even so: one that a killed process left would keep the next report out.
                partial.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IWUSR)
            yield file
        with suppress(OSError):
            copymode(path, partial)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the index."""

    anchor: str
    name: str
    status: Status
    findings: int


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as shown; ``run`` is the anchor of its evidence in the text, None where there is none."""

    key: str
    label: str
    text: str
    evidence: LeafEvidence | None
    run: str | None
    complaint: str | None


@dataclass(frozen=True, slots=True)
class _Item:
    """The values of one list item, or of a field that is no list; ``number`` counts items from 1."""

    number: int | None
    values: tuple[_Value, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """One property of the schema, what the record holds for it, and whether a finding says that it lacks something."""

    name: str
    description: str
    items: tuple[_Item, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """An open finding as shown."""

    key: str
    finding: OpenFinding
    label: str
    text: str
    run: str | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """One document as shown."""

    id: str
    blocks: Sequence[Block]
    unreadable: str | None
    sections: tuple[_Section, ...]
    findings: tuple[_Open, ...]
    rounds: tuple[tuple[Round, tuple[tuple[str, str, str, str], ...]], ...]
    usage: str
    coverage: int


def _show(number: int, source: Document | Unreadable, record: Record, fields: Sequence[Field]) -> _Shown:
    """Arrange a document and its record for the page."""
    anchor = f"d{number}"
    values = leaves(record.data, fields)
    marks = [
        Mark(found.start, found.end, f"v{index}", found.kind)
        for index, leaf in enumerate(values)
        if (found := record.evidence.get(leaf.pointer)) and found.start is not None and found.end is not None
    ]
    marks += [
        Mark(finding.start, finding.end, f"f{index}", finding.kind)
        for index, finding in enumerate(record.findings)
        if finding.start is not None and finding.end is not None
    ]
    blocks = highlight(source, marks) if isinstance(source, Document) else []
    runs: dict[str, str] = {}
    for run in (run for block in blocks for run in block.runs):
        for mark in run.marks:
            runs.setdefault(mark.key, f"{anchor}-r{run.number}")
    return _Shown(
        id=anchor,
        blocks=blocks,
        unreadable=source.reason if isinstance(source, Unreadable) else None,
        sections=tuple(_sections(values, record, fields, runs)) if isinstance(source, Document) else (),
        findings=tuple(
            _Open(f"f{index}", finding, _label(finding.pointer, fields), _text(finding.value), runs.get(f"f{index}"))
            for index, finding in enumerate(record.findings)
        ),
        rounds=tuple((turn, _changes(turn, fields)) for turn in record.rounds),
        usage=", ".join(
            f"{count:,} {_words(name.removesuffix('s') if count == 1 else name)}"
            for name, count in record.usage.items()
        ),
        coverage=math.floor(record.coverage * 100 + 1e-9),  # rounded up, 99.9 % would look complete
    )


def _sections(
    values: Sequence[Leaf], record: Record, fields: Sequence[Field], runs: Mapping[str, str]
) -> Iterator[_Section]:
    """Arrange values by the top-level properties of the schema, and list items by their number."""
    complaints = {finding.pointer: finding.explanation for finding in record.findings if finding.kind != "missing"}
    missing = {parts(finding.pointer)[:1] for finding in record.findings if finding.kind == "missing"}
    for name in dict.fromkeys(field.path[0] for field in fields):
        own = [field for field in fields if field.path[0] == name]
        items: dict[int | None, list[_Value]] = {}
        for index, leaf in enumerate(values):
            if leaf.field.path[0] != name:
                continue
            steps, in_list = parts(leaf.pointer), leaf.field.path[1:2] == ("*",)
            item, above = (int(steps[1]), 2) if in_list else (None, 1)
            value = _Value(
                key=f"v{index}",
                label=_spell(steps[above:], leaf.field.path[above:]),
                text=_text(leaf.value),
                evidence=record.evidence.get(leaf.pointer),
                run=runs.get(f"v{index}"),
                complaint=complaints.get(leaf.pointer),
            )
            items.setdefault(item, []).append(value)
        ordered = sorted(items.items(), key=lambda entry: entry[0] or 0)
        yield _Section(
            name=_words(name),
            description=own[0].description if len(own) == 1 else "",
            items=tuple(_Item(None if item is None else item + 1, tuple(shown)) for item, shown in ordered),
            missing=(name,) in missing,
        )


def _changes(turn: Round, fields: Sequence[Field]) -> tuple[tuple[str, str, str, str], ...]:
    """Write a round's changes as words: where, what stood there, what stands there now, whose idea it was."""
    return tuple(
        (_label(change.pointer, fields), _text(change.before), _text(change.after), change.proposed_by)
        for change in turn.changes
    )


def _label(pointer: str, fields: Sequence[Field]) -> str:
    """Write the JSON Pointer of a value, or of what holds values, in words."""
    steps = parts(pointer)
    paths = (field.path[: len(steps)] for field in fields if len(field.path) >= len(steps))
    fits = (path for path in paths if all(part in ("*", step) for part, step in zip(path, steps, strict=True)))
    return _spell(steps, next(fits, steps))


def _spell(steps: Sequence[str], path: Sequence[str]) -> str:
    """Write steps in words: ``positions 1 › company``. Items are counted from 1, as people do.

    The path has ``*`` for every index, which tells it from a property that is named with digits.
    """
    words = ""
    for step, part in zip(steps, path, strict=True):
        if part != "*":
            words += f" › {_words(step)}"
        else:
            words += f" {int(step) + 1}" if step.isdecimal() else " (new)"
    return words.removeprefix(" › ").strip()


def _words(name: str) -> str:
    """Write a property name in words."""
    return name.replace("_", " ").strip()


def _text(value: Any) -> str:
    """Write a value as a reader would; nothing for an absent one."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _chunks(file: IO[str]) -> Iterator[Markup]:
    """Yield a file that holds finished HTML, piece by piece."""
    while chunk := file.read(_SPOOL_CHARS):
        yield Markup(chunk)  # noqa: S704 - rendered above, with escaping
