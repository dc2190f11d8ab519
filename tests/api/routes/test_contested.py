"""A stolen key: what it signed stays entered, and everybody is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from api.signing import signed
from ledger.register.calendar import format_time

from ..support import ORIGIN, did, founded, key


def test_what_a_stolen_key_signed_is_shown_as_contested(tmp_path: Path) -> None:
    with founded(tmp_path) as world:
        world.parties("alice", "bob")
        since = format_time(world.service.clock() - timedelta(minutes=1))
        for kind, subject in (
            ("PartyUpdate", {"party": did("alice"), "displayName": "不是我"}),
            ("KeyCompromise", {"party": did("alice"), "since": since}),
        ):
            world.enter(signed(kind, subject, [key("alice")], ORIGIN))
        items = world.client.get(f"/v1/parties/{did('alice')}/events").json()["items"]
        assert [(item["kind"], item["contested"]) for item in items] == [
            ("PartyRegistration", True),
            ("PartyUpdate", True),
            ("KeyCompromise", True),
        ]
        (bobs,) = world.client.get(f"/v1/parties/{did('bob')}/events").json()["items"]
        assert bobs["contested"] is False
        assert "contested" in world.client.get(f"/entries/{items[1]['index']}").text
        assert "contested" not in world.client.get(f"/entries/{bobs['index']}").text
