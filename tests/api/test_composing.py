"""From a person's words to what a statement says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.composing import (
    WorkDraft,
    attach,
    label,
    parse_attachment,
    parse_owner,
    parse_parent,
    parse_upstream,
    today,
)
from api.config import settings_for
from api.errors import ApiError
from api.pictures import examine
from api.signing import check_place, read_file
from ledger.register.kinds.work import WorkRegistration

from .support import did, picture, sha256

UUID = "urn:uuid:00000000-0000-4000-8000-000000000000"


@given(share=st.text(min_size=1))
def test_an_owner_is_what_stands_before_the_first_sign(share: str) -> None:
    assert parse_owner(f"{did('alice')}={share}") == (did("alice"), share)


@pytest.mark.parametrize("text", ["", "=", "x", "x=", "=1/1", did("alice")])
def test_owners_that_are_none(text: str) -> None:
    with pytest.raises(ApiError, match="owner_malformed"):
        parse_owner(text)


def test_parents_of_both_kinds() -> None:
    assert parse_parent(f"work:{UUID}=adapted") == ("work", UUID, "adapted")
    assert parse_parent(f"heritage:{UUID}=scanned") == ("heritage", UUID, "scanned")


@given(st.text())
def test_any_text_is_a_parent_or_one_error(text: str) -> None:
    try:
        kind, parent, relation = parse_parent(text)
    except ApiError as error:
        assert error.code == "parent_malformed"  # noqa: PT017  # or no error at all
    else:
        assert kind in {"work", "heritage"}
        assert f"{kind}:{parent}={relation}" == text


def test_a_draft_is_what_the_kind_takes() -> None:
    facts = examine(picture(1)).facts
    draft = WorkDraft(
        title_zh="藻井",
        owners=[(did("alice"), "1/1")],
        authors=[(did("alice"), "阿莲")],
        completed="2026-10-01",
    )
    work = WorkRegistration.model_validate(draft.subject(facts))
    assert (work.ownership, work.publication.status, work.rights) == (
        "individual",
        "unpublished",
        "all",
    )
    assert work.shown() == "none"
    assert "en" not in label("藻井", "")
    joint = WorkDraft(
        title_zh="藻井",
        owners=[(did("alice"), "1/1")],
        authors=[(did("alice"), "a"), (did("bob"), "b")],
        completed="2026-10-01",
        published="2026-10-02",
    )
    work = WorkRegistration.model_validate(joint.subject(facts))
    assert (work.ownership, work.publication.first_date) == ("joint", "2026-10-02")
    assert work.shown() == "thumbnail"


def test_a_draft_with_all_that_the_form_asks_for() -> None:
    digest, agreement = "ab" * 32, "cd" * 32
    draft = WorkDraft(
        title_zh="藻井",
        owners=[(did("bob"), "1/1")],
        authors=[(did("alice"), "阿莲")],
        completed="2026-10-01",
        nature="adaptation",
        nature_note="新的配色",
        attachments=[("description", digest), ("commission_agreement", agreement)],
        upstream=[("photo", "某摄影师")],
        commission=(did("bob"), "commissioner"),
        official_number="国作登字-2021-F-00025677",
        seal=(UUID, digest),
    )
    work = WorkRegistration.model_validate(draft.subject(examine(picture(1)).facts))
    assert work.creation.nature_note == "新的配色"
    assert [(a.kind, a.sha256) for a in work.attachments] == list(draft.attachments)
    assert [(u.kind, u.rightsholder) for u in work.upstream] == list(draft.upstream)
    assert work.commission is not None
    assert (work.ownership, work.commission.agreement) == ("commissioned", agreement)
    assert work.official_number == draft.official_number
    assert work.seal is not None
    assert (work.seal.seal, work.seal.salt) == draft.seal


@pytest.mark.parametrize("special", [False, True])
def test_a_draft_of_an_employee(special: bool) -> None:
    draft = WorkDraft(
        title_zh="藻井",
        owners=[(did("carol"), "1/1")],
        authors=[(did("alice"), "a"), (did("bob"), "b")],
        completed="2026-10-01",
        employment=(did("carol"), special),
    )
    work = WorkRegistration.model_validate(draft.subject(examine(picture(1)).facts))
    assert work.employment is not None
    assert (work.ownership, work.employment.special) == ("employment", special)


@given(st.text())
def test_any_text_is_an_attachment_or_material_or_one_error(text: str) -> None:
    left, _, right = text.partition("=")
    if left and right:
        assert parse_attachment(text) == (left, Path(right))
        assert parse_upstream(text) == (left, right)
        return
    with pytest.raises(ApiError, match="attachment_malformed"):
        parse_attachment(text)
    with pytest.raises(ApiError, match="upstream_malformed"):
        parse_upstream(text)


def test_an_attachment_is_read_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"agreement")
    assert attach("identity", tmp_path / "a.pdf") == ("identity", sha256(b"agreement"))
    with pytest.raises(ApiError, match="file_unreadable"):
        attach("identity", tmp_path / "none.pdf")


def test_the_day_is_that_of_shanghai() -> None:
    assert today(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == "2026-11-21"
    assert today(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == "2026-11-22"


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", tmp_path / "a\0b", tmp_path / ("n" * 300)):
        with pytest.raises(ApiError, match="file_unreadable"):
            read_file(path)
    check_place(tmp_path / "new")
    for path in (tmp_path, tmp_path / "none" / "new"):
        with pytest.raises(ApiError, match="path_unusable"):
            check_place(path)
    assert list(tmp_path.iterdir()) == []


def test_the_environment_is_read_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("MOGAO_DATABASE_URL", "MOGAO_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    settings = settings_for(tmp_path)
    assert (settings.data, settings.database_url, settings.passphrase) == (tmp_path, None, None)
    monkeypatch.setenv("MOGAO_DATABASE_URL", "postgresql://h/db")
    monkeypatch.setenv("MOGAO_PASSPHRASE", "")
    settings = settings_for(tmp_path)
    assert (settings.database_url, settings.passphrase) == ("postgresql://h/db", None)
