"""Who controls a party's key (密钥): compromise, recovery by others, veto of the old key.

A key that is frozen was compromised, so it alone vetoes nothing: whoever stole it would. Beside a
registrar, who checks the person, it lifts a freeze and ends a recovery: two contacts who conspire
can otherwise take a party over.
"""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: The public wait in which the old key can veto a recovery, in days.
RECOVERY_DAYS = 7

KEY_CONTROL = Procedure(
    name="key_control",
    zh="密钥控制",
    en="key control",
    states={
        "active": State("有效", "active"),
        "frozen": State("冻结", "frozen"),
        "recovering": State("恢复公示中", "recovery pending"),
        "replacing": State("冻结后恢复公示中", "frozen, recovery pending"),
    },
    steps=(
        Step("active", "KeyRotation", "active"),
        Step("active", "KeyCompromise", "frozen"),
        Step("frozen", "KeyCompromise", "frozen"),
        Step("recovering", "KeyCompromise", "replacing"),
        Step("replacing", "KeyCompromise", "replacing"),
        Step("active", "KeyRecovery", "recovering"),
        Step("frozen", "KeyRecovery", "replacing"),
        Step("recovering", "RecoveryVeto:key", "active"),
        Step("recovering", "RecoveryVeto:registrar", "active"),
        Step("frozen", "RecoveryVeto:registrar", "active"),
        Step("replacing", "RecoveryVeto:registrar", "active"),
    ),
    lapses=(
        Lapse("recovering", "active", RECOVERY_DAYS, "no veto: the new key takes over"),
        Lapse("replacing", "active", RECOVERY_DAYS, "no veto: the new key takes over"),
    ),
)
