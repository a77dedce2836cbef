"""Fictional labelled documents: resumes and contracts written by a program, with their records and exact spans."""

from critic.mistakes.fiction.agreements import write_agreement
from critic.mistakes.fiction.chinese import write_chinese_resume
from critic.mistakes.fiction.contracts import write_contract
from critic.mistakes.fiction.resumes import write_resume
from critic.mistakes.fiction.script import Fiction, Stated
from critic.mistakes.fiction.vitae import write_vita

__all__ = [
    "Fiction",
    "Stated",
    "write_agreement",
    "write_chinese_resume",
    "write_contract",
    "write_resume",
    "write_vita",
]
