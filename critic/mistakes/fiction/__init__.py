"""Fictional labelled documents: resumes and contracts written by a program, with their records and exact spans."""

from critic.mistakes.fiction.chinese import write_chinese_resume
from critic.mistakes.fiction.contracts import write_contract
from critic.mistakes.fiction.resumes import write_resume
from critic.mistakes.fiction.script import Fiction, Stated

__all__ = ["Fiction", "Stated", "write_chinese_resume", "write_contract", "write_resume"]
