"""The fingerprint of a run: what its records depend on, beside the documents themselves.

Two runs with one fingerprint write the same record for the same document, so that one may go on where the other was
cut off. It is taken from what names the models and from their files; nothing is loaded. Keys and credentials are no
part of it, nor is anything that only changes how fast a run goes or how much it may spend.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ie_pipeline
from critic.causal.smollm2 import SMOLLM2
from critic.critic import directory_of
from critic.fields import Field
from ie_pipeline.errors import UsageError
from ie_pipeline.generators import compact, prompts
from ie_pipeline.generators.base import Complaint, Request
from ie_pipeline.generators.redaction import bare_url, endpoint_url
from ie_pipeline.generators.weights import ADAPTER

if TYPE_CHECKING:
    from ie_pipeline.loop import LoopSettings

__all__ = ["Fingerprint", "fingerprint"]

_BLOCK = 1 << 20
_WHOLE = 64 * _BLOCK
"""Larger files are read at as many places instead: fine-tuning leaves no stretch of a model's weights as it was."""
_TELLING = ("copy", "max_new_tokens", "passage_chars", "seed", "temperature")
"""The options of generators that change what is answered; the others change when, or hold a key."""
_PROBE = Request(
    document="probe",
    passage="A passage.",
    start=0,
    fields=(Field(("field", "*"), description="A field.", verbatim=True),),
    complaints=(Complaint("redundant", "field", "value", "a reason"),),
)
"""What is asked of each kind of prompt: when its words change, so does the fingerprint."""


@dataclass(frozen=True)
class Fingerprint:
    """What a run's records depend on, as JSON values by part: ``schema``, ``generator``, ``critic``, ...

    ``schema`` is the JSON Schema itself, whose digest is one of the settings; None where it is not known.
    """

    settings: Mapping[str, Any]
    schema: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the settings, in hexadecimal."""
        return _digest_of(self.settings)

    def differences(self, other: Fingerprint) -> list[str]:
        """Name the parts in which two fingerprints differ."""
        parts = sorted({*self.settings, *other.settings})
        return [part for part in parts if self.settings.get(part) != other.settings.get(part)]


def fingerprint(
    schema: Mapping[str, Any],
    generator: str,
    critic: str | Path | None,
    settings: LoopSettings,
    generator_options: Mapping[str, Any] | None = None,
) -> Fingerprint:
    """Take the fingerprint of a run from what would make its pipeline.

    Args:
        schema: as loaded.
        generator: a specification, see `ie_pipeline.generators.make_generator`.
        critic: a directory, ``evidence``, or None for the one that ships.
        settings: of the loop.
        generator_options: what the generator's class is given beside, such as ``base_url``.

    Raises:
        UsageError: if files that the generator or the critic is made of cannot be read, or the endpoint's URL is none.

    """
    return Fingerprint(
        {
            "version": ie_pipeline.__version__,
            "schema": {"title": schema.get("title"), "sha256": _digest_of(schema)},
            "generator": _generator(generator, generator_options or {}),
            "critic": _critic(critic),
            "loop": asdict(settings),
        },
        schema,
    )


def _generator(spec: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a generator; of a URL what cannot hold a password or a key."""
    kind, _, name = spec.partition(":")
    given, options = options.get("base_url"), {name: options[name] for name in _TELLING if name in options}
    if kind == "openai":
        url = bare_url(endpoint_url(given))
        return {"name": spec, "base_url": url, "prompt": _digest_of(_chat_prompt()), **options}
    if kind == "replay":
        return {"name": f"replay:{Path(name).name}", "drafts": _digest_of_file(Path(name), whole=True), **options}
    if kind == "hf":
        model = _digest_of_folder(Path(name))
        return {"name": f"hf:{Path(name).name}", "model": model, "prompt": _digest_of(_compact_prompt()), **options}
    if kind == "embedded":
        made_of = {"model": _digest_of(dict(SMOLLM2.files)), "adapter": _digest_of_folder(ADAPTER)}
        return {"name": spec, **made_of, "prompt": _digest_of(_compact_prompt()), **options}
    return {"name": spec, **options}


def _critic(critic: str | Path | None) -> dict[str, Any]:
    if critic == "evidence":
        return {"name": "evidence"}
    folder = directory_of(critic)
    return {"name": folder.name, "sha256": _digest_of_folder(folder)}


def _chat_prompt() -> list[list[str]]:
    chats = (prompts.messages(_PROBE, with_schema=with_schema) for with_schema in (False, True))
    return [[message.content for message in chat] for chat in chats]


def _compact_prompt() -> list[str]:
    asks = [compact.Ask(field.name, field.description) for field in _PROBE.fields]
    rejected = [(complaint.field, str(complaint.value)) for complaint in _PROBE.complaints]
    return [compact.prefix(asks), compact.body(_PROBE.passage, rejected)]


def _digest_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _digest_of_folder(folder: Path) -> str:
    """Return the SHA-256 of the files of a folder and what they are called; pages for people to read do not count."""
    if not folder.is_dir():
        message = f"{folder}: no such directory"
        raise UsageError(message, hint="name the directory of a model, or of a critic")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return _digest_of({path.relative_to(folder).as_posix(): _digest_of_file(path) for path in files})


def _digest_of_file(path: Path, *, whole: bool = False) -> str:
    """Return the SHA-256 of a file: of all of it, or of the size and evenly spaced parts of a large one."""
    digest = sha256()
    try:
        for block in _blocks(path, whole=whole):
            digest.update(block)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise UsageError(message) from error
    return digest.hexdigest()


def _blocks(path: Path, *, whole: bool) -> Iterator[bytes]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if whole or size <= _WHOLE:
            while block := file.read(_BLOCK):
                yield block
            return
        yield str(size).encode()
        places = _WHOLE // _BLOCK
        for number in range(places):
            file.seek(number * (size - _BLOCK) // (places - 1))
            yield file.read(_BLOCK)
