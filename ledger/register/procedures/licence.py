"""A licence (许可): from both signatures to its end."""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

#: The days in which a breach can be cured after it was notified.
CURE_DAYS = 30

LICENCE = Procedure(
    name="licence",
    zh="许可",
    en="licence",
    states={
        "agreed": State("已签署，尚未生效", "agreed, not yet in effect"),
        "effective": State("有效", "effective"),
        "breach_noticed": State("已通知违约", "breach notified"),
        "ending": State("已定终止日", "in effect to its last day"),
        "lapsed": State("条件未成就而失效", "lapsed, condition not met"),
        "expired": State("期满", "expired"),
        "terminated": State("已终止", "terminated"),
        "void": State("自始无效", "void from the start"),
    },
    steps=(
        Step("agreed", "LicenceGrant:unconditional", "effective"),
        Step("agreed", "OfferAcceptance", "effective"),
        Step("agreed", "ConditionMet", "effective"),
        Step("agreed", "PaymentAcknowledgement:condition", "effective"),
        Step("agreed", "LicenceTermination:agreement", "terminated"),
        Step("effective", "LicenceTermination:agreement", "ending"),
        Step("effective", "BreachNotice", "breach_noticed"),
        Step("breach_noticed", "BreachNotice", "breach_noticed"),
        Step("breach_noticed", "BreachCured:another_stands", "breach_noticed"),
        Step("breach_noticed", "BreachCured:last", "effective"),
        Step("breach_noticed", "LicenceTermination:breach", "ending"),
        Step("breach_noticed", "LicenceTermination:agreement", "ending"),
        Step("ending", "LicenceTermination:agreement", "ending"),
        Step("agreed", "Order:cancel", "terminated"),
        Step("effective", "Order:cancel", "terminated"),
        Step("breach_noticed", "Order:cancel", "terminated"),
        Step("ending", "Order:cancel", "terminated"),
        Step("agreed", "Order:void", "void"),
        Step("effective", "Order:void", "void"),
        Step("breach_noticed", "Order:void", "void"),
        Step("ending", "Order:void", "void"),
        Step("expired", "Order:void", "void"),
        Step("terminated", "Order:void", "void"),
    ),
    lapses=(
        Lapse("agreed", "lapsed", None, "the last day for the condition"),
        Lapse("effective", "expired", None, "the last day of the licence"),
        Lapse("breach_noticed", "expired", None, "the last day of the licence"),
        Lapse("ending", "terminated", None, "the last day that was agreed or declared"),
    ),
)
