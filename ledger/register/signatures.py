"""For whom the signers of a statement speak, at a moment.

A party speaks by the key that is its own at the time, by an agent to whom it delegated the act, or,
if it is a minor, by its guardian (Civil Code, Art. 19, 20, 23). Rules name the parties whose
consent they need and never look at keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import Refusal, SignatureError
from ledger.register.identity import (
    contested,
    key_of,
    party_at,
    party_of,
    require_alive,
    ward_at,
)
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Mandate, Mandates, Party, Ward
from ledger.register.state import Register
from ledger.register.statement import Statement

__all__ = ["DISPOSALS", "Signatures", "party_of"]

#: Acts that dispose of rights: a minor of 8 to 17 needs the guardian beside it.
DISPOSALS = frozenset({"offer", "license", "manage", "transfer", "pledge"})


class Signatures:
    """The signers of a statement as those for whom they speak.

    Every ``require_…`` marks the signatures that it needed; `require_nobody_else` refuses the rest.
    Raises at once `SignatureError` (``key_retired``) where a replaced key signed, and
    `Refusal` where a party's keys are frozen (``party_frozen``) or it is dead (``party_died``).
    `frozen_may` names the one party that may sign while its keys are frozen.
    """

    def __init__(
        self,
        statement: Statement,
        register: Register,
        moment: Moment,
        *,
        frozen_may: str | None = None,
    ) -> None:
        self._register = register
        self.day = moment.day
        self._issuer = statement.issuer
        self._frozen_may = frozen_may
        self._used: set[str] = set()
        #: party → those who signed for it, once it consented
        self._spoke: dict[str, set[str]] = {}
        #: party → the key by which it signed
        self.speakers: dict[str, str] = {}
        for key in statement.signers:
            self.speakers[self._speaker(key)] = key

    @property
    def issuer(self) -> str:
        """The party whose key issued the statement."""
        return party_of(self._register, self._issuer)

    def require(self, act: str, parties: Iterable[str], work: str | None = None) -> None:
        """Demand that every one of `parties` consents to `act` (a term of ``act``) on `work`.

        Raises `SignatureError` (``signature_missing``, ``guardian_signature_missing``), `Refusal`
        (``party_frozen``, ``party_died``, ``guardian_is_minor``).
        """
        for party in sorted(set(parties)):
            self._require_alive(party)
            self._use(party, self._consent(party, act, work, disposes=act in DISPOSALS))

    def consents(self, act: str, party: str, work: str | None = None) -> bool:
        """Say whether `party` consents, and count the signatures by which it does.

        Raises `Refusal` (``party_frozen``, ``party_died``) where somebody else spoke for a party
        that cannot consent.
        """
        try:
            self._use(party, self._consent(party, act, work, disposes=act in DISPOSALS))
        except SignatureError:
            return False
        return True

    def require_own(self, party: str, *, disposes: bool = False) -> None:
        """Demand the party's own signature: no agent can give it, only a child's guardian.

        `disposes` says that a minor of 8 to 17 needs its guardian beside it. Raises as `require`.
        """
        self._require_alive(party)
        self._use(party, self._consent(party, None, None, disposes=disposes))

    def consents_own(self, party: str) -> bool:
        """Say whether `party` signed itself (a child through its guardian), and count that."""
        try:
            self._use(party, self._consent(party, None, None, disposes=False))
        except SignatureError:
            return False
        return True

    def require_officers(self, number: int, strangers_to: Iterable[str] = ()) -> list[str]:
        """Demand the signatures of `number` registrars, none of whom is a party to the case.

        A registrar by whose signature somebody has consented before, itself or a principal, signed
        as that and is no officer here. Gives the registrars who signed as such. Raises
        `SignatureError` (``registrar_signature_missing``, ``second_registrar_missing``) and
        `Refusal` (``officer_is_party``).
        """
        officers = self.officers()
        for officer in officers or self._registrars():
            if not officers or officer in set(strangers_to):
                raise Refusal("officer_is_party", did=officer)
        if not officers:
            raise SignatureError("registrar_signature_missing")
        if len(officers) < number:
            raise SignatureError("second_registrar_missing", needed=number)
        self._used.update(officers)
        return officers

    def require_apart(self, one: Iterable[str], other: Iterable[str]) -> None:
        """Refuse a bargain that one signature closed for both sides, which consented before.

        Neither an agent nor a guardian deals for another with itself, nor with somebody else for
        whom it signs (Civil Code, Art. 168). Raises `Refusal` (``agent_of_both_sides``).
        """
        ours, theirs = self._speakers_for(one), self._speakers_for(other)
        for speaker in sorted(ours & theirs):
            raise Refusal("agent_of_both_sides", did=speaker)

    def agents_of(self, parties: Iterable[str]) -> set[str]:
        """Give those by whose signature any of `parties` consented before, but for itself."""
        return {agent for party in parties for agent in {*self._spoke.get(party, ())} - {party}}

    def officers(self) -> list[str]:
        """Give the registrars among the signers by whose signature nobody consented so far."""
        on_a_side = set[str]().union(*self._spoke.values())
        return [registrar for registrar in self._registrars() if registrar not in on_a_side]

    def _registrars(self) -> list[str]:
        founded = self._register.get(Constitution, "")
        registrars = founded.registrars if founded else []
        return sorted(party for party in self.speakers if party in registrars)

    def admit(self, parties: Iterable[str]) -> None:
        """Let `parties` sign too, without needing them."""
        self._used.update(party for party in parties if party in self.speakers)

    def unused(self) -> list[str]:
        """Give those for whom somebody signed whose consent nothing needed so far."""
        return sorted(self.speakers.keys() - self._used)

    def require_nobody_else(self) -> None:
        """Refuse a signature that nothing needed: what it would mean is open."""
        for party in self.unused():
            raise SignatureError("signer_not_expected", did=self.speakers[party])

    def _use(self, party: str, speakers: set[str]) -> None:
        self._used |= speakers
        self._spoke[party] = speakers

    def _speakers_for(self, parties: Iterable[str]) -> set[str]:
        return {speaker for party in parties for speaker in (party, *self._spoke.get(party, ()))}

    def _speaker(self, key: str) -> str:
        did = party_of(self._register, key)
        party = self._register.get(Party, did)
        if party is None:
            return did
        self._require_standing(party)
        current = key_of(party, self.day)
        if key != current:
            raise SignatureError("key_retired", did=key, current=current)
        return did

    def _require_alive(self, did: str) -> None:
        party = self._register.get(Party, did)
        if party is not None:
            require_alive(party)

    def _require_standing(self, party: Party) -> None:
        """Refuse a signature for one who is dead, or whose keys are frozen."""
        require_alive(party)
        frozen = party_at(party, self.day).control.state != "active"
        if frozen and party.party != self._frozen_may:
            raise Refusal("party_frozen", entry=party.control_entry, did=party.party)

    def _consent(self, did: str, act: str | None, work: str | None, *, disposes: bool) -> set[str]:
        """Give those who speak for `did`: itself, an agent for `act`, its guardian."""
        party = self._register.get(Party, did)
        ward = ward_at(party, self.day) if party else None
        speakers = set()
        if ward is not None and (disposes or ward.minority == "under_8"):
            speakers |= self._guardian(did, ward)
        if ward is not None and ward.minority == "under_8":
            speakers |= {did} & self.speakers.keys()
        else:
            speakers.add(self._speaker_for(did, party, act, work))
        if party is not None:
            self._require_standing(party)
        return speakers

    def _guardian(self, did: str, ward: Ward) -> set[str]:
        if ward.guardian not in self.speakers:
            raise SignatureError("guardian_signature_missing", did=did, guardian=ward.guardian)
        guardian = self._register.get(Party, ward.guardian)
        minor = ward_at(guardian, self.day) if guardian else None
        if minor is not None:
            raise Refusal("guardian_is_minor", entry=minor.entry, did=ward.guardian)
        return {ward.guardian}

    def _speaker_for(self, did: str, party: Party | None, act: str | None, work: str | None) -> str:
        if did in self.speakers:
            return did
        if act is not None and party is not None:
            for agent in sorted(self.speakers):
                known = self._register.get(Mandates, f"{did}/{agent}")
                for mandate in known.mandates if known else []:
                    if self._covers(mandate, act, work) and not contested(party, mandate.given):
                        return agent
        raise SignatureError("signature_missing", did=did)

    def _covers(self, mandate: Mandate, act: str, work: str | None) -> bool:
        return (
            mandate.revoked is None
            and self.day.isoformat() <= mandate.until
            and act in mandate.acts
            and (not mandate.works or work in mandate.works)
        )
