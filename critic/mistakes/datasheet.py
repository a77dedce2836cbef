"""The datasheet of a mistake dataset, counted from its rows (Gebru et al. 2021, "Datasheets for Datasets").

Of a row's notes it reads ``dataset``, the set that its document is from, ``licence``, that of the set, and ``run``, the
run that it was mined from. It says what the rows say and no more.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from critic.findings import FindingKind
from critic.mistakes.rows import Mistake, MistakeRow, Origin, count_documents

__all__ = ["datasheet", "sources"]

_ORIGINS: Final[Mapping[Origin, str]] = {
    Origin.SYNTHETIC: "right records of labelled documents, damaged by a program",
    Origin.GENERATOR: "drafts that a generator wrote, against what is known to be right",
    Origin.HUMAN: "records that a generator wrote and a person corrected",
}
_MISTAKES: Final[Mapping[Mistake, str]] = {
    Mistake.INVENTED: "stands nowhere in the source",
    Mistake.MISPLACED: "stands there as something else",
    Mistake.DISTORTED: "cut short, stretched or with other digits",
    Mistake.DUPLICATED: "is in the draft already",
    Mistake.OMITTED_VALUE: "a field without the value that the source states",
    Mistake.OMITTED_ITEM: "a list without one of the values that the source states",
}
_FEW: Final = 20
"""Examples below which a kind of mistake is called rare."""
_FEW_CLUSTERS: Final = 20
"""Held-out clusters below which a figure measured on them says little."""
_UNSTATED: Final = "not stated"


def sources(rows: Iterable[MistakeRow]) -> tuple[str, ...]:
    """Return where rows come from, the most rows first: ``generator smollm2 on contracts (CC BY 4.0): 120 rows``."""
    counted = Counter(
        (str(row.origin), row.generator, row.notes.get("dataset", ""), row.notes.get("licence", "")) for row in rows
    )
    return tuple(
        f"{' '.join(filter(None, (origin, generator)))}{f' on {dataset}' if dataset else ''}"
        f" ({licence or f'licence {_UNSTATED}'}): {count:,} {'row' if count == 1 else 'rows'}"
        for (origin, generator, dataset, licence), count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    )


def datasheet(train: Sequence[MistakeRow], dev: Sequence[MistakeRow], digest: str) -> str:
    """Return the datasheet as Markdown, with the front matter of a dataset card."""
    rows = (*train, *dev)
    truths = [truth for row in rows for truth in row.truths]
    splits = {"train": train, "dev": dev}
    return f"""---
pretty_name: Mistakes in extracted records
language:
{_list(json.dumps(language) for language in sorted({row.language for row in rows}))}
tags:
- information-extraction
- error-detection
---

# Mistakes in extracted records

Drafts of records that were extracted from documents, and what is wrong with each: values that the source does not
support, values that it states and the draft lacks. Made to train and to measure critics, which read a draft beside its
source.

SHA-256 of the content: `{digest}`. The order of the rows does not count; any change of a row or of a split does.

## Composition

A row is one draft of one document: its text, the schema, the draft, the mistakes with JSON Pointer, evidence and
explanation, and the values that are right. It says the whole truth about the fields that it calls judged and nothing
about the others. Offsets count characters (code points) of the document, the end exclusive.

{_table(("", *splits), _composition(splits))}

{_table(("mistake", "", *splits), _by_kind(splits))}

{_table(("field", "right", "redundant", "missing"), _by_field(rows))}

{_table(("language", *splits), _rows_by(splits, lambda row: row.language))}

{_table(("generator", *splits), _rows_by(splits, lambda row: row.generator or _UNSTATED))}

The columns `draft` and `notes`, and `value` within `truths` and `right`, hold JSON. The names of the class label
`schema` are JSON Schemas.

## Collection

{_table(("origin", "", *splits), _by_origin(splits))}

{_list(sources(rows))}

{_runs(rows)}Rows with the same text, draft and mistakes are there once: a person's row before a generator's, and this
before a synthetic one. Documents whose texts share half of their runs of eight letters make one cluster; a cluster is
in one split, chosen by a hash of its name. Rows that did not hold together (a pointer to nothing, evidence outside the
text) were left out.

## Explanations

{sum(bool(truth.explanation) for truth in truths):,} of {len(truths):,} mistakes are explained in words. Where a person
gave a reason, it is in that person's words. All others were written by a program from what was known of the mistake:
where the value stands, whose value it is there, what the field should hold. They are as right as the labels are, and
their wording repeats.

## Uses

To train a critic, or to measure one on documents that it did not learn from. `dev` is for calibration and for deciding
when to stop: a figure to report needs documents of its own. The drafts are wrong on purpose: nobody should learn
extraction from them as they stand.

## Distribution

The texts are whole and belong to whoever wrote them; the licence of each source is above. Where none is stated, nobody
has said that the texts may be passed on. Personal data in the documents is personal data here.

## Known limits

{_list(_limits(train, dev))}
"""


def _composition(splits: Mapping[str, Sequence[MistakeRow]]) -> Iterator[tuple[str, ...]]:
    parts = splits.values()
    yield "rows", *(f"{len(rows):,}" for rows in parts)
    yield "documents", *(f"{len({row.document for row in rows}):,}" for rows in parts)
    yield "clusters of near-duplicates", *(f"{count_documents(rows):,}" for rows in parts)
    yield "characters, on average", *(f"{_mean([len(row.text) for row in rows]):,.0f}" for rows in parts)
    yield "rows without a mistake", *(f"{sum(not row.truths for row in rows):,}" for rows in parts)
    yield "right values", *(f"{sum(len(row.right) for row in rows):,}" for rows in parts)


def _by_kind(splits: Mapping[str, Sequence[MistakeRow]]) -> Iterator[tuple[str, ...]]:
    counted = [_kinds(rows) for rows in splits.values()]
    for mistake in Mistake:
        yield f"{mistake.kind}: {mistake}", _MISTAKES[mistake], *(f"{kinds[mistake]:,}" for kinds in counted)


def _by_field(rows: Sequence[MistakeRow]) -> Iterator[tuple[str, ...]]:
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counted.update((right.pattern, "right") for right in row.right)
        counted.update((truth.pattern, truth.mistake.kind) for truth in row.truths)
    for pattern in sorted({pattern for row in rows for pattern in row.judged}):
        columns = ("right", FindingKind.REDUNDANT, FindingKind.MISSING)
        yield f"`{_cell(pattern)}`", *(f"{counted[pattern, column]:,}" for column in columns)


def _by_origin(splits: Mapping[str, Sequence[MistakeRow]]) -> Iterator[tuple[str, ...]]:
    for origin, words in _ORIGINS.items():
        counts = [sum(row.origin is origin for row in rows) for rows in splits.values()]
        yield str(origin), words, *(f"{count:,}" for count in counts)


def _rows_by(splits: Mapping[str, Sequence[MistakeRow]], key: Callable[[MistakeRow], str]) -> Iterator[tuple[str, ...]]:
    counted = [Counter(map(key, rows)) for rows in splits.values()]
    for name in sorted(set().union(*counted)):
        yield _cell(name), *(f"{counts[name]:,}" for counts in counted)


def _runs(rows: Iterable[MistakeRow]) -> str:
    runs = {row.notes["run"] for row in rows if "run" in row.notes}
    return f"Mined from {len(runs):,} {'run' if len(runs) == 1 else 'runs'} of the pipeline.\n\n" if runs else ""


def _limits(train: Sequence[MistakeRow], dev: Sequence[MistakeRow]) -> Iterator[str]:
    """Yield what a user should know, as far as counting shows it."""
    rows = (*train, *dev)
    kinds = _kinds(rows)
    clusters = count_documents(dev)
    origins = Counter(row.origin for row in rows)
    if clusters < _FEW_CLUSTERS:
        yield f"Only {clusters} clusters are held out: what is measured on them may be chance."
    if absent := [str(mistake) for mistake in Mistake if not kinds[mistake]]:
        yield f"No example of: {', '.join(absent)}."
    if rare := [str(mistake) for mistake in Mistake if 0 < kinds[mistake] < _FEW]:
        yield f"Fewer than {_FEW} examples of: {', '.join(rare)}."
    if origins[Origin.SYNTHETIC]:
        share = origins[Origin.SYNTHETIC] / len(rows)
        yield f"Of the rows {share:.0%} are synthetic: their kinds of mistake come as often as a program chose."
    if any("run" in row.notes for row in rows):
        yield "Mined rows know what a critic or a person noticed; what both overlooked is not in them."
    if not all("licence" in row.notes for row in rows):
        yield "The licence of some documents is not stated."
    if len({row.language for row in rows}) == 1:
        yield f"One language only: {rows[0].language}."
    yield "An excerpt of a document is not taken for its near-duplicate unless both came with the same cluster."
    yield "Labels are people's or are drawn from people's, and people disagree."


def _kinds(rows: Iterable[MistakeRow]) -> Counter[Mistake]:
    return Counter(truth.mistake for row in rows for truth in row.truths)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / max(len(numbers), 1)
