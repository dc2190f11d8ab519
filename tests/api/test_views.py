"""What the answers are made from: the register as it is, not as it was founded."""

from __future__ import annotations

from api.signing import signed
from api.views import log_view
from ledger.keys import read_key
from ledger.register.did import did_of

from .support import ORIGIN, REGISTRAR, World, did, key


def appoint(world: World, name: str, *, appointed: bool) -> None:
    operator = read_key(world.service.home.key_path("operator"))
    subject = {"registrar": did(name), "appointed": appointed}
    signers = [operator, key(REGISTRAR if name != REGISTRAR else "carol")]
    world.enter(signed("RegistrarAppointment", subject, signers, ORIGIN))


def test_the_registrars_are_those_of_today(world: World) -> None:
    before = log_view(world.service)
    operator = read_key(world.service.home.key_path("operator"))
    assert (before.operator, before.registrars) == (did_of(operator), [did(REGISTRAR)])
    assert before.policy.edition == 2
    appoint(world, "carol", appointed=True)
    assert world.client.get("/v1/log").json()["registrars"] == [did(REGISTRAR), did("carol")]
    appoint(world, REGISTRAR, appointed=False)
    after = log_view(world.service)
    assert after.registrars == [did("carol")]
    # all else is as it was founded
    unchanged = {"operator", "policy", "filing", "origin", "vkey"}
    assert after.model_dump(include=unchanged) == before.model_dump(include=unchanged)
