"""From the register and the log to a lineage: the edges declared, and those that searches found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from api.errors import NotFound
from api.lineage.models import (
    EdgeLicence,
    EdgeRelation,
    LineageDerivation,
    LineageGrant,
    LineageNode,
    LineageSimilarity,
    LineageView,
)
from api.lineage.words import derivation_said, relation_name, similarity_said
from api.models import AuthorView, ShareView
from api.service import pictured_entry, read_entry
from api.standing import known_at, state_view
from api.views import picture_address
from ledger.number import format_number
from ledger.past import Moment
from ledger.register.backlinks import count_backlinks, read_backlinks
from ledger.register.entry import Entry
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.questions.lineage import LICENCES, Derivation, Node, Source, Window, lineage
from ledger.register.records import Folio, Grant, Heritage, Party
from ledger.register.rules.dealings import IN_FORCE, registration_at
from ledger.register.rules.heritage import pictures_of
from ledger.register.rules.licensing_status import grant_status, in_effect, last_day_of
from ledger.store.interface import Reader

#: The most that is shown of what resembles the root, earlier, and as much of what came later.
MAX_SIMILAR = 12
#: The most licences that are shown over one edge.
MAX_GRANTS = 8


def heritage_at(moment: Moment, heritage_id: str) -> Heritage:
    """Give a heritage source at `moment`; `NotFound` (``heritage_unknown``)."""
    record = moment.register.get(Heritage, heritage_id)
    if record is None:
        raise NotFound("heritage_unknown", id=heritage_id[:60])
    return record


def lineage_view(reader: Reader, moment: Moment, root: Source, window: Window) -> LineageView:
    """Show the lineage of `root` at `moment`, as far as `window` allows."""
    similar, resemblances = _resembling(reader, moment, root)
    found = lineage(moment.register, root, moment.day, window, similar)
    records = {place: node.record for node in found.nodes for place in _places(moment, node.record)}
    entries = {place: read_entry(reader, place) for place in records}
    nodes = [_node(moment, node, entries[_filed(node.record)]) for node in found.nodes]
    similarities = list(_similarities(records, entries))
    hidden = resemblances - sum(root.id in {one.earlier, one.later} for one in similarities)
    cut = any(
        node.hidden_parents or node.hidden_derivatives for node in nodes if node.role != "similar"
    )
    return LineageView(
        root=root.id,
        nodes=nodes,
        derivations=[_derivation(moment, edge) for edge in found.derivations],
        similarities=similarities,
        hidden_similarities=hidden,
        complete=not cut and hidden == 0,
        next=found.following,
        known_at=known_at(moment),
    )


def _resembling(reader: Reader, moment: Moment, root: Source) -> tuple[list[Source], int]:
    """Give the first that resemble `root`, earlier and later, and how many there are in all."""
    register, places = moment.register, _places(moment, root)
    names = [str(place) for place in places]
    likenesses = (read_entry(reader, place).registry.likenesses() for place in places)
    earlier = [index for found in likenesses for index in found if index not in places]
    first = [read_entry(reader, index) for index in earlier[:MAX_SIMILAR]]
    ids = [pictured_entry(reader, entry).statement.id for entry in first]
    pages = (read_backlinks(register, "found", name, 0, MAX_SIMILAR) for name in names)
    ids += [link.id for link in islice(chain.from_iterable(pages), MAX_SIMILAR)]
    found = [register.get(Folio, id) or register.get(Heritage, id) for id in ids]
    every = len(earlier) + sum(count_backlinks(register, "found", name) for name in names)
    return [record for record in found if record is not None], every


def _similarities(
    records: Mapping[int, Source], entries: Mapping[int, Entry]
) -> Iterator[LineageSimilarity]:
    """Give every resemblance among `entries` that the search found when the later was entered."""
    for index, entry in entries.items():
        findings, later = entry.registry.findings, records[index]
        if findings is None:
            continue
        distances = {match.entry: match for match in findings.matches}
        parents = {descent.id for descent in later.parents} if isinstance(later, Folio) else set()
        for place, likeness in entry.registry.likenesses().items():
            earlier = records.get(place)
            if earlier is None or earlier.id == later.id:
                continue
            declared = earlier.id in parents
            said = similarity_said(later.title, earlier.title, declared=declared)
            yield LineageSimilarity(
                later=later.id,
                earlier=earlier.id,
                declared=declared,
                tree_size=findings.tree_size,
                match=distances.get(place),
                likeness=likeness,
                zh=said.zh,
                en=said.en,
            )


def _node(moment: Moment, node: Node, entry: Entry) -> LineageNode:
    record = node.record
    work = record if isinstance(record, Folio) else None
    progress = registration_at(work, moment.day) if work else None
    return LineageNode(
        id=record.id,
        kind="work" if work else "heritage",
        role=node.role,
        entry=entry.index,
        number=format_number(entry.index),
        registered=entry.registry.time,
        title=record.title,
        state=state_view(REGISTRATION, progress) if progress else None,
        in_force=progress is None or progress.state in IN_FORCE,
        owners=_owners(moment, work) if work else [],
        authors=_authors(moment, work) if work else [],
        picture=picture_address(entry),
        hidden_parents=node.hidden_parents,
        hidden_derivatives=node.hidden_derivatives,
    )


def _owners(moment: Moment, folio: Folio) -> list[ShareView]:
    return [
        ShareView(party=owner.party, display_name=_alias(moment, owner.party), share=owner.share)
        for owner in folio.owners
    ]


def _authors(moment: Moment, folio: Folio) -> list[AuthorView]:
    # an author who came forward later has signed the work by no name
    signed = dict(zip(folio.authors, folio.signed_as, strict=False))
    return [
        AuthorView(party=party, signed_as=signed.get(party) or _alias(moment, party))
        for party in folio.authors
    ]


def _alias(moment: Moment, did: str) -> str:
    party = moment.register.get(Party, did)
    assert party is not None
    return party.display_name


def _derivation(moment: Moment, edge: Derivation) -> LineageDerivation:
    kind = "heritage" if isinstance(edge.parent, Heritage) else "work"
    licence = LICENCES[edge.licence]
    relation = relation_name(kind, edge.relation)
    said = derivation_said(edge.child.title, edge.parent.title, relation, licence)
    return LineageDerivation(
        child=edge.child.id,
        parent=edge.parent.id,
        relation=EdgeRelation(term=edge.relation, zh=relation.zh, en=relation.en),
        licence=EdgeLicence(
            state=edge.licence,
            zh=licence.zh,
            en=licence.en,
            grants=[_grant(moment, grant) for grant in edge.grants[:MAX_GRANTS]],
            more_grants=max(len(edge.grants) - MAX_GRANTS, 0),
        ),
        zh=said.zh,
        en=said.en,
    )


def _grant(moment: Moment, grant: Grant) -> LineageGrant:
    register, day = moment.register, moment.day
    return LineageGrant(
        id=grant.id,
        entry=grant.granted,
        number=format_number(grant.granted),
        state=state_view(LICENCE, grant_status(register, grant, day)),
        in_effect=in_effect(register, grant, day),
        first_day=grant.terms.start,
        last_day=last_day_of(register, grant),
    )


def _places(moment: Moment, record: Source) -> list[int]:
    """Give the entries that have a picture of a work, or of a heritage source."""
    further = pictures_of(moment.register, record.id) if isinstance(record, Heritage) else []
    return [_filed(record), *(picture.entry for picture in further)]


def _filed(record: Source) -> int:
    return record.filed if isinstance(record, Folio) else record.entry
