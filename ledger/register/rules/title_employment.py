"""Works made in employment: for two years the unit has a say (Copyright Law, Art. 18)."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.records import Folio
from ledger.register.signatures import Signatures
from ledger.register.terms import corresponding_day

_MONTHS = 24


def unit_priority_until(completed: date) -> date:
    """Give the last day of the two years: the corresponding day, or the month's last.

    The day of completion is not counted (Civil Code, Art. 201 and 202).
    """
    return corresponding_day(completed, _MONTHS)


def require_unit(folio: Folio, signatures: Signatures, *, licensee: str | None, act: str) -> None:
    """Refuse an employee's licence to a third party within two years without the unit's consent.

    The law means use in the manner of the unit; what that manner is the register does not know, so
    it asks the unit for every licence. Raises `Refusal` (``unit_consent_missing``).
    """
    employment = folio.employment
    if employment is None or employment.special or licensee == employment.unit:
        return
    until = unit_priority_until(date.fromisoformat(folio.completed))
    if signatures.day > until or signatures.consents(act, employment.unit, folio.id):
        return
    raise Refusal(
        "unit_consent_missing", entry=folio.filed, unit=employment.unit, until=until.isoformat()
    )
