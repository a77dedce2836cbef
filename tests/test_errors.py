"""Errors own their exit codes and say what to do next."""

from __future__ import annotations

import pytest

from ie_pipeline import errors


@pytest.mark.parametrize("name", errors.__all__)
def test_the_docstring_draws_every_error(name: str) -> None:
    """Every public error stands in the drawn tree with the exit code that it has."""
    line = next(line for line in (errors.__doc__ or "").splitlines() if f" {name} " in line)
    error = getattr(errors, name)
    assert f"exit {error.exit_code}" in line
    assert ("(retryable)" in line) == error.retryable
    assert issubclass(error, errors.IEPipelineError)


def test_the_hint_is_never_lost() -> None:
    """The text of an error ends in the next step."""
    error = errors.InputError("a.pdf: is encrypted", hint="save it without a password")
    assert str(error) == "a.pdf: is encrypted; save it without a password"
    assert str(errors.UsageError("no such schema: x")) == "no such schema: x"


def test_a_busy_generator_says_when_to_come_back() -> None:
    """The wait that a server asks for travels with the error."""
    assert errors.GeneratorBusy("429", retry_after=2.5).retry_after == 2.5
