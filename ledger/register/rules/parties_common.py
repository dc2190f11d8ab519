"""What the rules about parties share."""

from __future__ import annotations

from typing import Any

from ledger.errors import Refusal, SignatureError
from ledger.register.entry import Entry
from ledger.register.identity import party_at, require_alive
from ledger.register.records import Constitution, Key, KeyHolder, Party
from ledger.register.rules.common import constitution
from ledger.register.signatures import Signatures
from ledger.register.state import Register


def identity_keys(*dids: str) -> set[Key]:
    """Name the records of the parties `dids`, and the one of who is a registrar.

    Those that tell who signed are named for every statement.
    """
    return {(Constitution.table, ""), *((Party.table, did) for did in dids)}


def living_party(register: Register, did: str) -> Party:
    """Give a registered party that neither died nor ended.

    Raises `Refusal` (``ledger_not_founded``, ``party_not_registered``, ``party_died``).
    """
    constitution(register)
    party = register.get(Party, did)
    if party is None:
        raise Refusal("party_not_registered", did=did)
    require_alive(party)
    return party


def party_on(register: Register, did: str, entry: Entry) -> Party:
    """Give the party whose entry is folded, as it is by the entry's day."""
    party = register.get(Party, did)
    assert party is not None
    return party_at(party, entry.day)


def require_new_key(register: Register, key: str) -> None:
    """Refuse a key that is or was anybody's: a party's, the operator's, a registrar's.

    One key has one meaning for ever, or an old signature would speak for somebody else.
    """
    founded = constitution(register)
    holder = register.get(Party, key) or register.get(KeyHolder, key)
    if holder is not None:
        raise Refusal("key_not_new", entry=holder.entry, did=key)
    if key == founded.operator or key in founded.registrars:
        raise Refusal("key_not_new", entry=founded.entry, did=key)


def require_signature_of(key: str, signatures: Signatures) -> None:
    """Demand the signature of a key that is nobody's yet: who names it has to hold it."""
    if key not in signatures.speakers:
        raise SignatureError("signature_missing", did=key)
    signatures.admit([key])


def save(register: Register, entry: Entry, did: str, **changes: Any) -> None:
    """Keep the party as it is by the entry's day, with `changes`."""
    party = party_on(register, did, entry)
    register.put(party.model_copy(update={"entry": entry.index, **changes}))
