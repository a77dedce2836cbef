"""A record as one line of JSON: the same bytes every time, and everything back again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ie_pipeline.record import Change, LeafEvidence, OpenFinding, Record, Round, Status


def record(**changes: Any) -> Record:
    """Return a record that has something in every place."""
    content: dict[str, Any] = {
        "id": "cv.pdf",
        "status": Status.NEEDS_REVIEW,
        "data": {"name": "Ada", "score": 0.123456789},
        "evidence": {"/name": LeafEvidence(0, 3, 1, "Ada", "verbatim", 0.98765432)},
        "findings": (OpenFinding("missing", "/skills/-", "SQL", 10, 13, 1, "SQL", 1 / 3, "the text says SQL"),),
        "rounds": (Round(1, True, 2.00001, 1 / 3, (Change("/name", "Eve", "Ada", "generator"),)),),
        "usage": {"calls": 2, "prompt_tokens": 10, "completion_tokens": 4},
        "coverage": 1.0,
        "error": None,
    }
    return Record(**{**content, **changes})


def test_keys_stand_in_their_fixed_order() -> None:
    """A reader finds who and how it ended first, whatever the record holds."""
    keys = ["id", "status", "data", "evidence", "findings", "rounds", "usage", "coverage", "error"]
    assert list(json.loads(record().to_json())) == keys
    assert list(json.loads(Record("x", Status.FAILED, error="empty").to_json())) == keys


def test_estimates_are_rounded_and_values_are_not() -> None:
    """Noise in the last digits of a probability changes no byte; a number of the document is left as it is."""
    entry = json.loads(record().to_json())
    assert entry["evidence"]["/name"]["probability"] == 0.9877
    assert entry["findings"][0]["probability"] == 0.3333
    assert entry["rounds"][0]["expected_errors_before"] == 2.0
    assert entry["data"]["score"] == 0.123456789
    noisy = record(evidence={"/name": LeafEvidence(0, 3, 1, "Ada", "verbatim", 0.98765433)})
    assert noisy.to_json() == record().to_json()


@pytest.mark.parametrize(("coverage", "written"), [(0.99999, 0.9999), (1.0, 1.0), (1 / 3, 0.3333), (0.0, 0.0)])
def test_coverage_is_never_rounded_up(coverage: float, written: float) -> None:
    """A record that was not read to the end does not look as if it were."""
    assert record(coverage=coverage).to_dict()["coverage"] == written


def test_a_record_is_one_line_for_every_reader() -> None:
    """Separators that some readers take for line ends are escaped, and other scripts stay readable."""
    text = "王芳\u2028a\u2029b\x85c\nd"
    line = record(data={"name": text}).to_json()
    assert len(line.splitlines()) == 1
    assert "王芳" in line
    assert json.loads(line)["data"]["name"] == text


def test_half_of_a_surrogate_pair_can_be_written() -> None:
    """What UTF-8 cannot hold is escaped, so that no record is lost to an encoding error."""
    line = record(data={"name": "a\ud83d"}).to_json()
    assert json.loads(line.encode("utf-8"))["data"]["name"] == "a\ud83d"


def test_a_written_record_reads_back() -> None:
    """What is read from a line writes the same line."""
    line = record().to_json()
    back = Record.from_dict(json.loads(line))
    assert back.to_json() == line
    assert back.rounds[0].changes[0].proposed_by == "generator"
    assert back.status is Status.NEEDS_REVIEW


@pytest.mark.parametrize("broken", [{"status": "fine"}, {"evidence": {"/name": {"start": 1}}}, {"rounds": None}])
def test_what_is_no_record_is_refused_by_name(broken: dict[str, Any]) -> None:
    """A bad entry is named by its id."""
    with pytest.raises(ValueError, match=r"not a record \(id 'cv.pdf'\)"):
        Record.from_dict({**record().to_dict(), **broken})
