"""Any case by the id of the statement that opened it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.errors import NotFound
from api.rights_models import CaseView
from api.standing import case_view
from ledger.past import Moment
from ledger.register.procedure import Procedure, Progress
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.procedures.joint_use import JOINT_USE
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.objection import OBJECTION
from ledger.register.procedures.order import ORDER
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.procedures.seal import SEAL
from ledger.register.questions.clause import Clause
from ledger.register.questions.infringement import remarks_on
from ledger.register.records import Folio, Grant, Heritage, Offer, Pledge, Record
from ledger.register.records.corrections import Seal
from ledger.register.records.enforcement import Evidence, Infringement
from ledger.register.records.notice import CaveatEntry, Objection
from ledger.register.records.orders import Measure
from ledger.register.records.royalties import Royalty
from ledger.register.records.title import JointUse
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.enforcement_cases import notice_at
from ledger.register.rules.licensing_status import grant_status
from ledger.register.state import Register


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of case: its record, its procedure where it has one, and what is to be said of it."""

    record: type[Record]
    procedure: Procedure | None = None
    progress: Callable[[Register, Any, date], Progress] | None = None
    remarks: Callable[[Register, Any, date], list[Clause]] = lambda *_: []


def _by(procedure: Procedure) -> Callable[[Register, Any, date], Progress]:
    return lambda _register, record, day: procedure.at(record.status, day)


_SORTS = (
    _Sort(Folio, REGISTRATION, lambda _register, folio, day: registration_at(folio, day)),
    _Sort(Grant, LICENCE, grant_status),
    _Sort(Offer),
    _Sort(Objection, OBJECTION, _by(OBJECTION)),
    _Sort(CaveatEntry, CAVEAT, _by(CAVEAT)),
    _Sort(Pledge, PLEDGE, _by(PLEDGE)),
    _Sort(Measure, ORDER, _by(ORDER)),
    _Sort(JointUse, JOINT_USE, _by(JOINT_USE)),
    _Sort(
        Infringement,
        INFRINGEMENT,
        lambda _register, notice, day: notice_at(notice, day),
        remarks_on,
    ),
    _Sort(Evidence),
    _Sort(Seal, SEAL, _by(SEAL)),
    _Sort(Royalty),
    _Sort(Heritage),
)


def case_of(moment: Moment, case_id: str) -> CaseView:
    """Show the case that the statement `case_id` opened; `NotFound` (``case_unknown``)."""
    for sort in _SORTS:
        record = moment.register.get(sort.record, case_id)
        if record is not None:
            progress = None
            if sort.progress is not None:
                progress = sort.progress(moment.register, record, moment.day)
            remarks = sort.remarks(moment.register, record, moment.day)
            return case_view(moment, record, sort.procedure, progress, remarks)
    raise NotFound("case_unknown", id=case_id[:60])
