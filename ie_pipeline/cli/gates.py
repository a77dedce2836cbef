"""What stands between a trained critic and its place, for ``ie-pipeline critic train --gate``.

The critic waits in ``DIR.candidate`` until it was held beside the old one, with a mark that says what it was trained
from; a command that was cut off in between finds it there and does not train it again.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ie_pipeline.cli.compare import decided, flattered
from ie_pipeline.cli.sets import load_set, tell
from ie_pipeline.cli.terminal import stderr
from ie_pipeline.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from critic.critic import Examiner
    from critic.mistakes.dataset import MistakeSet
    from critic.mistakes.rows import MistakeRow
    from critic.recipes import Recipe

__all__ = [
    "candidate",
    "demand_held_out",
    "fingerprint",
    "mark",
    "move",
    "passes",
    "reject",
    "rejected",
    "waits",
]

_MARK = "candidate.txt"
"""The file of a candidate with the fingerprint of what it was trained from."""


def candidate(output: Path) -> Path:
    """Return where a critic waits for the gate."""
    return output.with_name(f"{output.name}.candidate")


def rejected(output: Path) -> Path:
    """Return where a critic goes that does not pass the gate."""
    return output.with_name(f"{output.name}.rejected")


def demand_held_out(mistakes: MistakeSet, place: Path) -> None:
    """See before the work that enough is held out to hold two critics beside each other on.

    Raises:
        UsageError: if not.

    """
    from critic.mistakes.rows import count_documents
    from ie_pipeline.evaluation.comparing import FEWEST

    if (held_out := count_documents(mistakes.dev)) < FEWEST:
        message = (
            f"{place}: the gate takes {FEWEST} held-out documents to tell which critic is better, and has {held_out}"
        )
        raise UsageError(
            message, hint="add documents to the set, of which one in five is held out, or leave out --gate"
        )


def fingerprint(mistakes: MistakeSet, recipe: Recipe, *, generative: bool, explanations: bool | None) -> str:
    """Return a hash of what a critic is trained from."""
    return sha256(repr((mistakes.digest, recipe, generative, explanations)).encode()).hexdigest()


def waits(place: Path, asked: str, *, goes_on: bool) -> bool:
    """Say whether a critic waits that was trained from what is asked for.

    Raises:
        UsageError: one waits that was trained from something else, or that is not to be gone on with.

    """
    if not (place / "config.json").is_file():
        return False
    mark = place / _MARK
    known = mark.is_file() and mark.read_text(encoding="utf-8", errors="replace") == asked
    if known and goes_on:
        return True
    if known:
        message = f"{place}: a critic that was trained waits here to be held beside the old one"
        raise UsageError(message, hint="go on with --resume, or remove the folder to begin anew")
    message = f"{place}: a critic waits here that another command trained, or one that was cut off as it ended"
    raise UsageError(message, hint="hold it beside the old one with `critic compare`, or move or remove the folder")


def mark(place: Path, asked: str) -> None:
    """Note what a candidate was trained from.

    Raises:
        OutputError: it cannot be written.

    """
    try:
        (place / _MARK).write_text(asked, encoding="utf-8")
    except OSError as error:
        message = f"cannot write {place / _MARK}: {error.strerror or error}"
        hint = "make room and hold it beside the old one with `critic compare`"
        raise OutputError(message, hint=hint) from error


def passes(old: Examiner, where: Path, new: Path, place: Path, mistakes: MistakeSet) -> bool:
    """Compare with the old critic on what is held out, and on what was held out from it where it says what that was."""
    from ie_pipeline.pipeline import load_critic

    console, old_data = stderr(), _old_data(where, mistakes)
    won = decided(console, old, load_critic(new), (str(place), mistakes.dev), old_data)
    flattered(console, {"old": where, "new": new}, place, mistakes.digest)
    return won


def _old_data(where: Path, mistakes: MistakeSet) -> tuple[str, Sequence[MistakeRow]] | None:
    """Return what was held out from the old critic, if it still is there and is enough to tell anything by."""
    from critic.lineage import learned_from
    from critic.mistakes.duplicates import without_duplicates
    from critic.mistakes.rows import count_documents
    from ie_pipeline.evaluation.comparing import FEWEST

    found: dict[str, Sequence[MistakeRow]] = {}
    learned = learned_from(where)
    known = [(place, digest) for place, digest in learned if digest != mistakes.digest]
    for place, digest in known:
        before = load_set(Path(place)) if (Path(place) / "dataset_dict.json").is_file() else None
        if before and before.digest == digest:
            found[place] = before.dev
    gone = ", ".join(place for place, _ in known if place not in found)
    if gone or (not learned and (where / "config.json").is_file()):
        what = f"{gone} is not there as it was" if gone else f"{where} names no set that it learned from"
        tell(f"{what}: whether the new critic is worse than the old one on that, nobody can tell.")
    places, rows = ", ".join(found), without_duplicates(row for dev in found.values() for row in dev)
    if not found:
        return None
    if (held_out := count_documents(rows)) < FEWEST:
        few = f"holds out {held_out} documents: too few to tell by, left out."
        tell(f"{places}, which the old critic learned from, {few}")
        return None
    return places, rows


def reject(place: Path, output: Path) -> Path:
    """Put a critic that did not pass where it waits no longer; return that place."""
    left = rejected(output)
    shutil.rmtree(left, ignore_errors=True)
    place.rename(left)
    (left / _MARK).unlink()
    return left


def move(place: Path, output: Path) -> None:
    """Put a critic in the place of another.

    Raises:
        OutputError: it cannot be written; the old one still stands.

    """
    from critic.directories import replacing

    try:
        with replacing(output) as aside:
            shutil.copytree(place, aside, dirs_exist_ok=True, ignore=shutil.ignore_patterns(_MARK))
    except OSError as error:
        message = f"cannot write {output}: {error.strerror or error}"
        hint = f"the new critic is in {place}; make room and give the command again with --resume"
        raise OutputError(message, hint=hint) from error
    shutil.rmtree(place)
