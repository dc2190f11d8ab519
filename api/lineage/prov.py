"""A lineage as PROV-O in JSON-LD: https://www.w3.org/TR/prov-o/ and https://www.w3.org/TR/json-ld11/.

Works and heritage sources are entities, authors agents, and each registration is an activity that
used the work and generated its entry in the log: what was registered was there before. A derivation
is plain and qualified; the qualified one carries the relation and the licence. Resemblance is no
provenance and has terms of our own. The context stands in the document, so that nothing has to be
fetched to read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.lineage.models import LineageDerivation, LineageNode, LineageSimilarity, LineageView
from ledger.register.canonical import Json, JsonObject, canonical
from ledger.register.fields import Label

MEDIA_TYPE = "application/ld+json"

#: prefix → namespace
CONTEXT: JsonObject = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "mogao": "https://w3id.org/mogao/v1#",
}
_TYPES = {"work": "mogao:Work", "heritage": "mogao:HeritageSource"}


def to_prov(view: LineageView) -> bytes:
    """Write `view` as JSON-LD."""
    parents: dict[str, list[LineageDerivation]] = {}
    for edge in view.derivations:
        parents.setdefault(edge.child, []).append(edge)
    graph: list[Json] = [_snapshot(view)]
    graph += _agents(view)
    for node in view.nodes:
        graph.append(_entity(node, parents.get(node.id, [])))
        graph += _registration(node)
    graph += [_resemblance(found) for found in view.similarities]
    return canonical({"@context": CONTEXT, "@graph": graph})


def _snapshot(view: LineageView) -> JsonObject:
    return {
        "@type": "mogao:Lineage",
        "mogao:root": {"@id": view.root},
        "mogao:treeSize": view.known_at.size,
        "mogao:asOf": _typed(view.known_at.day, "date"),
        "mogao:complete": view.complete,
    }


def _agents(view: LineageView) -> Iterator[JsonObject]:
    names = {author.party: author.signed_as for node in view.nodes for author in node.authors}
    # the alias that a party has now goes before the one by which it signed a work
    names |= {owner.party: owner.display_name for node in view.nodes for owner in node.owners}
    for party, name in names.items():
        yield {"@id": party, "@type": "prov:Agent", "foaf:name": name}


def _entity(node: LineageNode, parents: list[LineageDerivation]) -> JsonObject:
    entity: JsonObject = {
        "@id": node.id,
        "@type": ["prov:Entity", _TYPES[node.kind]],
        "dct:title": _titles(node.title),
        "dct:identifier": node.number,
        "mogao:inForce": node.in_force,
    }
    if node.state is not None:
        entity["mogao:state"] = node.state.state
    if node.authors:
        entity["prov:wasAttributedTo"] = [{"@id": author.party} for author in node.authors]
    if node.owners:
        entity["dct:rightsHolder"] = [{"@id": owner.party} for owner in node.owners]
    if parents:
        entity["prov:wasDerivedFrom"] = [{"@id": edge.parent} for edge in parents]
        entity["prov:qualifiedDerivation"] = [_derivation(edge) for edge in parents]
    return entity


def _derivation(edge: LineageDerivation) -> JsonObject:
    return {
        "@type": "prov:Derivation",
        "prov:entity": {"@id": edge.parent},
        "mogao:relation": edge.relation.term,
        "mogao:licenceState": edge.licence.state,
        "mogao:licence": [
            {"@id": grant.id, "mogao:inEffect": grant.in_effect} for grant in edge.licence.grants
        ],
        "dct:description": [
            {"@value": edge.zh, "@language": "zh"},
            {"@value": edge.en, "@language": "en"},
        ],
    }


def _registration(node: LineageNode) -> Iterator[JsonObject]:
    activity, entry = f"{node.id}#registration", f"{node.id}#entry"
    yield {
        "@id": activity,
        "@type": ["prov:Activity", "mogao:Registration"],
        "prov:used": {"@id": node.id},
        "prov:endedAtTime": _typed(node.registered, "dateTime"),
    }
    yield {
        "@id": entry,
        "@type": ["prov:Entity", "mogao:Entry"],
        "prov:wasGeneratedBy": {"@id": activity},
        "mogao:index": node.entry,
    }


def _resemblance(found: LineageSimilarity) -> JsonObject:
    return {
        "@type": "mogao:Resemblance",
        "mogao:later": {"@id": found.later},
        "mogao:earlier": {"@id": found.earlier},
        "mogao:declared": found.declared,
        "mogao:searchedSize": found.tree_size,
        "dct:description": [
            {"@value": found.zh, "@language": "zh"},
            {"@value": found.en, "@language": "en"},
        ],
    }


def _titles(title: Label) -> list[Json]:
    titles: list[Json] = [{"@value": title.zh, "@language": "zh"}]
    return titles if title.en is None else [*titles, {"@value": title.en, "@language": "en"}]


def _typed(value: str, kind: str) -> JsonObject:
    return {"@value": value, "@type": f"xsd:{kind}"}
