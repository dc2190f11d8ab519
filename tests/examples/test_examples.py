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
        "  ● MG-000000005-83 九色鹿 / Nine-Coloured Deer",
        "    copies_expression, score …",
        "无关图片：未登记的火焰纹 / unrelated: flames that nobody registered",
        "  检索 5 幅，树大小 7 / searched at that tree size",
        "  ○ 未发现相似的在册图片 / no registered picture resembles it",
    ],
    "public_notice": [
        "登记，公示开始 / registered, the notice begins",
        "    公示期内 under public notice, 期限 due: …",
        "✗ 对自己的作品提异议 / objecting to one's own work: self_objection ",
        "    did:key:…",
        "    did:key:…",
        "第十天异议受理，期限中止 / day 10: an objection is admitted, the clock stops",
        "    异议审理中 objected to, 期限 due: None",
        "✗ 一名登记员独自决定 / one registrar alone: second_registrar_missing ",
        "    须有 2 名登记员签署。",
        "    2 registrars have to sign this.",
        "两名登记员驳回异议 / two registrars dismiss it",
        "    异议审理中 objected to, 期限 due: None",
        "六十天后 / sixty days later",
        "    已登记 registered, 期限 due: None",
        "公示栏 / notice board: [0, 1, 2, 3, 4]",
    ],
    "license_a_scarf": [
        "作品已登记，公示期满 / registered, and the public notice is over",
        "许可由第 5 条成立 / the licence is entry 5",
        "✗ 不可以 / no: 5000, FR",
        "    第 5 条的许可（复制权）只及于：中国大陆，不能覆盖所问的全部地域。",
        "    The licence in entry 5 (right of reproduction) covers only mainland China, …",
        "    第 5 条的许可（发行权）只及于：中国大陆，不能覆盖所问的全部地域。",
        "    The licence in entry 5 (right of distribution) covers only mainland China, …",
        "✗ 不可以 / no: 50000, CN-MAINLAND",
        "    第 5 条的许可只余 5000 件，不够所问的 50000 件。",
        "    The licence in entry 5 has only 5000 pieces left, not the 50000 asked about.",
        "✓ 可以 / yes: 5000, CN-MAINLAND",
        "✗ 专有许可 / an exclusive licence: grant_conflicts （《著作权法》第二十六条；…",
        "    与第 5 条的普通许可(非专有)冲突。重叠之处：权利 复制权、发行权；地域 中国大陆；期间 …",
        "    This collides with the licence in entry 5 (non-exclusive licence). They overlap in: …",
        "账本已删除，手中只剩凭证和公钥 / the ledger is gone; certificate and key remain",
        "✓ 凭证为真 / the certificate holds: 3 entries",
        "✗ 改动一个数字 / one digit changed: signature_false",
    ],
    "royalties": [
        "✗ 上游未许可 / upstream unlicensed: upstream_unlicensed （《著作权法》第十三条、…",
        "    本作品使用了仍受保护的在先作品《九色鹿》（urn:uuid:…",
        "    This work uses “九色鹿” (urn:uuid:…",
        "✓ 上游许可后，下游许可成立 / licensed upstream, and then downstream",
        "编号 / serial numbers: {'first': 1, 'last': 1234}",
        "✗ 超量 / too many: quantity_exceeded （《著作权法》第二十六条…",
        "    许可数量为 5000，尚余 3766 个编号（见第 8 条），不能再发 5000 个。…",
        "    5000 pieces are licensed and 3766 numbers are left (entry 8); …",
        "  游戏社 Games → 青禾 Qinghe: 330.33 CNY (per_unit)",
        "  游戏社 Games → 青禾 Qinghe: 1,000.00 CNY (share)",
        "  青禾 Qinghe → 阿莲 Lian: 500.00 CNY (share)",
        "合计（分）/ total in fen: {'CNY': 183033}",
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
