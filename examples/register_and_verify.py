"""Register and verify: two painters own one work, and its receipt is checked offline.

登记与核验：两位画师共有一件作品，离线核验回执。
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from api.composing import WorkDraft
from api.demo.artwork import draw, to_jpeg
from api.pictures import examine
from api.service import Service, open_service
from api.signing import signed
from ledger.errors import LedgerError
from ledger.home import Founding, found, open_home
from ledger.keys import generate_key
from ledger.number import format_number
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.tlog.note import Verifier

ORIGIN = "ledger.example/2026"


def main() -> None:
    """Found a ledger, register, then forget the ledger and keep only the receipt."""
    picture = to_jpeg(draw("santu", 6))
    with tempfile.TemporaryDirectory() as folder:
        found(Path(folder), Founding(ORIGIN))
        print(f"创立账本 / founded: {ORIGIN}")
        verifier = open_home(Path(folder)).verifier
        with open_service(Path(folder)) as service:
            receipt = register(service, picture)
    print("账本已删除，手中只剩回执、图片和公钥 / the ledger is gone; receipt, file and key remain")
    verify(receipt, picture, verifier)


def register(service: Service, picture: bytes) -> bytes:
    """Register both painters and what both sign; give the receipt as the file that people keep."""
    painters = {"阿莲 Lian": generate_key(), "青禾 Qinghe": generate_key()}
    for alias, key in painters.items():
        who = {"party": did_of(key), "kind": "person", "displayName": alias}
        party: JsonObject = {**who, "roles": ["creator"]}
        receipt = service.register(signed("PartyRegistration", party, [key], ORIGIN))
        print(f"登记主体 / party: {alias} {format_number(receipt.index)}")
    keys = list(painters.values())
    work = WorkDraft(
        title_zh="三兔藻井",
        owners=[(did_of(key), "1/2") for key in keys],
        authors=[(did_of(key), alias) for alias, key in painters.items()],
        completed="2026-10-01",
        attachments=[("joint_agreement", sha256("合作协议 agreement".encode()).hexdigest())],
    )
    statement = signed("WorkRegistration", work.subject(examine(picture).facts), keys, ORIGIN)
    receipt = service.register(statement, picture)
    print(f"登记作品，各占 1/2，两人签署 / joint work: {format_number(receipt.index)}")
    return receipt.to_json()


def verify(receipt: bytes, picture: bytes, verifier: Verifier) -> None:
    """Verify the receipt as it is; then with one byte changed, in the entry and in the picture."""
    true = parse_receipt(receipt)
    signers = verify_receipt(true, verifier, picture).entry.statement.signers
    print(f"✓ 回执为真 / the receipt holds: {len(signers)} signatures")
    greedy = replace(true, leaf=true.leaf.replace(b'"1/2"', b'"1/1"', 1)).to_json()
    for forged, file in ((greedy, picture), (receipt, picture[:-1] + b"!")):
        try:
            verify_receipt(parse_receipt(forged), verifier, file)
        except LedgerError as error:
            print(f"✗ 改动一个字节 / one byte changed: {error.code}\n  {error.zh}\n  {error.en}")


if __name__ == "__main__":
    main()
