"""What the register remembers: flat records, each under one key of one table.

A record is the fold of entries and nothing else; two ledgers with the same entries have the same
records, byte for byte. Each record says in ``entry`` which entry wrote it last.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ledger.register.records import (
    corrections,
    enforcement,
    feeds,
    founding,
    licences,
    lineage,
    notice,
    orders,
    parties,
    pledges,
    royalties,
    title,
    works,
)
from ledger.register.records.base import Key, Record
from ledger.register.records.corrections import Seal
from ledger.register.records.feeds import Feed, FeedPage, Tally, Task
from ledger.register.records.founding import Constitution
from ledger.register.records.licences import (
    Breach,
    Grant,
    GrantAt,
    Held,
    Offer,
    Offered,
    Shelf,
    ShelfDays,
)
from ledger.register.records.lineage import Backlink, Backlinks, Link
from ledger.register.records.orders import Measure, OrderDocument, WorkOrders
from ledger.register.records.parties import (
    Contest,
    Delegated,
    Endorsement,
    KeyHolder,
    Mandate,
    Mandates,
    Party,
    Ward,
)
from ledger.register.records.pledges import Pledge
from ledger.register.records.title import JointObjection, JointUse, JointUseOf
from ledger.register.records.works import (
    Claim,
    Descent,
    Employment,
    FileClaims,
    Folio,
    Heritage,
    HeritagePictures,
    Hold,
    Holding,
    Note,
    Parcel,
    Rectified,
    TitleStep,
)

#: Counts up whenever the same entries give other records: a store then folds its entries again.
FOLD = 6

_MODULES = (
    corrections,
    enforcement,
    feeds,
    founding,
    licences,
    lineage,
    notice,
    orders,
    parties,
    pledges,
    royalties,
    title,
    works,
)

#: table → its record
RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        found.table: found
        for module in _MODULES
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Record) and found is not Record
    }
)

__all__ = [
    "FOLD",
    "RECORDS",
    "Backlink",
    "Backlinks",
    "Breach",
    "Claim",
    "Constitution",
    "Contest",
    "Delegated",
    "Descent",
    "Employment",
    "Endorsement",
    "Feed",
    "FeedPage",
    "FileClaims",
    "Folio",
    "Grant",
    "GrantAt",
    "Held",
    "Heritage",
    "HeritagePictures",
    "Hold",
    "Holding",
    "JointObjection",
    "JointUse",
    "JointUseOf",
    "Key",
    "KeyHolder",
    "Link",
    "Mandate",
    "Mandates",
    "Measure",
    "Note",
    "Offer",
    "Offered",
    "OrderDocument",
    "Parcel",
    "Party",
    "Pledge",
    "Record",
    "Rectified",
    "Seal",
    "Shelf",
    "ShelfDays",
    "Tally",
    "Task",
    "TitleStep",
    "Ward",
    "WorkOrders",
]
