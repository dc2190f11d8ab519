"""A notice of infringement (侵权通知): to the platform, the respondent, and back.

E-Commerce Law, Art. 42 to 45; Civil Code, Art. 1195 and 1196. The law sets the fifteen days of
`WAIT_DAYS`; where it says "without delay" the working days are the register's own. What a platform
owes has no lapse: when it is late the case waits, and the notifier can go elsewhere. Nothing that
the notifier does takes from the respondent that it can declare itself.
"""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: Working days in which a platform forwards a notice, or a counter-notice (Art. 42, 43: 及时).
FORWARDING_WORKDAYS = 3
#: Days after the counter-notice reached the notifier to prove a complaint or a suit (Art. 43).
WAIT_DAYS = 15
#: Working days in which a platform ends its measures when nothing was proven (Art. 43: 及时).
RESTORING_WORKDAYS = 3
#: The most working days that a delay beyond the notifier's control adds (法释〔2020〕9号, Art. 3).
DELAY_WORKDAYS = 20

INFRINGEMENT = Procedure(
    name="infringement",
    zh="侵权通知",
    en="notice of infringement",
    states={
        "sent": State("已发出，待平台转送", "sent, to be forwarded"),
        "served": State("已转送被通知人", "forwarded to the respondent"),
        "bypassed": State("未经转送，已另行投诉或起诉", "taken elsewhere before it was forwarded"),
        "escalated": State("已另行投诉或起诉", "taken to a court or an authority"),
        "complied": State("已处理，未提交声明", "settled without a counter-notice"),
        "countered": State("已提交不侵权声明，待转送", "countered, to be forwarded"),
        "waiting": State(
            "声明已转送，待起诉或投诉证明", "waiting for proof of a suit or complaint"
        ),
        "litigation": State("诉讼或者投诉处理中", "a proceeding is pending"),
        "restore_due": State("逾期未起诉或投诉，应终止措施", "no proof: the measures have to end"),
        "upheld": State("认定侵权，措施维持", "infringement found, the measures stay"),
        "restored": State("措施已终止", "the measures were ended"),
        "withdrawn": State("已撤回", "withdrawn"),
    },
    steps=(
        Step("sent", "NoticeForwarding", "served"),
        Step("sent", "NoticeOutcome:escalated", "bypassed"),
        Step("bypassed", "NoticeForwarding", "escalated"),
        Step("served", "CounterNotice", "countered"),
        Step("served", "NoticeOutcome:complied", "complied"),
        Step("served", "NoticeOutcome:escalated", "escalated"),
        Step("complied", "CounterNotice", "countered"),
        Step("complied", "NoticeOutcome:escalated", "escalated"),
        Step("escalated", "CounterNotice", "countered"),
        Step("escalated", "NoticeOutcome:complied", "complied"),
        Step("escalated", "NoticeOutcome:upheld", "upheld"),
        Step("escalated", "NoticeOutcome:restored", "restored"),
        Step("countered", "CounterForwarding", "waiting"),
        Step("countered", "SuitProof", "litigation"),
        Step("waiting", "SuitProof", "litigation"),
        Step("restore_due", "SuitProof:delayed", "litigation"),
        Step("restore_due", "NoticeOutcome:restored", "restored"),
        Step("litigation", "NoticeOutcome:upheld", "upheld"),
        Step("litigation", "NoticeOutcome:restored", "restored"),
        *(
            Step(state, "NoticeOutcome:withdrawn", "withdrawn")
            for state in (
                "sent",
                "bypassed",
                "served",
                "complied",
                "escalated",
                "countered",
                "waiting",
                "restore_due",
                "litigation",
            )
        ),
    ),
    lapses=(Lapse("waiting", "restore_due", WAIT_DAYS, "no proof of a complaint or a suit"),),
)
