"""The two sides of a licence, and which of them speaks."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import SignatureError
from ledger.register.records import Folio, Grant, Party
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.title import holders


def require_one_of(signatures: Signatures, act: str, parties: Sequence[str], work: str) -> str:
    """Demand the consent of one of `parties` at least, and give the first who consents.

    Raises `SignatureError` (``signature_missing``).
    """
    consenting = [party for party in parties if signatures.consents(act, party, work)]
    if not consenting:
        raise SignatureError("signature_missing", did=parties[0])
    return consenting[0]


def licensors_now(register: Register, grant: Grant) -> list[str]:
    """Give who acts for the licensors: in the place of one who died, those who hold the rights.

    A licence binds who granted it, even when the rights are sold; a death or the end of an
    organisation passes the contract on with the rights (Copyright Law, Art. 21).
    """
    alive = [party for party in grant.licensors if not _ended(register, party)]
    folio = register.get(Folio, grant.work)
    if len(alive) == len(grant.licensors) or grant.parent is not None or folio is None:
        return grant.licensors
    owners = holders(folio, grant.terms.rights, grant.terms.territory)
    others = sorted(owners - {*alive, grant.licensee})
    # a licensee who inherited all of it is both sides
    return [*alive, *others] or sorted(owners) or grant.licensors


def _ended(register: Register, did: str) -> bool:
    party = register.get(Party, did)
    return party is not None and party.died is not None


def side_of(register: Register, grant: Grant, party: str) -> list[str]:
    """Give everybody on the side of `party` in a licence."""
    return [grant.licensee] if party == grant.licensee else licensors_now(register, grant)
