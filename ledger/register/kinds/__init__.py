"""What each kind of statement may say: one file per area, models only.

The rules that admit a statement and fold it into the register stand in `ledger.register.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from ledger.register.fields import Model
from ledger.register.kinds import (
    corrections,
    enforcement,
    licensing,
    notice,
    orders,
    parties,
    pledges,
    royalties,
    title,
)
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.register.kinds.heritage import HeritagePicture, HeritageSource
from ledger.register.kinds.party import PartyRegistration
from ledger.register.kinds.work import WorkRegistration

Subject: TypeAlias = Model

_AREAS: tuple[tuple[type[Subject], ...], ...] = (
    (LedgerGenesis, PartyRegistration, HeritageSource, HeritagePicture, WorkRegistration),
    parties.KINDS,
    title.KINDS,
    corrections.KINDS,
    notice.KINDS,
    licensing.KINDS,
    royalties.KINDS,
    pledges.KINDS,
    orders.KINDS,
    enforcement.KINDS,
)

#: Every kind that this ledger knows: the second member of ``type`` → the subject's model.
SUBJECTS: Mapping[str, type[Subject]] = MappingProxyType(
    {model.__name__: model for area in _AREAS for model in area}
)
