"""Works, heritage sources and parties, and what may be shown of their pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ledger.number import format_number

from ..conftest import Library
from ..support import World, did, heritage_statement, image, picture, problem_of, work_statement

CSP = "default-src 'none'; sandbox"


def test_a_work_with_all_that_is_said_of_it(library: Library) -> None:
    entry = library.entries["derived"]
    wall, parent = library.entries["wall"], library.entries["published"]
    view = library.world.client.get(f"/v1/works/{entry.statement.id}").json()
    standing = view.pop("standing")
    assert standing["registration"]["state"] == "notice"
    assert standing["parcels"][0]["owners"] == {did("alice"): "1/2", did("bob"): "1/2"}
    # its parent has not licensed it, and belongs to others
    assert standing["restricted_by"] == [parent.index]
    file, fingerprints, origin = (view.pop(name) for name in ("file", "fingerprints", "origin"))
    assert entry.registry.origin is not None
    assert origin == entry.registry.origin.document()
    assert file == entry.registry.file.model_dump(by_alias=True)  # type: ignore[union-attr]  # a work has a file
    assert fingerprints == entry.registry.fingerprints
    assert view == {
        "id": entry.statement.id,
        "entry": entry.index,
        "number": format_number(entry.index),
        "registered": entry.registry.time,
        "title": {"zh": "藻井", "en": None},
        "category": "fine_art",
        "owners": [
            {"party": did("alice"), "display_name": "alice", "share": "1/2"},
            {"party": did("bob"), "display_name": "bob", "share": "1/2"},
        ],
        "picture": None,
        "nature": "adaptation",
        "completed": "2026-10-01",
        "publication": "unpublished",
        "rights": "all",
        "ai": "none",
        "authors": [{"party": did("alice"), "signed_as": "alice"}],
        "derived_from": [
            {
                "kind": "heritage",
                "id": wall.statement.id,
                "entry": wall.index,
                "title": {"zh": "三兔藻井", "en": "Three hares"},
                "relation": "adapted",
            },
            {
                "kind": "work",
                "id": parent.statement.id,
                "entry": parent.index,
                "title": {"zh": "藻井", "en": "Caisson"},
                "relation": "adapted",
            },
        ],
        "findings": {"treeSize": entry.index, "matches": []},
        "competing": [],
        "has_priority": True,
    }


def test_both_of_two_competing_claims_say_so(library: Library) -> None:
    first, second = library.entries["published"], library.entries["competing"]
    views = {
        entry.index: library.world.client.get(f"/v1/works/{entry.statement.id}").json()
        for entry in (first, second)
    }
    for one, other, priority in ((first, second, True), (second, first, False)):
        assert views[one.index]["has_priority"] is priority
        assert views[one.index]["competing"] == [
            {
                "entry": other.index,
                "number": format_number(other.index),
                "id": other.statement.id,
            }
        ]
    assert second.registry.ruling == {"competing": [first.index]}
    (match,) = views[second.index]["findings"]["matches"]
    assert match["entry"] == first.index
    assert set(match["distances"].values()) == {0}


# ---- what is shown ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "thumbnail", "original"),
    [
        ("published", 200, 403),  # the default of a published work
        ("unpublished", 403, 403),  # the right of first publication is the author's
        ("original", 200, 200),
        ("hidden", 403, 403),
        ("thumbnail", 200, 403),
    ],
)
def test_pictures_are_shown_as_far_as_their_owners_show_them(
    library: Library, name: str, thumbnail: int, original: int
) -> None:
    client, work_id = library.world.client, library.id(name)
    address = f"/v1/works/{work_id}/picture"
    assert client.get(address).status_code == thumbnail
    assert client.get(address, params={"size": "thumbnail"}).status_code == thumbnail
    assert client.get(address, params={"size": "original"}).status_code == original
    view = client.get(f"/v1/works/{work_id}").json()
    assert view["picture"] == (address if thumbnail == 200 else None)
    listed = client.get("/v1/works").json()["items"]
    assert [item["picture"] for item in listed if item["id"] == work_id] == [view["picture"]]


def test_a_refused_picture_is_a_problem(library: Library) -> None:
    address = f"/v1/works/{library.id('hidden')}/picture"
    problem = problem_of(library.world.client.get(address))
    assert (problem["status"], problem["code"]) == (403, "picture_not_shown")


def test_a_shown_picture_can_be_nothing_but_a_picture(library: Library) -> None:
    work = library.id("original")
    original = library.world.client.get(f"/v1/works/{work}/picture?size=original")
    thumbnail = library.world.client.get(f"/v1/works/{work}/picture")
    wall = library.world.client.get(f"/v1/heritage/{library.id('wall')}/picture")
    for answer in (original, thumbnail, wall):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == CSP
        assert answer.headers["cache-control"] == "public, max-age=3600"
    assert original.content == picture(4)
    assert original.headers["content-type"] == "image/png"
    for small in (thumbnail, wall):
        assert small.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(small.content)).format == "WEBP"


def test_a_thumbnail_is_small_and_tells_nothing_more(world: World) -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera, with its place"
    image(1, 1200, 900).save(buffer, "JPEG", exif=exif)
    file = buffer.getvalue()
    work = world.enter(work_statement(file, "alice", display="thumbnail"), file)
    small = world.client.get(f"/v1/works/{work.statement.id}/picture").content
    assert Image.open(io.BytesIO(small)).size == (480, 360)
    assert b"camera" not in small


def test_sizes_are_two(library: Library) -> None:
    address = f"/v1/works/{library.id('original')}/picture"
    for size in ("", "huge", "../original"):
        problem = problem_of(library.world.client.get(address, params={"size": size}))
        assert (problem["status"], problem["code"]) == (400, "request_invalid")


def test_a_picture_that_is_not_there_is_said_not_to_be(library: Library, world: World) -> None:
    address = f"/v1/heritage/{library.id('unseen wall')}/picture"
    problem = problem_of(library.world.client.get(address))
    assert (problem["status"], problem["code"]) == (404, "picture_unknown")
    file = picture(1)
    entry = world.enter(heritage_statement(file), file)
    with world.service.store.read() as reader:
        ((_, row),) = reader.files(entry.index, entry.index + 1)
    kept = world.service.home.objects.path(str(row.thumbnail))
    thumbnail = kept.read_bytes()
    kept.unlink()
    problem = problem_of(world.client.get(f"/v1/heritage/{entry.statement.id}/picture"))
    kept.write_bytes(thumbnail)
    assert (problem["status"], problem["code"]) == (404, "picture_unknown")


# ---- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 24, 100])
def test_works_page_by_page_newest_first(library: Library, limit: int) -> None:
    expected = sorted(
        (e.index for e in library.entries.values() if e.statement.kind == "WorkRegistration"),
        reverse=True,
    )
    found: list[int] = []
    before: int | None = None
    while True:
        query = {"limit": limit} | ({} if before is None else {"before": before})
        page = library.world.client.get("/v1/works", params=query).json()
        assert len(page["items"]) <= limit
        found += [item["entry"] for item in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert found == expected


def test_heritage_is_listed_and_shown(library: Library) -> None:
    client = library.world.client
    wall, unseen = library.entries["wall"], library.entries["unseen wall"]
    page = client.get("/v1/heritage").json()
    assert [item["entry"] for item in page["items"]] == [unseen.index, wall.index]
    assert page["next"] is None
    view = client.get(f"/v1/heritage/{wall.statement.id}").json()
    assert view == page["items"][1]
    assert view == {
        "id": wall.statement.id,
        "entry": wall.index,
        "number": format_number(wall.index),
        "title": {"zh": "三兔藻井", "en": "Three hares"},
        "site": "mogao",
        "cave": "mogao:407",
        "period": None,
        "motifs": ["santu"],
        "picture": f"/v1/heritage/{wall.statement.id}/picture",
        "pictures": [
            {
                "entry": wall.index,
                "number": format_number(wall.index),
                "id": wall.statement.id,
                "note": None,
                "picture": f"/v1/heritage/{wall.statement.id}/picture",
            }
        ],
    }
    assert page["items"][0]["pictures"] == []
    first = client.get("/v1/heritage", params={"limit": 1}).json()
    rest = client.get("/v1/heritage", params={"limit": 1, "before": first["next"]}).json()
    assert first["items"] + rest["items"] == page["items"]


def test_a_party_under_its_alias(library: Library) -> None:
    view = library.world.client.get(f"/v1/parties/{did('alice')}").json()
    assert view == {
        "party": did("alice"),
        "entry": 1,
        "kind": "person",
        "display_name": "alice",
        "roles": ["creator"],
        "continued_after_notice": [],
    }


def test_a_kind_is_not_shown_as_another(library: Library) -> None:
    client = library.world.client
    for address, code in (
        (f"/v1/works/{library.id('wall')}", "work_unknown"),
        (f"/v1/heritage/{library.id('derived')}", "heritage_unknown"),
        (f"/v1/works/{library.id('wall')}/picture", "work_unknown"),
    ):
        problem = problem_of(client.get(address))
        assert (problem["status"], problem["code"]) == (404, code)


@pytest.mark.parametrize("address", ["/v1/works", "/v1/heritage"])
@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=-1", "limit=a", "before=-1", "before=a", f"before={2**53 + 1}"],
)
def test_pages_within_bounds(library: Library, address: str, query: str) -> None:
    problem = problem_of(library.world.client.get(f"{address}?{query}"))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")
    assert query.partition("=")[0] in problem["en"]


@pytest.mark.parametrize("address", ["/v1/works", "/v1/heritage"])
def test_nothing_stands_before_the_first_entry(library: Library, address: str) -> None:
    assert library.world.client.get(f"{address}?before=0").json() == {"items": [], "next": None}
    newest = library.world.client.get(f"{address}?before={2**53}").json()
    assert newest == library.world.client.get(address).json()
