"""Fictional Chinese resumes (``language="zh"``): three layouts, with full-width punctuation and no spaces to lean on.

Family and given names, firms, schools and places are composed of common characters and meant to name nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from critic.mistakes.fiction.script import Fiction, Piece, Text, fill, join, publish, value

__all__ = ["write_chinese_resume"]

_FAMILY: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN: Final = "安宁若溪子墨景行书瑶思远望舒知微嘉树清和云帆念初星河怀瑾牧之静姝"
_TOWNS: Final = ("临泽市", "云岫市", "松陵市", "白石市", "江右市", "青梧市", "望海市", "平湖口市", "北渚市", "南麓市")
_STEMS: Final = ("恒启", "远瓴", "华岫", "鼎沐", "锐澜", "星曜川", "智屿", "博砚", "天枢湾", "明澈", "宏蕴", "瑞禾汀")
_TRADES: Final = (
    "软件有限公司", "科技股份有限公司", "物流有限公司", "生物制药有限公司", "机械制造有限公司",
    "网络技术有限公司", "食品有限公司", "会计师事务所", "传媒集团",
)  # fmt: skip
_SCHOOLS: Final = ("理工大学", "师范大学", "财经学院", "职业技术学院", "医科大学", "工业大学")
_TITLES: Final = (
    "软件工程师", "项目经理", "财务主管", "市场专员", "高级数据分析师", "人力资源经理",
    "测试工程师", "采购主管", "总经理助理", "研发总监",
)  # fmt: skip
_DEGREES: Final = ("计算机科学与技术学士", "工商管理硕士", "会计学本科", "机械工程硕士", "统计学博士", "市场营销大专")
_TOOLS: Final = ("Python", "Java", "MySQL", "Excel", "SAP", "Photoshop", "SPSS", "Linux", "AutoCAD", "用友U8", "金蝶K3")
_DUTIES: Final = (
    "负责与客户{client}的日常沟通", "带领{n}人团队完成系统上线", "用{tool}编制月度报表", "把原有系统迁移到{tool}",
    "配合审计，使成本下降{n}%", "在{school}举办讲座", "参与对{client}的收购谈判", "培训新员工{n}名",
)  # fmt: skip
_NUMERALS: Final = str.maketrans("0123456789", "〇一二三四五六七八九")
_DATES: Final[tuple[Callable[[int, int], str], ...]] = (
    lambda year, month: f"{year}年{month}月",
    lambda year, month: f"{year}.{month:02}",
    lambda year, month: f"{year}/{month}",
    lambda year, _: f"{str(year).translate(_NUMERALS)}年",
)


@dataclass(frozen=True, slots=True)
class _Words:
    """Names of one document, none given out twice."""

    rng: random.Random
    given: set[str]

    def new(self, make: Callable[[], str]) -> str:
        while (name := make()) in self.given:
            pass
        self.given.add(name)
        return name

    def person(self) -> str:
        return self.new(lambda: self.rng.choice(_FAMILY) + "".join(self.rng.sample(_GIVEN, self.rng.randint(1, 2))))

    def firm(self) -> str:
        town = self.rng.choice(("", self.rng.choice(_TOWNS)))
        return self.new(lambda: town + self.rng.choice(_STEMS) + self.rng.choice(_TRADES))

    def school(self) -> str:
        return self.new(lambda: self.rng.choice(_TOWNS).removesuffix("市") + self.rng.choice(_SCHOOLS))


def write_chinese_resume(rng: random.Random) -> Fiction:
    """Write a Chinese resume of about 150 to 900 characters under ``schemas/resume.json``.

    The same state of ``rng`` gives the same resume.
    """
    identifier = f"fiction-resume-zh-{rng.getrandbits(32):08x}"
    words = _Words(rng, set())
    tools = rng.sample(_TOOLS, rng.randint(2, 6))
    person, mark = words.person(), rng.choice(("：", ":", " "))
    address = (
        f"{rng.choice(('lin', 'wang', 'zhao', 'chen'))}{rng.randint(10, 9999)}@example.{rng.choice(('com', 'org'))}"
    )
    head = join(
        rng.choice(("\n", "　", " | ")),
        [
            f"姓名{mark}" + value(person, "/name") if rng.random() < 0.7 else value(person, "/name"),  # noqa: PLR2004
            f"性别{mark}{rng.choice('男女')}" if rng.random() < 0.5 else "",  # noqa: PLR2004
            f"邮箱{mark}" + value(address, "/email") if rng.random() < 0.8 else "",  # noqa: PLR2004
            f"现居{mark}{rng.choice(_TOWNS)}",
        ],
    )
    jobs, schooling = _jobs(rng, words, tools), _schooling(rng, words)
    skills = "熟练使用" + join("、", [value(tool, "/tech_tools/-") for tool in tools]) + "。"
    referee = f"证明人：{words.person()}，{words.firm()}，{words.new(lambda: f'ref{rng.randint(10, 99)}@example.net')}"
    sections: list[tuple[str, Piece]] = [("工作经历", jobs), ("教育背景", schooling), ("专业技能", skills)]
    if rng.random() < 0.3:  # noqa: PLR2004
        sections.append(("其他", referee))
    style = rng.choice(("{}", "【{}】", "{}：", "一、{}"))
    body = [join("\n", [style.format(title), text]) for title, text in sections if text]
    return publish(identifier, join("\n\n", [head, *body]), "zh")


def _jobs(rng: random.Random, words: _Words, tools: list[str]) -> Text:
    printed, dash = rng.choice(_DATES), rng.choice(("至", "—", "-", "～"))
    shape = rng.choice(
        (
            "{period}　{company}　{designation}\n{duties}",
            "{company}（{period}）\n职位：{designation}\n{duties}",
            "{period}在{company}任{designation}，{duties}",
        )
    )
    entries: list[Text] = []
    year, until = 2024, rng.choice(("今", "现在", ""))
    for number, title in enumerate(rng.sample(_TITLES, rng.randint(1, 4))):
        first = year - rng.randint(1, 5)
        end = until if until and not number else printed(year, rng.randint(1, 12))
        here = f"/positions/{number}/"
        entries.append(
            fill(
                shape,
                period=value(f"{printed(first, rng.randint(1, 12))}{dash}{end}", f"{here}period"),
                company=value(words.firm(), f"{here}company"),
                designation=value(title, f"{here}designation"),
                duties=join("；", [_duty(rng, words, tools) for _ in range(rng.randint(1, 3))]) + "。",
            )
        )
        year = first
    return join("\n", entries)


def _duty(rng: random.Random, words: _Words, tools: list[str]) -> Text:
    slots: dict[str, Piece] = {
        "client": words.firm(),
        "school": words.school(),
        "n": str(rng.randint(2, 40)),
        "tool": value(rng.choice(tools), "/tech_tools/-"),
    }
    return fill(rng.choice(_DUTIES), **slots)


def _schooling(rng: random.Random, words: _Words) -> Text:
    shape = rng.choice(
        ("{college}，{degree}，{year}年毕业", "{start}—{year}　{college}　{degree}", "{college}　{degree}")
    )
    entries: list[Text] = []
    year = rng.randint(2000, 2014)
    for number, degree in enumerate(rng.sample(_DEGREES, rng.randint(0, 2))):
        here = f"/education/{number}/"
        entries.append(
            fill(
                shape,
                college=value(words.school(), f"{here}college"),
                degree=value(degree, f"{here}degree"),
                start=str(year - 4),
                year=value(str(year), f"{here}graduation_year"),
            )
        )
        year -= 4
    return join("\n", entries)
