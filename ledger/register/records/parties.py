"""Records of parties: who they are, which key speaks for them, and who else may."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from ledger.register.fields import DateText, Made, TimeText
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Endorsement(Made):
    """A registrar checked the real name, which stands here as a salted commitment only."""

    entry: int
    registrar: str
    name_commitment: str
    checked_by: str


class Ward(Made):
    """A minor's guardian; ``until`` is the last day of the guardianship."""

    entry: int
    guardian: str
    minority: Literal["under_8", "8_to_17"]
    until: DateText


class Contest(Made):
    """A time in which a stolen key may have signed for the party, open until a new key took over.

    ``entry`` reported it.
    """

    entry: int
    since: TimeText
    until: TimeText | None = None


class Party(Record):
    """A party, named for ever by the key under which it registered; ``key_now`` is what signs.

    ``control`` is the progress of the key procedure (`procedures.key_control`), which
    ``control_entry`` moved last; ``pending_key`` the key that a recovery would install;
    ``contests`` the times in which a compromised key signed. ``next_contacts`` take the place of
    ``recovery_contacts`` after the day ``contacts_due``. ``died`` is set, by ``died_entry``, for a
    person whose death, or an organisation whose end, was recorded.

    What holds on a given day is for `identity.party_at` and `identity.ward_at` to say.
    """

    table: ClassVar[str] = "party"
    party: str
    kind: Literal["person", "organisation"]
    display_name: str
    roles: list[str]
    pen_names: list[str] = Field(default_factory=list)
    key_now: str
    control: Progress
    control_entry: int
    pending_key: str | None = None
    contests: list[Contest] = Field(default_factory=list)
    recovery_contacts: list[str] = Field(default_factory=list)
    next_contacts: list[str] = Field(default_factory=list)
    contacts_due: DateText | None = None
    endorsement: Endorsement | None = None
    ward: Ward | None = None
    died: DateText | None = None
    died_entry: int | None = None

    @property
    def key(self) -> Key:
        """The party's DID."""
        return (self.table, self.party)

    @property
    def topics(self) -> tuple[str, ...]:
        """The party itself, and its guardian."""
        return (self.party, *([self.ward.guardian] if self.ward else []))


class KeyHolder(Record):
    """Whose a key is, was or was to be that is not the key under which its party registered."""

    table: ClassVar[str] = "key"
    did: str
    party: str

    @property
    def key(self) -> Key:
        """The key's DID."""
        return (self.table, self.did)


class Mandate(Made):
    """One delegation, given at a time; ``works`` is empty where it is for all works."""

    id: str
    entry: int
    given: TimeText
    acts: list[str]
    works: list[str]
    until: DateText
    revoked: int | None = None


class Mandates(Record):
    """What one principal has delegated to one agent, without what ended long ago."""

    table: ClassVar[str] = "mandates"
    principal: str
    agent: str
    mandates: list[Mandate]

    @property
    def key(self) -> Key:
        """Principal and agent."""
        return (self.table, f"{self.principal}/{self.agent}")

    @property
    def topics(self) -> tuple[str, ...]:
        """Both."""
        return (self.principal, self.agent)


class Delegated(Record):
    """Between whom a delegation is."""

    table: ClassVar[str] = "delegated"
    id: str
    principal: str
    agent: str

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)
