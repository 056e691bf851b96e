"""Wishes in the header of an answer: Content-Usage, TDMRep, X-Robots-Tag; and lines for web servers."""

import re
from collections.abc import Iterable
from typing import Final, Literal, get_args

from tanba.works.optout.preferences import spelled, training_in
from tanba.works.optout.signal import Says, Signal, Source, bounded
from tanba.works.optout.tdmrep import STANDARD as TDMREP
from tanba.works.optout.tdmrep import reserved
from tanba.works.optout.wish import Wish

USAGE: Final = "draft-ietf-aipref-attach-05, 2"
CONVENTION: Final = "a convention of DeviantArt, 2022"
REFUSALS: Final = frozenset({"noai", "noimageai", "noml"})
"""Words of the robots directive that refuse use by AI."""

Server = Literal["nginx", "apache", "caddy"]
SERVERS: Final[tuple[Server, ...]] = get_args(Server)

_WORD: Final = re.compile(r"[^\s,:;]+")


def header_signals(headers: Iterable[tuple[str, str]], where: str) -> tuple[Signal, ...]:
    """Return what the header of the work's own answer says; of two alike fields both are read."""
    by_name: dict[str, list[str]] = {}
    for name, said in headers:
        by_name.setdefault(name.lower(), []).append(said)
    found: list[Signal] = []
    if usage := ", ".join(by_name.get("content-usage", ())):
        says, vocabulary = training_in(usage)
        if says:
            standard = f"{USAGE}; {vocabulary}"
            found.append(_signal("content-usage", where, "Content-Usage", usage, standard, says))
    for said in dict.fromkeys(by_name.get("tdm-reservation", ())):
        rule = f"tdm-reservation: {said}"
        found.append(_signal("tdm-header", where, "tdm-reservation", rule, TDMREP, reserved(said)))
    for said in dict.fromkeys(by_name.get("x-robots-tag", ())):
        if refuses(said):
            rule = f"X-Robots-Tag: {said}"
            found.append(_signal("x-robots-tag", where, "X-Robots-Tag", rule, CONVENTION, "forbids"))
    return tuple(found[:20])


def refuses(directive: str) -> bool:
    """Say whether a robots directive refuses use by AI."""
    return not REFUSALS.isdisjoint(word.lower() for word in _WORD.findall(directive[:4_000]))


def _signal(source: Source, where: str, part: str, rule: str, standard: str, says: Says) -> Signal:
    return Signal(
        source=source, where=where, part=part, rule=bounded(rule), says=says, standard=standard
    )


def header_lines(wish: Wish, server: Server) -> str:
    """Return what is put into a web server's configuration, so that every answer states `wish`."""
    fields = {"Content-Usage": spelled(wish.usage), "tdm-reservation": str(wish.reservation)}
    if wish.policy:
        fields["tdm-policy"] = wish.policy
    match server:
        case "nginx":
            lines = [f'add_header {name} "{said}" always;' for name, said in fields.items()]
        case "apache":
            lines = [f'Header always set {name} "{said}"' for name, said in fields.items()]
        case "caddy":
            lines = ["header {", *(f'\t{name} "{said}"' for name, said in fields.items()), "}"]
    return "\n".join(lines) + "\n"
