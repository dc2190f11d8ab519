"""An objection (异议) to a registration: admission, reply, decision, review.

The days are those of the register's own rules: 15 to reply after E-commerce Law, Art. 43, and 15 to
ask for review. What registrars owe has no lapse: when they are late, the case waits.
"""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: Working days in which a registrar admits or rejects an objection.
ADMISSION_WORKDAYS = 3
#: Days in which the owners can reply, and by which one of them can extend that once.
REPLY_DAYS = 15
#: Days in which two registrars decide, and again after a review was asked for.
DECISION_DAYS = 30
#: Days in which whoever lost can ask for review; then the decision is final.
REVIEW_DAYS = 15

OUTCOMES = ("dismissed", "partly", "upheld")
#: Admitted, and not final: while a case is in one of these the clock of the notice stands still.
ADMITTED = frozenset(
    {"response", "response_extended", "review", "recheck"}
    | {f"decided_{outcome}" for outcome in OUTCOMES}
)
#: Not over yet.
OPEN = ADMITTED | {"filed"}

OBJECTION = Procedure(
    name="objection",
    zh="异议",
    en="objection",
    states={
        "filed": State("已提出，待受理", "filed, admission open"),
        "not_admitted": State("不予受理", "not admitted"),
        "response": State("答辩期内", "open for reply"),
        "response_extended": State("答辩期已延长", "open for reply, extended"),
        "review": State("审理中", "under examination"),
        "decided_dismissed": State("已决定：不成立，可申请复审", "dismissed, review possible"),
        "decided_partly": State("已决定：部分成立，可申请复审", "upheld in part, review possible"),
        "decided_upheld": State("已决定：成立，可申请复审", "upheld, review possible"),
        "recheck": State("复审中", "under review"),
        "dismissed": State("不成立（终局）", "dismissed, final"),
        "partly": State("部分成立（终局）", "upheld in part, final"),
        "upheld": State("成立（终局）", "upheld, final"),
        "withdrawn": State("已撤回", "withdrawn"),
    },
    steps=(
        Step("filed", "ObjectionAdmission:admitted", "response"),
        Step("filed", "ObjectionAdmission:rejected", "not_admitted"),
        Step("response", "ObjectionReply", "review"),
        Step("response", "ObjectionExtension", "response_extended"),
        Step("response_extended", "ObjectionReply", "review"),
        *(Step("review", f"ObjectionDecision:{one}", f"decided_{one}") for one in OUTCOMES),
        *(Step(f"decided_{one}", "ObjectionReview", "recheck") for one in OUTCOMES),
        *(Step("recheck", f"ReviewDecision:{one}", one) for one in OUTCOMES),
        *(Step(state, "ObjectionWithdrawal", "withdrawn") for state in sorted(OPEN)),
    ),
    lapses=(
        Lapse("response", "review", REPLY_DAYS, "no reply"),
        Lapse("response_extended", "review", None, f"no reply by {REPLY_DAYS} days more"),
        *(Lapse(f"decided_{one}", one, REVIEW_DAYS, "no review asked for") for one in OUTCOMES),
    ),
)
