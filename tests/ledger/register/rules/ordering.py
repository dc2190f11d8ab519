"""How the tests of orders say what is ordered, in one line each."""

from typing import Any

from ledger.register.calendar import local_date
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.records import Grant
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.licensing_status import in_effect

from ..build import REGISTRAR, digest_of
from ..play import REGISTRAR_2, Play

OFFICERS = (REGISTRAR, REGISTRAR_2)
NOWHERE = "urn:uuid:00000000-0000-0000-0000-000000000000"


def ordering(kind: str, work: str, number: int = 1, **changes: Any) -> JsonObject:
    """Return an order of a court; each `number` is a document of its own."""
    subject: JsonObject = {
        "kind": kind,
        "work": work,
        "authority": "court",
        "issuerName": "敦煌市人民法院",
        "number": f"（2027）甘0982民初{number}号",
        "document": digest_of(number),
        "scope": {},
        "reasons": "经审理查明",
    }
    return subject | changes


def enter(play: Play, kind: str, work: str, number: int = 1, **changes: Any) -> Entry:
    return play.enter("Order", ordering(kind, work, number, **changes), *OFFICERS)


def refuse(play: Play, code: str, kind: str, work: str, number: int = 1, **changes: Any) -> Any:
    return play.refused(code, "Order", ordering(kind, work, number, **changes), *OFFICERS)


def owners(*shares: tuple[Any, str]) -> list[JsonObject]:
    return [{"party": did_of(key), "share": share} for key, share in shares]


def state(play: Play, work: str) -> str:
    return registration_at(play.folio(work), local_date(play.now)).state


def grant_of(play: Play, name: str) -> Grant:
    found = play.register.get(Grant, name)
    assert found is not None
    return found


def exercisable(play: Play, name: str) -> bool:
    return in_effect(play.register, grant_of(play, name), local_date(play.now))
