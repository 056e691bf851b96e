"""How an answer of a system is understood: it works, it is stopped, or nothing can be told."""

import json
from typing import Any, Final, Literal

from tanba.kernel import value
from tanba.measures.frame.measure import Reply

State = Literal["works", "stopped", "unclear"]
_ABSENT: Final = object()


@value
class Signs:
    """By which statuses and which field of a JSON answer a state is known; an empty field is not looked at."""

    works: tuple[int, ...]
    stopped: tuple[int, ...]
    field: str = ""
    """Where the state stands in the answer, its parts with dots: `status.state`."""
    works_says: str = ""
    stopped_says: str = ""
    silence: bool = False
    """No answer means stopped: for stops that end the program itself. A system that hangs then passes too."""


def state_of(reply: Reply | None, signs: Signs) -> State:
    """
    Return the state that an answer shows. No answer shows nothing unless the signs say so: work may go on.

    With a field, the field decides wherever it says one of the two words; an answer of the right status without
    it is unclear, so that a system cannot pass by its status alone while its own words say otherwise.
    """
    if reply is None:
        return "stopped" if signs.silence else "unclear"
    if reply.status in signs.stopped:
        word = field_of(reply, signs.field) if signs.field else None
        return "works" if word is not None and word == signs.works_says else "stopped"
    if reply.status not in signs.works:
        return "unclear"
    if not signs.field:
        return "works"
    word = field_of(reply, signs.field)
    if word is not None and word == signs.stopped_says:
        return "stopped"
    return "works" if word is not None and word == signs.works_says else "unclear"


def field_of(reply: Reply, field: str) -> str | None:
    """Return a text, number or truth inside a JSON answer as text; None where there is none."""
    if reply.cut:
        return None  # half an answer can say anything
    try:
        found: Any = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    for part in field.split("."):
        found = found.get(part, _ABSENT) if isinstance(found, dict) else _ABSENT
    match found:
        case bool():
            return "true" if found else "false"
        case str():
            return found
        case int() if -(10**18) < found < 10**18:
            return str(found)
        case _:
            return None
