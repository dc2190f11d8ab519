"""What each kind of statement may say, member by member."""

from copy import deepcopy
from typing import Any

import pytest

from ledger.errors import StatementError
from ledger.register.canonical import canonical
from ledger.register.did import did_of, encode_multibase
from ledger.register.kinds.work import HeritageParent, WorkParent, WorkRegistration
from ledger.register.statement import Statement, parse_statement

from .build import ABSENT, ALICE, EACH, REGISTRAR, number_id, put

WEAK = "did:key:" + encode_multibase(b"\xed\x01" + bytes(32))
PUBLISHED = {
    "status": "published",
    "firstDate": "2026-10-02",
    "firstPlace": "CN",
    "firstWeb": "https://example.org/deer",
}
UNPUBLISHED = {"status": "unpublished"}


def with_member(kind: str, path: str, value: Any) -> Statement:
    """Read a statement of `kind` in which one member of the subject is another, or absent."""
    made: Any = deepcopy(EACH[kind])
    if path.startswith("publication/"):
        made["credentialSubject"]["publication"] = dict(PUBLISHED)
    put(made["credentialSubject"], path, value)
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
    assert len(LEVELS) == 17


@pytest.mark.parametrize(("kind", "path"), LEVELS)
@pytest.mark.parametrize("name", ["extra", "id", "@type", "Title", "display_name", "__class__"])
def test_no_level_has_other_members(kind, path, name):
    error = refusal(kind, path + name, "x")
    assert error.code == "field_unknown"
    assert error.params["field"].startswith("credentialSubject.")
    assert error.params["field"].endswith("." + name)


OPTIONAL = {
    "title/en", "cave", "chamber", "wall", "motifs", "period", "objectKind", "file",
    "derivedFrom", "display", "note", "note/en",
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
            # only a work of unknown author has no authors, as the rules see to
            assert path in {*OPTIONAL, "authors"}
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


#: what is sent → the code that refuses it; the field is the member's path
REFUSED: dict[str, list[tuple[str, Any, str]]] = {
    "LedgerGenesis": [
        *(("origin", text, "field_invalid") for text in ("", "a b", "a+b", "a/", "//a", "莫高")),
        ("origin", "a" * 121, "field_invalid"),
        ("logKey", "", "field_invalid"),
        ("logKey", "a+00000000+" + "A" * 290, "field_invalid"),
        ("logKey", "a+0000000+AAAA", "field_invalid"),
        ("logKey", "a b+00000000+AAAA", "field_invalid"),
        ("logKey", "a+00000000+", "field_invalid"),
        ("operator", WEAK, "did_weak_key"),
        ("registrars", [], "field_invalid"),
        ("registrars", [did_of(ALICE)] * 65, "field_invalid"),
        ("registrars", [did_of(ALICE)] * 2, "value_repeated"),
        ("registrars/0", "x", "did_malformed"),
        *(("policy/noticeDays", days, "field_invalid") for days in (0, 366, -1, "30", True, None)),
        ("policy/writers", "closed", "field_invalid"),
        ("filing", " ", "field_invalid"),
    ],
    "PartyRegistration": [
        ("party", "did:key:z6Mk", "did_malformed"),
        ("party", WEAK, "did_weak_key"),
        ("kind", "robot", "field_invalid"),
        *(
            ("displayName", text, "field_invalid")
            for text in ("", " ", " 画室", "画室\u3000", "画\n室", "画室\n", "画" * 201)
        ),
        ("roles", [], "field_invalid"),
        ("roles", ["creator"] * 9, "field_invalid"),
        ("roles", ["creator", "creator"], "value_repeated"),
        ("roles/1", "emperor", "term_unknown"),
    ],
    "HeritageSource": [
        ("title/zh", "", "field_invalid"),
        ("title/en", " x", "field_invalid"),
        ("site", "louvre", "term_unknown"),
        ("site", "", "term_unknown"),
        *(("cave", key, "field_invalid") for key in ("257", "mogao:0257", "mogao:" + "1" * 60)),
        ("chamber", "kitchen", "term_unknown"),
        ("wall", "up", "term_unknown"),
        ("motifs", ["jiuselu", "jiuselu"], "value_repeated"),
        ("motifs", ["jiuselu"] * 33, "field_invalid"),
        ("motifs/0", "unicorn", "term_unknown"),
        ("period", "qing", "term_unknown"),
        ("objectKind", "photo", "term_unknown"),
        ("file/sha256", "0" * 63, "field_invalid"),
        ("file/sha256", "A" * 64, "field_invalid"),
        ("file/sha256", "0" * 64 + "\n", "field_invalid"),
        ("file/mediaType", "image/svg+xml", "field_invalid"),
    ],
    "HeritagePicture": [
        ("heritage", "mogao:257", "field_invalid"),
        ("heritage", number_id(1).upper(), "field_invalid"),
        ("file/sha256", "", "field_invalid"),
        ("file/mediaType", "image/PNG", "field_invalid"),
        ("note/zh", " ", "field_invalid"),
        ("note/en", "a\nb", "field_invalid"),
    ],
    "WorkRegistration": [
        ("title/zh", "\u00a0", "field_invalid"),
        ("category", "painting", "term_unknown"),
        ("creation/nature", "copied", "term_unknown"),
        ("creation/natureNote", "", "field_invalid"),
        *(
            ("creation/completed", text, "field_invalid")
            for text in ("2026-02-29", "2026-1-1", "20261001", "2026-W40-1", "0000-01-01", "")
        ),
        ("creation/place", "China", "field_invalid"),
        ("creation/place", "cn-62", "field_invalid"),
        ("publication/status", "leaked", "term_unknown"),
        ("publication", {"status": "published"}, "publication_incomplete"),
        ("publication", UNPUBLISHED | {"firstDate": "2026-10-02"}, "publication_incomplete"),
        ("publication", UNPUBLISHED | {"firstPlace": "CN"}, "publication_incomplete"),
        ("publication", UNPUBLISHED | {"firstWeb": "https://x.cn"}, "publication_incomplete"),
        ("publication/firstWeb", "javascript:alert(1)", "field_invalid"),
        ("publication/firstWeb", "https://x y", "field_invalid"),
        ("acquisition", "bought", "term_unknown"),
        ("ownership", "mine", "term_unknown"),
        ("authors/0/party", "甲", "did_malformed"),
        ("authors/0/signedAs", "甲 ", "field_invalid"),
        ("owners", [], "field_invalid"),
        *(
            ("owners/0/share", share, "share_malformed")
            for share in ("", "1", "0/1", "1/0", "-1/2", "2/1", "2/4", "3/3", "01/2", "1/02")
        ),
        *(
            ("owners/0/share", share, "share_malformed")
            for share in ("1 /2", "0.5", "1e0", "50%", "１/１", "1/1 ", "1/1\n", "1/1000000000")
        ),
        ("owners/0/share", "1" * 400 + "/1", "share_malformed"),
        ("owners/0/share", 1, "field_invalid"),
        ("file/sha256", "g" * 64, "field_invalid"),
        ("file/mediaType", "image/bmp", "field_invalid"),
        ("ai", "some", "term_unknown"),
        ("display", "large", "field_invalid"),
    ],
}
ROWS = [(kind, *row) for kind, rows in REFUSED.items() for row in rows]


@pytest.mark.parametrize(("kind", "path", "value", "code"), ROWS)
def test_values_that_are_refused(kind, path, value, code):
    error = refusal(kind, path, value)
    field = "credentialSubject." + path.replace("/", ".")
    assert (error.code, error.params["field"]) == (code, field)


A_WORK = number_id(1)


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("rights", "some", "field_invalid", "rights.all"),
        ("rights", [], "field_invalid", "rights.list"),
        ("rights", ["network", "network"], "value_repeated", "rights.list"),
        ("rights", ["everything"], "term_unknown", "rights.list.0"),
        ("derivedFrom/0", "x", "field_invalid", "heritage"),
        ("derivedFrom/0", {}, "field_missing", "heritage.heritage"),
        ("derivedFrom/0/heritage", "urn:uuid:x", "field_invalid", "heritage.heritage"),
        ("derivedFrom/0/relation", "stolen", "term_unknown", "heritage.relation"),
        ("derivedFrom/0", {"work": A_WORK}, "field_missing", "work.relation"),
        ("derivedFrom/0", {"work": A_WORK, "relation": "traced"}, "term_unknown", "work.relation"),
        ("derivedFrom/0/work", A_WORK, "field_unknown", "work.heritage"),
    ],
)
def test_an_error_speaks_of_the_alternative_that_was_meant(path, value, code, field):
    error = refusal("WorkRegistration", path, value)
    prefix = "credentialSubject." if path == "rights" else "credentialSubject.derivedFrom.0."
    assert (error.code, error.params["field"]) == (code, prefix + field)


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
    ("HeritagePicture", "note", ABSENT),
    ("HeritagePicture", "file/mediaType", "image/tiff"),
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


@pytest.mark.parametrize("kind", EACH)
def test_subjects_are_written_as_they_were_read(kind):
    subject = parse_statement(canonical(EACH[kind])).subject
    assert subject.model_dump(by_alias=True, exclude_unset=True) == EACH[kind]["credentialSubject"]


@pytest.mark.parametrize(
    ("publication", "display", "shown"),
    [
        (UNPUBLISHED, ABSENT, "none"),
        (PUBLISHED, ABSENT, "thumbnail"),
        (UNPUBLISHED, "thumbnail", "thumbnail"),
        (UNPUBLISHED, "original", "original"),
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
