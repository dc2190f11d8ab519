"""Write a bundle with everything in it, to be verified for ever; run from the root of the project.

    python -m tests.ledger.evidence.vectors.generate

Needs an ``openssl`` command. The log's key is that of `tests.ledger.build`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ledger.evidence.bundle import finish
from ledger.evidence.capture import ATTACHMENTS, Clock, Tool
from ledger.evidence.manifest import MANIFEST
from ledger.store import open_store
from tests.authority import founded
from tests.ledger.build import did, key
from tests.ledger.evidence.case import VERIFIER, draft, recorded, seen, signed_by
from tests.ledger.evidence.conftest import stamp_of
from tests.ledger.licensed import dealings

HERE = Path(__file__).parent
FILES = [(kind, "txt", kind.encode()) for kind in ATTACHMENTS]


def bundle(directory: Path) -> bytes:
    (directory / "authority").mkdir()
    authority = founded(directory / "authority")
    store = open_store(f"sqlite:///{directory / 'ledger.db'}")
    with dealings(store) as told:
        capture = seen(
            told,
            shop=did(3),
            operator="阿莲",
            method="浏览器另存",
            custody="只读光盘",
            keep_until="2029-11-22",
            clock=Clock(offset_ms=-12, source="ntp.example"),
            tools=[Tool(name="browser", version="131")],
        )
        members = signed_by(told, draft(told, capture), key(1), FILES)
        record = recorded(told, members, key(1))
        whole = finish(members, record, stamp_of(authority, members[MANIFEST]), VERIFIER)
    store.close()
    return whole


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        (HERE / "bundle.zip").write_bytes(bundle(Path(name)))
