"""TDMRep's file /.well-known/tdmrep.json (W3C community group, final report of May 2024)."""

import json
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.optout.patterns import compared, matches
from tanba.works.optout.signal import Outranked, Says, Signal, bounded
from tanba.works.optout.wish import Wish

STANDARD: Final = "TDMRep, final report of 10 May 2024"
LARGEST: Final = 500 * 1024
_MOST: Final = 10_000

Rules = tuple[dict[str, Any], ...]


def read_tdmrep(data: bytes) -> Rules:
    """
    Return the rules of a file in their order.

    Raises
    ------
    Refused
        OP11 when it is not an array of objects in JSON, or has more than anybody writes.
    """
    if len(data) > LARGEST:
        raise _wrong(f"{len(data)} bytes, more than {LARGEST}")
    try:
        thing = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _wrong("not JSON in UTF-8") from None
    if not isinstance(thing, list) or not all(isinstance(rule, dict) for rule in thing):
        raise _wrong("not an array of objects")
    if len(thing) > _MOST:
        raise _wrong(f"{len(thing)} rules, more than {_MOST}")
    return tuple(thing)


def reserved(said: object) -> Says:
    """Return what a value of `tdm-reservation` says: 1 reserves mining, 0 does not, others are no value."""
    match str(said).strip() if isinstance(said, (str, int)) and not isinstance(said, bool) else said:
        case "1" | True:
            return "forbids"
        case "0" | False:
            return "allows"
    return "unclear"


def tdmrep_signals(rules: Rules, path: str, where: str) -> tuple[Signal, ...]:
    """Return the rules that match a path; the first of them counts."""
    found: list[Signal] = []
    for number, rule in enumerate(rules, 1):
        location = rule.get("location")
        if not isinstance(location, str) or "tdm-reservation" not in rule:
            continue
        if matches(compared(location.encode("utf-8", "replace")), path):
            why: Outranked = "earlier rule" if found else ""
            found.append(Signal(
                source="tdmrep.json", where=where, part=f"rule {number}",
                rule=bounded(json.dumps(rule, ensure_ascii=False)[:2_000]),
                says=reserved(rule["tdm-reservation"]), standard=STANDARD, outranked=why,
            ))  # fmt: skip
    return tuple(found[:100])


def tdmrep_with(data: bytes, wish: Wish) -> bytes:
    """
    Return a file whose rule for the whole site states `wish`; it stands last, as the first match counts.

    `data` is the file as it stands, empty for none. Rules for parts of the site stay. Raises as
    `read_tdmrep` does: what cannot be read is not written over.
    """
    rules = list(read_tdmrep(data)) if data.strip() else []
    ours = {"location": "/", "tdm-reservation": wish.reservation}
    earlier = [rule for rule in rules if rule.get("location") in ("/", "/*", "*")]
    kept = {name: said for name, said in earlier[0].items() if name != "location"} if earlier else {}
    new = kept | ours | ({"tdm-policy": wish.policy} if wish.policy else {})
    if len(earlier) == 1 and earlier[0] == {**new, "location": earlier[0]["location"]}:
        return data
    rules = [rule for rule in rules if rule not in earlier] + [dict(sorted(new.items()))]
    return (json.dumps(rules, ensure_ascii=False, indent=2) + "\n").encode()


def _wrong(what: str) -> Refused:
    hint = "mend it or take it away: it says something that a program cannot read"
    return Refused("OP11", f"not a tdmrep.json: {what}", hint)
