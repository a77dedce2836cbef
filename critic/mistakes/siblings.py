"""World knowledge for invented values: what is so often named beside a thing that it is written where it is not.

A resume with Flask in it gets a Django. Such a value stands nowhere in the source, so evidence alone tells that it is
wrong.
"""

from __future__ import annotations

import random
from typing import Final

import regex

__all__ = ["PLACES", "sibling"]

PLACES: Final = (
    *("New Hampshire", "New Jersey", "New Mexico", "New York", "North Carolina", "North Dakota", "Rhode Island"),
    *("South Carolina", "South Dakota", "West Virginia", "District of Columbia", "Puerto Rico"),
    *("Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware"),
    *("Florida", "Georgia", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas"),
    *("Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Michigan", "Minnesota", "Mississippi"),
    *("Missouri", "Montana", "Nebraska", "Nevada", "Ohio", "Oklahoma", "Oregon", "Pennsylvania"),
    *("Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Washington", "Wisconsin", "Wyoming"),
    *("Ontario", "British Columbia", "Alberta", "Quebec", "Nova Scotia", "England and Wales", "England", "Scotland"),
    *("Northern Ireland", "Ireland", "United Kingdom", "United States of America", "United States", "Canada", "China"),
    *(
        "People's Republic of China",
        "Hong Kong",
        "Taiwan",
        "Singapore",
        "Malaysia",
        "Japan",
        "Korea",
        "India",
        "Israel",
    ),
    *("Australia", "New Zealand", "Germany", "France", "Italy", "Spain", "Portugal", "Switzerland", "Sweden", "Norway"),
    *("Denmark", "Finland", "Netherlands", "Belgium", "Luxembourg", "Austria", "Poland", "Cayman Islands", "Bermuda"),
    *("British Virgin Islands", "Mexico", "Brazil", "Argentina", "Chile", "Peru", "South Africa", "Russia", "Ukraine"),
    *("北京", "上海", "天津", "重庆", "深圳", "广州", "香港", "江苏", "浙江", "广东", "山东", "四川", "湖南", "湖北"),
)
"""States, provinces and countries whose law a contract may choose or where a person may have worked."""

_FAMILIES: Final = (
    ("Django", "Flask", "FastAPI", "Rails", "Laravel", "Spring Boot", "Express"),
    ("React", "Angular", "Vue.js", "jQuery", "Svelte", "Ember.js"),
    ("MySQL", "PostgreSQL", "Oracle", "MongoDB", "SQL Server", "SQLite", "Cassandra", "Redis"),
    (
        "Java",
        "Python",
        "C++",
        "C#",
        "JavaScript",
        "TypeScript",
        "PHP",
        "Ruby",
        "Perl",
        "Kotlin",
        "Scala",
        "Swift",
        "Go",
    ),
    ("AWS", "Azure", "Google Cloud", "OpenStack", "Heroku"),
    ("Linux", "Windows", "UNIX", "macOS", "Ubuntu", "Solaris"),
    ("TensorFlow", "PyTorch", "Keras", "scikit-learn"),
    ("Git", "SVN", "Mercurial", "Perforce"),
    ("Jenkins", "Travis CI", "TeamCity", "Bamboo"),
    ("Docker", "Kubernetes", "Vagrant", "Ansible", "Terraform"),
    ("Excel", "Word", "PowerPoint", "Access", "Outlook", "Visio"),
    ("Photoshop", "Illustrator", "InDesign", "CorelDRAW"),
    ("Science", "Arts", "Engineering", "Commerce", "Technology"),
    ("Bachelor", "Master", "Doctor"),
    ("Delaware", "New York", "California", "Texas", "Nevada", "Florida", "Illinois", "Massachusetts"),
    ("England", "Scotland", "Ireland", "Wales"),
    ("Inc.", "LLC", "Ltd.", "Corp."),
    ("董事", "监事", "总经理", "董事长"),
    ("学士", "硕士", "博士"),
    ("本科", "大专", "中专"),
    ("北京", "上海", "深圳", "广州"),
    ("中国", "美国", "加拿大", "新加坡"),
)
_FAMILY: Final = {member: family for family in _FAMILIES for member in family}
_MEMBER: Final = regex.compile(
    r"(?<![A-Za-z])(?:" + "|".join(map(regex.escape, sorted(_FAMILY, key=len, reverse=True))) + r")(?![A-Za-z+#])"
)


def sibling(value: str, rng: random.Random) -> str | None:
    """Return the value with one known name in it changed to another of its family; None where it holds none."""
    found = list(_MEMBER.finditer(value))
    if not found:
        return None
    member = rng.choice(found)
    other = rng.choice([name for name in _FAMILY[member[0]] if name != member[0]])
    return value[: member.start()] + other + value[member.end() :]
