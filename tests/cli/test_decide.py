"""``ie-pipeline critic decide`` and ``--target-precision``: thresholds, and what they are worth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from critic.examination import Costs
from critic.heldout import HeldOut, HeldOutRecord, Judged
from ie_pipeline.cli import main
from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.errors import UsageError
from tests.critics import plain


def record(document: int) -> HeldOutRecord:
    """Return ten sure values that are right, and a doubtful one that is right in every other document."""
    values = (*(Judged(0.99, right=True),) * 10, Judged(0.7, right=document % 2 == 0))
    return HeldOutRecord(document, values, (), values)


@pytest.fixture
def critic(tmp_path: Path) -> Path:
    """Return the directory of a critic, as far as decisions need it."""
    kept = plain().to_dict() | {"held_out": HeldOut(tuple(record(n) for n in range(20))).to_dict()}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "mine" / "calibration.json").write_text(json.dumps(kept), encoding="utf-8")
    return tmp_path / "mine"


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["critic", "decide", *map(str, arguments)])


def test_thresholds_are_told_with_what_they_are_worth(critic: Path) -> None:
    """The threshold, its precision and bound, what is flagged, false alarms, and a table of risk and coverage."""
    result = run(critic)
    assert result.exit_code == 0, result.output
    assert "kept from probability 0.385 on: 95.5% of 220 kept held-out values were right" in result.stdout
    assert "with 90% confidence" in result.stdout
    assert "0% of the wrong and 0.0% of the right values in drafts are flagged, those below 0.600" in result.stdout
    assert "80% of the drafts' wrong values and 4.8% of their right ones lie at 0.700 or below" in result.stdout
    assert "records accepted" in result.stdout
    assert "100%" in result.stdout


def test_costs_and_precision_move_the_threshold(critic: Path) -> None:
    """Dearer mistakes and a higher precision both lead to the sure values."""
    assert "from probability 0.750 on: 100.0% of 200" in run(critic, "--cost-redundant", 3, "--cost-missing", 1).stdout
    assert "from probability 0.990 on: 100.0% of 200" in run(critic, "--target-precision", 0.98).stdout


def test_what_cannot_be_promised_is_said(critic: Path) -> None:
    """With what can be, as a hint that holds."""
    result = run(critic, "--target-precision", 0.999)
    assert result.exit_code == 2
    assert "a precision of 0.999 cannot be promised: at best 0.99" in result.stderr
    reached = result.stderr.split("ask for ")[1].split(" or less")[0]
    assert run(critic, "--target-precision", reached).exit_code == 0


def test_the_shipped_critic_goes_by_its_name_too() -> None:
    """Wherever a critic is named, `default` is the one that ships, in a run as well: it is the same run."""
    assert run("default").stdout == run().stdout != ""
    schema = {"type": "object", "properties": {"law": {"type": "string"}}}
    named, unnamed = PipelineOptions(critic="default"), PipelineOptions()
    assert named.fingerprint(schema).differences(unnamed.fingerprint(schema)) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evidence"], "the critic 'evidence' gives no probabilities"),
        (["nowhere"], "calibration.json: not the calibration of a critic"),
        (["evidence", "--target-precision", "0.9", "--cost-missing", "2"], "both say where the threshold is"),
    ],
)
def test_calls_that_cannot_be_meant_are_refused(arguments: list[str], said: str) -> None:
    """One sentence, exit code 2."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_critic_that_keeps_nothing_is_told_apart_from_none(tmp_path: Path) -> None:
    """One that was calibrated by an earlier version has to be trained anew."""
    (tmp_path / "calibration.json").write_text(json.dumps(plain().to_dict()), encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "keeps no held-out values to derive thresholds from; train the critic on more documents" in result.stderr


def test_a_wanted_precision_reaches_the_loop(critic: Path) -> None:
    """As the costs that have its threshold, and so it is part of the run's fingerprint."""
    schema = {"type": "object", "properties": {"law": {"type": "string"}}}
    wanted, usual = PipelineOptions(critic=str(critic), target_precision=0.98), PipelineOptions(critic=str(critic))
    assert wanted.loop_settings().costs.keep == pytest.approx(0.99)
    assert wanted.fingerprint(schema).differences(usual.fingerprint(schema)) == ["loop"]
    assert wanted.described()["target_precision"] == 0.98


def test_precision_and_costs_are_not_both_wanted(critic: Path) -> None:
    """Each says where the threshold is, also where the costs are those that are taken if none are stated."""
    for costs in ({"cost_missing": 2.0}, {"cost_missing": Costs().missing}, {"cost_redundant": Costs().redundant}):
        with pytest.raises(UsageError, match="both say where the threshold is"):
            PipelineOptions(critic=str(critic), target_precision=0.9, **costs).loop_settings()


def test_extract_says_what_a_wanted_precision_comes_to_or_that_it_cannot_be_had(critic: Path, tmp_path: Path) -> None:
    """On stderr before the first document; a refusal leaves no output and no journal behind."""
    (tmp_path / "lease.txt").write_text("The law of Ohio holds.")
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"id": "lease.txt", "data": {"document_name": "Lease"}}\n')
    output = tmp_path / "out.jsonl"
    call = ["extract", str(tmp_path / "lease.txt"), "--schema", "contract", "-o", str(output)]
    call += ["--generator", f"replay:{drafts}", "--critic", str(critic)]
    refused = CliRunner().invoke(main, [*call, "--target-precision", "0.999"])
    assert refused.exit_code == 2
    assert "cannot be promised" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"lease.txt", "drafts.jsonl", "mine"}
    told = CliRunner().invoke(main, [*call, "--target-precision", "0.98"])
    assert "Precision 0.98: values are kept from probability 0.990 on" in told.stderr
