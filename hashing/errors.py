"""All that can go wrong with pictures and fingerprints, on one page.

::

    HashingError
    ├── PictureError         the bytes are not a picture that is accepted
    ├── FingerprintError     a fingerprint cannot be read, or two of them cannot be compared
    ├── FeaturesError        stored features cannot be read
    ├── TracingError         a tracer is given or asked for a name that it cannot take
    └── CandidateIndexError  a search index is asked for what it cannot do

Every error has a stable ``code``, the ``params`` of its case, and one sentence in Chinese (``zh``)
and in English (``en``) that says what happened and what to do next.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Self

#: code → (Chinese, English); ``{name}`` is filled in from the parameters of the error.
MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "picture_empty": (
        "图片文件是空的。请重新选择文件。",
        "The picture file is empty. Choose the file again.",
    ),
    "picture_too_large": (
        "图片文件有 {size} 字节，超过上限 {limit} 字节。请缩小图片或提高压缩率后重试。",
        (
            "The picture file has {size} bytes, more than the limit of {limit}. "
            "Make it smaller or compress it more."
        ),
    ),
    "picture_too_many_pixels": (
        "图片有 {pixels} 个像素，超过上限 {limit}。请缩小图片后重试。",
        "The picture has {pixels} pixels, more than the limit of {limit}. Scale it down.",
    ),
    "picture_too_many_frames": (
        "图片超过 {limit} 帧（页）。请只提交其中一帧，或减少帧数。",
        "The picture has more than {limit} frames or pages. Send one of them, or fewer.",
    ),
    "picture_too_many_parts": (
        "图片文件由超过 {limit} 个数据段组成，解码代价过高。请用常用软件重新保存后再提交。",
        (
            "The picture file is cut into more than {limit} parts, too many to decode. "
            "Save it again with a common program."
        ),
    ),
    "picture_zero_pixels": (
        "图片的宽或高为零。请检查文件后重新导出。",
        "The picture has no width or no height. Check the file and export it again.",
    ),
    "picture_unknown_format": (
        "无法识别图片格式。请提交 JPEG、PNG、WebP、TIFF、AVIF 或 GIF 文件。",
        "The format of the picture is not known. Send JPEG, PNG, WebP, TIFF, AVIF or GIF.",
    ),
    "picture_unsupported": (
        "不支持这种 {format} 变体（{feature}）。请另存为普通的 PNG 或 JPEG 后提交。",
        "This variant of {format} is not supported ({feature}). Save it as plain PNG or JPEG.",
    ),
    "picture_truncated": (
        "图片文件不完整，后半部分缺失。请重新传输或重新导出完整的文件。",
        "The picture file is cut off before its end. Transfer or export the whole file again.",
    ),
    "picture_corrupt": (
        "图片文件已损坏，无法解码。请用原软件重新导出后提交。",
        "The picture file is damaged and cannot be decoded. Export it again from its source.",
    ),
    "picture_polyglot": (
        "图片文件中夹带了其他格式的内容（{format}）。请用图像软件重新保存，去除附加内容。",
        (
            "The picture file also carries content of another format ({format}). "
            "Save it again with an image program to remove the addition."
        ),
    ),
    "fingerprint_malformed": (
        "指纹文本格式不正确。请写成“算法_v版本:十六进制”，例如 phash64_v1:0123456789abcdef。",
        "The text is not a fingerprint. Write algorithm_vN:hex, as in phash64_v1:0123456789abcdef.",
    ),
    "fingerprint_unknown_algorithm": (
        "本程序不认识指纹算法 {name}。请升级程序，或改用其他指纹。",
        "The fingerprint algorithm {name} is not known here. Upgrade, or use another fingerprint.",
    ),
    "fingerprint_algorithm_mismatch": (
        "{left} 与 {right} 是两种不同的指纹，不能比较距离。请比较同一算法、同一版本的指纹。",
        (
            "{left} and {right} are different fingerprints and have no distance. "
            "Compare fingerprints of one algorithm and version."
        ),
    ),
    "fingerprint_missing": (
        "缺少指纹 {name}。请提供全部算法的指纹。",
        "The fingerprint {name} is missing. Give one of every algorithm.",
    ),
    "features_malformed": (
        "存储的局部特征无法读取。请运行 mogao reindex 重新计算。",
        "The stored features cannot be read. Run mogao reindex to compute them again.",
    ),
    "work_traced_already": (
        "名称 {name} 已有一件作品。请先移除，或换一个名称。",
        "There is a work named {name} already. Remove it first, or take another name.",
    ),
    "work_not_traced": (
        "没有名为 {name} 的作品。请检查名称。",
        "There is no work named {name}. Check the name.",
    ),
    "heritage_not_traced": (
        "没有名为 {name} 的遗产来源。请先加入它的图片。",
        "There is no heritage source named {name}. Add a picture of it first.",
    ),
    "index_key_taken": (
        "编号 {key} 已在索引中。请先移除，或使用新的编号。",
        "The key {key} is in the index already. Remove it first, or use another.",
    ),
    "index_key_unknown": (
        "编号 {key} 不在索引中。请检查编号。",
        "The key {key} is not in the index. Check it.",
    ),
    "index_key_range": (
        "编号 {key} 超出范围。编号必须是 0 到 2^63−1 的整数。",
        "The key {key} is out of range. Keys are integers from 0 to 2^63 − 1.",
    ),
    "index_code_length": (
        "编码有 {size} 字节，本索引要求 {expected} 字节。请使用同一算法的指纹。",
        (
            "The code has {size} bytes where the index holds codes of {expected}. "
            "Use fingerprints of its algorithm."
        ),
    ),
}


class HashingError(Exception):
    """Base of every error of this package; ``str()`` is the English sentence.

    ``code`` is a key of `MESSAGES` and never changes its meaning; ``params`` fill its sentences.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        chinese, english = MESSAGES[code]
        self.code = code
        self.params: dict[str, str | int] = params
        self.zh = chinese.format_map(params)
        self.en = english.format_map(params)
        super().__init__(self.en)

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()]]:
        """Pickle by code and parameters: pictures are decoded in worker processes."""
        return partial(type(self), self.code, **self.params), ()


class PictureError(HashingError):
    """The bytes are not a picture that is accepted."""


class FingerprintError(HashingError):
    """A fingerprint cannot be read, or two fingerprints cannot be compared."""


class FeaturesError(HashingError):
    """Stored features cannot be read."""


class TracingError(HashingError):
    """A tracer is given or asked for a name that it cannot take."""


class CandidateIndexError(HashingError):
    """A search index is asked for what it cannot do: a key taken or unknown, a wrong code."""
