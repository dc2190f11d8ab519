"""The law of the register once more, the slow way: lists of JSON, searched from the start.

An entry is the document as it was sent. Nothing here is shared with `ledger.register.rules`: no
fractions, no tables, no records. `faults` names *every* rule that a document breaks, so it does not
matter in which order the register looks.
"""

from itertools import combinations
from math import lcm
from typing import Any

Document = dict[str, Any]
#: The tables that `records` knows; it says what their records hold at least.
TABLES = ("constitution", "party", "heritage", "heritage_pictures", "work", "file")
#: The kinds whose file is a picture of a heritage source.
PICTURES = ("HeritageSource", "HeritagePicture")
#: (code, the entry that a refusal may name)
Fault = tuple[str, int | None]


def signers(document: Document) -> list[str]:
    return [proof["verificationMethod"].split("#")[0] for proof in document["proof"]]


def subjects(history: list[Document], kind: str) -> list[tuple[int, Document]]:
    """Return (index, subject) of the entries of a kind."""
    return [
        (index, entry["credentialSubject"])
        for index, entry in enumerate(history)
        if entry["type"][1] == kind
    ]


def over_file(history: list[Document], sha256: str, *kinds: str) -> list[int]:
    return [
        index
        for index, entry in enumerate(history)
        if entry["type"][1] in kinds and _file(entry["credentialSubject"]) == sha256
    ]


def _file(subject: Document) -> str | None:
    return subject["file"]["sha256"] if "file" in subject else None


def further(history: list[Document], heritage: str) -> list[int]:
    """Return the entries of the further pictures of a source."""
    pictures = subjects(history, "HeritagePicture")
    return [index for index, subject in pictures if subject["heritage"] == heritage]


def is_party(history: list[Document], did: str) -> bool:
    return any(subject["party"] == did for _, subject in subjects(history, "PartyRegistration"))


def faults(history: list[Document], document: Document, today: str) -> set[Fault]:
    """Return all that speaks against `document` after `history`, on the day `today`."""
    founding = history[0]["credentialSubject"]
    found: set[Fault] = set()
    if document["ledger"] != founding["origin"]:
        found.add(("ledger_wrong", None))
    kind = document["type"][1]
    if kind == "PartyRegistration":
        found |= party_faults(history, document)
    elif kind == "HeritageSource":
        found |= heritage_faults(history, document)
    elif kind == "HeritagePicture":
        found |= heritage_faults(history, document) | picture_faults(history, document)
    elif kind == "WorkRegistration":
        found |= work_faults(history, document, today)
    else:
        found.add(("ledger_founded_already", 0))
    return found


def signing_faults(signed: list[str], needed: set[str], admitted: set[str]) -> set[Fault]:
    found: set[Fault] = set()
    if not needed <= set(signed):
        found.add(("signature_missing", None))
    if not set(signed) <= needed | admitted:
        found.add(("signer_not_expected", None))
    return found


def party_faults(history: list[Document], document: Document) -> set[Fault]:
    founding = history[0]["credentialSubject"]
    subject, registrars = document["credentialSubject"], set(founding["registrars"])
    found = signing_faults(signers(document), {subject["party"]}, registrars)
    if document["issuer"] != subject["party"]:
        found.add(("signature_missing", None))
    if founding["policy"]["writers"] == "endorsed" and not registrars & set(signers(document)):
        found.add(("registrar_signature_missing", None))
    for index, other in subjects(history, "PartyRegistration"):
        if other["party"] == subject["party"]:
            found.add(("party_registered_already", index))
    return found


def heritage_faults(history: list[Document], document: Document) -> set[Fault]:
    registrars = set(history[0]["credentialSubject"]["registrars"])
    found = signing_faults(signers(document), {document["issuer"]}, registrars)
    if not registrars & set(signers(document)):
        found.add(("registrar_signature_missing", None))
    if document["issuer"] not in registrars and not is_party(history, document["issuer"]):
        found.add(("party_not_registered", None))
    return found


def picture_faults(history: list[Document], document: Document) -> set[Fault]:
    subject = document["credentialSubject"]
    first = parent_entry(history, {"heritage": subject["heritage"]})
    if first is None:
        return {("parent_unknown", None)}
    return {
        ("heritage_picture_repeated", index)
        for index in (first, *further(history, subject["heritage"]))
        if _file(history[index]["credentialSubject"]) == _file(subject)
    }


def work_faults(history: list[Document], document: Document, today: str) -> set[Fault]:
    subject = document["credentialSubject"]
    owners = [owner["party"] for owner in subject["owners"]]
    authors = [author["party"] for author in subject["authors"]]
    found = signing_faults(signers(document), set(owners), set())
    if any(one == other for one, other in combinations(owners, 2)):
        found.add(("owner_repeated", None))
    if any(one == other for one, other in combinations(authors, 2)):
        found.add(("author_repeated", None))
    if document["issuer"] not in owners:
        found.add(("issuer_not_owner", None))
    if not whole(subject["owners"]):
        found.add(("shares_not_one", None))
    if subject["ownership"] == "joint" and len(authors) == 1:
        found.add(("ownership_and_authors_disagree", None))
    if subject["ownership"] == "individual" and len(authors) > 1:
        found.add(("ownership_and_authors_disagree", None))
    if not all(is_party(history, did) for did in owners + authors):
        found.add(("party_not_registered", None))
    return found | date_faults(subject, today) | origin_faults(history, subject)


def whole(owners: list[Document]) -> bool:
    """Say whether shares make one, in integers."""
    shares = [tuple(map(int, owner["share"].split("/"))) for owner in owners]
    common = lcm(*(parts for _, parts in shares))
    return sum(share * (common // parts) for share, parts in shares) == common


def date_faults(subject: Document, today: str) -> set[Fault]:
    """Compare dates as text: in ISO 8601 that is their order."""
    found: set[Fault] = set()
    completed, first = subject["creation"]["completed"], subject["publication"].get("firstDate")
    if completed > today:
        found.add(("completed_in_future", None))
    if first is not None and first > today:
        found.add(("published_in_future", None))
    if first is not None and first < completed:
        found.add(("published_before_completed", None))
    return found


def origin_faults(history: list[Document], subject: Document) -> set[Fault]:
    """Return what speaks against the parents and against the file."""
    found: set[Fault] = set()
    original = subject["creation"]["nature"] == "original"
    if any(
        one.get("work") == other.get("work") and one.get("heritage") == other.get("heritage")
        for one, other in combinations(subject["derivedFrom"], 2)
    ):
        found.add(("parent_repeated", None))
    for parent in subject["derivedFrom"]:
        index = parent_entry(history, parent)
        if index is None:
            found.add(("parent_unknown", None))
        elif original and "heritage" in parent and parent["relation"] == "scanned":
            found.add(("scan_not_original", index))
    sha256 = subject["file"]["sha256"]
    pictured = over_file(history, sha256, *PICTURES)
    if original and pictured:
        found.add(("scan_not_original", pictured[0]))
    owners = sorted(owner["party"] for owner in subject["owners"])
    for index in over_file(history, sha256, "WorkRegistration"):
        earlier = history[index]["credentialSubject"]["owners"]
        if sorted(owner["party"] for owner in earlier) == sorted(set(owners)):
            found.add(("work_registered_already", index))
    return found


def parent_entry(history: list[Document], parent: Document) -> int | None:
    kind, member = (
        ("WorkRegistration", "work") if "work" in parent else ("HeritageSource", "heritage")
    )
    for index, entry in enumerate(history):
        if entry["type"][1] == kind and entry["id"] == parent[member]:
            return index
    return None


def ruling(history: list[Document], document: Document) -> Document:
    """Return what the entry of an admitted document says about its file."""
    subject = document["credentialSubject"]
    if document["type"][1] == "HeritagePicture":
        first = history[parent_entry(history, subject) or 0]["credentialSubject"]
        return {"number": len(further(history, subject["heritage"])) + ("file" in first)}
    if document["type"][1] != "WorkRegistration":
        return {}
    sha256 = subject["file"]["sha256"]
    said = {
        "competing": over_file(history, sha256, "WorkRegistration"),
        "heritage": over_file(history, sha256, *PICTURES),
    }
    return {name: entries for name, entries in said.items() if entries}


def records(history: list[Document]) -> dict[tuple[str, str], Document]:
    """Return the register of a history, as JSON by table and key."""
    kept: dict[tuple[str, str], Document] = {}
    for index, entry in enumerate(history):
        subject = entry["credentialSubject"]
        kind = entry["type"][1]
        if kind == "LedgerGenesis":
            names = ("origin", "logKey", "operator", "registrars", "policy")
            policy = {"edition": 1} | subject["policy"]
            said = {name: subject[name] for name in names}
            kept["constitution", ""] = said | {"entry": index, "policy": policy}
        elif kind == "PartyRegistration":
            kept["party", subject["party"]] = subject | {"entry": index}
        elif kind == "HeritageSource":
            kept["heritage", entry["id"]] = _heritage(index, entry)
        elif kind == "HeritagePicture":
            kept["heritage_pictures", subject["heritage"]] = _pictures(
                history[: index + 1], subject["heritage"]
            )
        else:
            kept["work", entry["id"]] = _folio(index, entry)
        if "file" in subject:
            sha256 = subject["file"]["sha256"]
            kept["file", sha256] = {
                "entry": index,
                "sha256": sha256,
                "works": _claims(history[: index + 1], sha256, "WorkRegistration"),
                "heritage": _claims(history[: index + 1], sha256, *PICTURES),
            }
    return kept


def _claims(history: list[Document], sha256: str, *kinds: str) -> list[Document]:
    return [
        {"entry": index, "id": history[index]["id"]} for index in over_file(history, sha256, *kinds)
    ]


def _pictures(history: list[Document], heritage: str) -> Document:
    indexes = further(history, heritage)
    pictures = [
        {
            "entry": index,
            "id": history[index]["id"],
            "sha256": _file(history[index]["credentialSubject"]),
        }
        for index in indexes
    ]
    return {"entry": indexes[-1], "heritage": heritage, "pictures": pictures}


def _heritage(index: int, entry: Document) -> Document:
    subject = entry["credentialSubject"]
    made = {name: subject[name] for name in ("title", "site")} | {"entry": index, "id": entry["id"]}
    return made | ({"sha256": subject["file"]["sha256"]} if "file" in subject else {})


def _folio(index: int, entry: Document) -> Document:
    subject = entry["credentialSubject"]
    published = subject["publication"]["status"] == "published"
    return {
        "entry": index,
        "id": entry["id"],
        "registered": index,
        "title": subject["title"],
        "owners": subject["owners"],
        "parents": [
            {
                "id": parent.get("work") or parent["heritage"],
                "source": "work" if "work" in parent else "heritage",
                "relation": parent["relation"],
            }
            for parent in subject["derivedFrom"]
        ],
        "sha256": subject["file"]["sha256"],
        "display": subject.get("display") or ("thumbnail" if published else "none"),
    }
