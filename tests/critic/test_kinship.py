"""Fields under another name: the shipped critic knows them by what they mean, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from critic.critic import Critic
from critic.fields import flatten
from critic.kinship import known_as, meanings

if TYPE_CHECKING:
    from torch import Tensor

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "contracts"
NAMED = {
    "signatories": ("Names of the companies or persons that conclude the agreement.", "parties"),
    "jurisdiction": ("The state or country whose law governs the agreement.", "governing_law"),
    "employer": ("Name of the company where the position was held.", "company"),
    "full_name": ("Full name of the candidate.", "name"),
    "expirationDate": ("Ende der Laufzeit.", "expiration_date"),
}
"""Names that the critic has learned the fields under, and one that is a known name spelled in another way."""
OTHERS = {
    "total": "Total amount to pay, as printed.",
    "date": "Date of the purchase, as printed.",
    "title": "Title of the book.",
    "year": "Year of publication.",
    "phone": "Phone number of the candidate.",
    "term": "Length of time for which secrets are to be kept, as printed.",
}
"""Names that mean something else, and a meaning near a known one under a name that is not."""


@pytest.fixture(scope="module")
def critic() -> Critic:
    """Return the critic that ships."""
    return Critic.from_pretrained()


def schema(described: dict[str, str], **kind: Any) -> dict[str, Any]:
    """Return a schema of text fields with these descriptions."""
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": words, **kind} for name, words in described.items()},
    }


@pytest.mark.weights
def test_a_field_is_known_again_by_its_meaning(critic: Critic) -> None:
    """What other schemas call the same, and what is something else."""
    fields = flatten(schema({name: words for name, (words, _) in NAMED.items()} | OTHERS))
    known = known_as(critic.reader, critic.calibration.meant, fields)
    assert known == {name: known_name for name, (_, known_name) in NAMED.items()}


@pytest.mark.weights
@pytest.mark.parametrize(
    ("name", "description", "known"),
    [
        ("email", "", True),
        ("company", "", True),
        ("name", "Full name.", True),
        ("name", "", False),
        ("name", "Name of the customer.", False),
        ("company", "The shop that issued the receipt.", False),
        ("degree", "Temperature in degrees Celsius.", False),
        ("governing_law", "", True),
        ("expirationDate", "Ende der Laufzeit.", True),
    ],
)
def test_a_known_name_in_one_word_may_be_something_elses(
    critic: Critic, name: str, description: str, known: bool
) -> None:
    """On the name of a customer the word of a critic of resumes is advice."""
    examination = critic.examine("", flatten(schema({name: description, "total": "A total."})))
    assert [examination.knows(field) for field in examination.fields] == [known, False]


@pytest.mark.weights
def test_of_two_fields_of_one_name_both_are_known_or_neither(critic: Critic) -> None:
    """What is known is known by name, and the one that is something else must not be taken for the other."""
    candidate = schema({"name": "Full name of the candidate."})
    candidate["properties"]["references"] = {"type": "array", "items": schema({"name": "Who can be asked."})}
    assert known_as(critic.reader, critic.calibration.meant, flatten(candidate)) == {"name": None}


@pytest.mark.weights
def test_of_two_fields_of_one_new_name_both_are_known_or_neither(critic: Critic) -> None:
    """The jurisdiction of a contract is its law, that of a court a town."""
    law = schema({"jurisdiction": "State or country whose law governs the contract."})
    both = {"contract": law, "court": schema({"jurisdiction": "Town in which the court sits."})}
    for order in (both, dict(reversed(both.items()))):
        fields = flatten({"type": "object", "properties": order})
        examination = critic.examine("", fields)
        assert not any(map(examination.knows, fields))
    assert critic.examine("", flatten(law)).knows(flatten(law)[0])


@pytest.mark.weights
def test_whether_there_is_a_value_is_another_question(critic: Critic) -> None:
    """A field of another type than text is not taken for one of text, nor is a choice."""
    described = {name: words for name, (words, _) in NAMED.items()}
    yes_or_no = flatten(schema(described, type="boolean"))
    choice = flatten(schema(described, enum=["Ohio", "Delaware"]))
    assert known_as(critic.reader, critic.calibration.meant, [*yes_or_no, *choice]) == {}


@pytest.mark.weights
def test_a_critic_without_meanings_knows_fields_by_name_alone(critic: Critic) -> None:
    """Of an older critic it is not known what its fields mean."""
    assert known_as(critic.reader, {}, flatten(schema(OTHERS))) == {}


@pytest.mark.weights
def test_fields_by_other_names_are_judged_like_those_they_are(critic: Critic) -> None:
    """The probabilities are those of the known field, and the critic's word on both counts."""
    text = (SAMPLES / "reseller_agreement.txt").read_text(encoding="utf-8")
    shipped = {"governing_law": "State or country whose law governs the contract, as printed.", "total": "A total."}
    other = {"law": shipped["governing_law"], "total": shipped["total"]}
    one, two = (critic.examine(text, flatten(schema(described))) for described in (shipped, other))
    assert [one.knows(field) for field in one.fields] == [two.knows(field) for field in two.fields] == [True, False]
    (law,) = [found for found in two.survey() if found.pattern == "/law"]
    assert law.value == "Oregon"
    assert law.probability > 0.5


def test_meanings_are_in_words() -> None:
    """A name is written as words in front of the description, and so is each other name."""
    fields = flatten(schema({"graduationYear": "Year of the degree.", "law": ""}))
    assert meanings(fields, {"law": ["applicable_law"]}) == {
        "graduationYear": ("graduation year: Year of the degree.",),
        "law": ("law: ", "applicable law: "),
    }


def test_a_field_means_the_same_in_each_of_its_descriptions() -> None:
    """Under each of its names."""
    fields = flatten(schema({"law": "Whose law governs."}))
    learned = meanings(fields, {"law": ["jurisdiction"]}, {"law": ["Applicable law."]})
    said = ("Whose law governs.", "Applicable law.")
    assert learned == {"law": tuple(f"{name}: {words}" for name in ("law", "jurisdiction") for words in said)}


def test_a_field_of_a_known_name_is_not_embedded() -> None:
    """Two words say what it is, and so do name and description as they were learned: that costs no run anything."""

    class Silent:
        def meant(self, texts: Sequence[str]) -> list[Tensor]:
            raise AssertionError(texts)

    fields = flatten(schema({"law": "Whose law governs.", "governingLaw": "Das Recht."}))
    meant = {"law": ("law: Whose law governs.",), "governing_law": ("governing law: Which law governs.",)}
    assert known_as(Silent(), meant, fields) == {"governingLaw": "governing_law"}
