"""What works are looked for by: columns beside the entry that registered each of them.

Titles are rectified and works change hands: the columns follow the folio as it is now, not the
statement that opened it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.records import Folio, Key
from ledger.store.interface import WorkRow, fold


def work_row(folio: Folio) -> WorkRow:
    """Give what the work of a folio is looked for by."""
    return WorkRow(
        title=fold("\n".join(filter(None, (folio.title.zh, folio.title.en)))),
        category=folio.category,
        owners=tuple(owner.party for owner in folio.owners),
    )


def works_of(changes: Mapping[Key, str | None]) -> dict[int, WorkRow]:
    """Give the rows of the folios among changed records, by the index at which each was filed."""
    folios = [
        Folio.model_validate_json(value)
        for (table, _), value in changes.items()
        if table == Folio.table and value is not None
    ]
    return {folio.filed: work_row(folio) for folio in folios}
