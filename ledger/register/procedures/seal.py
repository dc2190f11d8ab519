"""A sealed registration (封存登记): a commitment that a later registration reveals."""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: The last day to reveal lies at most this many days after the seal: two years.
MAX_SEAL_DAYS = 730

SEAL = Procedure(
    name="seal",
    zh="封存登记",
    en="sealed registration",
    states={
        "sealed": State("封存中", "sealed"),
        "revealed": State("已揭示", "revealed"),
        "closed": State("未揭示，仅证明时间", "not revealed: proves its time and no more"),
    },
    steps=(Step("sealed", "WorkRegistration:revealing", "revealed"),),
    lapses=(Lapse("sealed", "closed", None, "the last day to reveal"),),
)
