"""From a mistake set to a critic with real trainings of a tiny one, and all ways in which it can fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from critic import retraining
from critic.critic import Critic
from critic.evaluation import Evaluation, evaluate
from critic.kinship import known_as
from critic.lineage import learned_from
from critic.mistakes.comparing import compare
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import MistakeRow, Origin, Passage
from critic.recipes import Recipe, Size
from critic.retraining import RetrainingError, retrain
from critic.storage import PROBES
from critic.text.typography import LOOKS
from critic.training import Progress, TrainingError
from tests.critic.bases import write_base
from tests.critic.disks import full_disk
from tests.critic.leases import LAWS, SCHEMA, lease
from tests.critic.mistakes.examples import log

FILES = {
    "README.md", "adapter_config.json", "adapter_model.safetensors", "calibration.json", "calibration.png",
    "config.json", "heads.safetensors", "metrics.json", "thresholds.json", "tokenizer",
}  # fmt: skip


def rows(count: int, *, first: int = 0, origin: Origin = Origin.GENERATOR) -> Iterator[MistakeRow]:
    """Yield drafts of leases, two in three with a mistake; no two are nearly the same."""
    for number in range(first, first + count):
        document = lease(number)
        right = {name: list(values) if name == "parties" else values[0] for name, values in document.gold.items()}
        draft: dict[str, Any] = {**right, "parties": [*right["parties"]]}
        if number % 3 == 0:
            draft["law"] = next(law for law in LAWS if law in document.text and law != right["law"])
        elif number % 3 == 1:
            del draft["parties"][1]
        yield compare(
            document.id, f"{document.text} {log(number)}", SCHEMA, draft, right,
            judged=("/law", "/date", "/parties/*"), origin=origin, spans=document.spans, generator="wobbly",
        )  # fmt: skip


def mistake_set(train: int = 12, dev: int = 8, first: int = 0) -> MistakeSet:
    """Return a set of so many documents to learn from and to hold out."""
    made = [replace(row, cluster=row.document) for row in rows(train + dev, first=first)]
    digest = f"{first:064d}"
    return MistakeSet(tuple(made[:train]), tuple(made[train:]), digest)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny encoder with a licence."""
    folder = write_base(tmp_path_factory.mktemp("bases") / "tiny-encoder")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# A tiny encoder\n")
    return folder


@pytest.fixture(scope="module")
def recipe(base: Path) -> Recipe:
    """Return how a tiny critic is trained in seconds."""
    return Recipe(base=str(base), size=Size.SMALL, steps=24, learning_rate=5e-3)


@pytest.fixture(scope="module")
def trained(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Progress]]:
    """Return a critic that was trained from a mistake set, and what was reported."""
    folder = tmp_path_factory.mktemp("critics")
    told: list[Progress] = []
    retrain(mistake_set(), folder / "mine", recipe, place=folder / "mistakes", report=told.append)
    return folder / "mine", told


def test_a_mistake_set_becomes_a_critic_that_loads(trained: tuple[Path, list[Progress]]) -> None:
    """The loss fell; the directory has all its parts, nothing is left beside it, and the critic judges."""
    directory, told = trained
    assert told[-1].support + told[-1].spans < 0.8 * (told[3].support + told[3].spans)
    assert {path.name for path in directory.iterdir()} == FILES
    assert [path.name for path in directory.parent.iterdir()] == ["mine"]
    review = Critic.from_pretrained(directory).review(lease(1).text, SCHEMA, {"law": "Ohio", "parties": ["Acme Inc."]})
    assert review.judgements
    assert review.coverage == 1.0


def test_what_it_learned_is_written_down(trained: tuple[Path, list[Progress]]) -> None:
    """The configuration names the set and its hash, the calibration the generator, the figures the kinds of mistake."""
    directory, _ = trained
    config = json.loads((directory / "config.json").read_text())
    assert config["learned_from"] == {"mistakes": str(directory.parent / "mistakes"), "sha256": "0" * 64}
    calibration = Critic.from_pretrained(directory).calibration
    assert set(calibration.profiles) == {"wobbly"}
    assert len(calibration.held_out.records) == 8
    metrics = json.loads((directory / "metrics.json").read_text())
    assert metrics["evaluation"]["rows"] == 8
    assert set(metrics["evaluation"]["mistakes"]) == {"misplaced", "omitted value", "omitted list item"}
    assert metrics["steps"] == 24
    assert metrics["best_step"] in [entry["step"] for entry in metrics["average_precision"]]
    assert {entry["found"] for entry in json.loads((directory / "thresholds.json").read_text())["false_alarms"]} == {
        0.5, 0.8, 0.9, 0.95
    }  # fmt: skip


def test_the_card_is_that_of_the_run(trained: tuple[Path, list[Progress]]) -> None:
    """Data with its hash, kinds of mistake, the plot, thresholds, hardware, time and the licence of the base.

    The critic's own licence is not that of the base: the documents have a say in it.
    """
    text = (trained[0] / "README.md").read_text()
    for part in (
        "license: unknown", "on tiny-encoder (licence: mit)", "for whoever trained it to say", "(licence not stated)",
        "base_model: tiny-encoder", "A LoRA adapter of rank 8", "0" * 64, "12 documents, 12 of them",
        "of the fields `date`, `law`, `parties`", "generator wobbly", "| misplaced |", "![", "(calibration.png)",
        "false alarms", "80%", "cores (", "seconds",
        "8 drafts that a generator really wrote, of 8 held-out documents",
        "Languages that it learned from: en", "Few documents were held out",
    ):  # fmt: skip
        assert part in text, part
    assert str(trained[0].parent) not in text
    assert (trained[0] / "calibration.png").read_bytes().startswith(b"\x89PNG")


def test_a_document_that_values_were_put_into_is_counted_once(recipe: Recipe, tmp_path: Path) -> None:
    """Synthetic drafts come with texts that differ in the planted values; the card counts the documents."""
    made = mistake_set()
    planted = (
        replace(row, passages=(replace(row.passages[0], text=f"{row.text} P. Lanted"),), origin=Origin.SYNTHETIC)
        for row in made.train[:5]
    )
    grown = MistakeSet((*made.train, *planted), made.dev, made.digest)
    quick = replace(recipe, steps=2)
    story = retrain(grown, tmp_path / "mine", quick, place=tmp_path, report=lambda _: None, tell=lambda _: None)
    assert (story.documents, story.drafts) == (12, 12)


def test_training_goes_on_from_a_critic_and_replays_what_it_learned(
    trained: tuple[Path, list[Progress]], recipe: Recipe, tmp_path: Path
) -> None:
    """Base and size stay, the old set is mixed in where it still is, and old profiles and probes are kept."""
    place = trained[0].parent / "mistakes"
    mistake_set().save(place)
    told: list[str] = []
    probed = tmp_path / "probed" / "mine"
    shutil.copytree(trained[0], probed)
    calibration = json.loads((probed / "calibration.json").read_text())
    calibration["statements"] = {**calibration["pointed"], "offsets": {"risks": 0.5}}
    (probed / "calibration.json").write_text(json.dumps(calibration))
    save_file({"risks": torch.ones(2, Critic.from_pretrained(probed).reader.hidden + 1)}, probed / PROBES)
    further = Recipe(start_from=probed, steps=6, learning_rate=1e-3)
    new = [replace(row, generator="another") for row in mistake_set(first=50).train]
    new.append(replace(new[0], draft={}, truths=(), right=(), generator="yet another"))
    added = MistakeSet(new, mistake_set(first=80).dev, "1" * 64)
    retrain(added, tmp_path / "further", further, place=tmp_path / "new", report=lambda _: None, tell=told.append)
    assert [line for line in told if "changed" not in line] == [
        "Trained; what that is worth is measured on 16 held-out drafts now."
    ]
    text = (tmp_path / "further" / "README.md").read_text()
    assert "Training went on from the critic `mine`" in text
    assert "Replayed in 30% of the draws" in text
    assert "24 documents, 24 of them" in text
    config = json.loads((tmp_path / "further" / "config.json").read_text())
    assert config["base"] == recipe.base
    assert "A LoRA adapter of rank 8" in text
    critic = Critic.from_pretrained(tmp_path / "further")
    assert "wobbly" in critic.calibration.profiles
    assert critic.calibration.knows("risks")
    assert torch.equal(critic.reader.statements.probes["risks"], torch.ones(2, critic.reader.hidden + 1))


def test_a_critic_that_went_on_twice_replays_all_that_came_before(
    trained: tuple[Path, list[Progress]], tmp_path: Path
) -> None:
    """What the first of them learned is not forgotten by the third, whose card names both sets as one."""
    sets = [MistakeSet.build([*mistake_set(first=first).train, *mistake_set(first=first).dev]) for first in (0, 40, 80)]
    places = [tmp_path / f"week{number}" for number in range(3)]
    for place, one in zip(places, sets, strict=True):
        one.save(place)
    first = tmp_path / "first"
    shutil.copytree(trained[0], first)
    config = json.loads((first / "config.json").read_text())
    config["learned_from"] = {"mistakes": str(places[0]), "sha256": sets[0].digest}
    (first / "config.json").write_text(json.dumps(config))
    told: list[str] = []
    for number, name in ((1, "second"), (2, "third")):
        further = Recipe(start_from=tmp_path / ("first" if number == 1 else "second"), steps=2)
        retrain(sets[number], tmp_path / name, further, place=places[number], report=lambda _: None, tell=told.append)
    assert not [line for line in told if "replayed" in line]
    before = [one._asdict() for one in learned_from(tmp_path / "third")]
    assert before == [
        {"mistakes": str(place), "sha256": one.digest} for place, one in reversed(list(zip(places, sets, strict=True)))
    ]
    both = MistakeSet.build(row for one in sets[:2] for row in (*one.train, *one.dev))
    assert f"a mistake set with SHA-256 `{both.digest}`" in (tmp_path / "third" / "README.md").read_text()


def test_a_set_that_another_one_took_the_place_of_is_told(trained: tuple[Path, list[Progress]], tmp_path: Path) -> None:
    """As of last week: what the critic learned from it is not replayed, and may be forgotten."""
    this_week = MistakeSet.build(rows(12, first=50))
    this_week.save(tmp_path / "mistakes")
    last = tmp_path / "last"
    shutil.copytree(trained[0], last)
    config = json.loads((last / "config.json").read_text())
    config["learned_from"]["mistakes"] = str(tmp_path / "mistakes")
    (last / "config.json").write_text(json.dumps(config))
    told: list[str] = []
    further = Recipe(start_from=last, steps=2)
    retrain(this_week, tmp_path / "next", further, place=tmp_path / "mistakes", report=lambda _: None, tell=told.append)
    assert f"{tmp_path / 'mistakes'} has changed since {last} learned from it" in told[0]
    assert "what it held then is not replayed" in told[0]


def test_a_critic_that_never_saw_how_texts_look_learns_it_when_it_goes_on(
    trained: tuple[Path, list[Progress]], tmp_path: Path
) -> None:
    """Its directory has no weights for it, those of the critic that comes of it have."""
    older = tmp_path / "older"
    shutil.copytree(trained[0], older)
    names = [f"{look}.weight" for look in LOOKS]
    heads = load_file(older / "heads.safetensors")
    save_file({name: weight for name, weight in heads.items() if name not in names}, older / "heads.safetensors")
    retrain(mistake_set(), tmp_path / "newer", Recipe(start_from=older, steps=4), place=tmp_path, report=lambda _: None)
    learned = load_file(tmp_path / "newer" / "heads.safetensors")
    assert learned["case.weight"].any()
    assert set(names) <= set(learned)


def test_too_few_documents_keep_the_old_calibration(trained: tuple[Path, list[Progress]], tmp_path: Path) -> None:
    """It is said, and nothing is promised by it any more; a critic that begins has none to keep, and is refused."""
    few = MistakeSet(mistake_set(first=50).train, mistake_set(dev=2).dev, "2" * 64)
    told: list[str] = []
    copied = tmp_path / "copied"
    shutil.copytree(trained[0], copied)
    config = json.loads((copied / "config.json").read_text())
    config["learned_from"]["mistakes"] = str(tmp_path / "gone")
    (copied / "config.json").write_text(json.dumps(config))
    further = Recipe(start_from=copied, steps=2)
    retrain(few, tmp_path / "further", further, place=tmp_path, report=lambda _: None, tell=told.append)
    assert any("not replayed" in line for line in told)
    assert any("The old calibration is kept" in line for line in told)
    old, new = (Critic.from_pretrained(path).calibration for path in (trained[0], tmp_path / "further"))
    assert (new.proposed, new.pointed, new.profiles) == (old.proposed, old.pointed, old.profiles)
    assert not new.held_out.records
    assert new.accept == 1.0
    text = (tmp_path / "further" / "README.md").read_text()
    assert "Not measured: too little was held out to calibrate on" in text
    assert "No record is accepted" in text
    assert "of 2 held-out documents" not in text
    assert "Its thresholds" not in text
    with pytest.raises(RetrainingError, match=f"{tmp_path}: 2 held-out documents are too few"):
        retrain(few, tmp_path / "fresh", replace(further, start_from=None), place=tmp_path)
    assert not (tmp_path / "fresh").exists()


def test_a_base_that_cannot_read_the_documents_is_told(recipe: Recipe, tmp_path: Path) -> None:
    """Before the training, and on the card: figures of Chinese from an English base look like any others."""
    made = mistake_set()
    foreign = tuple(replace(row, passages=(Passage(0, row.text + "合同由双方签署" * 60),)) for row in made.train)
    told: list[str] = []
    quick = replace(recipe, steps=2)
    chinese = MistakeSet(foreign, made.dev, made.digest)
    retrain(chinese, tmp_path / "mine", quick, place=tmp_path, report=lambda _: None, tell=told.append)
    (said,) = [line for line in told if "tokens" in line]
    assert said.startswith("Its base, tiny-encoder, has no tokens for ")
    assert said.endswith(
        "% of these documents' letters. Train a new critic on a base that knows their language: --base."
    )
    assert said.partition(" Train")[0] in (tmp_path / "mine" / "README.md").read_text()


def test_how_often_a_generator_errs_is_told_by_drafts_that_are_judged_as_a_whole(
    recipe: Recipe, tmp_path: Path
) -> None:
    """Of drafts that were mined only what was changed is judged, and of mended records nobody is the generator."""
    made = mistake_set()
    mined = [replace(row, notes={"mined": "{}"}) for row in rows(9, first=60) if row.truths]
    mended = [replace(row, generator="") for row in rows(9, first=90)]
    quick = replace(recipe, steps=2)
    for name, dev in (("alone", made.dev), ("with others", (*made.dev, *mined, *mended))):
        one = MistakeSet(made.train, tuple(replace(row, cluster=row.document) for row in dev), made.digest)
        retrain(one, tmp_path / name, quick, place=tmp_path, report=lambda _: None, tell=lambda _: None)
    alone, others = (Critic.from_pretrained(tmp_path / name).calibration for name in ("alone", "with others"))
    assert others.error_rate > alone.error_rate
    assert others.profiles == alone.profiles


@pytest.mark.weights
def test_a_field_that_was_learned_is_known_though_its_name_meant_something_else() -> None:
    """A critic of resumes that went on with invoices knows the name of a customer, and two such names."""
    shipped = Critic.from_pretrained()
    customer = {"type": "string", "description": "Name of the customer."}
    goods = {"type": "object", "properties": {"name": {"type": "string", "description": "What was delivered."}}}
    schema = {"type": "object", "properties": {"name": customer, "goods": {"type": "array", "items": goods}}}
    record = {"name": "Acme Inc.", "goods": [{"name": "Nails"}]}
    judged = ("/name", "/goods/*/name")
    row = compare("a", "Acme Inc. Nails", schema, record, record, judged=judged, origin=Origin.HUMAN)
    assert known_as(shipped.reader, shipped.calibration.meant, row.fields) == {"name": None}
    meant = retraining._meant([row], shipped.calibration.meant, shipped.reader)
    assert known_as(shipped.reader, meant, row.fields) == {}
    assert meant["name"] == ("name: Name of the customer.", "name: What was delivered.")
    assert meant["email"] == shipped.calibration.meant["email"]


@pytest.mark.parametrize("left", ["", '{"mista', "[1]"])
def test_a_plan_that_was_cut_short_is_told(recipe: Recipe, tmp_path: Path, left: str) -> None:
    """The message names the file and the folder to remove."""
    plan = tmp_path / "mine.training" / "plan.json"
    plan.parent.mkdir()
    plan.write_text(left)
    with pytest.raises(RetrainingError, match=rf"{plan}: the plan cannot be read, .* remove {plan.parent} to begin"):
        retrain(mistake_set(), tmp_path / "mine", recipe, place=tmp_path, resume=True)


def test_a_plan_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """On a full disk nothing stands there that could be taken for a plan."""
    with full_disk(10) as fill:
        fill()
        with pytest.raises(RetrainingError, match="cannot be written"):
            retraining._begin(tmp_path / "work", {"mistakes": "0" * 64}, resume=False)
    assert not (tmp_path / "work" / "plan.json").exists()


def test_a_killed_training_goes_on_with_resume_alone(recipe: Recipe, tmp_path: Path) -> None:
    """Without it the command refuses; with other settings too; with it, it goes on where it was."""

    def kill(progress: Progress) -> None:
        if progress.step == 10:
            raise KeyboardInterrupt

    output = tmp_path / "mine"
    with pytest.raises(KeyboardInterrupt):
        retrain(mistake_set(), output, recipe, place=tmp_path, report=kill)
    assert not output.exists()
    with pytest.raises(RetrainingError, match="go on with --resume"):
        retrain(mistake_set(), output, recipe, place=tmp_path)
    with pytest.raises(RetrainingError, match="seed differs"):
        retrain(mistake_set(), output, replace(recipe, seed=3), place=tmp_path, resume=True)
    told: list[Progress] = []
    retrain(mistake_set(), output, replace(recipe), place=tmp_path, resume=True, report=told.append)
    assert told[0].step == 9
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_what_is_no_critic_is_never_replaced(recipe: Recipe, tmp_path: Path) -> None:
    """A folder with a person's files, or a file."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    for output in (tmp_path / "notes", tmp_path / "notes" / "mine.txt"):
        with pytest.raises(RetrainingError, match="holds something else than a critic"):
            retrain(mistake_set(), output, recipe, place=tmp_path)
    assert (tmp_path / "notes" / "mine.txt").read_text() == "mine"


def test_a_base_or_a_critic_that_cannot_be_loaded_is_one_error(recipe: Recipe, tmp_path: Path) -> None:
    """It names what was asked for, and nothing is left behind."""
    (tmp_path / "base").mkdir()
    with pytest.raises(RetrainingError, match=rf"{tmp_path / 'base'}: no encoder"):
        retrain(mistake_set(), tmp_path / "mine", replace(recipe, base=str(tmp_path / "base")), place=tmp_path)
    with pytest.raises(RetrainingError, match=rf"{tmp_path / 'base'}: not a critic"):
        retrain(mistake_set(), tmp_path / "mine", replace(recipe, start_from=tmp_path / "base"), place=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


def test_a_disk_that_fills_leaves_the_old_critic(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights do not fit; the critic that stood there is untouched, and with room the training is not lost."""
    output = tmp_path / "mine"
    retrain(mistake_set(), output, replace(recipe, steps=2), place=tmp_path, report=lambda _: None)
    before = {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}
    longer = replace(recipe, steps=4)
    with full_disk() as fill, monkeypatch.context() as patched:

        def measured(*asked: Any) -> Evaluation:
            fill()  # the last thing before the critic is written
            return evaluate(*asked)

        patched.setattr(retraining, "evaluate", measured)
        with pytest.raises(TrainingError, match=rf"{output}: the critic cannot be written .*--resume"):
            retrain(mistake_set(), output, longer, place=tmp_path, report=lambda _: None)
    assert {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "mine.training"}
    retrain(mistake_set(), output, longer, place=tmp_path, resume=True, report=lambda _: None)
    assert json.loads((output / "metrics.json").read_text())["steps"] == 4


def test_the_steps_follow_from_what_there_is_to_learn() -> None:
    """A hundred documents more take minutes; a new critic is given what the shipped one was."""
    assert Recipe(start_from=Path("old")).settings(100, whole=False).steps == 200
    assert Recipe(start_from=Path("old")).settings(5, whole=False).steps == 60
    assert Recipe().settings(1000, whole=False).steps == 2000
    assert Recipe().settings(10, whole=False).steps == 300
    assert Recipe(steps=7).settings(100, whole=True).steps == 7
    assert Recipe().settings(100, whole=True).learning_rate < Recipe().settings(100, whole=False).learning_rate
    assert [size.rank for size in Size] == [8, 48, 128]
