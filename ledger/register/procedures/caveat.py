"""A caveat (异议登记) against a registration (by analogy to Civil Code, Art. 220).

It warns whoever deals with the work and blocks nothing; within its days a proceeding has to begin.
"""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: Days in which the caveator has to prove that a proceeding was begun (Civil Code, Art. 220).
CAVEAT_DAYS = 15

CAVEAT = Procedure(
    name="caveat",
    zh="异议登记",
    en="caveat",
    states={
        "noted": State("有效", "in effect"),
        "litigation": State("诉讼、仲裁或者投诉处理中", "a proceeding is pending"),
        "lapsed": State("已失效", "lapsed"),
        "withdrawn": State("已撤回", "withdrawn"),
        "lifted": State("已依文书解除", "lifted by order"),
    },
    steps=(
        Step("noted", "CaveatProof", "litigation"),
        Step("noted", "CaveatWithdrawal", "withdrawn"),
        Step("litigation", "CaveatWithdrawal", "withdrawn"),
        Step("noted", "Order:lift", "lifted"),
        Step("litigation", "Order:lift", "lifted"),
    ),
    lapses=(Lapse("noted", "lapsed", CAVEAT_DAYS, "no proof of a proceeding"),),
)
