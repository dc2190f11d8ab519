"""What has to be said of a notice of infringement as of a day: who went on, what has to end."""

from __future__ import annotations

from datetime import date

from ledger.register.questions.clause import Clause, clause
from ledger.register.records.enforcement import Infringement
from ledger.register.rules.enforcement_cases import notice_at
from ledger.register.rules.enforcement_outcome import was_wrong
from ledger.register.rules.enforcement_repeat import repetition
from ledger.register.state import Register


def remarks_on(register: Register, case: Infringement, day: date) -> list[Clause]:
    """Give the sentences that hold of a notice on `day`, each with its entry and article.

    Those on somebody who went on after a notice (``notified_before``, ``seen_again``) come first;
    they support a claim to punitive damages and decide nothing.
    """
    found = repetition(register, case, day)
    remarks = [clause("notified_before", holds=True, entry=entry) for entry in found.before]
    remarks += [clause("seen_again", holds=True, entry=entry) for entry in found.again]
    now = notice_at(case, day)
    if now.state == "restore_due":
        remarks.append(clause("measures_have_to_end", holds=True, entry=case.entry, due=now.due))
    if was_wrong(case, now.state):
        remarks.append(clause("wrong_notice", holds=True, entry=case.entry))
    return remarks
