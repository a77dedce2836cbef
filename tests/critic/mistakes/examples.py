"""Rows of mistakes for tests: one that is told in full, and any others that could be."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from critic.fields import flatten, leaves
from critic.findings import FindingKind
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage, RightValue, Truth

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "Who the resume is of"},
        "skills": {"type": "array", "items": {"type": "string"}},
        "jobs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "since": {"type": "integer"}},
            },
        },
    },
}
FIELDS = flatten(SCHEMA)
PATTERNS = tuple(field.pattern for field in FIELDS)
TEXT = "Mira Quell, harbour pilot since 2011. She speaks Norn and knots nets. 现任领航员。🛟"
DRAFT: Mapping[str, Any] = {"name": "Mira Quell", "skills": ["Norn", "Basque"], "jobs": [{"title": "harbour pilot"}]}

ROW = MistakeRow(
    document="mira",
    passages=(Passage(0, TEXT),),
    schema=SCHEMA,
    draft=DRAFT,
    truths=(
        Truth(Mistake.INVENTED, "/skills/1", "/skills/*", "Basque", None, None, "The source has no Basque."),
        Truth(Mistake.OMITTED_ITEM, "/skills/-", "/skills/*", "knots nets", 58, 68, "The source has knots nets too."),
        Truth(Mistake.OMITTED_VALUE, "/jobs/0/since", "/jobs/*/since", 2011, 32, 36, ""),
    ),
    right=(
        RightValue("/name", "/name", "Mira Quell", 0, 10),
        RightValue("/skills/0", "/skills/*", "Norn", 49, 53),
        RightValue("/jobs/0/title", "/jobs/*/title", "harbour pilot", None, None),
    ),
    judged=PATTERNS,
    origin=Origin.GENERATOR,
    generator="toy",
    notes={"dataset": "harbour", "licence": "CC0 1.0"},
)
"""A row in which every kind of statement occurs."""

FLAWLESS = replace(
    ROW,
    draft={"name": "Mira Quell"},
    truths=(),
    right=ROW.right[:1],
    judged=("/name",),
)
"""A draft without a mistake, of one field."""

_HARBOURS = ("Quell", "Morn", "Tessel", "Ardry", "Ulm", "Varga", "Lomond", "Esk", "Pell", "Dunmore")
_WORDS = st.text(max_size=12)
_SIGNS = st.sampled_from([*"abc 。领航员é\u0301\n", "🛟", "👩\u200d🚒", "\U0001d538", "\x00"])


def log(number: int, edition: int = 0) -> str:
    """Return the text of a harbour log; editions of one number differ in a few words, those of two have none alike."""
    rng = random.Random(number)
    words = [f"{rng.choice(_HARBOURS)}{rng.randint(100, 999)}" for _ in range(60)]
    words[7 * edition % 60] = f"edition{edition}"
    return " ".join(words)


@st.composite
def rows(draw: st.DrawFn) -> MistakeRow:
    """Return any row that holds together."""
    text = "".join(draw(st.lists(_SIGNS, min_size=1, max_size=40))) + "x"
    cut = draw(st.integers(0, len(text) - 1))
    passages = (Passage(cut, text[cut:]),) if draw(st.booleans()) else (Passage(0, text),)
    job = st.fixed_dictionaries({}, optional={"title": _WORDS, "since": st.integers()})
    optional = {"name": _WORDS, "skills": st.lists(_WORDS, max_size=3), "jobs": st.lists(job, max_size=2)}
    draft = draw(st.fixed_dictionaries({}, optional=optional))
    judged = draw(st.sets(st.sampled_from(FIELDS), min_size=1).map(lambda some: [f for f in FIELDS if f in some]))
    truths: list[Truth] = []
    right: list[RightValue] = []
    for leaf in leaves(draft, judged):
        said = (leaf.pointer, leaf.field.pattern, leaf.value, *_place(draw, passages[0]))
        mistake = draw(st.none() | st.sampled_from([m for m in Mistake if m.kind is FindingKind.REDUNDANT]))
        if mistake is None:
            right.append(RightValue(*said))
        else:
            truths.append(Truth(mistake, *said, draw(_WORDS)))
    for field in draw(st.lists(st.sampled_from(judged), max_size=2)):
        pointer = field.pattern.replace("*", "-")
        mistake = Mistake.OMITTED_ITEM if field.many else Mistake.OMITTED_VALUE
        truths.append(Truth(mistake, pointer, field.pattern, draw(_WORDS), *_place(draw, passages[0]), draw(_WORDS)))
    return MistakeRow(
        document=draw(st.sampled_from(["a", "b", "领航", "🛟"])),
        passages=passages,
        schema=draw(st.sampled_from([SCHEMA, {**SCHEMA, "title": "Lebenslauf é"}])),
        draft=draft,
        truths=tuple(truths),
        right=tuple(right),
        judged=tuple(field.pattern for field in judged),
        origin=draw(st.sampled_from(Origin)),
        generator=draw(_WORDS),
        cluster=draw(st.sampled_from(["", "one", "two"])),
        language=draw(st.sampled_from(["en", "zh"])),
        notes=draw(st.dictionaries(_WORDS, _WORDS, max_size=2)),
    )


def _place(draw: st.DrawFn, passage: Passage) -> tuple[int, int] | tuple[None, None]:
    """Return a range that ends with the last sign of a passage, which is never blank, or none."""
    end = passage.start + len(passage.text)
    return draw(st.none() | st.integers(passage.start, end - 1).map(lambda start: (start, end))) or (None, None)
