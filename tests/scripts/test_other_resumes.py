"""What the script of other resumes makes of other people's labels."""

from __future__ import annotations

from critic.corpus import LabelledDocument
from scripts.other_resumes import renamed


def test_labels_come_under_the_names_of_the_schema() -> None:
    """What we have no field for is left out, and what was uncertain stays so."""
    gold = {"personalInfo.fullName": ("Ada",), "workExperience.employer": ("Initech",), "media": ("Radio",)}
    unsure = frozenset({"workExperience.employer", "publications.authors"})
    document = renamed(LabelledDocument("a", "Ada, Initech. Radio.", gold, uncertain=unsure))
    assert document.gold == {"name": ("Ada",), "company": ("Initech",)}
    assert document.judged("name")
    assert not document.judged("company")
