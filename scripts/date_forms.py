"""Write the dates of contracts in other forms, and count which of them the critic finds.

    python scripts/date_forms.py ../shared/data/cuad_excerpt.dev.jsonl [--critic DIR]

Every mention of a labelled date is written in one form at a time; the rest of the contract stays. A date is found where
the critic, which sees no draft, points at it for its field as surely as the loop asks: where it reads dates as they
are printed, and where it reads them in one form, as it does (``critic.text.canonical``). The table goes to standard
output, progress to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from critic.corpus import CorpusError, LabelledDocument, read_corpus
from critic.critic import PRETRAINED, Critic, CriticLoadError
from critic.encoding import Encoder
from critic.examination import Costs
from critic.fields import Field, flatten
from critic.mistakes.fiction.names import ordinal
from critic.text.months import ENGLISH
from critic.text.normalise import as_date, dates
from ie_pipeline.evaluation.figures import table
from ie_pipeline.schema import load_schema

FIELDS = ("agreement_date", "effective_date", "expiration_date")
FORMS: dict[str, Callable[[date], str]] = {
    "December 31, 2008": lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    "31 December 2008": lambda day: f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
    "31st day of December, 2008": lambda day: f"{ordinal(day.day)} day of {ENGLISH[day.month - 1]}, {day.year}",
    "2008-12-31": lambda day: day.isoformat(),
    "31.12.2008": lambda day: f"{day:%d.%m.%Y}",
    "12/31/2008": lambda day: f"{day:%m/%d/%Y}",
    "31-Dec-2008": lambda day: f"{day.day}-{ENGLISH[day.month - 1][:3]}-{day.year}",
    "December 31, 2026": lambda day: f"{ENGLISH[day.month - 1]} {day.day}, 2026",
    "31 December 2026": lambda day: f"{day.day} {ENGLISH[day.month - 1]} 2026",
}


def main() -> None:
    """Rewrite, read, count, print the table."""
    parser = argparse.ArgumentParser(description="Count which forms of dates the critic finds.")
    parser.add_argument("data", type=Path, help="labelled contracts, one JSON object a line")
    parser.add_argument("--critic", type=Path, default=PRETRAINED / "default", help="a critic's directory")
    chosen = parser.parse_args()
    try:
        cases = [case for document in read_corpus(chosen.data) for case in dated(document)]
        critic = Critic.from_pretrained(chosen.critic)
    except (CorpusError, CriticLoadError, OSError) as error:
        sys.exit(str(error))
    fields, in_one_form = flatten(load_schema("contract")), critic.reader.encoder
    encoders = Encoder(in_one_form.tokenizer, as_printed=True), in_one_form
    stated = Counter(field for _, field, _ in cases)
    found: Counter[tuple[str, str, int]] = Counter()
    for number, (document, field, printed) in enumerate(cases, 1):
        day = date.fromisoformat(as_date(printed) or "")
        for form, write in FORMS.items():
            text = document.text.replace(printed, write(day))
            for place, encoder in enumerate(encoders):
                critic.reader.encoder = encoder
                found[form, field, place] += is_found(critic, text, fields, field, write(day))
        print(f"{number} of {len(cases)} dates", file=sys.stderr, flush=True)
    rows = [
        (form, *(f"{found[form, field, place]} of {stated[field]}" for field in FIELDS for place in range(2)))
        for form in FORMS
    ]
    heads = [f"{field}, {how}" for field in FIELDS for how in ("as printed", "in one form")]
    print(table(("written as", *heads), rows), end="")


def dated(document: LabelledDocument) -> Iterator[tuple[LabelledDocument, str, str]]:
    """Yield the fields of a document that have one complete date, each with the date as it is printed."""
    for field in FIELDS:
        printed = {document.text[span.start : span.end] for span in document.spans if span.field == field}
        if document.judged(field) and len(printed) == 1 and as_date(*printed):
            yield document, field, printed.pop()


def is_found(critic: Critic, text: str, fields: Sequence[Field], field: str, written: str) -> bool:
    """Say whether the critic points at a date for its field, as surely as a value must be to be worth having."""
    return any(
        candidate.pattern == f"/{field}"
        and candidate.stated >= Costs().keep
        and dates(candidate.value) & dates(written)
        for candidate in critic.examine(text, fields).survey()
    )


if __name__ == "__main__":
    main()
