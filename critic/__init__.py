"""A critic of extracted records: it reads a record and its source, and says what is redundant and what is missing.

    from critic import Critic

    review = Critic.from_pretrained().review(text, schema, record)

It knows nothing of how the record was made, so it can stand behind any extractor. The names below are imported when
they are first used (PEP 562), so ``import critic`` loads no model library.
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from critic.critic import Critic
    from critic.fields import Field, flatten
    from critic.findings import Evidence, EvidenceKind, Finding, FindingKind, Judgement, Review, Verdict

__all__ = [
    "Critic",
    "Evidence",
    "EvidenceKind",
    "Field",
    "Finding",
    "FindingKind",
    "Judgement",
    "Review",
    "Verdict",
    "flatten",
]

_HOMES = {
    "Critic": "critic.critic",
    "Evidence": "critic.findings",
    "EvidenceKind": "critic.findings",
    "Field": "critic.fields",
    "Finding": "critic.findings",
    "FindingKind": "critic.findings",
    "Judgement": "critic.findings",
    "Review": "critic.findings",
    "Verdict": "critic.findings",
    "flatten": "critic.fields",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module and keep it."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
