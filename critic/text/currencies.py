"""The names of currencies and of scales, as sums of money are written in English, Chinese and German."""

from __future__ import annotations

__all__ = ["ALL_SCALES", "CURRENCIES", "POINTS_GROUP", "SCALES", "SHORT_SCALES"]

CURRENCIES = {
    **dict.fromkeys(("$", "us$", "usd", "us dollars", "dollars", "dollar", "美元"), "USD"),
    **dict.fromkeys(("€", "eur", "euros", "euro", "欧元", "歐元"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pounds", "英镑", "英鎊"), "GBP"),
    **dict.fromkeys(("rmb", "cny", "yuan", "人民币", "人民幣", "元人民币", "元人民幣", "元", "圆", "圓"), "CNY"),
    **dict.fromkeys(("jpy", "yen", "日元", "日圆", "日圓"), "JPY"),
    **dict.fromkeys(("hk$", "hkd", "港元", "港币", "港幣"), "HKD"),
    **dict.fromkeys(("nt$", "twd", "新台币", "新台幣", "新臺幣"), "TWD"),
    **dict.fromkeys(("₹", "inr", "rs.", "rs"), "INR"),
    **dict.fromkeys(("rm", "myr"), "MYR"),
    **dict.fromkeys(("a$", "aud"), "AUD"),
    **dict.fromkeys(("c$", "cad"), "CAD"),
    **dict.fromkeys(("s$", "sgd"), "SGD"),
    **dict.fromkeys(("r$", "brl"), "BRL"),
    **dict.fromkeys(("₩", "krw"), "KRW"),
    **dict.fromkeys(("chf", "fr."), "CHF"),
    **dict.fromkeys(("¥", "￥"), "¥"),
}
SCALES = {
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7,
    "mio": 6, "mio.": 6, "millionen": 6, "mrd": 9, "mrd.": 9, "milliarden": 9,
    "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "萬": 4, "百萬": 6, "千萬": 7, "億": 8, "十億": 9, "百億": 10, "千億": 11, "萬億": 12,
}  # fmt: skip
SHORT_SCALES = {"k": 3, "m": 6, "mm": 6, "mn": 6, "bn": 9, "b": 9}  # after money only: 5 m is a length
ALL_SCALES = SCALES | SHORT_SCALES
POINTS_GROUP = ("EUR", "BRL")  # currencies of countries that write 5.000 for five thousand
