"""People, firms, places, dates and lengths of time that no document shares with the real world on purpose.

First and last names and street addresses come from Faker (MIT); towns, firms and schools are composed here, since a
real town's university is likely to exist. E-mail addresses are under the domains reserved for examples.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from critic.text.months import ENGLISH

if TYPE_CHECKING:
    from faker import Faker

__all__ = ["Names", "length", "money", "ordinal", "some_day", "some_language", "some_state", "spelled", "written"]

_COUNTRIES: Final = {  # what a firm's name ends with, by Faker's locale
    "en_US": ("Inc.", "LLC", "Corp.", "Corporation", "Company", "L.P.", "Co.", "Incorporated"),
    "en_GB": ("Limited", "Ltd", "plc", "LLP", "Ltd.", "Holdings plc"),
    "en_IN": ("Private Limited", "Pvt. Ltd.", "Limited", "LLP"),
    "en_NG": ("Limited", "Nigeria Limited", "PLC"),
    "en_CA": ("Inc.", "Ltd.", "Corporation", "Limited Partnership"),
    "de_DE": ("GmbH", "AG", "GmbH & Co. KG", "SE", "KG"),
    "fr_FR": ("S.A.", "SARL", "S.A.S."),
    "es_MX": ("S.A. de C.V.", "S. de R.L.", "S.A."),
    "it_IT": ("S.p.A.", "S.r.l."),
    "nl_NL": ("B.V.", "N.V."),
    "sv_SE": ("AB", "Aktiebolag"),
    "no_NO": ("AS", "ASA"),
    "da_DK": ("A/S", "ApS"),
    "fi_FI": ("Oy", "Oyj"),
    "pl_PL": ("Sp. z o.o.", "S.A."),
    "cs_CZ": ("a.s.", "s.r.o."),
    "pt_BR": ("S.A.", "Ltda."),
    "id_ID": ("Tbk", "Ltd."),
    "tr_TR": ("A.S.", "Ltd. Sti."),
}
_USUAL: Final = ("en_US", "en_US", "en_US", "en_GB", "en_GB", "en_IN", "en_CA")
_STEMS: Final = (
    "Alder", "Brack", "Calder", "Dunning", "Ember", "Farrow", "Grand", "Hazel", "Inver", "Juniper", "Kestrel", "Larch",
    "Marl", "Nether", "Oster", "Pell", "Quarry", "Raven", "Saltern", "Thorn", "Ulver", "Vester", "Wester", "Yarrow",
    "Zell", "Amber", "Birch", "Cinder", "Drum", "Elder", "Fallow", "Glen", "Hart", "Iron", "Kelder", "Linden", "Mossy",
    "Norrin", "Oak", "Penn", "Rother", "Stone", "Tarn", "Under", "Vale", "Willow",
)  # fmt: skip
_ENDINGS: Final = (
    "ford", "mere", "wick", "haven", "bridge", "stad", "burg", "by", "moor", "field", "ville", "port", "minster",
    "holm", "combe", "gate", "dale", "sund", "berg", "crest",
)  # fmt: skip
_TRADES: Final = (
    "Cold Storage", "Logistics", "Optics", "Beverages", "Software", "Data Systems", "Biologics", "Foods", "Marine",
    "Instruments", "Textiles", "Robotics", "Printing", "Energy", "Paper Mills", "Ceramics", "Diagnostics", "Aviation",
    "Pharma", "Retail Group", "Media", "Analytics", "Water Works", "Insurance Services", "Freight Lines", "Furniture",
    "Semiconductors", "Seeds", "Chemicals", "Engineering", "Consulting", "Payments", "Health Care", "Hotels", "Trading",
    "Medical Devices", "Networks", "Pumps & Valves", "Mining", "Film Distribution", "Motors", "Packaging",
)  # fmt: skip
_COLLEGES: Final = (
    "University of {}", "{} University", "{} State College", "{} Institute of Technology", "{} College",
    "Technical University of {}", "{} Community College", "{} Polytechnic", "{} Business School",
)  # fmt: skip
_ONES: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DATE_STYLES: Final[tuple[Callable[[date], str], ...]] = (
    lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
    lambda day: f"{ordinal(day.day)} day of {ENGLISH[day.month - 1]}, {day.year}",
    lambda day: f"{ENGLISH[day.month - 1]} {ordinal(day.day)}, {day.year}",
    lambda day: f"{ENGLISH[day.month - 1][:3]}. {day.day}, {day.year}" if len(ENGLISH[day.month - 1]) > len("April")
    else f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: day.isoformat(),
    lambda day: f"{day.month}/{day.day}/{day.year}",
)  # fmt: skip


class Names:
    """Names for one document, none of them given out twice; the same state of ``rng`` gives the same ones.

    Raises:
        ImportError: Faker is not installed.

    """

    def __init__(self, rng: random.Random) -> None:
        """Choose a country, which most names are of."""
        self._rng = rng
        self._locale = rng.choice((*_USUAL, *_COUNTRIES))
        self._faker = _faker(self._locale)
        self._faker.seed_instance(rng.getrandbits(32))
        self._given: set[str] = set()

    def person(self) -> str:
        """Return first and last name, some with a second first name or a double last name."""
        return self._new(self._person)

    def town(self) -> str:
        """Return the name of a town."""
        return self._new(lambda: self._rng.choice(_STEMS) + self._rng.choice(_ENDINGS))

    def firm(self, *, legal: bool = False) -> str:
        """Return the name of a firm; with ``legal`` always with its corporate form."""
        return self._new(lambda: self._firm(legal=legal))

    def college(self) -> str:
        """Return the name of a university, college or school of higher education."""
        return self._new(self._college)

    def email(self, person: str) -> str:
        """Return an address of ``person`` under a domain reserved for examples."""
        first, *_, last = re.findall(r"[a-z]+", _plain(person)) or ["post"] * 2
        shape = self._rng.choice(("{f}.{l}", "{i}{l}", "{f}_{l}", "{l}.{f}", "{f}{l}{n}", "{i}.{l}", "{f}-{l}"))
        local = shape.format(f=first, l=last, i=first[0], n=self._rng.randint(2, 99))
        return f"{local}@{self.domain()}"

    def domain(self) -> str:
        """Return a site under a domain reserved for examples."""
        host = self._rng.choice(("", "", "", "mail.", "post.", f"{_plain(self._rng.choice(_STEMS))}."))
        return f"{host}example.{self._rng.choice(('com', 'org', 'net'))}"

    def street(self) -> str:
        """Return a street address without town."""
        return " ".join(str(self._faker.street_address()).split())

    def _new(self, make: Callable[[], str]) -> str:
        """Return the first name that shares no word of some length with one that was given out."""
        for _ in range(200):
            name = make()
            if not self._given & (words := _words(name)):
                self._given |= words
                return name
        return make()

    def _last(self) -> str:
        return str(self._faker.last_name())

    def _person(self) -> str:
        faker = self._faker
        first, last, dice = str(faker.first_name()), self._last(), self._rng.random()
        if dice < 0.12:  # noqa: PLR2004
            return f"{first} {self._rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        if dice < 0.22:  # noqa: PLR2004
            return f"{first} {faker.first_name()} {last}"
        return f"{first} {last}-{self._last()}" if dice < 0.27 else f"{first} {last}"  # noqa: PLR2004

    def _firm(self, *, legal: bool) -> str:
        rng, trade = self._rng, self._rng.choice(_TRADES)
        place = rng.choice(_STEMS) + rng.choice(_ENDINGS)
        shape = rng.choice(
            (f"{self._last()} {trade}", f"{place} {trade}", f"{place} {trade}", f"{self._last()} & {self._last()}")
        )
        if not legal and rng.random() < 0.2:  # noqa: PLR2004
            body = rng.choice(("Hospital", "County Council", "School District", "Public Library", "Credit Union"))
            return f"{place} {body}"
        form = rng.choice(_COUNTRIES[self._locale])
        comma = "," if form in ("Inc.", "LLC", "L.P.") and rng.random() < 0.5 else ""  # noqa: PLR2004
        return f"{shape}{comma} {form}" if legal or rng.random() < 0.55 else shape  # noqa: PLR2004

    def _college(self) -> str:
        place = self._rng.choice(_STEMS) + self._rng.choice(_ENDINGS)
        return self._rng.choice(_COLLEGES).format(place)


def written(day: date, style: int) -> str:
    """Return a date as documents print it; the same ``style``, any number, prints all dates alike."""
    return _DATE_STYLES[style % len(_DATE_STYLES)](day)


def length(rng: random.Random, number: int, unit: str) -> str:
    """Return a length of time as contracts print it: ``three (3) years``, ``three years``, ``3 years``."""
    plural = unit if number == 1 else f"{unit}s"
    shapes = (f"{spelled(number)} ({number}) {plural}",) * 4 + (f"{spelled(number)} {plural}", f"{number} {plural}")
    return rng.choice(shapes)


def money(rng: random.Random) -> str:
    """Return a sum of money."""
    figure = rng.randint(1, 99) * 10 ** rng.randint(2, 5)
    return rng.choice(("${:,}", "US${:,}", "€{:,}", "£{:,}", "USD {:,}", "${:,}.00", "EUR {:,}")).format(figure)


def spelled(number: int) -> str:
    """Return a number from 1 to 999 in words.

    Raises:
        ValueError: the number is outside that range.

    """
    if not 1 <= number <= 999:  # noqa: PLR2004
        message = f"{number} is not between 1 and 999"
        raise ValueError(message)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    small = _ONES[rest] if rest < len(_ONES) else "-".join(filter(None, (_TENS[tens], _ONES[ones])))
    return " ".join(filter(None, (f"{_ONES[hundreds]} hundred" if hundreds else "", small)))


def some_day(rng: random.Random, first: date, last: date) -> date:
    """Return a day between two others."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def some_language(rng: random.Random) -> str:
    """Return the English name of a language that people speak or spoke."""
    return str(_seeded(rng).language_name()).partition(",")[0]


def some_state(rng: random.Random) -> str:
    """Return the name of a state of the United States."""
    return str(_seeded(rng).state())


def ordinal(number: int) -> str:
    """Return a number as one of a row: 31st."""
    suffix = "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")  # noqa: PLR2004
    return f"{number}{suffix}"


def _plain(name: str) -> str:
    """Return a name in small ASCII letters, for an address."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _words(name: str) -> set[str]:
    trades = {word for trade in _TRADES for word in trade.split()}
    return {word for word in re.findall(r"\w{4,}", name) if word not in trades and word not in _COMMON}


_COMMON: Final = frozenset((
    "University", "College", "State", "Institute", "Technology", "Technical", "Community", "Polytechnic", "Business",
    "School", "Hospital", "County", "Council", "District", "Public", "Library", "Credit", "Union", "Limited", "Corp",
    "Corporation", "Company", "Incorporated", "Holdings", "Private", "Partnership", "Nigeria", "GmbH", "Aktiebolag",
    "Ltda",
))  # fmt: skip


def _seeded(rng: random.Random) -> Faker:
    """Return the American Faker in a state that ``rng`` alone decides."""
    faker = _faker("en_US")
    faker.seed_instance(rng.getrandbits(32))
    return faker


@cache
def _faker(locale: str) -> Faker:
    try:
        from faker import Faker
    except ImportError as error:
        message = "names in fictional documents come from Faker: pip install 'ie-pipeline[train]'"
        raise ImportError(message, name="faker") from error
    return Faker(locale)
