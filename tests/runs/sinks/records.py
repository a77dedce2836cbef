"""Records to write, and the schemas that they were extracted under."""

from __future__ import annotations

from typing import Any

from ie_pipeline.record import LeafEvidence, Record, Status

FLAT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": "string"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "pages": {"type": "integer"},
        "price": {"type": "number"},
        "signed": {"type": "boolean"},
        "seat": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
NESTED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "positions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"company": {"type": "string"}, "years": {"type": "array", "items": {"type": "integer"}}},
            },
        },
    },
}

FULL = Record(
    "contracts/a.txt",
    Status.ACCEPTED,
    {
        "law": "Délaware 法",
        "parties": ["Acme, Inc.", 'The "Beta" LLC'],
        "pages": 12,
        "price": 2.5,
        "signed": True,
        "seat": {"city": "Ohio\nUSA"},
    },
    {"/law": LeafEvidence(3, 13, None, "Délaware 法", "verbatim", 0.98)},
    usage={"calls": 1, "prompt_tokens": 10, "completion_tokens": 2},
    coverage=1.0,
)
SPARE = Record("b", Status.NEEDS_REVIEW, {"parties": ["Gamma"]}, coverage=0.99999, error="only 99.99 % was read")
FAILED = Record("c.pdf", Status.FAILED, error="is encrypted")

ALL = (FULL, SPARE, FAILED)
