"""fsck: check a whole ledger, from wherever its bytes can be read."""

from ledger.audit.full import AuditReport, audit
from ledger.audit.source import Source
from ledger.audit.store import StoreSource, audit_store
from ledger.audit.tree import TreeAudit

__all__ = ["AuditReport", "Source", "StoreSource", "TreeAudit", "audit", "audit_store"]
