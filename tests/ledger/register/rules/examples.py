"""How the tests of an area play its example story."""

from collections.abc import Callable

from ledger.register.canonical import JsonObject
from ledger.register.decide import apply, decide
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.examples import founding
from ledger.register.moment import Moment
from ledger.register.state import Register

from ..build import read


def admitted(story: Callable[[], list[JsonObject]]) -> list[str]:
    """Admit the founding story and `story`, each on its day; return the kinds of the latter."""
    register = Register()
    kinds = []
    for index, made in enumerate([*founding.story(), *story()]):
        statement = read(made)
        ruling = decide(statement, register, Moment(index, statement.valid_from))
        registry: JsonObject = {"time": made["validFrom"], "previous": None}
        if ruling:
            registry["ruling"] = ruling
        apply(register, parse_entry(encode_entry(statement, registry), index))
        kinds.append(statement.kind)
    return kinds[len(founding.story()) :]
