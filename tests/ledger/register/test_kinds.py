"""What each kind of statement may say, member by member."""

from copy import deepcopy
from typing import Any

import pytest

from ledger.errors import StatementError
from ledger.register.canonical import canonical
from ledger.register.did import did_of, encode_multibase
from ledger.register.kinds.work import HeritageParent, WorkParent, WorkRegistration
from ledger.register.statement import Statement, parse_statement

from .build import ALICE, BOB, EACH, REGISTRAR, number_id

WEAK = "did:key:" + encode_multibase(b"\xed\x01" + bytes(32))
PUBLISHED = {
    "status": "published",
    "firstDate": "2026-10-02",
    "firstPlace": "CN",
    "firstWeb": "https://example.org/deer",
}
ABSENT = object()


def with_member(kind: str, path: str, value: Any) -> Statement:
    """Read a statement of `kind` in which one member of the subject is another, or absent."""
    made: Any = deepcopy(EACH[kind])
    place = made["credentialSubject"]
    *parents, last = path.split("/")
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    if value is ABSENT:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return parse_statement(canonical(made))


def refusal(kind: str, path: str, value: Any) -> StatementError:
    with pytest.raises(StatementError) as caught:
        with_member(kind, path, value)
    return caught.value


def objects(value: Any, path: str = "") -> list[str]:
    """Return the path of every object in `value`."""
    found = [path] if isinstance(value, dict) else []
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for name, child in children:
        if isinstance(child, dict | list):
            found += objects(child, f"{path}{name}/")
    return found


LEVELS = [
    (kind, path) for kind, made in EACH.items() for path in objects(made["credentialSubject"])
]


def test_every_level_of_every_kind_is_among_the_levels():
    assert ("WorkRegistration", "derivedFrom/0/") in LEVELS
    assert ("LedgerGenesis", "policy/") in LEVELS
    assert len(LEVELS) == 14


@pytest.mark.parametrize(("kind", "path"), LEVELS)
@pytest.mark.parametrize("name", ["extra", "id", "@type", "Title", "display_name", "__class__"])
def test_no_level_has_other_members(kind, path, name):
    error = refusal(kind, path + name, "x")
    assert error.code == "field_unknown"
    assert error.params["field"].startswith("credentialSubject.")
    assert error.params["field"].endswith("." + name)


OPTIONAL = {
    "title/en", "cave", "chamber", "wall", "motifs", "period", "objectKind", "file",
    "derivedFrom", "display",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "path"), LEVELS)
def test_every_other_member_is_needed(kind, path):
    level: Any = EACH[kind]["credentialSubject"]
    for part in path.split("/")[:-1]:
        level = level[int(part) if part.isdigit() else part]
    for name in level:
        heritage_file = (kind, path + name) == ("HeritageSource", "file")
        if path + name in OPTIONAL and (name != "file" or heritage_file):
            with_member(kind, path + name, ABSENT)
        else:
            error = refusal(kind, path + name, ABSENT)
            assert error.code == "field_missing"
            assert error.params["field"].endswith("." + name)


@pytest.mark.parametrize("kind", EACH)
@pytest.mark.parametrize("value", [7, True, "", [], {}, None, [[]], {"": {}}])
def test_a_member_of_another_type_is_a_statement_error(kind, value):
    """Whatever stands where: one error family, and a field that is inside the subject."""
    for path in EACH[kind]["credentialSubject"]:
        try:
            statement = with_member(kind, path, value)
        except StatementError as error:
            code, field = error.code, str(error.params.get("field"))
        else:
            # an empty list of motifs or parents, or null for what may be absent
            assert value is None or value == []
            assert path in OPTIONAL
            assert statement.kind == kind
            continue
        assert code in {
            "field_invalid",
            "field_missing",
            "field_unknown",
            "term_unknown",
            "did_malformed",
        }
        assert field.startswith(f"credentialSubject.{path}")


S = "credentialSubject."
REFUSED = [
    # ---- LedgerGenesis
    ("LedgerGenesis", "origin", "", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "a b", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "a+b", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "a/", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "//a", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "莫高", "field_invalid", "origin"),
    ("LedgerGenesis", "origin", "a" * 121, "field_invalid", "origin"),
    ("LedgerGenesis", "logKey", "a+00000000+" + "A" * 290, "field_invalid", "logKey"),
    ("LedgerGenesis", "logKey", "a+0000000+AAAA", "field_invalid", "logKey"),
    ("LedgerGenesis", "logKey", "a b+00000000+AAAA", "field_invalid", "logKey"),
    ("LedgerGenesis", "logKey", "a+00000000+", "field_invalid", "logKey"),
    ("LedgerGenesis", "operator", WEAK, "did_weak_key", "operator"),
    ("LedgerGenesis", "registrars", [], "field_invalid", "registrars"),
    ("LedgerGenesis", "registrars", [did_of(ALICE)] * 65, "field_invalid", "registrars"),
    ("LedgerGenesis", "registrars", [did_of(ALICE)] * 2, "value_repeated", "registrars"),
    ("LedgerGenesis", "registrars", ["x"], "did_malformed", "registrars.0"),
    ("LedgerGenesis", "policy/noticeDays", 0, "field_invalid", "policy.noticeDays"),
    ("LedgerGenesis", "policy/noticeDays", 366, "field_invalid", "policy.noticeDays"),
    ("LedgerGenesis", "policy/noticeDays", -1, "field_invalid", "policy.noticeDays"),
    ("LedgerGenesis", "policy/noticeDays", "30", "field_invalid", "policy.noticeDays"),
    ("LedgerGenesis", "policy/noticeDays", True, "field_invalid", "policy.noticeDays"),
    ("LedgerGenesis", "policy/writers", "closed", "field_invalid", "policy.writers"),
    ("LedgerGenesis", "filing", " ", "field_invalid", "filing"),
    # ---- PartyRegistration
    ("PartyRegistration", "party", "did:key:z6Mk", "did_malformed", "party"),
    ("PartyRegistration", "party", WEAK, "did_weak_key", "party"),
    ("PartyRegistration", "kind", "robot", "field_invalid", "kind"),
    ("PartyRegistration", "displayName", "", "field_invalid", "displayName"),
    ("PartyRegistration", "displayName", " 画室", "field_invalid", "displayName"),
    ("PartyRegistration", "displayName", "画室\u3000", "field_invalid", "displayName"),
    ("PartyRegistration", "displayName", "画\n室", "field_invalid", "displayName"),
    ("PartyRegistration", "displayName", "画室\n", "field_invalid", "displayName"),
    ("PartyRegistration", "displayName", "画" * 201, "field_invalid", "displayName"),
    ("PartyRegistration", "roles", [], "field_invalid", "roles"),
    ("PartyRegistration", "roles", ["creator"] * 9, "field_invalid", "roles"),
    ("PartyRegistration", "roles", ["creator", "creator"], "value_repeated", "roles"),
    ("PartyRegistration", "roles", ["creator", "emperor"], "term_unknown", "roles.1"),
    # ---- HeritageSource
    ("HeritageSource", "title/zh", "", "field_invalid", "title.zh"),
    ("HeritageSource", "title/en", " x", "field_invalid", "title.en"),
    ("HeritageSource", "site", "louvre", "term_unknown", "site"),
    ("HeritageSource", "site", "", "term_unknown", "site"),
    ("HeritageSource", "cave", "257", "field_invalid", "cave"),
    ("HeritageSource", "cave", "mogao:0257", "field_invalid", "cave"),
    ("HeritageSource", "cave", "mogao:" + "1" * 60, "field_invalid", "cave"),
    ("HeritageSource", "chamber", "kitchen", "term_unknown", "chamber"),
    ("HeritageSource", "wall", "up", "term_unknown", "wall"),
    ("HeritageSource", "motifs", ["jiuselu", "jiuselu"], "value_repeated", "motifs"),
    ("HeritageSource", "motifs", ["jiuselu"] * 33, "field_invalid", "motifs"),
    ("HeritageSource", "motifs", ["unicorn"], "term_unknown", "motifs.0"),
    ("HeritageSource", "period", "qing", "term_unknown", "period"),
    ("HeritageSource", "objectKind", "photo", "term_unknown", "objectKind"),
    ("HeritageSource", "file/sha256", "0" * 63, "field_invalid", "file.sha256"),
    ("HeritageSource", "file/sha256", "A" * 64, "field_invalid", "file.sha256"),
    ("HeritageSource", "file/sha256", "0" * 64 + "\n", "field_invalid", "file.sha256"),
    ("HeritageSource", "file/mediaType", "image/svg+xml", "field_invalid", "file.mediaType"),
    # ---- WorkRegistration
    ("WorkRegistration", "title/zh", "\u00a0", "field_invalid", "title.zh"),
    ("WorkRegistration", "category", "painting", "term_unknown", "category"),
    ("WorkRegistration", "creation/nature", "copied", "term_unknown", "creation.nature"),
    ("WorkRegistration", "creation/natureNote", "", "field_invalid", "creation.natureNote"),
    ("WorkRegistration", "creation/completed", "2026-02-29", "field_invalid", "creation.completed"),
    ("WorkRegistration", "creation/completed", "2026-1-1", "field_invalid", "creation.completed"),
    ("WorkRegistration", "creation/completed", "20261001", "field_invalid", "creation.completed"),
    ("WorkRegistration", "creation/completed", "2026-W40", "field_invalid", "creation.completed"),
    ("WorkRegistration", "creation/completed", "0000-01-01", "field_invalid", "creation.completed"),
    ("WorkRegistration", "creation/place", "China", "field_invalid", "creation.place"),
    ("WorkRegistration", "creation/place", "cn-62", "field_invalid", "creation.place"),
    ("WorkRegistration", "publication/status", "leaked", "term_unknown", "publication.status"),
    ("WorkRegistration", "publication", {"status": "published"}, "publication_incomplete", "publication"),
    ("WorkRegistration", "publication", PUBLISHED | {"status": "unpublished"}, "publication_incomplete", "publication"),
    ("WorkRegistration", "publication", {"status": "unpublished", "firstWeb": "https://x.example"}, "publication_incomplete", "publication"),
    ("WorkRegistration", "publication", {"status": "unpublished", "firstPlace": "CN"}, "publication_incomplete", "publication"),
    ("WorkRegistration", "publication", PUBLISHED | {"firstWeb": "javascript:alert(1)"}, "field_invalid", "publication.firstWeb"),
    ("WorkRegistration", "publication", PUBLISHED | {"firstWeb": "https://x y"}, "field_invalid", "publication.firstWeb"),
    ("WorkRegistration", "acquisition", "bought", "term_unknown", "acquisition"),
    ("WorkRegistration", "ownership", "mine", "term_unknown", "ownership"),
    ("WorkRegistration", "authors", [], "field_invalid", "authors"),
    ("WorkRegistration", "authors/0/party", "甲", "did_malformed", "authors.0.party"),
    ("WorkRegistration", "authors/0/signedAs", "甲 ", "field_invalid", "authors.0.signedAs"),
    ("WorkRegistration", "owners", [], "field_invalid", "owners"),
    *(
        ("WorkRegistration", "owners/0/share", share, "share_malformed", "owners.0.share")
        for share in ("", "1", "0/1", "1/0", "-1/2", "2/1", "2/4", "3/3", "01/2", "1/02", "1 /2",
                      "0.5", "1e0", "50%", "１/１", "1/1 ", "1/1\n", "1/1000000000", "1" * 400 + "/1")
    ),
    ("WorkRegistration", "owners/0/share", 1, "field_invalid", "owners.0.share"),
    ("WorkRegistration", "rights", "some", "field_invalid", "rights.all"),
    ("WorkRegistration", "rights", [], "field_invalid", "rights.list"),
    ("WorkRegistration", "rights", ["network", "network"], "value_repeated", "rights.list"),
    ("WorkRegistration", "rights", ["everything"], "term_unknown", "rights.list.0"),
    ("WorkRegistration", "file/sha256", "g" * 64, "field_invalid", "file.sha256"),
    ("WorkRegistration", "file/mediaType", "image/bmp", "field_invalid", "file.mediaType"),
    ("WorkRegistration", "derivedFrom/0", "x", "field_invalid", "derivedFrom.0.heritage"),
    ("WorkRegistration", "derivedFrom/0/heritage", "urn:uuid:x", "field_invalid", "derivedFrom.0.heritage.heritage"),
    ("WorkRegistration", "derivedFrom/0/relation", "stolen", "term_unknown", "derivedFrom.0.heritage.relation"),
    ("WorkRegistration", "derivedFrom/0", {"work": number_id(1), "relation": "traced"}, "term_unknown", "derivedFrom.0.work.relation"),
    ("WorkRegistration", "derivedFrom/0", {"heritage": number_id(1), "work": number_id(1), "relation": "inspired"}, "field_unknown", "derivedFrom.0.work.heritage"),
    ("WorkRegistration", "derivedFrom/0", {"work": number_id(171).upper(), "relation": "adapted"}, "field_invalid", "derivedFrom.0.work.work"),
    ("WorkRegistration", "ai", "some", "term_unknown", "ai"),
    ("WorkRegistration", "display", "large", "field_invalid", "display"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "value", "code", "field"), REFUSED)
def test_values_that_are_refused(kind, path, value, code, field):
    error = refusal(kind, path, value)
    assert (error.code, error.params["field"]) == (code, S + field)


def test_a_refusal_names_what_was_sent():
    assert refusal("WorkRegistration", "owners/0/share", "2/4").params["share"] == "2/4"
    error = refusal("WorkRegistration", "rights", ["everything"])
    assert (error.params["vocabulary"], error.params["term"]) == ("rights", "everything")
    assert refusal("PartyRegistration", "party", "x" * 99).params["did"] == "x" * 80


@pytest.mark.parametrize(
    "change", [{"site": "yulin"}, {"cave": "yulin:25"}, {"site": "library_cave"}]
)
def test_a_cave_is_of_the_site(change):
    ((path, value),) = change.items()
    error = refusal("HeritageSource", path, value)
    assert error.code == "cave_of_another_site"


def test_the_library_cave_is_cave_17():
    made: Any = deepcopy(EACH["HeritageSource"])
    made["credentialSubject"] |= {"site": "library_cave", "cave": "mogao:17"}
    assert parse_statement(canonical(made)).subject.site == "library_cave"


ACCEPTED = [
    ("LedgerGenesis", "origin", "a"),
    ("LedgerGenesis", "origin", "ledger.example-1/a/b.c"),
    ("LedgerGenesis", "policy/noticeDays", 365),
    ("LedgerGenesis", "policy/writers", "endorsed"),
    ("LedgerGenesis", "registrars", [did_of(ALICE), did_of(REGISTRAR)]),
    ("PartyRegistration", "kind", "organisation"),
    ("PartyRegistration", "displayName", "画"),
    ("PartyRegistration", "displayName", "𠀀 " * 99 + "画室"),
    ("HeritageSource", "cave", "mogao:B53"),
    ("HeritageSource", "motifs", []),
    ("WorkRegistration", "creation/completed", "2024-02-29"),
    ("WorkRegistration", "creation/place", "FR"),
    ("WorkRegistration", "publication", PUBLISHED),
    ("WorkRegistration", "rights", ["network", "reproduction"]),
    ("WorkRegistration", "owners/0/share", "999999998/999999999"),
    ("WorkRegistration", "display", "original"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "value"), ACCEPTED)
def test_values_that_are_accepted(kind, path, value):
    assert with_member(kind, path, value).kind == kind


def test_subjects_keep_what_was_said():
    subject = with_member(
        "WorkRegistration",
        "derivedFrom",
        [
            {"heritage": number_id(1), "relation": "traced"},
            {"work": number_id(2), "relation": "compiled"},
        ],
    ).subject
    assert isinstance(subject, WorkRegistration)
    assert subject.derived_from == [
        HeritageParent.model_validate({"heritage": number_id(1), "relation": "traced"}),
        WorkParent.model_validate({"work": number_id(2), "relation": "compiled"}),
    ]
    made = EACH["WorkRegistration"]["credentialSubject"]
    written = with_member("WorkRegistration", "ai", "none").subject.model_dump(
        by_alias=True, exclude_none=True
    )
    assert written == made


@pytest.mark.parametrize("kind", EACH)
def test_subjects_are_written_as_they_were_read(kind):
    subject = parse_statement(canonical(EACH[kind])).subject
    assert subject.model_dump(by_alias=True, exclude_none=True) == EACH[kind]["credentialSubject"]


@pytest.mark.parametrize(
    ("publication", "display", "shown"),
    [
        ({"status": "unpublished"}, ABSENT, "none"),
        (PUBLISHED, ABSENT, "thumbnail"),
        ({"status": "unpublished"}, "thumbnail", "thumbnail"),
        ({"status": "unpublished"}, "original", "original"),
        (PUBLISHED, "none", "none"),
        (PUBLISHED, "original", "original"),
    ],
)
def test_what_anyone_is_shown_of_a_work(publication, display, shown):
    made: Any = deepcopy(EACH["WorkRegistration"])
    made["credentialSubject"]["publication"] = publication
    del made["credentialSubject"]["display"]
    if display is not ABSENT:
        made["credentialSubject"]["display"] = display
    subject = parse_statement(canonical(made)).subject
    assert isinstance(subject, WorkRegistration)
    assert subject.shown() == shown


def test_no_two_parties_are_one():
    assert did_of(ALICE) != did_of(BOB)
