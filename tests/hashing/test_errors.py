from __future__ import annotations

import pickle
import string

import pytest

from hashing.errors import (
    MESSAGES,
    CandidateIndexError,
    FingerprintError,
    HashingError,
    PictureError,
)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", MESSAGES)
def test_both_sentences_are_there_and_name_the_same_parameters(code: str) -> None:
    chinese, english = MESSAGES[code]
    assert places(chinese) == places(english)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert chinese.endswith("。")
    assert english.isascii() or "−" in english
    # What happened, and then what to do: two sentences at least.
    assert len(english.rstrip(".").split(". ")) >= 2
    assert len(chinese.rstrip("。").split("。")) >= 2


def test_an_error_carries_its_code_parameters_and_sentences() -> None:
    error = PictureError("picture_too_many_pixels", pixels=10**10, limit=89_478_485)
    assert error.code == "picture_too_many_pixels"
    assert error.params == {"pixels": 10**10, "limit": 89_478_485}
    assert str(error) == error.en
    assert error.en == (
        "The picture has 10000000000 pixels, more than the limit of 89478485. Scale it down."
    )
    assert error.zh == "图片有 10000000000 个像素，超过上限 89478485。请缩小图片后重试。"


@pytest.mark.parametrize("kind", [PictureError, FingerprintError, CandidateIndexError])
def test_errors_come_back_whole_from_a_worker_process(kind: type[HashingError]) -> None:
    error = kind("fingerprint_unknown_algorithm", name="phash64_v9")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (copy.code, copy.params, copy.zh, copy.en) == (
        error.code,
        error.params,
        error.zh,
        error.en,
    )


def test_a_code_outside_the_table_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        PictureError("picture_ugly")
