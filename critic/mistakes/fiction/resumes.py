"""Fictional resumes: people, jobs and degrees that never were, in many layouts, with the record that each states.

What makes resumes hard is here on purpose: positions whose employer, title and dates belong together, two positions at
one employer, parts left out, tools in running text, columns read line by line, and names, firms, schools and addresses
that belong to clients, referees and courses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from critic.mistakes.fiction.names import Names
from critic.mistakes.fiction.professions import ANYONE, LEVELS, PROFESSIONS, Profession
from critic.mistakes.fiction.script import (
    Fiction,
    Piece,
    Text,
    beside,
    fill,
    join,
    join_lines,
    publish,
    slots_of,
    value,
    wrap,
)
from critic.text.months import ENGLISH

__all__ = ["NOW", "PERIODS", "Month", "write_resume"]

NOW: Final = ("present", "Present", "today", "to date", "now", "Current")
_SEASONS: Final = ("Spring", "Summer", "Autumn", "Winter")
_LAST_YEAR: Final = 2024
Month = tuple[int, int]
PERIODS: Final[tuple[Callable[[Month], str], ...]] = (  # how one end of a period is printed
    lambda month: f"{ENGLISH[month[1] - 1][:3]} {month[0]}",
    lambda month: f"{ENGLISH[month[1] - 1]} {month[0]}",
    lambda month: f"{month[1]:02}/{month[0]}",
    lambda month: f"{month[0]}",
    lambda month: f"{month[0]}",
    lambda month: f"{month[0]}-{month[1]:02}",
    lambda month: f"{ENGLISH[month[1] - 1][:3]} '{month[0] % 100:02}",
    lambda month: f"{month[1]}.{month[0]}",
    lambda month: f"{_SEASONS[month[1] % 12 // 3]} {month[0]}",
)
_HEADINGS: Final = {
    "summary": ("Summary", "Profile", "About me", "Objective", "Career objective"),
    "jobs": ("Experience", "Work experience", "Employment history", "Professional experience", "Career"),
    "education": ("Education", "Academic background", "Education and training", "Qualifications"),
    "tools": ("Technical skills", "Skills", "Computer skills", "IT skills", "Tools"),
    "courses": ("Courses", "Further training", "Certificates"),
    "rest": ("Interests", "Additional information", "Languages", "Personal"),
    "references": ("References", "Referees"),
}
_REST: Final = (
    "Mountain walking, choir, chess", "English (fluent), French (basic)", "Driving licence, clean", "Volunteer fireman",
    "Two children", "German, Spanish, some Japanese", "Amateur astronomy and the cello", "Willing to travel",
)  # fmt: skip
_COURSES: Final = (
    "Short course in project management, run by {school}, three days",
    "Summer school on negotiation at {school}, {year}",
    "First aid at work, renewed every two years",
    "Evening lectures on contract law, {school}",
    "Safety training held at {rival} in {year}",
    "Online course on writing well ({school})",
)
_SUMMARIES: Final = (
    "Seeking a post as {title} in a firm that values care.",
    "Practice of {years} years in large and small organisations.",
    "Reliable, curious and used to working under pressure. Looking for a role as {title}.",
    "Known for calm in difficult weeks. Former customers include {client} and {rival}.",
    "A team player with {years} years behind me and, I hope, as many before me.",
)


@dataclass(frozen=True, slots=True)
class _Job:
    """One position; a part that the resume leaves out, or prints for the position above it, is empty."""

    designation: Text
    company: Text
    period: Text
    town: str
    duties: tuple[Text, ...]
    under: bool
    """Whether it stands below another position at the same employer, whose name is not printed again."""


@dataclass(slots=True)
class _Writer:
    """The choices that hold for one whole resume."""

    rng: random.Random
    names: Names
    profession: Profession
    tools: tuple[str, ...]
    strange: str  # a tool that the candidate does not know
    titles: list[str]  # those not given out yet
    began: int = _LAST_YEAR  # the year of the first position

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


def write_resume(rng: random.Random) -> Fiction:
    """Write a resume of about 600 to 4,000 characters under ``schemas/resume.json``.

    The same state of ``rng`` and version of Faker give the same resume.
    """
    identifier = f"fiction-resume-{rng.getrandbits(32):08x}"
    profession = rng.choice(PROFESSIONS)
    *tools, strange = rng.sample(profession.tools, rng.randint(4, min(9, len(profession.tools))))
    titles = rng.sample(profession.titles, len(profession.titles))
    writer = _Writer(rng, Names(rng), profession, tuple(tools), strange, titles)
    heading, contact = _head(writer)
    layout = rng.choice((*_GROUPING, *_LAYOUTS))
    jobs = _jobs(writer, grouped=layout in _GROUPING)
    sections = {
        "summary": _summary(writer, jobs) if writer.chance(0.6) else Text(),
        "jobs": _experience(writer, jobs, layout),
        "education": _education(writer),
        "tools": _skills(writer) if writer.chance(0.85) else Text(),
        "courses": _lines(writer, _COURSES, 2) if writer.chance(0.4) else Text(),
        "rest": _lines(writer, _REST, 1) if writer.chance(0.5) else Text(),
        "references": _references(writer) if writer.chance(0.4) else Text(),
    }
    style = rng.choice((str.upper, str.title, str.capitalize, lambda title: f"{title}:", lambda title: f"## {title}"))
    titled = {name: join("\n", [style(rng.choice(_HEADINGS[name])), body]) for name, body in sections.items() if body}
    return publish(identifier, _page(writer, heading, contact, titled))


def _head(writer: _Writer) -> tuple[Text, Text]:
    """Return the line with the name and the block with the address."""
    rng, person = writer.rng, writer.names.person()
    printed = person.upper() if writer.chance(0.25) else person
    shape = rng.choice(
        ("{name}",) * 5 + ("Name: {name}", "Curriculum Vitae of {name}", "{name} - CV", "RESUME\n{name}", "# {name}")
    )
    if writer.chance(0.08):
        heading = Text() + f"Application no. {rng.randint(1000, 9999)}"
    else:
        heading = fill(shape, name=value(printed, "/name"))
    dice = rng.random()
    mail: Piece = value(writer.names.email(person), "/email")
    label = rng.choice(("", "", "E-mail: ", "Email: ", "E: ", "Mail "))
    if dice < 0.08:  # noqa: PLR2004
        mail = ""
    elif dice < 0.14:  # noqa: PLR2004
        label, mail = "Contact: ", value(f"{writer.names.domain()}/{person.split()[0].lower()}", "/email")
    phone = rng.choice((f"(555) 010-{rng.randint(1000, 9999)}", f"+00 555 {rng.randint(100000, 999999)}", ""))
    parts = [writer.names.street() + ", " + writer.names.town(), phone, label + mail if mail else ""]
    rng.shuffle(parts)
    return heading, join(rng.choice(("\n", " | ", "\n", ", ")), parts)


def _jobs(writer: _Writer, *, grouped: bool) -> list[_Job]:
    """Draw positions from the last to the first; each gets its number in the record.

    ``grouped`` says that an employer's name is printed above all positions held there.
    """
    rng = writer.rng
    count = rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
    same = [bool(number) and writer.chance(0.25) for number in range(count)]  # employer as in the position before
    end: Month | None = None if writer.chance(0.7) else (_LAST_YEAR - rng.randint(0, 2), rng.randint(1, 12))
    style, dash, now = rng.choice(PERIODS), rng.choice((" - ", " – ", "–", " to ", " until ")), rng.choice(NOW)
    now = "date" if dash == " to " and now == "to date" else now
    jobs: list[_Job] = []
    company = ""
    for number in range(count):
        last = end or (_LAST_YEAR, rng.randint(1, 9))
        first = (last[0] - rng.randint(1, 6), rng.randint(1, 12))
        period = f"{style(first)}{dash}{style(end) if end else now}"
        if end is None and writer.chance(0.15):
            period = f"since {style(first)}"
        alone = not same[number] and not any(same[number + 1 : number + 2])
        absent = rng.choice(("period", "designation", "period" if grouped else "company")) if writer.chance(0.2) else ""
        company = company if same[number] else writer.names.firm()
        under = grouped and same[number]
        below = (
            number + 1 if under or not grouped else next((n for n in range(number + 1, count) if not same[n]), count)
        )
        places = [f"/positions/{place}/company" for place in range(number, below)]
        jobs.append(
            _Job(
                Text()
                if absent == "designation" and alone
                else value(_title(writer), f"/positions/{number}/designation"),
                Text() if under or (absent == "company" and alone) else value(company, *places),
                Text() if absent == "period" else value(period, f"/positions/{number}/period"),
                writer.names.town(),
                tuple(_duty(writer) for _ in range(rng.randint(0, 4))),
                under,
            )
        )
        end = (first[0] - rng.choice((0, 0, 0, 1)), first[1])
        writer.began = first[0]
    return jobs


def _title(writer: _Writer) -> str:
    title = writer.titles.pop()
    return f"{writer.rng.choice(LEVELS)} {title}" if writer.chance(0.3) else title


def _duty(writer: _Writer) -> Text:
    templates = ANYONE if writer.chance(0.35) else writer.profession.duties
    return _filled(writer, writer.rng.choice(templates))


def _filled(writer: _Writer, template: str) -> Text:
    """Fill a sentence: tools that the candidate knows are values, all other names are distractors."""
    rng, names = writer.rng, writer.names
    tools = [value(tool, "/tech_tools/-") for tool in rng.sample(writer.tools, 2)]
    makers: dict[str, Callable[[], Piece]] = {
        "tool": lambda: tools[0],
        "tool2": lambda: tools[1],
        "client": names.firm,
        "rival": names.firm,
        "school": names.college,
        "n": lambda: str(rng.randint(2, 40)),
        "share": lambda: str(rng.randint(3, 45)),
        "year": lambda: str(rng.randint(2005, _LAST_YEAR)),
        "years": lambda: rng.choice(("seven", "12", "twenty", "more than nine")),
        "title": lambda: writer.titles[0],
    }
    return fill(template, **{slot: makers[slot]() for slot in dict.fromkeys(slots_of(template))})


def _experience(writer: _Writer, jobs: Sequence[_Job], layout: Callable[[_Job], Text]) -> Text:
    """Print the positions, all in one manner."""
    rng, bullet = writer.rng, writer.rng.choice(("- ", "• ", "* ", "  - ", "", "•\t"))
    under = rng.choice((", ", "\n", "  ", " | "))
    blocks: list[Text] = []
    for job in jobs:
        head = join(under, [job.designation, job.period]) if job.under else layout(job)
        if bullet:
            blocks.append(join_lines([head, *(bullet + duty for duty in job.duties)]))
        else:
            blocks.append(join("\n", [head, join(" ", [duty + "." for duty in job.duties])]))
    return join(rng.choice(("\n\n", "\n\n", "\n")), blocks)


_GROUPING: Final[tuple[Callable[[_Job], Text], ...]] = (  # the employer first, so that several positions may follow
    lambda job: join("\n", [join(", ", [job.company, job.town]), join("          ", [job.designation, job.period])]),
    lambda job: join("\n", [job.company, join(" | ", [job.designation, job.period])]),
    lambda job: join("\n\n", [join(" - ", [job.company, job.town]), join("\n", [job.designation, job.period])]),
)
_LAYOUTS: Final[tuple[Callable[[_Job], Text], ...]] = (
    lambda job: join("\n\n", [job.designation, join(" - ", [job.company, job.town]), job.period]),
    lambda job: join("\n", [join(", ", [job.company, job.town]), join("          ", [job.designation, job.period])]),
    lambda job: join("  ", [job.period, join(", ", [job.designation, job.company])]),
    lambda job: join("\t", [job.period, join("\n\t\t", [job.company, job.designation])]),
    lambda job: join(" | ", [job.designation, job.company, job.period]),
    lambda job: join(" | ", [job.company, job.town, job.designation, job.period]),
    lambda job: join(" — ", [_bracketed(job.company, job.period), job.designation]),
    lambda job: join(" at ", [job.designation, _bracketed(job.company, job.period)]),
    lambda job: join("\n", [_labelled("Employer", job.company), _labelled("Role", job.designation),
                            _labelled("Dates", job.period), f"Place: {job.town}"]),
    lambda job: join("\n", [join(" / ", [job.period, job.town]), job.designation, job.company]),
    lambda job: join("\n", [join(", ", [job.company, job.town, job.period]), job.designation]),
    lambda job: join(", ", [job.designation, job.company, job.period]),
    lambda job: join(", ", [job.company, job.designation, job.period]),
    lambda job: _marked("### ", join("\n", [join(", ", [job.designation, job.company]),
                                            _marked("*", job.period, "*")])),
    lambda job: join(" | ", [_marked("**", job.designation, "**"), job.company, job.period]),
    lambda job: join(". ", [job.period, join(", ", [job.company, job.town]), job.designation]) + ".",
    lambda job: join(", ", [_bracketed(job.designation, job.period), job.company, job.town]),
)  # fmt: skip


_SCHOOLING: Final[tuple[Callable[[Text, Text, Text], Text], ...]] = (
    lambda degree, college, at: join(", ", [degree, college, at]),
    lambda degree, college, at: join("  ", [at, join("\n      ", [degree, college])]),
    lambda degree, college, at: join(" — ", [college, _bracketed(degree, at)]),
    lambda degree, college, at: join("\n", [degree, college, at]),
    lambda degree, college, at: join(" from ", [degree, _bracketed(college, at)]),
    lambda degree, college, at: join(", ", [_marked("**", degree, "**"), college, at]),
    lambda degree, college, at: join(". ", [at, join(", ", [degree, college])]) + ".",
)


def _marked(before: str, text: Text, after: str = "") -> Text:
    return before + text + after if text else text


def _bracketed(text: Text, dates: Text) -> Text:
    return join(" ", [text, "(" + dates + ")" if dates else ""])


def _labelled(label: str, text: Text) -> Text:
    return f"{label}: " + text if text else text


def _education(writer: _Writer) -> Text:
    rng = writer.rng
    year = writer.began - rng.randint(-1, 3)
    layout = rng.choice(_SCHOOLING)
    before = rng.choice(("", "", "June ", "Class of ", "{start} - ", "{start}–", "05/"))
    entries = []
    for number, degree in enumerate(rng.sample(writer.profession.degrees, rng.choice((0, 1, 1, 2, 2, 3)))):
        here = f"/education/{number}/"
        college = Text() if writer.chance(0.06) else value(writer.names.college(), f"{here}college")
        at = before.format(start=year - rng.randint(2, 5)) + value(str(year), f"{here}graduation_year")
        entries.append(layout(value(degree, f"{here}degree"), college, Text() if writer.chance(0.15) else at))
        year -= rng.randint(2, 6)
    return join(rng.choice(("\n", "\n\n")), entries)


def _skills(writer: _Writer) -> Text:
    rng = writer.rng
    tools = [value(tool, "/tech_tools/-") for tool in rng.sample(writer.tools, len(writer.tools))]
    dice = rng.random()
    if dice < 0.35:  # noqa: PLR2004
        text = join(rng.choice((", ", " • ", "; ", " / ", ",")), tools)
    elif dice < 0.5:  # noqa: PLR2004
        text = join("\n", ["- " + tool for tool in tools])
    elif dice < 0.65:  # noqa: PLR2004
        half = len(tools) // 2
        text = join("\n", ["Daily: " + join(", ", tools[:half]), "Now and then: " + join(", ", tools[half:])])
    elif dice < 0.8:  # noqa: PLR2004
        text = join("\n", [tool + f" ({rng.randint(1, 12)} years)" for tool in tools])
    else:
        text = fill("I work with {most} every day and know {last} well.", most=join(", ", tools[:-1]), last=tools[-1])
    if writer.chance(0.3):
        text += rng.choice(("\n", " ")) + f"(No working knowledge of {writer.strange} yet.)"
    return text


def _lines(writer: _Writer, templates: Sequence[str], most: int) -> Text:
    chosen = writer.rng.sample(templates, writer.rng.randint(1, most))
    return join("\n", [_filled(writer, template) for template in chosen])


def _summary(writer: _Writer, jobs: Sequence[_Job]) -> Text:
    """Write the opening lines; a headline repeats the title of the position that is held now."""
    text = _filled(writer, writer.rng.choice(_SUMMARIES))
    return join("\n", [jobs[0].designation, text]) if writer.chance(0.3) else text


def _references(writer: _Writer) -> Text:
    if writer.chance(0.3):
        return Text() + "Available upon request."
    referees = []
    for _ in range(writer.rng.randint(1, 2)):
        person = writer.names.person()
        role = writer.rng.choice(("formerly my head of department", "Managing Director", "a colleague of many years"))
        referees.append(f"{person}, {role}, {writer.names.firm()}, {writer.names.email(person)}")
    return Text() + "\n".join(referees)


def _page(writer: _Writer, heading: Text, contact: Text, titled: dict[str, Text]) -> Text:
    """Put the sections on the page, in one or two columns, as their text comes out of a file."""
    rng = writer.rng
    order = ["summary", "jobs", "education", "tools", "courses", "rest", "references"]
    if writer.chance(0.4):
        order = ["summary", *rng.sample(order[1:4], 3), *order[4:]]
    dice = rng.random()
    if dice < 0.15:  # noqa: PLR2004 - two columns, read line by line
        narrow = join("\n\n", [contact, *(titled.get(name, "") for name in ("tools", "rest", "courses"))])
        wide = join("\n\n", [titled.get(name, "") for name in ("summary", "jobs", "education", "references")])
        return join("\n\n", [heading, beside(narrow, wrap(wide, 70), rng.randint(26, 34))])
    sections = [titled.get(name, "") for name in order]
    if dice < 0.3:  # noqa: PLR2004 - two columns, one after the other
        sections = [titled.get(name, "") for name in ("tools", "rest", "summary", "jobs", "education", "courses")]
    text = join("\n\n", [heading, contact, *sections])
    if dice > 0.85:  # noqa: PLR2004 - the line ends are gone
        return join(" ", [line for line in text.lines() if str(line).strip()])
    return wrap(text, rng.randint(72, 96)) if dice > 0.6 else text  # noqa: PLR2004
