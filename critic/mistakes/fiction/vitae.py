"""Short fictional resumes in further layouts, with values of many forms: whoever worked where a school was for others.

In the annotated resumes and in those of `critic.mistakes.fiction.resumes` an employer is a firm, and a school is called
a university. Here a university is where somebody teaches, a firm is known by one short word, and only the section and
the words around them tell one from the other; among the tools stand languages and virtues.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from critic.mistakes.fiction.misfits import MISFITS, spoken
from critic.mistakes.fiction.names import Names, some_state
from critic.mistakes.fiction.resumes import NOW, PERIODS
from critic.mistakes.fiction.script import Fiction, Piece, Text, fill, join, publish, slots_of, value, wrap
from critic.mistakes.fiction.variety import MAKERS

__all__ = ["write_vita"]

_LAST_YEAR: Final = 2026
_JOBS: Final = (
    "**{company}** — {title} ({period})", "{company} — {title}, {period}", "{company} – {title} | {period}",
    "{period}\t{title}, {unit}, {company}", "{period}    {title}, {company}", "{period}  {company}\n{title}",
    "{title} | {company} | {period} | {town}", "{company} ({period})\n{title}", "{title}, {company}\n{town} | {period}",
    "{company}, {town}\n{title}                    {period}", "{company}, {town}        {period}\n{title}",
    "{title} @ {company}, {period}", "{title}\n{company} · Full-time\n{period} · {n} yrs\n{town}",
    "{company}\n{title}\n{period}\n{town}", "Worked as {title} for {company} ({period}).",
    "{period}: {title} with {company}, {town}", "Company: {company}\nPosition: {title}\nDuration: {period}",
    "Organisation : {company}\nDesignation : {title}\nPeriod : {period}", "• {title}, {company} – {period}",
    "{company} | {title}\t{period}", "{title} – {company} – {town} – {period}", "{period} – {company}, {town}: {title}",
    "*{title}*, **{company}**, {period}", "{title} ({period}), {company}", "### {title} at {company}\n{period}",
    "- {period} | {title} | {company}", "{company}: {title}, {period}", "{title}, {unit}\n{company}, {period}",
    "{title} to the head of {unit} at {company}, {period}", "{title}\t{period}\n{company}\t{town}",
)  # fmt: skip
_STUDIES: Final = (
    "{degree}, {college}, {year}", "* {degree} — {college} ({year})", "{year}  {degree}, {college}",
    "{college} - {degree}, {year}", "{college}\n{degree}\nGraduated {year}", "{degree} from {college} in {year}",
    "{college} ({began}-{year}): {degree}", "Degree: {degree}\nSchool: {college}\nYear of passing: {year}",
    "{degree} | {college} | {year} | 8.4 CGPA", "{degree}\t{college}\t{year}", "**{college}**, {degree}, {year}",
    "{degree} ({college}), class of {year}", "{college}, {town} — {degree} ({year})",
    "{college} — {degree}, May {year}", "{began} - {year}    {college}, {degree}",
    "{degree}\n{college}, {town}\n{year}", "{degree} at {college}, {began}–{year}", "{degree}, {year}\n{college}",
    "Completed {degree} at {college} ({year})", "{college}, {degree} with distinction",
)  # fmt: skip
_UNITS: Final = (
    "Department of Chemistry", "Faculty of Law", "Emergency Department", "Retail Banking", "Payments Team",
    "School of Engineering", "Research & Development", "Warehouse 4", "Back Office", "Institute of Physics",
    "Data Platform",
)  # fmt: skip
_DUTIES: Final = (
    "Trained {n} new colleagues in the use of {tool}", "Moved reports from {other} to {tool}",
    "Taught courses of {n} students", "Opened and closed the shop", "Cut waiting times by {n} %",
    "Ran the tests in {tool} and wrote them up", "Worked with customers in {town}", "Kept the books with {tool}",
    "Wrote grant proposals with colleagues of {elsewhere}", "Answered for a budget of ${n}0,000",
    "Sold on behalf of {elsewhere} in {town}", "Handled cash and card payments", "Mentored two juniors",
)  # fmt: skip
_MORE: Final[dict[str, tuple[str, ...]]] = {
    "Languages": ("{language}, {language2}", "{language} · {language2}", "{language}\n{language2}"),
    "Awards": ("Best Paper, {town} Conference {year}\nTeacher of the Year, {year}", "{role} of the month, June {year}"),
    "Publications": ("On the drift of sensors, Journal of Applied {town} Studies, {year}",),
    "Interests": ("{pastime}, {pastime2}",),
    "Memberships": (
        "Member, Royal Society of {town}\nBoard of the {town} Choir", "{role}, {elsewhere} Alumni, since {year}",
    ),
    "Certifications": (
        "First Aid at Work ({year})\nDriving licence, class B", "{licence}, State of {state} ({year})",
        "{year}  {licence}\n{year2}  First Aid at Work", "{licence}, {state} Board, No. {n}{n}, {year}",
    ),
    "Licenses & certificates": (
        "{licence} - State of {state}, expires {year}", "Licensed in the State of {state} since {year}",
        "{licence} ({year})\n{licence2} ({year2})",
    ),
    "References": ("{person}, {elsewhere}\nAvailable upon request", "{person}, {role}, {elsewhere}"),
    "Personal details": ("Date of birth: 4 May {year}\nNationality: {land}",),
    "Volunteering": (
        "{elsewhere}, food drives in {town}", "{role}, {elsewhere}, since {year}", "{year}: {role}, {elsewhere}",
    ),
    "Objective": (
        "To obtain a position in a fast-paced team at {elsewhere}.", "Seeking a post as {role} in {town} or remote.",
    ),
    "Summary": (
        "{n} years of experience in {town} and abroad. {virtue}, {virtue2}.",
        "{role} with {n} years of experience. {virtue}, {virtue2}.", "{role} who is at home with {tool} and {tool2}.",
    ),
}  # fmt: skip
_HEADS: Final = {
    "jobs": ("Experience", "Work experience", "Employment history", "Work", "Career", "Appointments", "Positions held"),
    "studies": ("Education", "Academic qualifications", "Studies", "Education & Training", "Schooling"),
    "tools": ("Skills", "Software", "Tools", "Technical skills", "Computer skills", "Technologies", "Key skills"),
}
_TOOLS: Final = (", ", " · ", " | ", "\n- ", "; ", "\n", " / ", "\n* ", ",")
_LICENCES: Final = (
    "Registered Nurse", "Certified Public Accountant", "Project Management Professional", "Lean Six Sigma Green Belt",
    "Advanced Life Support", "Certified Welder", "Real Estate Broker", "Food Handler", "Electrician", "Forklift",
    "Certified Scrum Master", "Notary Public", "Teaching licence K-6", "Network Associate", "Security Officer",
)  # fmt: skip
_TITLED: Final = ("{}", "{}", "## {}", "{}:", "**{}**", "--- {} ---")
_NAMED: Final = ("{}", "{}", "{}", "# {}", "Name: {}", "CURRICULUM VITAE\n\n{}", "**{}**", "CV – {}", "Name : {}")
_LANDS: Final = ("Indian", "Nigerian", "German", "British", "U.S. citizen", "Brazilian", "Kenyan", "Polish")
_HEADLINES: Final = (
    "{role}", "{role}", "{role} | {virtue}", "{role} in {town}", "Application as {role}", "Résumé", "{role} · {town}",
    "Ref. {n}/{year}", "Open to work", "Confidential", "{town}, {year}",
)  # fmt: skip
"""What stands above or below a name and is no position: a role that is sought, a town, a reference."""
_NO_TOOL: Final = MISFITS["tech_tools"].make
_UNIVERSITY: Final = 0.3
"""The share of employers that are schools."""


class _Writer:
    """The choices that hold for one whole resume."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.names = rng, Names(rng)
        self.tools = self._several("tech_tools", rng.randint(3, 8))
        self.titles = self._several("designation", 9)
        self.employers = [
            MAKERS["college"](rng) if rng.random() < _UNIVERSITY else MAKERS["company"](rng) for _ in range(4)
        ]
        self.schools = [one for one in self._several("college", 5) if one not in self.employers][:3]
        self.period = rng.choice(PERIODS)
        self.dash = rng.choice((" - ", " – ", "–", " to ", " – ", "-"))
        self.known = {*self.tools, *self.titles, *self.employers, *self.schools}

    def _several(self, name: str, count: int) -> list[str]:
        return list(dict.fromkeys(MAKERS[name](self.rng) for _ in range(count)))

    def other(self, name: str) -> str:
        """Draw what is no value of this resume."""
        while (drawn := MAKERS[name](self.rng)) in self.known:
            pass
        return drawn

    def said(self, template: str) -> Text:
        """Fill a line that states at most tools; a slot that has no maker gets what is none.

        Of a slot whose name ends in a figure the value is another one than that of the slot without it.
        """
        rng = self.rng
        tools, licences = iter(rng.sample(self.tools, 2)), iter(rng.sample(_LICENCES, 2))
        years = iter(rng.sample(range(1975, _LAST_YEAR), 2))
        makers: dict[str, Callable[[], Piece]] = {
            "tool": lambda: value(next(tools), "/tech_tools/-"),
            "other": lambda: "paper",
            "elsewhere": lambda: self.other("company"),
            "town": self.names.town,
            "person": self.names.person,
            "land": lambda: rng.choice(_LANDS),
            "n": lambda: str(rng.randint(2, 40)),
            "year": lambda: str(next(years)),
            "role": lambda: self.other("designation"),
            "licence": lambda: next(licences),
            "state": lambda: some_state(rng),
            "language": lambda: spoken(rng),
        }
        slots = dict.fromkeys(slots_of(template))
        return fill(template, **{slot: makers.get(slot.rstrip("2"), lambda: _NO_TOOL(rng))() for slot in slots})


def write_vita(rng: random.Random) -> Fiction:
    """Write a resume of about 400 to 2,500 characters under ``schemas/resume.json``.

    The same state of ``rng`` and version of Faker give the same resume.
    """
    identifier = f"fiction-vita-{rng.getrandbits(32):08x}"
    writer = _Writer(rng)
    sections = {
        rng.choice(_HEADS["jobs"]): _jobs(writer),
        rng.choice(_HEADS["studies"]): _studies(writer),
        rng.choice(_HEADS["tools"]): _skills(writer),
    }
    sections |= {
        heading: writer.said(rng.choice(_MORE[heading])) for heading in rng.sample(list(_MORE), rng.randint(1, 5))
    }
    order = list(sections)
    if rng.random() < 0.5:  # noqa: PLR2004
        rng.shuffle(order)
    titled, shout = rng.choice(_TITLED), rng.choice((str.upper, str, str.title))
    blocks = [titled.format(shout(heading)) + rng.choice(("\n", "\n\n")) + sections[heading] for heading in order]
    text = join(rng.choice(("\n\n", "\n\n", "\n")), [_head(writer), *blocks])
    return publish(identifier, wrap(text, rng.randint(70, 96)) if rng.random() < 0.25 else text)  # noqa: PLR2004


def _head(writer: _Writer) -> Text:
    """Return name and address, most often the name first, and now and then what somebody is or wants to be."""
    rng, person = writer.rng, MAKERS["name"](writer.rng)
    before, _, after = rng.choice(_NAMED).partition("{}")
    name = before + value(person, "/name") + after
    where = rng.choice((f"{writer.names.town()}, {rng.choice(_LANDS)}", writer.names.street(), "", "(602) 555-0147"))
    mail: Piece = value(writer.names.email(person), "/email")
    mail = rng.choice(("", "E-mail: ", "Email : ", "✉ ", "e: ")) + mail if rng.random() < 0.9 else ""  # noqa: PLR2004
    reached = join(rng.choice(("\n", " | ", "  ·  ", " — ", ", ")), [where, mail])
    lines: list[Piece] = [name, reached]
    if rng.random() < 0.25:  # noqa: PLR2004
        lines.reverse()
    if rng.random() < 0.35:  # noqa: PLR2004
        lines.insert(rng.randint(0, 2), writer.said(rng.choice(_HEADLINES)))
    return join(rng.choice(("\n", "\n", "\n\n")), lines)


def _jobs(writer: _Writer) -> Text:
    rng, layout = writer.rng, writer.rng.choice(_JOBS)
    bullet = rng.choice(("- ", "• ", " * ", ""))
    blocks: list[Piece] = []
    year = _LAST_YEAR - rng.randint(0, 3)
    for number, company in enumerate(dict.fromkeys(writer.employers[: rng.randint(1, 4)])):
        first = year - rng.randint(0, 5)
        last = rng.choice(NOW) if number == 0 and rng.random() < 0.6 else writer.period((year, rng.randint(1, 12)))  # noqa: PLR2004
        period = f"{writer.period((first, rng.randint(1, 12)))}{writer.dash}{last}"
        here = f"/positions/{number}/"
        head = fill(
            layout,
            company=value(company, f"{here}company"),
            title=value(writer.titles[number], f"{here}designation"),
            period=value(period, f"{here}period"),
            town=writer.names.town(),
            unit=rng.choice(_UNITS),
            n=str(rng.randint(1, 9)),
        )
        said = [bullet + writer.said(duty) for duty in rng.sample(_DUTIES, rng.randint(0, 3))]
        blocks.append(join("\n", [head, *said]))
        year = first - rng.choice((0, 0, 1))
    return join(rng.choice(("\n\n", "\n\n", "\n")), blocks)


def _studies(writer: _Writer) -> Text:
    rng, layout = writer.rng, writer.rng.choice(_STUDIES)
    year = _LAST_YEAR - rng.randint(4, 30)
    entries: list[Piece] = []
    degrees = list(dict.fromkeys(MAKERS["degree"](rng) for _ in range(6)))
    for number, school in enumerate(writer.schools[: rng.randint(1, 3)]):
        here = f"/education/{number}/"
        entries.append(
            fill(
                layout,
                degree=value(degrees[number], f"{here}degree"),
                college=value(school, f"{here}college"),
                year=value(str(year), f"{here}graduation_year"),
                began=str(year - rng.randint(1, 5)),
                town=writer.names.town(),
            )
        )
        year -= rng.randint(2, 5)
    return join(rng.choice(("\n", "\n\n")), entries)


def _skills(writer: _Writer) -> Text:
    """List the tools, now and then with languages and virtues among them."""
    rng = writer.rng
    items: list[Piece] = [value(tool, "/tech_tools/-") for tool in writer.tools]
    if rng.random() < 0.5:  # noqa: PLR2004
        items += [_NO_TOOL(rng) for _ in range(rng.randint(1, 4))]
        rng.shuffle(items)
    between = rng.choice(_TOOLS)
    return between[1:] + join(between, items) if between.startswith("\n") else join(between, items)
