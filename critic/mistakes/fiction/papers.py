"""Short fictional papers of many kinds under schemas of their own: invoices, itineraries, lab reports, obituaries.

They teach a network that else knows the fields of contracts and resumes alone what a field is: that its name and
description say what is sought, and that of three dates or sums on a page one is meant. Each paper has some fields of
its kind, under one of their names and descriptions, stated in a form, a table, a letterhead or in sentences; it is
asked for others too, which it does not state. What the kinds are is data (``data/seeds/papers.json``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final, NamedTuple

from critic.fields import Field
from critic.mistakes.fiction.names import Names, some_day, written
from critic.mistakes.fiction.script import Fiction, Piece, Text, fill, join, publish, slots_of, value, wrap
from critic.mistakes.fiction.variety import MAKERS

__all__ = ["Paper", "write_paper"]

_FIRST, _LAST, _OLD = date(2005, 1, 1), date(2027, 12, 31), date(1921, 1, 1)
_STATED: Final = 0.75
"""The share of a kind's fields that a paper states."""
_STRANGE: Final = 2
"""How many fields of other kinds a paper is asked for."""
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_CURRENCIES: Final = ("${}", "{} EUR", "€ {}", "£{}", "USD {}", "{}", "RM {}", "CHF {}", "₹{}", "{} $")
_BETWEEN: Final = (": ", ": ", " : ", "\t", "    ", ":\n", " - ", " .... ", ":", " = ")
_NOISE: Final = (
    "Page {n} of {n}", "Thank you for your trust.", "Printed on {date} {time}", "www.example.com", "Tel. {phone}",
    "Please keep this paper.", "Form {code}", "Questions? Write to {email}.", "All times are local.", "COPY",
    "Reg. no. {code}", "Signed: {person}", "{firm}, {town}", "E & O E", "See overleaf for our terms of {date}.",
    "cc: {person}", "Archive until {year}", "Version {n}, {date}", "Checked {date} {person}", "Minimum order {sum}",
)  # fmt: skip
_MANY: Final = frozenset({"people", "foods"})
"""The makers of lists."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A fictional paper, and the fields of the schema that it is to be read under."""

    fiction: Fiction
    fields: tuple[Field, ...]


class _Slot(NamedTuple):
    """A field of a kind of paper: who makes its values, what schemas call it and say of it, and how it is labelled."""

    maker: str
    names: Sequence[str]
    descriptions: Sequence[str]
    labels: Sequence[str]


class _Writer:
    """The choices that hold for one whole paper."""

    def __init__(self, rng: random.Random, words: Mapping[str, Sequence[str]]) -> None:
        self.rng, self.names, self.words = rng, Names(rng), words
        self.style, self.currency = rng.randint(0, 99), rng.choice(_CURRENCIES)
        self.clock = rng.choice(("%H:%M", "%H.%M", "%I:%M %p", "%H:%M h", "%I.%M%p"))
        self.given: set[str] = set()

    def new(self, maker: str) -> str:
        """Return a value of a kind that this paper has not had."""
        for _ in range(50):
            made = self.made(maker)
            if made not in self.given:
                break
        self.given.add(made)
        return made

    def made(self, maker: str) -> str:
        """Return a value: a word of the maker's list, a number with its unit, or what is composed."""
        if maker in self.words:
            return self.rng.choice(self.words[maker])
        if maker in _MEASURES:
            least, most, units = _MEASURES[maker]
            return self.number(least, most) + self.rng.choice(units)
        return _MAKERS[maker](self)

    def number(self, least: int, most: int) -> str:
        return str(self.rng.randint(least, most))

    def sum(self, least: int = 100, most: int = 400_000) -> str:
        """Return a sum of money in the paper's currency."""
        cents = int(least * (most / least) ** self.rng.random())
        figure = f"{cents / 100:,.2f}" if self.rng.random() < 0.7 else f"{max(1, cents // 100):,}"  # noqa: PLR2004
        return self.currency.format(figure)

    def code(self) -> str:
        """Return a number such as papers bear."""
        rng = self.rng
        letters, digits = "".join(rng.choices(_LETTERS, k=rng.randint(1, 3))), self.number(100, 9_999_999)
        return rng.choice((digits, f"{letters}-{digits}", f"{letters}{digits}", f"{digits}/{rng.randint(10, 27)}",
            f"{rng.randint(2015, 2027)}-{digits}", f"#{digits}", f"{letters} {digits}"))  # fmt: skip

    def when(self) -> str:
        """Return a time of day."""
        return time(self.rng.randint(0, 23), self.rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 55))).strftime(self.clock)


_MEASURES: Final = {
    "weight": (1, 900, (" kg", "kg", " lbs", " g", ".5 kg", " t")),
    "size": (2, 300, (" cm", " mm", " in", "″", ".5 cm", "cm")),
    "area": (20, 3000, (" m²", " sqm", " sq ft", " acres", "m2")),
    "power": (5, 3000, (" W", " kW", "W", " watts")),
    "percent": (1, 99, ("%", " %", " per cent", ".5%", ".25 %")),
    "hours": (8, 42, (" hours a week", " h/week", " hours")),
    "minutes": (10, 180, (" minutes", " min", " mins")),
    "heat": (120, 250, (" °C", "°C", " degrees", "°")),
    "term": (1, 10, (" years", " yrs", "-year", " months")),
    "dose": (1, 900, (" mg", " mg daily", " µg", " ml")),
}
"""The least and the greatest number, and how its unit is written."""
_Maker = Callable[[_Writer], str]
_MAKERS: Final[dict[str, _Maker]] = {
    "person": lambda w: MAKERS["name"](w.rng) if w.rng.random() < 0.4 else w.names.person(),  # noqa: PLR2004
    "doctor": lambda w: f"{w.rng.choice(('Dr. ', 'Dr ', '', 'Prof. '))}{w.names.person()}",
    "firm": lambda w: MAKERS["company"](w.rng) if w.rng.random() < 0.3 else w.names.firm(),  # noqa: PLR2004
    "buyer": lambda w: w.made(w.rng.choice(("firm", "firm", "person"))),
    "town": lambda w: w.names.town(),
    "address": lambda w: f"{w.names.street()}, {w.names.town()}",
    "email": lambda w: w.names.email(w.names.person()),
    "phone": lambda w: w.rng.choice(("+44 20 7946 0{}", "(602) 555-0{}", "555-0{}", "+49 30 23125 {}")).format(
        w.number(100, 199)
    ),
    "date": lambda w: written(some_day(w.rng, _FIRST, _LAST), w.style),
    "old": lambda w: written(some_day(w.rng, _OLD, _OLD + timedelta(days=30_000)), w.style),
    "year": lambda w: w.number(1890, 2026),
    "time": _Writer.when,
    "sum": _Writer.sum,
    "bigsum": lambda w: w.currency.format(f"{w.number(2, 900)}{w.rng.choice((' million', 'm', ' billion', '.5 bn'))}"),
    "code": _Writer.code,
    "iban": lambda w: (
        f"{w.rng.choice(('DE', 'GB', 'NL', 'XX'))}{w.number(10, 99)} {w.number(1000, 9999)} "
        f"{w.number(1000, 9999)} {w.number(1000, 9999)} {w.number(10, 99)}"
    ),
    "distance": lambda w: f"{w.rng.randint(900, 190_000):,}{w.rng.choice((' km', ' miles', 'km', ''))}",
    "count": lambda w: w.number(1, 999),
    "result": lambda w: f"{w.number(1, 300)}.{w.number(0, 9)}{w.rng.choice((' mg/dl', ' mmol/l', ' g/l', '', ' U/l'))}",
    "range": lambda w: f"{w.number(1, 40)}{w.rng.choice((' - ', '–', ' to '))}{w.number(41, 300)}",
    "flight": lambda w: "".join(w.rng.choices(_LETTERS, k=2)) + w.rng.choice(("", " ")) + w.number(10, 9999),
    "seat": lambda w: w.number(1, 48) + w.rng.choice("ABCDEFHK"),
    "gate": lambda w: w.rng.choice(("A", "B", "C", "D", "")) + w.number(1, 60),
    "pnr": lambda w: "".join(w.rng.choices(_LETTERS + "23456789", k=6)),
    "plate": lambda w: f"{''.join(w.rng.choices(_LETTERS, k=2))}{w.rng.choice(('-', ' ', ''))}{w.number(100, 9999)}",
    "version": lambda w: f"{w.rng.choice(('', 'v', 'V'))}{w.number(0, 15)}.{w.number(0, 20)}.{w.number(0, 9)}",
    "job": lambda w: MAKERS["designation"](w.rng),
    "event": lambda w: f"{w.names.town()} {w.rng.choice(w.words['gathering'])}",
    "venue": lambda w: w.rng.choice(("{} Hall", "Hotel {}", "{} Arena", "Room {}", "The Old {}", "{} Library")).format(
        w.names.town()
    ),
    "prize": lambda w: f"{w.names.town()} {w.rng.choice(('Prize', 'Medal', 'Award', 'Order of Merit'))}",
}


def write_paper(
    rng: random.Random, kinds: Mapping[str, Mapping[str, Any]], words: Mapping[str, Sequence[str]]
) -> Paper:
    """Write a paper of about 150 to 1,200 characters.

    The same state of ``rng``, the same data and the same version of Faker give the same paper.

    Args:
        rng: the source of all choices.
        kinds: at least three, by name: their ``titles``, ``slots`` (each a maker, names, descriptions and labels),
            ``prose`` with slots in braces, and the slots of the letterhead, ``head``.
        words: for makers that draw from a list, the list.

    """
    identifier = f"fiction-paper-{rng.getrandbits(32):08x}"
    writer = _Writer(rng, words)
    kind = kinds[rng.choice(list(kinds))]
    slots = _slots(kind)
    called = {name: rng.choice(slot.names) for name, slot in slots.items()}
    stated = {name: _stated(writer, slot.maker, called[name]) for name, slot in slots.items() if rng.random() < _STATED}
    text = _laid_out(writer, kind, slots, stated)
    own = {name for slot in slots.values() for name in slot.names}
    others = rng.sample([other for other in kinds.values() if other is not kind], _STRANGE)
    drawn = [rng.choice(list(_slots(other).values())) for other in others]
    strange = [slot for slot in drawn if not own & {*slot.names}]
    fields = [_field(rng, called[name], slot) for name, slot in slots.items()]
    fields += [_field(rng, rng.choice(slot.names), slot) for slot in strange]
    unlike = {field.name: field for field in rng.sample(fields, len(fields))}
    return Paper(publish(identifier, text), tuple(unlike.values()))


def _slots(kind: Mapping[str, Any]) -> dict[str, _Slot]:
    return {name: _Slot(*parts) for name, parts in kind["slots"].items()}


def _field(rng: random.Random, name: str, slot: _Slot) -> Field:
    path = (name, "*") if slot.maker in _MANY else (name,)
    return Field(path, description=rng.choice(slot.descriptions), verbatim=True)


def _stated(writer: _Writer, maker: str, name: str) -> Text:
    """Return a field's value, or values with commas between."""
    if maker == "people":
        return _listed(writer, name, [writer.new("person") for _ in range(writer.rng.randint(1, 5))])
    if maker == "foods":
        foods = writer.rng.sample(list(writer.words["food"]), writer.rng.randint(2, 6))
        return _listed(writer, name, foods)
    return value(writer.new(maker), f"/{name}")


def _listed(writer: _Writer, name: str, values: Sequence[str]) -> Text:
    last = writer.rng.choice((" and ", ", ", " & ", ", and "))
    runs = [value(one, f"/{name}/-") for one in values]
    return join(last, [join(", ", runs[:-1]), runs[-1]])


def _laid_out(writer: _Writer, kind: Mapping[str, Any], slots: Mapping[str, _Slot], stated: Mapping[str, Text]) -> Text:
    """Return the paper: title and letterhead, some fields in sentences, the others in a form, and lines of no field."""
    rng = writer.rng
    told = [line for line in kind["prose"] if rng.random() < 0.5]  # noqa: PLR2004
    prose = [_sentence(line, stated) for line in rng.sample(told, len(told))]
    head = [stated[name] for name in kind["head"] if name in stated] if rng.random() < 0.6 else []  # noqa: PLR2004
    in_prose = {name for line in told for name in slots_of(line)}
    formed = [
        name
        for name in stated
        if name not in kind["head"] or not head
        if name not in in_prose or rng.random() < 0.3  # noqa: PLR2004
    ]
    if rng.random() < 0.5:  # noqa: PLR2004
        rng.shuffle(formed)
    title = [rng.choice(kind["titles"])] if rng.random() < 0.8 else []  # noqa: PLR2004
    noise: list[Piece] = [_noise(writer) for _ in range(rng.randint(0, 3))]
    form = _form(writer, slots, {name: stated[name] for name in formed})
    blocks: list[Piece] = [*prose, form, *noise]
    if rng.random() < 0.4:  # noqa: PLR2004
        rng.shuffle(blocks)
    top: list[Piece] = [*title, join("\n", head)]
    rng.shuffle(top)
    text = join(rng.choice(("\n\n", "\n")), [*top, *blocks])
    return wrap(text, rng.randint(40, 90)) if rng.random() < 0.3 else text  # noqa: PLR2004


def _sentence(line: str, stated: Mapping[str, Text]) -> Text:
    """Return a sentence with what is stated, and dots in place of what is not."""
    return fill(line, **{name: stated.get(name, "...") for name in slots_of(line)})


def _form(writer: _Writer, slots: Mapping[str, _Slot], stated: Mapping[str, Text]) -> Text:
    """Return fields with their labels: in lines, in a table, or the labels of all above the values of all."""
    rng, between = writer.rng, writer.rng.choice(_BETWEEN)
    shout = rng.choice((str, str, str.upper, str.lower, str.title))
    labels = {name: shout(rng.choice(slots[name].labels)) for name in stated}
    shape = rng.choice(("lines", "lines", "lines", "table", "bold", "columns", "bare"))
    if shape == "table":
        return join("\n", ["| " + labels[name] + " | " + said + " |" for name, said in stated.items()])
    if shape == "bold":
        return join("\n", [f"**{labels[name]}** " + said for name, said in stated.items()])
    if shape == "columns":
        return join("  ", list(labels.values())) + "\n" + join("  ", list(stated.values()))
    end = rng.choice(("\n", "\n", "\n", "; ", " | ", "   "))
    return join(end, [labels[name] + between + said for name, said in stated.items()])


def _noise(writer: _Writer) -> str:
    """Return a line that states no field, though it has dates, names and sums."""
    line = writer.rng.choice(_NOISE)
    return line.format(**{name: writer.new("count" if name == "n" else name) for name in slots_of(line)})
