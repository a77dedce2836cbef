"""Grammar pieces: a passage's words, and no passage that takes long to part."""

from __future__ import annotations

import time

import pytest

from critic.causal.lark import chunks


def test_an_email_address_is_one_word() -> None:
    """Unless what stands before its @ is longer than any name may be."""
    assert chunks("to ann.b@acme.co.uk, or") == ["to", " ", "ann.b@acme.co.uk", ",", " ", "or"]
    longest = f"{'a' * 64}@acme.com"
    assert chunks(longest) == [longest]
    assert chunks(f"a.{longest}") == ["a", ".", longest]


@pytest.mark.parametrize("sign", ["a.", "🇩", "a.b@", "A-"])
def test_a_passage_is_parted_in_linear_time(sign: str) -> None:
    """Four times the text takes about four times as long; the best of three, each time."""

    def seconds(times: int) -> float:
        taken = []
        for _ in range(3):
            began = time.process_time()
            chunks(sign * times)
            taken.append(time.process_time() - began)
        return min(taken)

    assert seconds(40_000) < 8 * max(seconds(10_000), 0.005)
