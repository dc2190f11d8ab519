"""Citations of Chinese law, read from their Chinese form and said in both languages.

``《著作权法》第二十六条第二款第三项`` is Copyright Law Art. 26 para. 2 item 3.
"""

from __future__ import annotations

import re

#: The instruments that rules rest on.
LAWS = {
    "著作权法": "Copyright Law",
    "著作权法实施条例": "Copyright Law Regulations",
    "民法典": "Civil Code",
    "民事诉讼法": "Civil Procedure Law",
    "作品自愿登记试行办法": "Trial Measures for Voluntary Registration of Works",
    "电子商务法": "E-Commerce Law",
    "信息网络传播权保护条例": "Regulations on the Right of Communication through Networks",
    "最高人民法院关于涉网络知识产权侵权纠纷几个法律适用问题的批复": (
        "SPC Reply on IP Disputes on Networks"
    ),
    "最高人民法院关于审理侵害知识产权民事案件适用惩罚性赔偿的解释": (
        "SPC Interpretation on Punitive Damages in IP Cases"
    ),
}
_ONE = re.compile(r"《([^》]+)》(.+)")
_PART = re.compile(r"第([一二三四五六七八九十百千零]+)([条款项])")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_UNITS = {"条": "Art.", "款": "para.", "项": "item"}


def cite(chinese: str) -> str:
    """Give a citation in both languages; several stand apart by ``；``.

    Raises `ValueError` for a law that is not listed, and for a form that cannot be read: citations
    are data of the program, and a test reads them all.
    """
    english = "; ".join(_cited(one) for one in chinese.split("；"))
    return f"{chinese} / {english}"


def _cited(one: str) -> str:
    found = _ONE.fullmatch(one)
    if found is None or found[1] not in LAWS:
        raise ValueError(f"not a citation: {one}")
    places = found[2].removesuffix("（参照）")
    rest = _PART.sub("", places).strip("、")
    if rest.replace("、", "") or not _PART.search(places):
        raise ValueError(f"not a citation: {one}")
    parts = [_said(place) for place in places.split("、")]
    analogy = ", by analogy" if places != found[2] else ""
    return f"{LAWS[found[1]]} {', '.join(parts)}{analogy}"


def _said(place: str) -> str:
    return " ".join(f"{_UNITS[unit]} {_number(text)}" for text, unit in _PART.findall(place))


def _number(text: str) -> int:
    """Read a Chinese numeral below ten thousand."""
    total, digit = 0, 0
    for character in text:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
