"""What the rules about parties share."""

from __future__ import annotations

from typing import Any

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.identity import party_at
from ledger.register.records import Constitution, Key, KeyHolder, Party
from ledger.register.rules.common import constitution
from ledger.register.state import Register
from ledger.register.statement import Statement


def identity_keys(statement: Statement, *dids: str) -> set[Key]:
    """Name the records that tell who signed, and those of the parties `dids`."""
    signers = {str(signer) for signer in statement.signers}
    return {
        (Constitution.table, ""),
        *((Party.table, did) for did in signers.union(dids)),
        *((KeyHolder.table, did) for did in signers),
    }


def living_party(register: Register, did: str) -> Party:
    """Give a registered party that neither died nor ended.

    Raises `Refusal` (``ledger_not_founded``, ``party_not_registered``, ``party_died``).
    """
    constitution(register)
    party = register.get(Party, did)
    if party is None:
        raise Refusal("party_not_registered", did=did)
    if party.died is not None:
        raise Refusal("party_died", entry=party.died_entry, did=did, died=party.died)
    return party


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


def save(register: Register, entry: Entry, did: str, **changes: Any) -> None:
    """Keep the party as it is by the entry's day, with `changes`."""
    party = register.get(Party, did)
    assert party is not None
    now = party_at(party, entry.day)
    register.put(now.model_copy(update={"entry": entry.index, **changes}))
