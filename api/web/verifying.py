"""What receipts and bundles prove, how to check one, and a check here for whoever trusts this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.errors import ApiError
from api.web.cards import page_of_entry
from api.web.forms import Files
from api.web.site import Site, TheSite
from ledger.errors import EvidenceError, LedgerError
from ledger.evidence.bundle import parse_bundle, verify_bundle
from ledger.evidence.container import is_container
from ledger.receipt import Receipt, Verified, parse_receipt, verify_file, verify_receipt
from ledger.register.calendar import format_time
from ledger.tlog.note import Verifier

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a check came: what was found on the way, and where and why it stopped.

    ``refused`` names the check that failed: the receipt's form, its proof and signatures, or the
    picture beside it.
    """

    receipt: Receipt | None
    verified: Verified | None
    with_picture: bool
    refused: Literal["form", "proof", "picture"] | None
    refusal: LedgerError | None


def check(data: bytes, picture: bytes | None, verifier: Verifier) -> Outcome:
    """Check a receipt, and the picture if there is one, and say how far it holds."""
    receipt, verified = None, None
    stage: Literal["form", "proof", "picture"] = "form"
    try:
        receipt = parse_receipt(data)
        stage = "proof"
        verified = verify_receipt(receipt, verifier)
        stage = "picture"
        if picture is not None:
            verify_file(verified.entry, picture)
    except LedgerError as refusal:
        return Outcome(receipt, verified, picture is not None, stage, refusal)
    return Outcome(receipt, verified, picture is not None, None, None)


@router.get("/verify")
def form(site: TheSite) -> HTMLResponse:
    """Say what a receipt proves, and ask for one."""
    return site.page("verify.html", outcome=None, refusal=None)


@router.post("/verify")
def verify(files: Files, site: TheSite) -> HTMLResponse:
    """Check a receipt or a bundle; one that does not hold is an answer, not a failure."""
    if "receipt" not in files:
        return site.page("verify.html", 400, outcome=None, refusal=ApiError("file_not_chosen"))
    if is_container(files["receipt"]):
        return _bundle_page(site, files["receipt"])
    outcome = check(files["receipt"], files.get("picture"), site.service.home.verifier)
    page = page_of_entry(outcome.verified.entry) if outcome.verified else None
    return site.page("verify.html", outcome=outcome, page=page, refusal=None)


def _bundle_page(site: Site, data: bytes) -> HTMLResponse:
    try:
        verified = verify_bundle(parse_bundle(data), site.service.home.verifier)
    except EvidenceError as refusal:
        return site.page("bundle.html", refusal=refusal)
    stamp = verified.found.timestamp
    return site.page(
        "bundle.html",
        refusal=None,
        found=verified.found,
        items=verified.items,
        stamped=None if stamp is None else format_time(stamp.time),
    )
