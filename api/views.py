"""From entries and records to the answers of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal
from urllib.parse import quote

from api.errors import NotFound
from api.models import (
    AuthorView,
    ClaimView,
    HeritagePictureView,
    HeritageView,
    LogView,
    ParentView,
    PartyView,
    ShareView,
    WorkEvent,
    WorkHistory,
    WorkSummary,
    WorkView,
)
from api.service import Service, read_entry
from api.standing import folio_at, standing
from ledger.number import format_number
from ledger.past import Moment
from ledger.register.entry import Entry, FileFacts, Findings
from ledger.register.fields import Label
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.register.kinds.heritage import HeritagePicture, HeritageSource
from ledger.register.kinds.work import HeritageParent, WorkParent, WorkRegistration
from ledger.register.records import Constitution, FileClaims, Folio, Heritage, Party
from ledger.register.rules.enforcement_repeat import continued_after_notice
from ledger.register.rules.heritage import pictures_of
from ledger.register.state import Register
from ledger.register.statement import MOGAO_CONTEXT
from ledger.store.interface import Reader
from ledger.tlog.checkpoint import open_checkpoint


def log_view(service: Service) -> LogView:
    """Say which ledger this is: as it was founded, and with the registrars that it has now."""
    with service.store.read() as reader:
        head = open_checkpoint(reader.head().checkpoint, service.home.verifier)
        genesis = read_entry(reader, 0).statement.subject
        constitution = register_of(reader).get(Constitution, "")
        pictures = reader.count_files()
    assert isinstance(genesis, LedgerGenesis)
    assert constitution is not None
    return LogView(
        origin=head.origin,
        vkey=service.home.verifier.to_vkey(),
        context=MOGAO_CONTEXT,
        size=head.size,
        root=head.root.hex(),
        pictures=pictures,
        operator=genesis.operator,
        registrars=constitution.registrars,
        policy=genesis.policy,
        filing=genesis.filing,
    )


def register_of(reader: Reader) -> Register:
    """Give the stored register; what is asked for is read when it is asked for."""
    return Register(lambda key: reader.records([key])[key])


def registered_party(reader: Reader, did: str) -> Party:
    """Give a party as the register has it; `NotFound` (``party_unknown``)."""
    party = register_of(reader).get(Party, did)
    if party is None:
        raise NotFound("party_unknown", id=did[:120])
    return party


def party_view(reader: Reader, did: str, day: date) -> PartyView:
    """Show a party, and whether by `day` it went on after a notice, as `registered_party` does."""
    party = registered_party(reader, did)
    return PartyView(
        party=party.party,
        entry=party.entry,
        kind=party.kind,
        display_name=party.display_name,
        roles=party.roles,
        continued_after_notice=continued_after_notice(register_of(reader), did, day),
    )


def work_entry(reader: Reader, work_id: str) -> Entry:
    """Read the entry that registered a work; `NotFound` (``work_unknown``)."""
    folio = register_of(reader).get(Folio, work_id)
    if folio is None:
        raise NotFound("work_unknown", id=work_id[:60])
    return read_entry(reader, folio.filed)


def heritage_entry(reader: Reader, heritage_id: str) -> Entry:
    """Read the entry of a heritage source; `NotFound` (``heritage_unknown``)."""
    record = register_of(reader).get(Heritage, heritage_id)
    if record is None:
        raise NotFound("heritage_unknown", id=heritage_id[:60])
    return read_entry(reader, record.entry)


def work_summaries(reader: Reader, entries: Iterable[Entry]) -> list[WorkSummary]:
    """Show works as a list does."""
    register = register_of(reader)
    return [_work_summary(register, entry) for entry in entries]


def work_view(moment: Moment, entry: Entry) -> WorkView:
    """Show a work with all that the register says of it at `moment`."""
    register = moment.register
    subject = _work(entry)
    folio = folio_at(moment, entry.statement.id)
    claims = _claims(register, subject.file.sha256)
    facts, findings = _file_part(entry)
    return WorkView(
        **_work_summary(register, entry).model_dump(),
        nature=subject.creation.nature,
        completed=folio.completed,
        publication="unpublished" if folio.published is None else "published",
        rights=subject.rights,
        ai=subject.ai,
        authors=[
            AuthorView(party=author.party, signed_as=author.signed_as) for author in subject.authors
        ],
        derived_from=[_parent(register, parent) for parent in subject.derived_from],
        file=facts,
        fingerprints=entry.registry.fingerprints or [],
        findings=findings,
        origin=entry.registry.origin,
        competing=[claim for claim in claims if claim.entry != entry.index],
        has_priority=claims[0].entry == entry.index,
        standing=standing(moment, folio),
    )


def work_history(reader: Reader, entry: Entry) -> WorkHistory:
    """Show what the log says of a work: itself, and later claims to the same file."""
    claims = _claims(register_of(reader), _work(entry).file.sha256)
    later = [read_entry(reader, claim.entry) for claim in claims if claim.entry > entry.index]
    return WorkHistory(
        items=[_event(entry, "registered"), *(_event(claim, "competing_claim") for claim in later)]
    )


def _event(entry: Entry, event: Literal["registered", "competing_claim"]) -> WorkEvent:
    return WorkEvent(
        index=entry.index,
        number=format_number(entry.index),
        id=entry.statement.id,
        kind=entry.statement.kind,
        time=entry.registry.time,
        event=event,
    )


def heritage_pictures(reader: Reader, entry: Entry) -> list[Entry]:
    """Read the entries of the pictures of a heritage source, in the order of their numbers."""
    further = pictures_of(register_of(reader), entry.statement.id)
    first = [entry] if entry.registry.file is not None else []
    return [*first, *(read_entry(reader, picture.entry) for picture in further)]


def heritage_views(reader: Reader, entries: Iterable[Entry]) -> list[HeritageView]:
    """Show heritage sources with their pictures."""
    return [_heritage_view(entry, heritage_pictures(reader, entry)) for entry in entries]


def _heritage_view(entry: Entry, pictures: list[Entry]) -> HeritageView:
    subject = entry.statement.subject
    assert isinstance(subject, HeritageSource)
    shown = [_picture_view(picture) for picture in pictures]
    return HeritageView(
        id=entry.statement.id,
        entry=entry.index,
        number=format_number(entry.index),
        title=subject.title,
        site=subject.site,
        cave=subject.cave,
        period=subject.period,
        motifs=subject.motifs,
        picture=shown[0].picture if shown else None,
        pictures=shown,
    )


def _picture_view(entry: Entry) -> HeritagePictureView:
    address = picture_address(entry)
    assert address is not None
    return HeritagePictureView(
        entry=entry.index,
        number=format_number(entry.index),
        id=entry.statement.id,
        note=getattr(entry.statement.subject, "note", None),
        picture=address,
    )


def picture_address(entry: Entry) -> str | None:
    """Give the address of what may be shown of an entry's picture, or ``None``."""
    subject = entry.statement.subject
    name = quote(entry.statement.id, safe=":")
    if isinstance(subject, HeritageSource):
        return f"/v1/heritage/{name}/picture" if subject.file else None
    if isinstance(subject, HeritagePicture):
        assert entry.registry.ruling is not None
        number = entry.registry.ruling["number"]
        return f"/v1/heritage/{quote(subject.heritage, safe=':')}/picture?number={number}"
    if isinstance(subject, WorkRegistration) and subject.shown() != "none":
        return f"/v1/works/{name}/picture"
    return None


def _work_summary(register: Register, entry: Entry) -> WorkSummary:
    folio = register.get(Folio, entry.statement.id)
    assert folio is not None
    return WorkSummary(
        id=entry.statement.id,
        entry=entry.index,
        number=format_number(entry.index),
        registered=entry.registry.time,
        title=folio.title,
        category=folio.category,
        owners=[
            ShareView(
                party=owner.party,
                display_name=_display_name(register, owner.party),
                share=owner.share,
            )
            for owner in folio.owners
        ],
        picture=picture_address(entry),
    )


def _work(entry: Entry) -> WorkRegistration:
    assert isinstance(entry.statement.subject, WorkRegistration)
    return entry.statement.subject


def title_of(entry: Entry) -> Label:
    """Give the title of a work or of a heritage source, as it was registered."""
    subject = entry.statement.subject
    assert isinstance(subject, WorkRegistration | HeritageSource)
    return subject.title


def _file_part(entry: Entry) -> tuple[FileFacts, Findings]:
    assert entry.registry.file is not None
    assert entry.registry.findings is not None
    return entry.registry.file, entry.registry.findings


def _display_name(register: Register, did: str) -> str:
    party = register.get(Party, did)
    assert party is not None
    return party.display_name


def _claims(register: Register, sha256: str) -> list[ClaimView]:
    record = register.get(FileClaims, sha256)
    assert record is not None
    return [
        ClaimView(entry=claim.entry, number=format_number(claim.entry), id=claim.id)
        for claim in record.works
    ]


def _parent(register: Register, parent: HeritageParent | WorkParent) -> ParentView:
    if isinstance(parent, HeritageParent):
        heritage = register.get(Heritage, parent.heritage)
        assert heritage is not None
        return ParentView(
            kind="heritage",
            id=heritage.id,
            entry=heritage.entry,
            title=heritage.title,
            relation=parent.relation,
        )
    folio = register.get(Folio, parent.work)
    assert folio is not None
    return ParentView(
        kind="work",
        id=folio.id,
        entry=folio.filed,
        title=folio.title,
        relation=parent.relation,
    )
