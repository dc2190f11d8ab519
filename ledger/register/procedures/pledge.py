"""A pledge (质押): from its entry to release or realisation.

No time ends it: by law a pledge lasts as long as the claim that it secures.
"""

from __future__ import annotations

from ledger.register.procedure import Procedure, State, Step

PLEDGE = Procedure(
    name="pledge",
    zh="质押",
    en="pledge",
    states={
        "effective": State("有效", "effective"),
        "released": State("已解除", "released"),
        "realised": State("已实现", "realised"),
        "cancelled": State("已撤销", "cancelled"),
    },
    steps=(
        Step("effective", "PledgeChange", "effective"),
        Step("effective", "PledgeRelease", "released"),
        Step("effective", "Order:change_owner", "realised"),
        Step("effective", "Order:cancel", "cancelled"),
    ),
)
