"""A work's registration (登记): public notice, objections, and how it can end.

``closed:…`` is the end of the last open objection, by an entry or by a decision becoming final;
``Order:lift:…`` goes back to where the registration stood when it was cancelled.
"""

from __future__ import annotations

from ledger.register.procedure import Lapse, Procedure, State, Step

REGISTRATION = Procedure(
    name="registration",
    zh="作品登记",
    en="registration of a work",
    states={
        "notice": State("公示期内", "under public notice"),
        "objected": State("异议审理中", "objected to"),
        "registered": State("已登记", "registered"),
        "refused": State("不予登记", "refused"),
        "cancelled": State("已撤销", "cancelled"),
        "withdrawn": State("已撤回", "withdrawn"),
    },
    steps=(
        Step("notice", "ObjectionFiling", "notice"),
        Step("notice", "ObjectionAdmission:admitted", "objected"),
        Step("objected", "ObjectionFiling", "objected"),
        Step("objected", "ObjectionAdmission:admitted", "objected"),
        Step("objected", "closed:withdrawn", "notice"),
        Step("objected", "closed:dismissed", "notice"),
        Step("objected", "closed:partly", "notice"),
        Step("objected", "closed:upheld", "refused"),
        Step("notice", "Order:cancel", "cancelled"),
        Step("objected", "Order:cancel", "cancelled"),
        Step("registered", "Order:cancel", "cancelled"),
        Step("notice", "Withdrawal", "withdrawn"),
        Step("registered", "Withdrawal", "withdrawn"),
        Step("cancelled", "Order:lift:notice", "notice"),
        Step("cancelled", "Order:lift:objected", "objected"),
        Step("cancelled", "Order:lift:registered", "registered"),
    ),
    lapses=(
        Lapse("notice", "registered", None, "the genesis' notice days, and no objection waits"),
    ),
)
