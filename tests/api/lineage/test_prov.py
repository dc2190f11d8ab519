"""The lineage as PROV-O, read and counted by somebody else's RDF library, without a network."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from api.lineage.models import LineageView
from api.lineage.prov import to_prov
from ledger.register.calendar import parse_time

from ..support import did
from .family import OFFSPRING, Family

rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")

# rdflib's own reader of JSON-LD still uses the class that it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")

PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
MOGAO = rdflib.Namespace("https://w3id.org/mogao/v1#")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")
URI, A = rdflib.URIRef, rdflib.RDF.type


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing is to be fetched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def graph(family: Family) -> Any:
    # before the sockets are closed: the application may want one of its own
    view = LineageView.model_validate(family.get("deer"))
    return to_prov(view)


@pytest.mark.usefixtures("offline")
def test_every_node_step_and_registration_is_there_and_nothing_is_fetched(
    family: Family, graph: bytes
) -> None:
    read = rdflib.Graph().parse(data=graph, format="json-ld")
    view = json.loads(graph)
    assert view["@context"]["prov"] == str(PROV)
    works = set(read.subjects(A, MOGAO.Work))
    walls = set(read.subjects(A, MOGAO.HeritageSource))
    assert walls == {URI(family.id("wall")), URI(family.id("bare wall"))}
    assert (len(works), len(view["@graph"])) == (12, 1 + 7 + 3 * 14 + 1)
    assert works | walls <= set(read.subjects(A, PROV.Entity))
    assert len(list(read.subject_objects(PROV.wasDerivedFrom))) == 16
    assert len(set(read.subjects(A, PROV.Derivation))) == 16
    assert len(set(read.subjects(A, PROV.Activity))) == 14
    assert len(set(read.subjects(A, MOGAO.Resemblance))) == 1
    assert len(set(read.subjects(A, PROV.Agent))) == 7


@pytest.mark.usefixtures("offline")
def test_each_plain_derivation_has_its_qualified_one_with_relation_and_licence(
    family: Family, graph: bytes
) -> None:
    read = rdflib.Graph().parse(data=graph, format="json-ld")
    plain = set(read.subject_objects(PROV.wasDerivedFrom))
    qualified = {
        (child, read.value(derivation, PROV.entity))
        for child, derivation in read.subject_objects(PROV.qualifiedDerivation)
    }
    assert plain == qualified
    for name, (_, relation, state) in OFFSPRING.items():
        (derivation,) = read.objects(URI(family.id(name)), PROV.qualifiedDerivation)
        assert read.value(derivation, PROV.entity) == URI(family.id("deer"))
        assert str(read.value(derivation, MOGAO.relation)) == relation
        assert str(read.value(derivation, MOGAO.licenceState)) == state
    (derivation,) = read.objects(URI(family.id("scarf")), PROV.qualifiedDerivation)
    licence = read.value(derivation, MOGAO.licence)
    assert licence == URI(family.id("deer to bob"))
    assert read.value(licence, MOGAO.inEffect).toPython() is True
    languages = {words.language for words in read.objects(derivation, DCT.description)}
    assert languages == {"zh", "en"}


@pytest.mark.usefixtures("offline")
def test_a_work_is_attributed_and_its_registration_made_its_entry(
    family: Family, graph: bytes
) -> None:
    read = rdflib.Graph().parse(data=graph, format="json-ld")
    deer, entry = URI(family.id("deer")), family.entries["deer"]
    assert set(read.objects(deer, PROV.wasAttributedTo)) == {URI(did("alice"))}
    assert set(read.objects(deer, DCT.rightsHolder)) == {URI(did("alice"))}
    assert str(read.value(URI(did("alice")), FOAF.name)) == "alice"
    assert {(title.language, str(title)) for title in read.objects(deer, DCT.title)} == {
        ("zh", "九色鹿"),
        ("en", "Nine-Coloured Deer"),
    }
    (activity,) = read.subjects(PROV.used, deer)
    ended = read.value(activity, PROV.endedAtTime)
    assert ended.toPython() == parse_time(entry.registry.time)
    (logged,) = read.subjects(PROV.wasGeneratedBy, activity)
    assert read.value(logged, MOGAO["index"]).toPython() == entry.index
    wall = URI(family.id("wall"))
    assert list(read.objects(wall, PROV.wasAttributedTo)) == []
    gone = URI(family.id("gone"))
    assert read.value(gone, MOGAO.inForce).toPython() is False
    assert str(read.value(gone, MOGAO.state)) == "cancelled"


@pytest.mark.usefixtures("offline")
def test_it_says_of_which_state_it_speaks(family: Family, graph: bytes) -> None:
    read = rdflib.Graph().parse(data=graph, format="json-ld")
    (snapshot,) = read.subjects(A, MOGAO.Lineage)
    assert read.value(snapshot, MOGAO.root) == URI(family.id("deer"))
    assert read.value(snapshot, MOGAO.asOf).toPython().isoformat() == family.story.days.day()
    assert read.value(snapshot, MOGAO.treeSize).toPython() == family.story.world.size()
    assert read.value(snapshot, MOGAO.complete).toPython() is True
