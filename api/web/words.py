"""How values of the register are said to people, in Chinese and in English."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hashing.fingerprint import ALGORITHMS
from ledger.register.calendar import SHANGHAI, parse_time
from ledger.register.vocabulary import parse_cave, vocabulary


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


_HOLDS = {
    "suspend": Words("中止", "Suspended by"),
    "preserve": Words("保全", "Preserved by"),
    "caveat": Words("异议提示", "Caveat"),
    "litigation": Words("诉讼", "Litigation"),
}
_TURNS = {
    "identity": Words("方向一致", "as it stands"),
    "rotate90": Words("逆时针旋转 90° 后", "turned 90° counter-clockwise"),
    "rotate180": Words("旋转 180° 后", "turned upside down"),
    "rotate270": Words("顺时针旋转 90° 后", "turned 90° clockwise"),
    "flip_horizontal": Words("左右翻转后", "mirrored left to right"),
    "flip_vertical": Words("上下翻转后", "mirrored top to bottom"),
    "transpose": Words("沿主对角线翻转后", "mirrored along its main diagonal"),
    "transverse": Words("沿副对角线翻转后", "mirrored along its other diagonal"),
}
_ALGORITHMS = {
    "pdq_v1": Words("PDQ 指纹", "PDQ"),
    "phash256_v1": Words("感知哈希（细）", "perceptual hash, fine"),
    "phash64_v1": Words("感知哈希（粗）", "perceptual hash, coarse"),
    "dhash64_v1": Words("梯度哈希", "gradient hash"),
}


class Distance(NamedTuple):
    """In how many of a fingerprint's bits two pictures differ; ``alike`` is 1 for none, 0 for half.

    Unrelated pictures differ in about half of the bits.
    """

    algorithm: str
    name: Words
    differ: int
    size: int
    alike: float


def term(id: str, name: str) -> Words:
    """Give the labels of a term of the vocabulary `name`."""
    found = vocabulary(name)[id]
    return Words(found.zh, found.en)


def cave(key: str) -> Words:
    """Give the names of a cave."""
    found = parse_cave(key)
    return Words(found.zh, found.en)


def kind(name: str) -> Words:
    """Say what a kind of statement is."""
    return term(name, "kind")


def hold(name: str) -> Words:
    """Say what lies on a work."""
    return _HOLDS[name]


def turn(name: str) -> Words:
    """Say how a picture has to be turned."""
    return _TURNS[name]


def distances(by_algorithm: Mapping[str, int]) -> list[Distance]:
    """Give distances, in the order of `_ALGORITHMS`, with what they are measured by."""
    return [
        Distance(
            name,
            words,
            by_algorithm[name],
            size := ALGORITHMS[name].size,
            max(0.0, 1 - 2 * by_algorithm[name] / size),
        )
        for name, words in _ALGORITHMS.items()
        if name in by_algorithm
    ]


def local_time(text: str) -> str:
    """Give a time of the register as clocks in China show it."""
    return parse_time(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def size(length: int) -> str:
    """Give a number of bytes in a unit that people read."""
    if length < 1024:
        return f"{length} B"
    kilobytes = length / 1024
    return f"{kilobytes:.0f} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def readable(document: object) -> str:
    """Give JSON with line breaks, for reading."""
    return json.dumps(document, ensure_ascii=False, indent=2)


FILTERS: dict[str, Callable[..., object]] = {
    word.__name__: word
    for word in (term, cave, kind, hold, turn, distances, local_time, size, readable)
}
