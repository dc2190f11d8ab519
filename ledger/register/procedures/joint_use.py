"""A use on which joint owners disagree (合作作品的行使): fifteen days for a just reason."""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: Days in which the other owners can object.
OBJECTION_DAYS = 15

JOINT_USE = Procedure(
    name="joint_use",
    zh="合作作品行使通知",
    en="notice of a joint owner's use",
    states={
        "waiting": State("待其他共有人答复", "open to the other owners"),
        "blocked": State("有共有人反对", "blocked by an objection"),
        "free": State("可单独授予普通许可", "free to license alone"),
        "barred": State("反对有正当理由", "barred for a just reason"),
    },
    steps=(
        Step("waiting", "JointUseObjection", "blocked"),
        Step("blocked", "JointUseObjection", "blocked"),
        Step("blocked", "JointUseWithdrawal:another_stands", "blocked"),
        Step("blocked", "JointUseWithdrawal:last", "waiting"),
        Step("blocked", "JointUseRuling:not_just", "waiting"),
        Step("blocked", "JointUseRuling:just", "barred"),
    ),
    lapses=(Lapse("waiting", "free", OBJECTION_DAYS, "no objection with a just reason stands"),),
)
