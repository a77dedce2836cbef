"""``Critic``: what a user calls, over a real network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critic import Critic
from critic.calibration import Profile
from critic.critic import CriticLoadError
from critic.examination import Costs
from critic.fields import SchemaError, flatten
from critic.findings import Verdict
from critic.reading import FieldReader
from tests.critics import ScriptedCritic, plain

pytestmark = pytest.mark.weights

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
TEXT = "Agreement between Acme Inc. and 北京字节科技 👩‍🔬 under the laws of Ohio."
RECORD: dict[str, Any] = {"law": "Ohio", "parties": ["Acme Inc.", "北京字节科技", "Zeta AG"]}


@pytest.fixture(scope="module")
def critic(reader: FieldReader) -> Critic:
    """Return an untrained critic."""
    return Critic(reader, plain(accept=0.8, cautious=Profile(0.1, 6.0)), name="untrained")


def test_a_review_judges_every_value_at_true_offsets(critic: Critic) -> None:
    """Each value has a judgement, in the order of the schema; what stands nowhere is unsupported."""
    review = critic.review(TEXT, SCHEMA, RECORD)
    assert [j.pointer for j in review.judgements] == ["/law", "/parties/0", "/parties/1", "/parties/2"]
    places = [judgement.evidence for judgement in review.judgements]
    assert [place and TEXT[place.start : place.end] for place in places] == ["Ohio", "Acme Inc.", "北京字节科技", None]
    assert review.judgements[-1].verdict is Verdict.UNSUPPORTED
    assert review.coverage == 1.0
    for start, end in [(f.start, f.end) for f in review.findings] + [(c.start, c.end) for c in review.candidates]:
        assert start is None or " ".join(TEXT[start:end].split())


def test_a_batch_is_the_single_reviews(critic: Critic) -> None:
    """No review depends on its neighbours."""
    items = [(TEXT, SCHEMA, RECORD), ("Nothing here.", SCHEMA, {}), (TEXT, SCHEMA, {"law": "Ohio"})]
    assert critic.review_batch(items) == [critic.review(*item) for item in items]


def test_a_saved_critic_gives_the_same_review(critic: Critic, tmp_path: Path) -> None:
    """Weights are kept in half precision, so probabilities agree to a few digits; the name is the folder's."""
    critic.save_pretrained(tmp_path / "mine")
    loaded = Critic.from_pretrained(tmp_path / "mine")
    assert loaded.name == "mine"
    assert loaded.calibration == critic.calibration
    before, after = critic.review(TEXT, SCHEMA, RECORD), loaded.review(TEXT, SCHEMA, RECORD)
    assert [j.pointer for j in after.judgements] == [j.pointer for j in before.judgements]
    assert [j.probability for j in after.judgements] == pytest.approx(
        [j.probability for j in before.judgements], abs=0.05
    )


@pytest.mark.parametrize("spoilt", ["config.json", "calibration.json", "heads.safetensors"])
def test_a_broken_directory_is_refused_with_its_name(critic: Critic, tmp_path: Path, spoilt: str) -> None:
    """Whatever is wrong with its files, the error is one kind and names the folder."""
    critic.save_pretrained(tmp_path / "broken")
    (tmp_path / "broken" / spoilt).write_text("{")
    with pytest.raises(CriticLoadError, match="broken: not a critic that can be loaded"):
        Critic.from_pretrained(tmp_path / "broken")


@pytest.mark.parametrize(
    ("spoilt", "held"),
    [
        ("config.json", "[" * 100_000),
        ("calibration.json", "[" * 100_000),
        ("calibration.json", '{"proposed": {"l2": Infinity}}'),
        ("adapter_config.json", '{"peft_type": "LORA", "target_modules": "("}'),
    ],
)
def test_an_absurd_file_is_refused_as_a_broken_one_is(critic: Critic, tmp_path: Path, spoilt: str, held: str) -> None:
    """Brackets without end, numbers out of all bounds, a pattern that is none: no library's error comes through."""
    critic.save_pretrained(tmp_path / "broken")
    (tmp_path / "broken" / spoilt).write_text(held)
    with pytest.raises(CriticLoadError, match="broken: not a critic that can be loaded"):
        Critic.from_pretrained(tmp_path / "broken")


def test_a_directory_without_a_critic_is_refused(tmp_path: Path) -> None:
    """The message says which file is missing."""
    with pytest.raises(CriticLoadError, match=r"config\.json"):
        Critic.from_pretrained(tmp_path)


@pytest.mark.parametrize("lost", ["adapter_config.json", "adapter_model.safetensors", "heads.safetensors"])
def test_a_directory_that_lost_a_file_is_refused(critic: Critic, tmp_path: Path, lost: str) -> None:
    """And nobody asks a model hub for what it lacks."""
    critic.save_pretrained(tmp_path / "mine")
    (tmp_path / "mine" / lost).unlink()
    with pytest.raises(CriticLoadError, match=f"it has no {lost}"):
        Critic.from_pretrained(tmp_path / "mine")


def test_a_calibration_that_lacks_a_part_is_refused(critic: Critic, tmp_path: Path) -> None:
    """An older or hand-edited file does not end in a traceback."""
    critic.save_pretrained(tmp_path / "old")
    path = tmp_path / "old" / "calibration.json"
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != "cautious"}))
    with pytest.raises(CriticLoadError, match="cautious"):
        Critic.from_pretrained(tmp_path / "old")


def test_a_schema_without_a_flat_form_is_refused(critic: Critic) -> None:
    """A recursive schema is named before anything is read."""
    recursive = {"type": "object", "properties": {"child": {"$ref": "#"}}}
    with pytest.raises(SchemaError):
        critic.review(TEXT, recursive, {})


def test_the_users_error_rate_goes_before_what_is_known_of_the_generator() -> None:
    """A stated rate makes the profile irrelevant, and no document changes it."""
    critic = ScriptedCritic({("law", "Ohio"): 0.8}, calibration=plain(cautious=Profile(0.01, 2.0)))
    fields = flatten(SCHEMA)
    stated = critic.examine(TEXT, fields, generator="x", error_rate=0.2, costs=Costs()).review({"law": "Ohio"})
    assert stated.judgements[0].probability == pytest.approx(0.8)
    assumed = critic.examine(TEXT, fields, generator="x").review({"law": "Ohio"})
    assert assumed.judgements[0].probability is not None
    assert assumed.judgements[0].probability > 0.9


def test_a_public_critic_takes_the_users_error_rate(critic: Critic) -> None:
    """The more errors are expected of a generator, the less its values are believed."""
    low, high = (critic.review(TEXT, SCHEMA, {"law": "Ohio"}, error_rate=rate) for rate in (0.05, 0.6))
    trusted, doubted = low.judgements[0].probability, high.judgements[0].probability
    assert trusted is not None
    assert doubted is not None
    assert trusted > doubted
