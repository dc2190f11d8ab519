"""Every example runs, ends well, and says what it is there to show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

#: Example → all that it prints; a line that ends in "…" may go on.
_LINES = {
    "register_and_verify": [
        "创立账本 / founded: ledger.example/2026",
        "登记主体 / party: 阿莲 Lian MG-000000001-95",
        "登记主体 / party: 青禾 Qinghe MG-000000002-92",
        "登记作品，各占 1/2，两人签署 / joint work: MG-000000003-89",
        "账本已删除，手中只剩回执、图片和公钥 / the ledger is gone; receipt, file and key remain",
        "✓ 回执为真 / the receipt holds: 2 signatures",
        "✗ 改动一个字节 / one byte changed: receipt_proof_false",
        "  回执未通过验证…",
        "  The receipt does not verify…",
        "✗ 改动一个字节 / one byte changed: receipt_file_differs",
        "  文件 SHA-256 为 …",
        "  The file has SHA-256 …",
    ],
    "trace_a_suspect": [
        "登记 / registered MG-000000002-92 三兔共耳藻井 / Three Hares Ceiling",
        "登记 / registered MG-000000003-89 飞天 / Flying Apsaras",
        "登记 / registered MG-000000004-86 莲花卷草 / Lotus Scroll",
        "登记 / registered MG-000000005-83 九色鹿 / Nine-Coloured Deer",
        "登记 / registered MG-000000006-80 宝相花藻井 / Flower Ceiling",
        "可疑图片：九色鹿的盗版 / suspect: a pirated copy of the deer",
        "  检索 5 幅，树大小 7 / searched at that tree size",
        "  ● MG-000000005-83 九色鹿 / Nine-Coloured Deer (…",
        "无关图片：未登记的火焰纹 / unrelated: flames that nobody registered",
        "  检索 5 幅，树大小 7 / searched at that tree size",
        "  ○ 未发现相似的在册图片 / no registered picture resembles it",
    ],
    "audit_from_outside": [
        "✓ 检查点由日志密钥签署 / the log's key signed its checkpoint: size 3",
        "✓ 树根出自条目 / its root is that of the entries: …",
        "✓ 第 0 层哈希块 / tiles: 1",
        "✓ 第 1 号条目在树中 / entry 1 is in the tree: 2 hashes",
    ],
}


@pytest.mark.parametrize("name", sorted(_LINES))
def test_an_example_prints_what_it_promises(name: str) -> None:
    command = [sys.executable, "-X", "utf8", "-W", "error", str(EXAMPLES / f"{name}.py")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.splitlines()
    assert len(printed) == len(_LINES[name])
    for line, expected in zip(printed, _LINES[name], strict=True):
        start, dots, _ = expected.partition("…")
        assert line.startswith(start) if dots else line == start


def test_every_example_is_short() -> None:
    lengths = {
        path.name: len(path.read_text("utf-8").splitlines()) for path in EXAMPLES.glob("*.py")
    }
    assert {f"{name}.py" for name in _LINES} <= lengths.keys()
    assert max(lengths.values()) < 80, lengths


def test_the_auditor_uses_no_code_of_the_ledger() -> None:
    for name in ("audit_from_outside", "rfc6962", "sample_server"):
        text = (EXAMPLES / f"{name}.py").read_text("utf-8")
        imports = [
            line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))
        ]
        assert not {module.split(".")[0] for module in imports} & {"ledger", "api", "hashing"}
