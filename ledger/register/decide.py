"""The two functions through which every statement enters the register.

`decide` judges without changing anything; `apply` folds what was admitted. Both are pure: the same
entries give the same register anywhere.
"""

from __future__ import annotations

from ledger.errors import Refusal, StatementError
from ledger.register.calendar import MAX_CLOCK_SKEW, format_time
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.records import Constitution, Key
from ledger.register.rules import RULES
from ledger.register.rules.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Give the ruling under which `statement` enters at `moment`.

    Raises `Refusal` with the rule, the article and the conflicting entry, or `SignatureError` where
    a signature that the rule needs is missing. Signatures themselves were verified before.
    """
    founded = register.get(Constitution, "")
    if founded is not None and statement.ledger != founded.origin:
        raise Refusal("ledger_wrong", ledger=statement.ledger, origin=founded.origin)
    latest = moment.time + MAX_CLOCK_SKEW
    for claimed in (statement.valid_from, *statement.signed):
        if claimed > latest:
            raise StatementError("time_in_future", time=format_time(claimed))
    return RULES[statement.kind].decide(statement, register, moment)


def apply(register: Register, entry: Entry) -> None:
    """Fold an admitted entry into `register`."""
    RULES[entry.statement.kind].apply(register, entry)


def reads(statement: Statement) -> set[Key]:
    """Name the records that deciding on `statement` will ask for."""
    return RULES[statement.kind].reads(statement)
