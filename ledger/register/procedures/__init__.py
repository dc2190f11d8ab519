"""The procedures of the register: one table a file, and the page of diagrams made from them."""

from __future__ import annotations

from ledger.register.procedure import Procedure
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.procedures.joint_use import JOINT_USE
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.objection import OBJECTION
from ledger.register.procedures.order import ORDER
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.procedures.seal import SEAL

#: Every procedure, in the order of the printed page.
ALL: tuple[Procedure, ...] = (
    REGISTRATION,
    OBJECTION,
    CAVEAT,
    SEAL,
    LICENCE,
    JOINT_USE,
    PLEDGE,
    ORDER,
    INFRINGEMENT,
    KEY_CONTROL,
)
