"""An order (文书措施) of a court or an authority: from its entry until it is lifted or lapses."""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

ORDER = Procedure(
    name="order",
    zh="文书措施",
    en="order",
    states={
        "in_force": State("有效", "in force"),
        "lifted": State("已解除", "lifted"),
        "lapsed": State("期满失效", "lapsed"),
    },
    steps=(Step("in_force", "Order:lift", "lifted"),),
    lapses=(Lapse("in_force", "lapsed", None, "the last day that the order names"),),
)
