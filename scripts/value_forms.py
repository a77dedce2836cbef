"""Write a value of labelled documents in other forms, and count how many of them a critic finds.

    python scripts/value_forms.py ../shared/data [--critic DIR ...] [--documents 6]

One value of a field at a time is written over, wherever it stands, with names and terms of which the annotated sets
have few: people of other languages, employers that are no companies, schools without "University" in their name. It is
found where the critic, which sees no draft, points at it for its field as surely as the loop asks. None is among the
values that training documents may get instead of their own (`critic.mistakes.fiction.variety`). Of the dev splits, as
they stand ("as printed") and with each of the forms; 95 % bootstrap intervals over the forms. The table goes to
standard output, what every form came to and progress to standard error.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from scipy.stats import bootstrap

from critic.corpus import CorpusError, LabelledDocument, read_corpus
from critic.critic import PRETRAINED, Critic, CriticLoadError
from critic.examination import Costs
from critic.fields import Field, flatten
from critic.mistakes.planting import planted
from critic.text.sameness import same
from ie_pipeline.evaluation.figures import table
from ie_pipeline.schema import load_schema

SETS = {"contract": "cuad_excerpt.dev.jsonl", "resume": "dotin_resume.dev.jsonl"}
FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "contract": {
        "parties": (
            "Nordvik AS", "Kobayashi Kabushiki Kaisha", "the Regents of the University of California",
            "Leeds University", "City of Portland", "José Núñez", "Maria Lopez", "Harbor Light Foundation",
            "Harbor Light", "3M Company", "Ministry of Health of Kenya", "7-Eleven, Inc.", "Jane O'Driscoll",
            "Estate of Ruth Adler", "HARBOR LIGHT LLC",
        ),
        "governing_law": (
            "Guernsey", "Latvia", "Japan", "Croatia", "Nunavut", "Tasmania", "Uruguay", "Maryland", "Jordan", "Zambia",
        ),
        "initial_term": ("36 calendar months", "eleven years", "5 year", "40 weeks"),
    },
    "resume": {
        "name": (
            "Li Wei", "A. B. Chatterjee", "Müller, Hans", "Mohammed bin Rashid al-Farsi", "Sean O'Driscoll",
            "Ng Siew Ling", "José Núñez", "Oluwaseun Adebayo", "JOHN SMITH", "kristine kihn", "Nguyễn Thị Hoa",
            "T. Raghunathan", "D'Angelo Russell", "Siobhán O’Brien", "Wu Tingting", "Elif Kaya", "Bui, Linh",
            "Yusuf Abdi Warsame",
        ),
        "company": (
            "Google", "3M", "7-Eleven", "eBay", "Yahoo!", "U.S. Army", "University of Leeds", "NHS Trust",
            "J.P. Morgan", "Société Générale", "Kaiser Permanente", "Department of Defense", "Freelance", "Costco",
            "Matrix Advertisers", "Deutsche Bank AG", "St. Jude's Hospital", "Zoho", "Pizza Hut", "BBC", "tumblr",
        ),
        "designation": (
            "Barista", "Line Cook", "Senior Software Engineer II", "Sr. SW Engr", "Associate Professor of Physics",
            "Head of Partnerships", "VP, Legal", "Co-Founder & CTO", "Werkstudent", "Ph.D. Researcher", "Volunteer",
            "Truck Driver", "Electrician", "CEO", "Staff Accountant", "Usher", "Sommelier", "Roofer",
            "Data Steward III",
        ),
        "degree": (
            "LL.B.", "Dipl.-Ing.", "Licence en droit", "Certificate in Masonry", "High School Leaving Certificate",
            "Matura", "M.Tech (ECE)", "Bachelor of Laws",
            "BSN", "DVM", "MArch", "GED", "Master of Divinity", "Associate of Nursing", "PGCE", "Diploma in Plumbing",
            "Bachelor of Arts, Spanish",
        ),
        "college": (
            "MIT", "Stanford", "UC Berkeley", "University of California, Berkeley", "ETH Zürich", "Ohio State",
            "Coursera", "Technische Universität München", "Indian Institute of Technology Bombay", "IIT Bombay",
            "General Assembly", "Trinity College Dublin", "Université de Montréal", "Texas A&M University",
            "Lincoln High School", "Rutgers", "Phoenix University", "Sciences Po", "Aalto",
            "Humboldt-Universität zu Berlin", "Brown",
        ),
        "tech_tools": (
            "Kubernetes", "ChatGPT", "LangChain", "PyTorch", "Snowflake", "Terraform", "SolidWorks", "dbt", "Qlik",
            "Zig", "Webflow", "Deno", "Procreate", "Sibelius", "Cursor", "Miro",
        ),
    },
}  # fmt: skip
NO_TOOLS = ("Cherokee", "Hmong", "Sorbian", "Mapudungun", "Sicilian (fluent)", "teamwork", "abseiling", "first aid")
"""What stands in lists of skills and is no tool: the fewer of them are found, the better."""

SHORTEST = 5
"""The characters of a value that is written over wherever it stands, and means the same there."""


def main() -> None:
    """Rewrite, read, count, print the table."""
    parser = argparse.ArgumentParser(description="Count which forms of values a critic finds.")
    parser.add_argument("data", type=Path, help="the folder with the labelled documents")
    parser.add_argument("--critic", type=Path, action="append", help="a critic's directory; several are compared")
    parser.add_argument("--documents", type=int, default=6, help="how many documents each value is put into")
    chosen = parser.parse_args()
    try:
        critics = {path: Critic.from_pretrained(path) for path in chosen.critic or [PRETRAINED / "default"]}
        documents = {schema: list(read_corpus(chosen.data / name)) for schema, name in SETS.items()}
    except (CorpusError, CriticLoadError, OSError) as error:
        sys.exit(str(error))
    rows: list[tuple[str, ...]] = []
    for schema, fields in FORMS.items():
        asked = flatten(load_schema(schema))
        for name, forms in [*fields.items(), *([("tech_tools", NO_TOOLS)] if schema == "resume" else [])]:
            cases = list(stated(documents[schema], name))[: chosen.documents]
            label = "no tools" if forms is NO_TOOLS else name
            rows.append((label, str(len(cases)), *(counted(c, asked, name, cases, forms) for c in critics.values())))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    print(table(("values", "documents", *(f"found by {path.name}" for path in critics)), rows), end="")


def stated(documents: Sequence[LabelledDocument], name: str) -> Iterator[tuple[LabelledDocument, str]]:
    """Yield the documents that have an annotated value of a field, each with one of them, the same each time."""
    rng = random.Random(0)
    for document in documents:
        printed = sorted({document.text[s.start : s.end] for s in document.spans if s.field == name})
        if document.judged(name) and (long := [value for value in printed if len(value) >= SHORTEST]):
            yield document, " ".join(rng.choice(long).split())


def counted(
    critic: Critic,
    fields: Sequence[Field],
    name: str,
    cases: Sequence[tuple[LabelledDocument, str]],
    forms: Sequence[str],
) -> str:
    """Return what share of some forms a critic finds, and of the values as they were printed."""
    before = [is_found(critic, document, fields, name, value, value) for document, value in cases]
    shares = []
    for form in forms:
        found = [is_found(critic, document, fields, name, value, form) for document, value in cases]
        shares.append(fmean(found))
        print(f"  {name}: {form}: {sum(found)} of {len(found)}", file=sys.stderr, flush=True)
    low, high = bootstrap(
        (shares,), fmean, n_resamples=1000, vectorized=False, method="percentile", rng=0
    ).confidence_interval
    return f"{fmean(shares):.2f} ({low:.2f} to {high:.2f}); as printed {fmean(before):.2f}"


def is_found(
    critic: Critic, document: LabelledDocument, fields: Sequence[Field], name: str, printed: str, written: str
) -> bool:
    """Say whether the critic points at what is ``written`` in the place of what is ``printed``, surely enough."""
    text = planted(document, {printed: written}).text
    return any(
        name in candidate.pattern.split("/") and candidate.stated >= Costs().keep and same(candidate.value, written)
        for candidate in critic.examine(text, fields).survey()
    )


if __name__ == "__main__":
    main()
