"""What may be written in the place of a value: others of its shape from the same text, the near ones first.

A wrong value that looks unlike the right ones would give itself away, so a date gives way to a date and a company to a
company, and words to as many words in the same case. Knows one text at a time; no fields and no gold.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import regex

from critic.mistakes.siblings import PLACES
from critic.text.folding import fold
from critic.text.normalise import dates, find_amounts, find_dates

__all__ = ["Neighbour", "Shape", "Surroundings", "is_han", "likeness", "shape_of", "surroundings"]


class Shape(StrEnum):
    """What kind of value a string is, as far as it can be told without its field."""

    DATE = "date"
    """A day, a month and a year."""
    PERIOD = "period"
    """Years, months of years and the time between two of them, as resumes state them."""
    LENGTH = "length of time"
    AMOUNT = "amount"
    CONTACT = "contact"
    """An e-mail or web address."""
    COMPANY = "company"
    """A name with its corporate form, or of a university."""
    PLACE = "place"
    POST = "post"
    """A job, in Chinese, where no case and no space sets it off."""
    SCHOOLING = "schooling"
    """A degree, in Chinese."""
    PERSON = "person"
    """A Chinese name."""
    WORDS = "words"
    """Anything else."""


class Neighbour(NamedTuple):
    """A value of the text, the character where it begins, and whether marks or lines set it off as an item."""

    start: int
    value: str
    apart: bool


_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Fall|Autumn|Winter)\.?"
)
_YEAR = r"(?:19|20)\d\d(?!\d)"
_POINT = (
    rf"(?:(?:{_MONTHS},?[ -]{{0,2}}|(?<!\d)\d{{1,2}}[/.])?{_YEAR}(?:[-/.]\d{{1,2}}(?!\d))?|{_MONTHS} ?['’]\d\d(?!\d))"
)
_HAN_POINT = r"(?:(?:19|20)\d\d\s?年(?:\s?\d{1,2}\s?月(?:份|\s?\d{1,2}\s?日)?)?)"
_NOW = r"(?:[Pp]resent|[Cc]urrent|[Nn]ow|[Tt]oday|(?:[Tt]ill |[Tt]o )?[Dd]ate)"
# A name ends with its corporate form, and with its sentence: a full stop belongs to it only in an abbreviation.
_FORM = (
    r"(?:Inc|Corp|Co|Ltd|Limited|Incorporated|Corporation|LLC|L\.L\.C|LLP|L\.L\.P|LP|L\.P|PLC|plc|GmbH|AG|SA|S\.A|NV"
    r"|N\.V|BV|B\.V|Sdn|Bhd|INC|CORP|CORPORATION|CO|LTD|LIMITED|SDN|BHD)\b\.?"
)
_WORD = rf"(?!{_FORM}(?!\w))(?:(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|St|Jr|Sr)\.|[A-Z][\w&'’-]{{0,30}}+)"
_JOIN = r" {1,3}(?:(?:of(?: the)?|&) |and (?=(?:Sons|Brothers|Partners|Associates|Company|Co)\b))?"
_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|sixty|ninety"
    r"|hundred)(?:[- ](?:one|two|four|five|six|twenty))?"
)
_SCHOOL = r"(?:University|College|Institute|School|Academy|Polytechnic|UNIVERSITY|COLLEGE|INSTITUTE|SCHOOL)"
_HAN_VERBS = r"任在为于至今历曾现兼和及与从由向对是自获，。；、：《》“”\s\d"  # where a name in running Chinese ends
_HAN_ORGAN = (
    r"(?:公司|集团|银行|大学|学院|研究院|研究所|事务所|委员会|协会|学会|中心|医院|厂|出版社|证券|党校|管理局|局|部队|中学)"
    r"(?!长)"
)
_HAN_SIGN = rf"(?![{_HAN_VERBS}]|有(?!限))[\p{{Han}}A-Za-z()（）·-]"
_HAN_FIRM = rf"(?:{_HAN_SIGN}){{2,20}}?{_HAN_ORGAN}(?:(?:{_HAN_SIGN}){{0,8}}?{_HAN_ORGAN})*"
_HAN_SURNAME = (
    r"(?:[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    r"范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]|欧阳|司马|上官|诸葛)"
)
_HAN_POST = (
    r"(?:常务副|副|高级|首席|独立|执行|助理|名誉|总|党委|财务|资深|技术|外部|职工|教授级){0,3}"
    r"(?:董事长|董事会秘书|董事|监事会主席|监事|总经理|经理|总裁|总监|主任|主席|工程师|会计师|经济师|教授|律师|院长|校长|所长|处长"
    r"|科长|厂长|部长|局长|书记|委员|顾问|研究员|讲师|会计|秘书|负责人|合伙人|高工|干部|专家)(?:助理)?"
)
_HAN_SCHOOLING = (
    r"(?:大学(?=[本专学文])|硕士|博士|本科|专科|大专|中专|高中|研究生|学士|博士后|EMBA|MBA|在职){1,3}(?:学历|学位)?"
)
_CITY = r"[A-Z][a-z]+(?: [A-Z][a-z]+)?, (?:[A-Z]{2}\b|[A-Z][a-z]+)"

_LATIN: Final[dict[Shape, re.Pattern[str]]] = {
    shape: re.compile(form)
    for shape, form in {
        Shape.CONTACT: r"(?<![\w.%+-])[\w.%+-]{1,60}@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s,;)]+",
        Shape.LENGTH: (
            rf"\b(?:(?i:{_COUNT})(?:\s*\(\d+\))?|\d+\+?)[\s-]+(?i:(?:calendar |business )?(?:day|week|month|year)s?)\b"
        ),
        Shape.PERIOD: rf"(?<!\d){_POINT}(?:\s*(?:-|–|—|to|until|till)\s*(?:{_POINT}|{_NOW}))?",
        Shape.COMPANY: (
            rf"\b{_WORD}(?:{_JOIN}{_WORD}){{0,7}}(?: \([A-Z][\w. ]{{1,30}}\))?(?:,? {_FORM})+"
            rf"|\b(?:[A-Z][\w&'’.-]{{0,30}}+ ){{1,4}}{_SCHOOL}\b|\b{_SCHOOL} of(?: [A-Z][\w'-]{{1,30}}+){{1,4}}"
        ),
        Shape.PLACE: rf"\b(?:{'|'.join(PLACES)}|{'|'.join(map(str.upper, PLACES))})\b|{_CITY}",
    }.items()
}
_CHINESE: Final[dict[Shape, regex.Pattern[str]]] = {
    shape: regex.compile(form)
    for shape, form in {
        Shape.LENGTH: r"[\d一二三四五六七八九十两]{1,3}(?:个月|年|周|天)(?![\d初末底])",
        Shape.PERIOD: rf"{_HAN_POINT}(?:\s*(?:-|–|—|至|到)\s*(?:{_HAN_POINT}|今|现在))?",
        Shape.COMPANY: _HAN_FIRM,
        Shape.POST: _HAN_POST,
        Shape.SCHOOLING: _HAN_SCHOOLING,
        Shape.PERSON: rf"(?<![\p{{Han}}\d]){_HAN_SURNAME}\p{{Han}}{{1,2}}(?=先生|女士|[^\p{{Han}}]|$)",
    }.items()
}
_NAME = regex.compile(rf"\b{_WORD}(?:(?:{_JOIN}{_WORD}){{1,7}}(?:,? {_FORM})*|(?:,? {_FORM})+)|\b[A-Z][a-z]{{3,}}\b")
# Where a run of words ends, for want of a parser: marks, lines and the small words that no value begins or ends with.
_BREAKS = regex.compile(
    r"[\n\t,;:|•·●()\[\]{}<>\"“”/。，；：、（）《》]|\.(?=\s|$)|\s{2,}|\s[-–—*]\s"
    r"|(?<!\w)(?i:the|an?|and|or|to|with|in|for|by|is|are|was|were|be|been|as|at|on|from|this|that|these|which|who|any|all"
    r"|such|shall|will|may|has|have|had|its?|their|our|your|my|his|her|not|but|if|under|between|into|it|we|i)(?!\w)"
)
_FIGURES = regex.compile(r"[\d.,' ]+")
_COUNTED = regex.compile(rf"\d+|\b(?i:{_COUNT})\b|[一二三四五六七八九十〇]+")
_NAMED = regex.compile(
    rf"\b{_MONTHS}|\b(?!(?:{_FORM}|{_SCHOOL})(?!\w))[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*|\p{{Han}}{{2,}}(?=公司|大学)"
)
_HAN = regex.compile(r"\p{Han}")
_NEAR: Final = 4.0  # values; as many wrong ones come from within so many of the right one as from beyond
_TRIES: Final = 60  # candidates looked at for one draw
_LONGEST: Final = 120  # characters of a run of words
_APART: Final = 5.0  # how much likelier a run of words is that stands alone between marks or on its line
_SAME_HEAD: Final = 5.0  # how much likelier a run of words is that ends with the same word: another "... Agreement"
_MOST_FIT: Final = 5.0  # and any other value that is written in the same way


def is_han(value: str) -> bool:
    """Return whether most letters of a value are Chinese characters, so that no space parts its words."""
    return not value.isascii() and 2 * len(_HAN.findall(value)) > sum(sign.isalpha() for sign in value)


@lru_cache(maxsize=16_384)
def shape_of(value: str) -> Shape:
    """Return the shape of a value: the first whose pattern is all of it."""
    value = value.strip()
    if dates(value):
        return Shape.DATE
    forms: Mapping[Shape, re.Pattern[str] | regex.Pattern[str]] = _CHINESE if is_han(value) else _LATIN
    for shape, form in forms.items():
        if form.fullmatch(value):
            return shape
    amounts = find_amounts(value)
    if len(amounts) == 1 and amounts[0].end - amounts[0].start == len(value):
        return Shape.AMOUNT
    return Shape.WORDS


class Surroundings:
    """A text searched for values of each shape, when one is first needed."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self.text = text
        self._found: dict[Shape, list[Neighbour]] = {}

    @cached_property
    def folded(self) -> str:
        """The text without differences of case and punctuation, to see whether it holds a value at all."""
        return f" {fold(self.text)} "

    def holds(self, value: str) -> bool:
        """Return whether the value stands in the text as whole words, in whatever case."""
        folded = fold(value)
        return (folded if is_han(value) else f" {folded} ") in self.folded

    def like(
        self, value: str, near: Sequence[int], rng: random.Random, *, most: int = 6, prose: bool = False
    ) -> list[str]:
        """Draw up to ``most`` different values of the same shape, likelier the nearer they stand to ``near``.

        Args:
            value: what they are to be like; nothing with its very letters is returned.
            near: characters of the text where the value stands; anywhere if there are none.
            rng: where chance comes from.
            most: how many to draw.
            prose: leave out what marks or lines set off, as the items of lists are.

        """
        shape = shape_of(value)
        places = self._places(shape)
        if not places:
            return []
        at = rng.choice(near) if near else rng.randrange(len(self.text))
        middle = bisect_left(places, (at,))
        fits = likeness(value)
        drawn: dict[str, None] = {}
        for _ in range(_TRIES):
            _, other, apart = places[_near(middle, len(places), rng)]
            if (
                other != value
                and not (prose and apart)
                and rng.random() * _MOST_FIT < fits(other) * (_APART if apart else 1.0)
            ):
                drawn[_recased(other, value) if shape is Shape.WORDS else other] = None
                if len(drawn) == most:
                    break
        return list(drawn)

    def _places(self, shape: Shape) -> list[Neighbour]:
        if shape not in self._found:
            self._found[shape] = [
                Neighbour(start, value, apart)
                for start, end, apart in self._ranges(shape)
                if (value := " ".join(self.text[start:end].split()))
            ]
        return self._found[shape]

    def _ranges(self, shape: Shape) -> list[tuple[int, int, bool]]:
        text = self.text
        if shape is Shape.DATE:
            return [(stated.start, stated.end, False) for stated in find_dates(text)]
        if shape is Shape.AMOUNT:
            return [(stated.start, stated.end, False) for stated in find_amounts(text)]
        if shape is not Shape.WORDS:
            latin = _LATIN[shape].finditer(text) if shape in _LATIN else ()
            chinese = _CHINESE[shape].finditer(text) if shape in _CHINESE and _HAN.search(text) else ()
            return sorted((*match.span(), False) for found in (latin, chinese) for match in found)
        ranges = {match.span(): False for match in _NAME.finditer(text)}
        begin, apart = 0, True
        for stop in _BREAKS.finditer(text):
            hard = not stop[0].isalpha()
            ranges[_trimmed(text, begin, stop.start())] = apart and hard
            begin, apart = stop.end(), hard
        ranges[_trimmed(text, begin, len(text))] = apart
        return sorted((start, end, alone) for (start, end), alone in ranges.items() if 1 < end - start <= _LONGEST)


@lru_cache(maxsize=64)
def surroundings(text: str) -> Surroundings:
    """Return a text's surroundings; those of the last few texts are kept, for a document is damaged many times."""
    return Surroundings(text)


def _near(middle: int, count: int, rng: random.Random) -> int:
    """Draw one of ``count`` places, those around ``middle`` first: one so and so far off in inverse square of that."""
    while True:
        away = _NEAR * (1 / (1 - rng.random()) - 1)
        place = middle + int(away) if rng.random() < 0.5 else middle - 1 - int(away)  # noqa: PLR2004 - either side
        if 0 <= place < count:
            return place


def likeness(value: str) -> Callable[[str], float]:
    """Return a function that says how fit another value is to stand for this one, 0 where it is not at all."""
    shape = shape_of(value)
    head, length, digits, case = _head(value), _length(value), _has_digit(value), _case(value)
    sketch, han = _sketch(value), is_han(value)

    def fit(other: str) -> float:
        if shape is Shape.WORDS and (_length(other) != length or _has_digit(other) != digits or "@" in other):
            return 0.0
        if shape_of(other) is not shape or _differs(other, value, shape):
            return 0.0
        if shape is not Shape.WORDS:
            return _MOST_FIT if _sketch(other) == sketch else 1.0
        if _head(other) == head and length != (1, 1):
            return _SAME_HEAD
        return 1.0 if _case(other) == case and not han else 0.0

    return fit


def _differs(other: str, value: str, shape: Shape) -> bool:
    """Return whether two values of one shape are yet of two kinds: a city and a country, a sum and a number."""
    match shape:
        case Shape.PLACE:
            return ("," in value) != ("," in other)
        case Shape.AMOUNT:
            return _FIGURES.sub("", other) != _FIGURES.sub("", value)
        case Shape.PERIOD:
            return _sketch(other).count("0") != _sketch(value).count("0")
        case _:
            return False


def _length(value: str) -> tuple[int, int]:
    """Return a class of lengths: in characters for Chinese, else in words."""
    if is_han(value):
        return 0, min(len(value) // 2, 4)
    words = value.count(" ") + 1
    return 1, words if words < 3 else 3 if words < 5 else 5  # noqa: PLR2004 - one, two, three or four, more


def _head(value: str) -> str:
    """Return the word that says what a value is: the last, of Chinese the last character."""
    return value[-1:] if is_han(value) else value.rpartition(" ")[2].lower()


@lru_cache(maxsize=16_384)
def _sketch(value: str) -> str:
    """Return how a value is written: its digits, months, numerals and names each as one sign, the rest as it is."""
    return _NAMED.sub("A", _COUNTED.sub("0", value)).lower()


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))


def _case(value: str) -> str:
    """Return how a value is written: CAPITALS, Title Case, Sentence case or small letters."""
    if value.isupper():
        return "upper"
    words = [word for word in value.split() if word[0].isalpha()]
    if not words or not words[0][0].isupper():
        return "lower"
    return "title" if all(word[0].isupper() or len(word) < 4 for word in words) else "sentence"  # noqa: PLR2004 - of, and


def _recased(other: str, value: str) -> str:
    """Write a run of words in the case of the value it stands for."""
    wanted = _case(value)
    if wanted == _case(other):
        return other
    return other.upper() if wanted == "upper" else other.title() if wanted == "title" else other.lower()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Take space and marks off both ends of a range."""
    while start < end and not (text[start].isalnum() or text[start] in "#+"):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in "#+"):
        end -= 1
    return start, end
