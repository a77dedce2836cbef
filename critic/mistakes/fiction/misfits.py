"""What stands where a value of a field is looked for, and is none: languages among tools, a place for a school.

Who learns from right values alone takes whatever stands in their place. These stand there in other documents, and are
nobody's value of that field.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from critic.mistakes.fiction.names import Names, some_language, some_state

__all__ = ["MISFITS", "Misfits", "spoken"]

_LANGUAGES: Final = (
    "English", "German", "Italian", "Portuguese", "Dutch", "Swedish", "Norwegian", "Danish", "Finnish", "Polish",
    "Czech", "Hungarian", "Romanian", "Bulgarian", "Greek", "Turkish", "Russian", "Ukrainian", "Arabic", "Hebrew",
    "Farsi", "Persian", "Urdu", "Hindi", "Punjabi", "Gujarati", "Marathi", "Bengali", "Tamil", "Telugu", "Kannada",
    "Malayalam", "Mandarin", "Cantonese", "Chinese", "Japanese", "Korean", "Vietnamese", "Thai", "Tagalog", "Malay",
    "Swahili", "Yoruba", "Hausa", "Amharic", "Somali", "Zulu", "Afrikaans", "Catalan", "Basque", "Galician", "Welsh",
    "Irish", "Gaelic", "Breton", "Icelandic", "Latvian", "Estonian", "Lithuanian", "Serbian", "Croatian", "Armenian",
    "Georgian", "Kurdish", "Pashto", "Nepali", "Sinhala", "Burmese", "Khmer", "Mongolian", "Tibetan", "Maori", "Samoan",
    "Hawaiian", "Navajo", "Guarani", "Nahuatl", "Esperanto", "Latin", "Ancient Greek", "American Sign Language", "ASL",
)  # fmt: skip
_HOW_WELL: Final = (
    "{}", "{}", "{}", "{}", "{} (native)", "{} (basic)", "{} - conversational", "Fluent {}", "Native {}", "{}: B2",
    "{} (mother tongue)", "Conversational {}", "{} C1", "{} (intermediate)", "{} language",
)  # fmt: skip
_VIRTUES: Final = (
    "Communication", "Leadership", "Problem solving", "Time management", "Team player", "Attention to detail",
    "Critical thinking", "Creativity", "Adaptability", "Flexibility", "Negotiation", "Mentoring", "Coaching",
    "Public speaking", "Multitasking", "Self-motivated", "Fast learner", "Hard working", "Reliable", "Punctual",
    "Organizational skills", "Conflict resolution", "Decision making", "Customer service", "Empathy", "Patience",
    "Interpersonal skills", "Work ethic", "Initiative", "Curiosity", "Resilience", "Strategic thinking", "Planning",
    "Collaboration", "Delegation", "Active listening", "Emotional intelligence", "Positive attitude", "Networking",
)  # fmt: skip
_PASTIMES: Final = (
    "Hiking", "Cooking", "Chess", "Photography", "Travelling", "Running", "Swimming", "Yoga", "Football", "Tennis",
    "Cycling", "Gardening", "Painting", "Reading", "Birdwatching", "Sailing", "Salsa dancing", "Piano", "Violin",
    "Choir", "Volunteering", "Knitting", "Bouldering", "Skiing", "Surfing", "Fishing", "Pottery", "Film", "Theatre",
    "Driving licence", "Driver's license (B)", "CPR certified", "Forklift licence", "Typing 70 wpm", "Clean driving",
)  # fmt: skip
_COUNTRIES: Final = (
    "India", "USA", "United Kingdom", "UK", "Canada", "Germany", "France", "Nigeria", "Kenya", "Singapore", "Brazil",
    "Texas", "California", "Ohio", "New York", "State of Vermont", "Ontario", "Bavaria", "Karnataka", "Kerala", "TX",
)  # fmt: skip
_NO_DEGREES: Final = (
    "GPA: 3.7", "GPA 3.9/4.0", "Dean's List", "Magna Cum Laude", "Graduated with honors", "First Class", "Distinction",
    "EDUCATION", "Education", "Coursework", "Relevant Coursework", "CERTIFICATES", "Qualifications", "Thesis",
    "Activities", "Exchange semester", "Class President", "Scholarship", "Score: 82%", "Expected", "Honors",
    "CERTIFICATIONS", "Certifications", "LICENSES", "Professional Development", "TRAINING", "AWARDS", "Memberships",
)  # fmt: skip
_NO_EMPLOYERS: Final = (
    "Remote", "Full-time", "Part-time", "Contract", "EXPERIENCE", "Responsibilities", "Key achievements", "On site",
    "Present", "Temporary", "Internship", "Permanent position", "Work Experience", "Duties", "Night shift", "Seasonal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misfits:
    """What is no value of a field: how it is drawn, and how often it takes the place of one that is exchanged."""

    make: Callable[[random.Random], str]
    share: float


def spoken(rng: random.Random) -> str:
    """Return a language, now and then with how well it is spoken."""
    language = rng.choice(_LANGUAGES) if rng.random() < 0.5 else some_language(rng)  # noqa: PLR2004
    return rng.choice(_HOW_WELL).format(language)


def _no_tool(rng: random.Random) -> str:
    kind = rng.random()
    value = spoken(rng) if kind < 0.5 else rng.choice(_VIRTUES if kind < 0.8 else _PASTIMES)  # noqa: PLR2004
    return value.lower() if rng.random() < 0.2 else value  # noqa: PLR2004


def _no_school(rng: random.Random) -> str:
    town, land, state = Names(rng).town(), rng.choice(_COUNTRIES), some_state(rng)
    return rng.choice((
        town, land, f"{town}, {land}", f"{town} ({land})", f"{town} Campus", "Distance learning", f"State of {state}",
        f"{state} Board of Nursing",
    ))  # fmt: skip


def _no_degree(rng: random.Random) -> str:
    return rng.choice(_NO_DEGREES)


def _no_employer(rng: random.Random) -> str:
    return rng.choice((rng.choice(_NO_EMPLOYERS), Names(rng).town(), f"{Names(rng).town()}, {rng.choice(_COUNTRIES)}"))


MISFITS: Final[Mapping[str, Misfits]] = {
    "tech_tools": Misfits(_no_tool, 0.25),
    "college": Misfits(_no_school, 0.08),
    "degree": Misfits(_no_degree, 0.08),
    "company": Misfits(_no_employer, 0.06),
}
"""Who draws what is no value of a field, by its name in the schemas of resumes."""
