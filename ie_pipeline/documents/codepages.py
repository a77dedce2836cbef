"""Which code page the bytes of an old file are in, where a guess by their look is not to be trusted.

Each byte above 127 is a letter in nearly every code page, so a guess from a few of them is chance. Western European
files are the most common by far: theirs is the code page unless the text does not read well in it.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["likeliest"]

_WESTERN = "cp1252"
_OTHERS = ("cp1250", "iso8859_2", "cp1254", "cp1257")
"""The code pages that a guess takes for one another, since they differ in letters alone."""
_ALPHABETS = (
    "äöüß",  # German
    "àâæçèéêëîïôœùûü",  # French
    "áéíñóúüªº¿¡",  # Spanish
    "áâãàçéêíóôõúüªº",  # Portuguese
    "àáçèéìíïîòóùúü",  # Italian and Catalan
    "èéëïöü",  # Dutch
    "åæøäöéèü",  # Danish, Norwegian, Swedish and Finnish
    "áæðéíóöúýþ",  # Icelandic
    "äõöüšž",  # Estonian
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ćčđšž",  # Slovene and Croatian
    "âîăşţșț",  # Romanian
    "âçîöûüğış",  # Turkish
    "ąčėęįšūųž",  # Lithuanian
    "āčēģīķļņšūž",  # Latvian
    "àáâãèéêìíòóôõùúýăđơư",  # Vietnamese
)
"""The letters beyond ASCII that a language has."""
_LETTER = re.compile(r"[^\W\d_\x00-\x7f\u0250-\U0010ffff]")
_MISPLACED = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f]"  # no part of a text
    r"|(?<=[^\W\d_])(?:[^\w\s\x00-\x7f\u0300-\u036f‘’–—…]|[¹²³¼½¾])(?=[^\W\d_])"  # a sign within a word
    r"|(?<=[A-Za-z])[\u0370-\u1dff\u3040-\uffff](?<=\w)"  # two scripts in one word
    r"|[\u0370-\u1dff\u3040-\uffff](?<=\w)(?=[A-Za-z])"
)
_RUN = re.compile("[\xa1-\u024f]{3,}")
_DOUBTS = 3
"""How many characters must be out of place, and how many times as many as elsewhere, to say that it is no western text:
a few may be typing errors, or names from abroad.
"""


def likeliest(data: bytes, guess: str) -> str:
    """Return the code page of bytes that were guessed to be in ``guess``: the western one if they read well in it."""
    texts = {page: _decoded(data, page) for page in dict.fromkeys((guess, *_OTHERS))}
    doubts = {page: _doubts(text) for page, text in texts.items() if text is not None}
    best = min(doubts, key=doubts.__getitem__, default=guess)
    western = _decoded(data, _WESTERN)
    if western is None or _western_doubts(western) >= _DOUBTS * (doubts.get(best, 0) + 1):
        return best
    return _WESTERN


def _decoded(data: bytes, page: str) -> str | None:
    try:
        return data.decode(page)
    except UnicodeDecodeError:
        return None


def _western_doubts(text: str) -> int:
    """Count what is out of place, in western languages also each letter of three or more in a row."""
    return _doubts(text) + sum(map(len, _RUN.findall(text)))


def _doubts(text: str) -> int:
    """Count the letters that the likeliest language has not, and the characters that are not where they could be."""
    letters = Counter(_LETTER.findall(text.lower()))
    foreign = (sum(letters[letter] for letter in letters.keys() - set(alphabet)) for alphabet in _ALPHABETS)
    return min(foreign) + len(_MISPLACED.findall(text))
