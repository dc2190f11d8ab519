"""Making a licence certificate: the answer, its licences and title, and every entry below them."""

from __future__ import annotations

from datetime import datetime

from ledger.attested import AsOf
from ledger.certificate import issue_certificate, parse_certificate, verify_certificate
from ledger.certified import CertifiedGrant, CertifiedStep, LicenceSubject
from ledger.number import format_number
from ledger.past import Moment
from ledger.receipt import Receipt
from ledger.register.entry import parse_entry
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.register.questions.authorization import authorization
from ledger.register.questions.chain import evidence_of
from ledger.register.questions.question import Question
from ledger.register.records import Folio, Grant
from ledger.register.rules.licensing_status import ancestors_of, grant_status
from ledger.register.title import title_steps
from ledger.sequencer import receipts
from ledger.store.interface import Reader
from ledger.tlog.note import Signer


def certify(
    reader: Reader, moment: Moment, question: Question, signer: Signer, now: datetime
) -> bytes:
    """Answer `question`, about a work that `moment` has, in a signed certificate; verify it.

    `moment` is of the log's present size. Raises `ReceiptError` (``certificate_too_large``).
    """
    folio = moment.register.get(Folio, question.work)
    assert folio is not None
    answer = authorization(moment.register, folio, question)
    grants = _with_parents(moment, answer.grants)
    indexes = evidence_of(moment.register, folio, grants)
    evidence = receipts(reader, indexes, signer.verifier)
    head = reader.head()
    genesis = parse_entry(reader.leaves(0, 1)[0], 0).statement.subject
    assert isinstance(genesis, LedgerGenesis)
    assert head.time is not None
    subject = LicenceSubject(
        work=folio.id,
        number=format_number(folio.filed),
        title=folio.title,
        question=question,
        authorised=answer.authorised,
        clauses=answer.clauses,
        remarks=answer.remarks,
        grants=[_certified(moment, grant) for grant in grants],
        title_chain=certified_chain(moment, folio),
        as_of=AsOf(size=head.size, root=head.root.hex(), time=head.time),
        filing=genesis.filing,
    )
    proven = [receipt for receipt in evidence if isinstance(receipt, Receipt)]
    data = issue_certificate(subject, proven, signer, now)
    # none leaves that its reader would have to refuse
    verify_certificate(parse_certificate(data), signer.verifier)
    return data


def _with_parents(moment: Moment, names: list[str]) -> list[Grant]:
    found: dict[str, Grant] = {}
    for name in names:
        grant = moment.register.get(Grant, name)
        assert grant is not None
        links = (grant, *ancestors_of(moment.register, grant))
        found |= {link.id: link for link in links}
    return list(found.values())


def _certified(moment: Moment, grant: Grant) -> CertifiedGrant:
    status = grant_status(moment.register, grant, moment.day)
    return CertifiedGrant(
        id=grant.id,
        entry=grant.granted,
        licensors=grant.licensors,
        licensee=grant.licensee,
        terms=grant.terms,
        status=status.state,
        since=status.since,
        parent=grant.parent,
        offer=grant.offer,
    )


def certified_chain(moment: Moment, folio: Folio) -> list[CertifiedStep]:
    """Give the chain of title of a work as a signed document states it."""
    return [
        CertifiedStep(
            entry=step.entry,
            cause=step.cause,
            day=step.day,
            rights=step.rights,
            region=step.region,
            givers=step.givers,
            takers=step.takers,
        )
        for step in title_steps(moment.register, folio)
    ]
