"""Who a party is by a given day: the key that speaks for it, its contacts, its guardian.

Recoveries that nobody vetoed and contacts that were replaced take effect by the calendar. A record
holds what entries wrote; `party_at` and `ward_at` say what it has become.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from ledger.errors import Refusal
from ledger.register.calendar import SHANGHAI, format_time, local_date, parse_time
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.records import KeyHolder, Party, Ward
from ledger.register.state import Register

#: From the age of 8 to that of 18 a minor acts with its guardian (Civil Code, Art. 17, 19).
_YEARS_WITH_GUARDIAN = 10


def party_at(party: Party, day: date) -> Party:
    """Give what the record has become by `day`: a recovered key and new contacts are in place."""
    control = KEY_CONTROL.at(party.control, day)
    if control is not party.control:
        assert party.pending_key is not None
        until = format_time(datetime.combine(date.fromisoformat(control.since), time(), SHANGHAI))
        party = party.model_copy(
            update={
                "control": control,
                "key_now": party.pending_key,
                "pending_key": None,
                "contests": [
                    contest.model_copy(update={"until": contest.until or until})
                    for contest in party.contests
                ],
            }
        )
    if party.contacts_due is not None and day.isoformat() > party.contacts_due:
        party = party.model_copy(
            update={
                "recovery_contacts": party.next_contacts,
                "next_contacts": [],
                "contacts_due": None,
            }
        )
    return party


def ward_at(party: Party, day: date) -> Ward | None:
    """Give the guardianship over `party` on `day`, or ``None`` where it acts for itself.

    Who turned 8 does not act alone yet: with the end of the guardianship of a child under 8, that
    of one of 8 to 17 begins by itself, for the ten years that the law says.
    """
    ward = party.ward
    if ward is None or day.isoformat() <= ward.until:
        return ward
    if ward.minority == "8_to_17":
        return None
    last = date.fromisoformat(ward.until)
    grown = ward.model_copy(
        update={
            "minority": "8_to_17",
            "until": last.replace(year=last.year + _YEARS_WITH_GUARDIAN).isoformat(),
        }
    )
    return grown if day.isoformat() <= grown.until else None


def contested(party: Party, at: str) -> bool:
    """Say whether what the party's key signed at the time `at` (UTC) is contested.

    It is from the time since which the key was reported compromised until a new key took over.
    """
    known = party_at(party, local_date(parse_time(at)))
    return any(
        contest.since <= at and (contest.until is None or at < contest.until)
        for contest in known.contests
    )


def signed_in_contest(register: Register, signers: Iterable[str], at: str) -> bool:
    """Say whether any of `signers`, by a signature entered at `at` (UTC), is contested so.

    What was entered stays entered; whoever reads it has to be told.
    """
    parties = [register.get(Party, did) for did in parties_of(register, signers)]
    return any(party is not None and contested(party, at) for party in parties)


def key_of(party: Party, day: date) -> str:
    """Give the key that speaks for `party` on `day`."""
    return party_at(party, day).key_now


def party_of(register: Register, key: str) -> str:
    """Give the DID of the party whose key `key` is or was; `key` itself where it is nobody's."""
    holder = register.get(KeyHolder, key)
    return holder.party if holder else key


def parties_of(register: Register, keys: Iterable[str]) -> set[str]:
    """Give the DIDs of the parties whose keys `keys` are or were, as `party_of` does."""
    return {party_of(register, key) for key in keys}


def require_alive(party: Party) -> None:
    """Refuse a party that died or ended; `Refusal` (``party_died``) names the entry."""
    if party.died is not None:
        raise Refusal("party_died", entry=party.died_entry, did=party.party, died=party.died)
