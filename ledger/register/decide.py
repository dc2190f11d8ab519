"""The two functions through which every statement enters the register.

`decide` judges without changing anything; `apply` folds what was admitted. Both are pure: the same
entries give the same register anywhere.
"""

from __future__ import annotations

from ledger.errors import Refusal, StatementError
from ledger.register.calendar import MAX_CLOCK_SKEW, format_time
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import NOTICES, count, follow
from ledger.register.identity import party_of
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Feed, Key, KeyHolder, Party, Tally
from ledger.register.rules import RULES
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
    """Fold an admitted entry into `register`, and into the feed of everybody whom it concerns."""
    rule = RULES[entry.statement.kind]
    rule.apply(register, entry)
    topics = {party_of(register, signer) for signer in entry.statement.signers}
    for record in register.take_written():
        topics.update(record.topics)
    if rule.public:
        topics.add(NOTICES)
    for topic in sorted(topics):
        follow(register, topic, entry.index)
    count(register, f"kind/{entry.statement.kind}", entry.index)


def reads(statement: Statement) -> set[Key]:
    """Name the records that deciding on `statement`, and folding it, will ask for."""
    keys = {(Tally.table, f"kind/{statement.kind}"), (Feed.table, NOTICES)}
    for signer in statement.signers:
        keys |= {(table, signer) for table in (KeyHolder.table, Party.table, Feed.table)}
    return keys | RULES[statement.kind].reads(statement)
