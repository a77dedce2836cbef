"""The language of a text, for explanations."""

from __future__ import annotations

import pytest

from critic.text.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("林清，男，任海棠科技有限公司董事长。", "zh"),
        ("熟悉 Java、Python、Kubernetes 和 Spring Boot，任海棠科技 CTO。", "zh"),
        ("董事長 2007-10", "zh"),
        ("𠮷野家", "zh"),
        ("Lin Qing (林清) is the chairwoman of Haitang Technology Ltd. (海棠科技).", "en"),
        ("株式会社カイドウの代表取締役である。", "en"),
        ("2007-10-08, $5 👩\u200d🦰", "en"),
        ("", "en"),
    ],
)
def test_a_text_has_the_language_of_most_of_its_words(text: str, language: str) -> None:
    """A Latin word counts as much as a Chinese character; Japanese is not Chinese."""
    assert language_of(text) == language
