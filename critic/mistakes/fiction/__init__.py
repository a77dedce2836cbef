"""Fictional labelled documents: resumes, contracts and other papers, written by a program, with exact spans."""

from critic.mistakes.fiction.agreements import write_agreement
from critic.mistakes.fiction.chinese import write_chinese_resume
from critic.mistakes.fiction.contracts import write_contract
from critic.mistakes.fiction.papers import Paper, write_paper
from critic.mistakes.fiction.resumes import write_resume
from critic.mistakes.fiction.script import Fiction, Stated
from critic.mistakes.fiction.vitae import write_vita

__all__ = [
    "Fiction",
    "Paper",
    "Stated",
    "write_agreement",
    "write_chinese_resume",
    "write_contract",
    "write_paper",
    "write_resume",
    "write_vita",
]
