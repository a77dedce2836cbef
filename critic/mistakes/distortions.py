"""Right values spoilt: cut short, stretched over their neighbours, with another digit; and dates written anew.

Chinese is cut and stretched by characters, all else by words. Knows one value and its text; whether what comes out is
wrong is for the caller to see.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final

import regex

from critic.mistakes.replacements import is_han
from critic.text.normalise import as_date, dates

__all__ = ["cut", "redated", "slipped", "stretched"]

_IDLE: Final = frozenset(
    (
        *("a", "an", "and", "as", "at", "by", "day", "dated", "for", "from", "in", "is", "it", "its"),
        *("of", "on", "or", "that", "the", "this", "to", "with"),
    )
)
_FORMS: Final = frozenset(("CO", "CORP", "CORPORATION", "INC", "LIMITED", "LLC", "L.L.C", "LLP", "LP", "LTD", "PLC"))
_EDGES: Final = " ,;:.-–&(\"'“”，；：、。（"
_HEAD_KEPT: Final = 0.6  # of the values that real extractors cut, the share whose beginning they keep
_TAIL_GROWS: Final = 0.7  # of those they stretch, the share that runs on past its end
_REACH: Final = 80  # characters beside a value among which a stretch finds its words
_WORD = regex.compile(r"\S+")
_DIGIT = regex.compile(r"\d")


def cut(value: str, rng: random.Random) -> str | None:
    """Take words, or Chinese characters, off one end of a value; None where nothing to speak of would go or stay."""
    parts, glue = (list(value), "") if is_han(value) else (value.split(), " ")
    if len(parts) < (4 if is_han(value) else 2):
        return None
    gone = min(_few(rng), len(parts) - (2 if is_han(value) else 1))
    kept, off = (parts[:-gone], parts[-gone:]) if rng.random() < _HEAD_KEPT else (parts[gone:], parts[:gone])
    shorter = glue.join(kept).strip(_EDGES)
    return (
        shorter if _says(off) and _says([part for part in kept if part.upper().strip(_EDGES) not in _FORMS]) else None
    )


def stretched(text: str, start: int, end: int, rng: random.Random) -> str | None:
    """Let the value at ``text[start:end]`` run over the words on one side; None where it has no such neighbour."""
    value = " ".join(text[start:end].split())
    onward = rng.random() < _TAIL_GROWS
    beside = text[end : end + _REACH] if onward else text[max(0, start - _REACH) : start]
    if is_han(value):
        more = regex.match(r"\w+", beside) if onward else regex.search(r"\w+$", beside)
        if not more:
            return None
        count = _few(rng)
        return value + more[0][:count] if onward else more[0][-count:] + value
    words = _WORD.findall(beside)
    # The farthest word may be half a word.
    words = words[:-1] if onward else words[1:]
    count = _few(rng)
    taken = words[:count] if onward else words[-count:]
    if not _says(taken):
        return None
    return " ".join([value, *taken] if onward else [*taken, value]).strip(_EDGES)


def slipped(value: str, rng: random.Random) -> str | None:
    """Change one digit of a value, as a slip of the eye would; None where it has none, or no date would be left."""
    digits = list(_DIGIT.finditer(value))
    if not digits:
        return None
    at = rng.choice(digits).start()
    other = (int(value[at]) + rng.choice((1, 1, 2, 9, 9, 8, 3, 5))) % 10
    changed = f"{value[:at]}{other}{value[at + 1 :]}"
    return None if dates(value) and not dates(changed) else changed


def redated(value: str, rng: random.Random) -> str | None:
    """Write a full date in another of its usual shapes, which does not make it wrong; None for anything else."""
    iso = as_date(value)
    if iso is None or len(iso) < len("2000-01-01") or len(dates(value)) > 1:  # a month alone is no full date
        return None
    day = date.fromisoformat(iso)
    if is_han(value):
        return iso if rng.random() < 0.5 else f"{day.year}年{day.month}月{day.day}日"  # noqa: PLR2004
    shapes = (iso, f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}")
    return rng.choice([shape for shape in shapes if shape != value])


def _few(rng: random.Random) -> int:
    """Return how many words go or come: one in every second case, then ever fewer, as with real extractors."""
    count = 1
    while count < 8 and rng.random() < 0.5:  # noqa: PLR2004
        count += 1
    return count


def _says(words: list[str]) -> bool:
    """Return whether some of the words carry meaning; "the" alone makes no value longer or shorter."""
    return any(any(map(str.isalnum, word)) and word.lower().strip(_EDGES) not in _IDLE for word in words)
